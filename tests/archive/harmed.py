"""Appends again and again, each time in a child of its own that a call to the disk fails.

Started under strace by test_faults. The n-th child first makes calls that harm nobody, so that
the one call in which strace fails (or kills) a process is another one in each child. This
process itself writes nothing until it is done: it only looks at what each child has left.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

from services.archive.gateways.disk import DiskError
from services.archive.gateways.ledger import LedgerError
from services.archive.verify import verify
from services.archive.verify.report import Outcome
from tests.archive.letters import House, letters

FAILED = 3


def attempt(home, kind, calls):
    """Take facts in and append them to the log, after so many calls of one kind for nothing."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for _ in range(calls):
        for each in NOTHING[kind]:
            with suppress(OSError):
                each(nowhere)
    try:
        with House(home) as house:
            house.integrate()
            first = house.ledger.last("workflow") + 1
            house.ledger.take("workflow", letters("workflow", first, 40))
            house.integrate()
    except (DiskError, LedgerError):
        os._exit(FAILED)
    os._exit(0)


def no_rename(_):
    os.rename("/nowhere", "/nothing")  # noqa: PTH104 — the call itself is wanted


def no_write(nowhere):
    os.write(nowhere, b".")


def no_pwrite(_):
    os.pwrite(-1, b".", 0)


NOTHING = {
    "fsync": (os.fsync, os.fdatasync),
    "write": (no_write, no_pwrite),
    "rename": (no_rename,),
}


def sound(home):
    """End well if a stranger finds the log that was left whole, or misses its newest checkpoint."""
    house = House(home)
    report = verify(house.folder, house.vkey, ledger=house.url)
    unfinished = report.outcome is Outcome.INCOMPLETE and report.first.file == "checkpoint"
    os._exit(not (report.outcome is Outcome.PASSED or unfinished))


def child(work, *given):
    """Return how a child ended: 0, ``FAILED``, or minus the signal that killed it."""
    pid = os.fork()
    if pid == 0:
        try:
            work(*given)
        finally:
            os._exit(1)  # whatever else was raised is an error of ours
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def work(home, kind, when, step, most):
    """Let the call at each place fail in turn; say how each child ended, and what it left."""
    ends = []
    for place in range(1, most, step):
        ends.append((child(attempt, home, kind, when - place), child(sound, home)))
        if ends[-1][0] == 0:
            break
    return ends


if __name__ == "__main__":
    base, at = Path(sys.argv[1]), int(sys.argv[2])
    found = {
        kind: work(base / kind, kind, at, int(step), int(most))
        for kind, step, most in (each.split(":") for each in sys.argv[3:])
    }
    (base / "ends").write_text(repr(found), encoding="utf-8")
