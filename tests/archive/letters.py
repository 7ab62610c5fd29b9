"""Facts to archive: a handful of shapes, as many as wanted."""

import os
import signal
from uuid import UUID, uuid5

import msgspec

from services.archive.gateways.ledger import Ledger
from services.archive.gateways.notes import open_signer
from services.archive.gateways.tiles import TileLog
from shared.record import Letter, canonical

NAMES = UUID(int=7)
STORY = UUID(int=8)
ORIGIN = "archive.example"
SHAPES = (
    ("workflow.proposal.submitted.v1", {"unit": "甲", "content": "财政预算"}),
    ("workflow.proposal.approved.v1", {"unit": "甲"}),
    ("publishing.public.opened.v1", {"unit": "甲", "plan": {"title": "党费收缴"}}),
    ("publishing.disclosure.registered.v1", {"unit": "甲"}),
)


def letter(service, position, *, tag=None, event=None, at="2026-07-01T04:00:00Z"):
    """Return the letter at a place in a service's order."""
    shapes = [each for each in SHAPES if each[0].startswith(f"{service}.")] or SHAPES[:1]
    own_tag, fields = shapes[position % len(shapes)]
    tag, fields = tag or own_tag, event if event is not None else fields
    stream = uuid5(NAMES, f"{service}/{position}")
    body = canonical(
        {
            "cause": {
                "actor": "p",
                "at": at,
                "causation_id": str(STORY),
                "correlation_id": str(uuid5(STORY, str(position % 10))),
                "post": "clerk",
                "unit": "甲",
            },
            "event": {"type": tag, **fields},
            "id": str(uuid5(stream, tag)),
            "stream_id": str(stream),
            "version": 1,
        }
    )
    return Letter(position=position, stream_id=stream, version=1, tag=tag, body=body)


def letters(service, first, count):
    """Return neighbouring letters of one service."""
    return [letter(service, position) for position in range(first, first + count)]


class House:
    """An archive's ledger and log in one folder."""

    def __init__(self, home, url=None):
        self.home = home
        self.folder = home / "log"
        self.url = url or f"sqlite:///{home / 'ledger.db'}"
        self.signer = open_signer(home / "keys" / "log.pem", ORIGIN)
        self.ledger = Ledger(self.url)
        self.log = TileLog(self.folder, self.signer)

    def open(self):
        self.ledger.open()
        self.log.open()
        return self

    def close(self):
        self.log.close()
        self.ledger.close()

    def __enter__(self):
        return self.open()

    def __exit__(self, *_):
        self.close()

    @property
    def vkey(self):
        return self.signer.verifier

    def integrate(self, limit=100_000):
        """Append to the log what the ledger has beyond it."""
        facts = self.ledger.facts(self.log.size, limit)
        if facts:
            self.log.append([fact.entry for fact in facts])

    def fill(self, count=600, batch=97):
        """Take in facts of two services, batch after batch, one checkpoint each."""
        positions = {"workflow": 1, "publishing": 1}
        for number in range(0, count, batch):
            service = ("workflow", "publishing")[number // batch % 2]
            some = min(batch, count - number)
            self.ledger.take(service, letters(service, positions[service], some))
            positions[service] += some
            self.integrate()
        return self


def files(folder):
    """Return every file of a log, hidden ones left out, with its bytes."""
    return {
        str(each.relative_to(folder)): each.read_bytes()
        for each in sorted(folder.rglob("*"))
        if each.is_file() and not each.name.startswith(".")
    }


def flip(path, at, bit=1):
    """Flip one bit of a file."""
    data = bytearray(path.read_bytes())
    data[at] ^= bit
    path.write_bytes(data)


def decoded(report):
    return msgspec.json.decode(report.as_json())


def kill(process):
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
