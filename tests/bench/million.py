"""(p) A log of a million facts (ten with `--full`): written, proved, verified by one and by two.

What hashes and folds is told as facts for each second of processor time, so that a busy
machine does not change it; what people wait for is told by the clock.
"""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.archive.app import service_of
from services.archive.gateways.notes import Signer
from services.archive.gateways.proofs import Reader
from services.archive.gateways.tiles import TileLog
from shared.settings import Settings
from shared.view import Views
from tests.archive.letters import letters
from tests.bench.archive import NAME, _commitment
from tests.bench.folding import filed
from tests.bench.measure import Line, Rates, alone, folder
from tests.bench.things import view

SECTION = "A log of a million facts"
BULK = 10_000
PROOFS = 1_000
TEN_MILLION = 10_000_000
QUIET = 20
ROOT = Path(__file__).parents[2]

VERIFY = """
import json, resource, sys, time
from pathlib import Path
from services.archive.verify import verify
began = time.perf_counter()
told = verify(Path(sys.argv[1]), sys.argv[2], jobs=int(sys.argv[3]))
seconds = time.perf_counter() - began
parts = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
[own] = [each for each in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in each]
print(json.dumps({
    "outcome": told.outcome, "entries": told.entries, "seconds": seconds,
    "processor": sum(each.ru_utime + each.ru_stime for each in parts),
    "megabytes": max(int(own.split()[1]), parts[1].ru_maxrss) / 1024,
}))
"""


def run(_postgres, *, facts=1_000_000):
    """Return the lines of one log from its first entry to its last proof."""
    with folder() as home:
        lines = [*_written(home / "log", facts), *_verified(home / "log", facts)]
        lines.append(_proved(home / "log", facts))
    with folder() as home:
        lines.append(_rebuilt(home))
    with folder() as home:
        lines.append(asyncio.run(_quiet(home)))
    return lines


def _written(path, facts):
    signer = Signer(NAME, Ed25519PrivateKey.generate())
    log = TileLog(path, signer)
    log.open()
    spent = waited = 0.0
    for start in range(0, facts, BULK):
        entries = [_commitment(n) for n in range(start + 1, min(start + BULK, facts) + 1)]
        began, worked = perf_counter(), process_time()
        log.append(entries)
        spent, waited = spent + process_time() - worked, waited + perf_counter() - began
    log.close()
    (path / "vkey").write_text(signer.verifier)
    return [
        alone(SECTION, f"append {facts:,} with fsync", facts / waited, "facts/s", least=80_000),
        alone(SECTION, "append, of processor time", facts / spent, "facts/s"),
    ]


def _verified(path, facts):
    one, two = (_verifier(path, jobs) for jobs in (1, 2))
    ten = two["seconds"] * TEN_MILLION / facts
    how = "" if facts == TEN_MILLION else " at that rate, reckoned, not run"
    return [
        alone(
            SECTION,
            "verify, one core, of processor time",
            facts / one["processor"],
            "facts/s",
            least=300_000,
        ),
        alone(SECTION, "verify, two processes", facts / two["seconds"], "facts/s", least=166_667),
        alone(SECTION, f"verify 10,000,000{how}", ten, "s", most=60),
        alone(
            SECTION,
            "verify, memory of the largest process",
            max(one["megabytes"], two["megabytes"]),
            "MB",
            most=200,
        ),
    ]


def _verifier(path, jobs):
    """Let a process of its own verify, and say what it took."""
    command = [sys.executable, "-c", VERIFY, str(path), (path / "vkey").read_text(), str(jobs)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT, env=environment)
    told = json.loads(done.stdout)
    if told["outcome"] != 0:
        raise AssertionError(told)
    return told


def _proved(path, facts):
    dice, reader = Random(7), Reader(path, (path / "checkpoint").read_text())
    found = Rates()
    for _ in range(PROOFS):
        index = dice.randrange(facts)
        began = process_time()
        reader.proof(index)
        found.seconds.append(process_time() - began)
    slow = found.percentile(0.99)
    return alone(SECTION, "proof of any index, p99 of processor time", slow, "ms", most=5)


def _rebuilt(home, count=100_000):
    """Fold a view of SQL again from its facts, as `gongkai rebuild` does."""
    fresh = [filed(n) for n in range(1, count + 1)]
    views = Views("bench", f"sqlite:///{home / 'views.db'}", [view()])
    views.open()
    for start in range(0, count, BULK):
        views.apply("workflow", fresh[start : start + BULK])

    async def read(after, limit):
        return fresh[after : after + limit]

    worked = process_time()
    asyncio.run(views.rebuild({"workflow": read}, lambda *_: None))
    rate = count / (process_time() - worked)
    views.close()
    return alone(
        SECTION, f"rebuild of a view, {count:,} facts", rate, "facts/s of processor", least=40_000
    )


async def _quiet(home):
    """One fact at a time, each when the one before is under a signed checkpoint."""
    archive = service_of(Settings(home=home))
    archive._open()
    logging = asyncio.create_task(archive.intake.run_forever())
    waits = Rates()
    for letter in letters("workflow", 1, QUIET):
        began = perf_counter()
        await archive.intake.take("workflow", [letter])
        async with asyncio.timeout(30):
            while archive.intake.waiting or archive.log.size == 0:
                await asyncio.sleep(0.002)
        waits.seconds.append(perf_counter() - began)
    logging.cancel()
    await asyncio.gather(logging, return_exceptions=True)
    archive._close()
    slowest = max(waits.seconds)
    return Line(
        SECTION,
        "from a fact to its signed checkpoint, slowest of 20",
        f"{slowest:.2f} s",
        target="≤ 2 s",
        holds=slowest <= 2,
    )
