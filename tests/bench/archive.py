"""(f) The archive: appending with fsync, and verifying what was appended."""

from base64 import b64encode
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.archive.gateways.notes import Signer
from services.archive.gateways.tiles import TileLog
from services.archive.verify.check import verify
from shared.record import canonical
from tests.bench.measure import Rates, alone, folder, rate

SECTION = "Archive"
BULK = 10_000
NAME = "gongkai.example/bench"


def run(_postgres, *, rounds=3, facts=100_000):
    """Return the lines of appending and verifying."""
    entries = [_commitment(n) for n in range(1, facts + 1)]
    added, checked = Rates(), Rates()
    for _ in range(rounds):
        with folder() as home:
            _round(home / "log", entries, added, checked)
    return [
        alone(SECTION, "append with fsync, bulks of 10,000", added.median, "facts/s", least=50_000),
        alone(SECTION, "verify, one core", checked.median, "facts/s", least=150_000),
    ]


def _commitment(n):
    """Return the entry of a fact that is not public."""
    said = {"commitment": b64encode(sha256(b"%d" % n).digest()).decode()}
    return canonical({**said, "position": n, "service": "workflow"})


def _round(path, entries, added, checked):
    signer = Signer(NAME, Ed25519PrivateKey.generate())
    log = TileLog(path, signer)
    log.open()

    def append():
        for start in range(0, len(entries), BULK):
            log.append(entries[start : start + BULK])

    added.rates.append(rate(len(entries), append))
    log.close()
    told = []
    checked.rates.append(rate(len(entries), lambda: told.append(verify(path, signer.verifier))))
    if told[0].outcome != 0:
        raise AssertionError(told[0])
