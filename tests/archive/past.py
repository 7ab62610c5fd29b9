"""A county's past: real shapes of facts, story after story, with the seals of their states."""

from collections import Counter
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from uuid import UUID, uuid5

from msgspec import json

from deploy.replay import study
from services.archive.gateways.ledger import Ledger
from shared.record import Letter, canonical, id_at
from shared.states import Folder, sealed, shapes_of

GOLDEN = Path(__file__).parents[1] / "contracts" / "golden"
NAMES = UUID(int=11)
STORIES = (
    (
        "workflow.proposal.submitted.v1",
        "workflow.proposal.reviewed.v1",
        "workflow.proposal.reviewed.v1",
        "workflow.proposal.reviewed.v1",
        "workflow.proposal.approved.v1",
    ),
    (
        "publishing.disclosure.registered.v1",
        "publishing.inner.opened.v1",
        "publishing.public.opened.v1",
        "publishing.disclosure.revised.v1",
    ),
    (
        "feedback.opinion.received.v1",
        "feedback.opinion.assigned.v1",
        "feedback.opinion.concluded.v1",
        "feedback.opinion.replied.v1",
    ),
    ("workflow.obligation.raised.v1", "workflow.obligation.missed.v1"),
    ("catalog.catalog.drafted.v1", "catalog.entries.drafted.v1", "catalog.item.listed.v1"),
)


def golden(tag):
    return json.decode((GOLDEN / f"{tag}.json").read_bytes())


class Past:
    """Facts of all services; every ``every`` facts of a service its states are sealed."""

    def __init__(self, every=50, twist=lambda folding: folding):
        self.every, self._twist = every, twist
        self.letters = {}
        self._folders = {}
        self._streams = {}
        self._sealed = Counter()
        self._events = {tag: golden(tag) for story in STORIES for tag in story}

    def tell(self, count):
        """Return the next letters, each with its service, stories beside one another."""
        steps = (
            (tag, f"{n}/{kind}")
            for n in range(count)
            for kind, story in enumerate(STORIES)
            for tag in story
        )
        for tag, name in islice(steps, count):
            service = tag.partition(".")[0]
            yield service, self._letter(service, tag, uuid5(NAMES, name), self._events[tag])
            if len(self.letters[service]) - self._sealed[service] >= self.every:
                yield service, self._seal(service)

    def ledger(self, url, count):
        """Return the archive's ledger after it has taken in so many of these facts."""
        ledger = Ledger(url)
        ledger.open()
        told = sorted(self.tell(count), key=itemgetter(0))
        for service, letters in groupby(told, key=itemgetter(0)):
            ledger.take(service, [each for _, each in letters])
        return ledger

    def _letter(self, service, tag, stream, event):
        kept = self.letters.setdefault(service, [])
        version = self._streams[stream] = self._streams.get(stream, 0) + 1
        letter = Letter(
            position=len(kept) + 1,
            stream_id=stream,
            version=version,
            tag=tag,
            body=record(tag, stream, version, event),
        )
        kept.append(letter)
        return letter

    def _seal(self, service):
        plain, events = study(service)
        foldings = {event: self._twist(each) for event, each in plain.items()}
        folder = self._folders.setdefault(service, Folder(foldings, events, lambda *_: ()))
        fresh = self.letters[service][self._sealed[service] :]
        facts = [(each.position, str(each.stream_id), each.tag, each.body) for each in fresh]
        command = sealed(folder, shapes_of(foldings), facts)
        self._sealed[service] = command.last
        tag = f"{service}.states.sealed.v1"
        event = {"type": tag, **json.decode(canonical(command))}
        return self._letter(service, tag, uuid5(NAMES, f"seal/{command.first}"), event)


def record(tag, stream, version, event):
    cause = {
        "actor": "p",
        "at": "2026-07-01T04:00:00Z",
        "causation_id": str(NAMES),
        "correlation_id": str(stream),
        "post": "clerk",
        "unit": "u",
    }
    told = {"cause": cause, "event": event, "id": str(id_at(tag, stream, version))}
    return canonical({**told, "stream_id": str(stream), "version": version})
