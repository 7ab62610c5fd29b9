"""A disk that fails at any call, is full or loses power there: the log goes on from there."""

import ast
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from services.archive.verify.report import Outcome
from tests.archive.harmed import FAILED
from tests.archive.letters import House, files, letters
from tests.archive.test_crash import assert_is_what_the_ledger_makes, checked
from tests.conftest import missing

ROOT = Path(__file__).parents[2]
DEEP = 150  # no attempt makes so many calls of one kind by itself
FSYNC, WRITE, RENAME = "fsync,fdatasync", "write,pwrite64", "rename,renameat,renameat2"
KILLED = -signal.SIGKILL


@pytest.fixture(scope="module")
def strace():
    """Return the program that lets calls fail."""
    found = shutil.which("strace")
    if found is None:
        missing("strace is missing: apt-get install strace")
    return found


def traced(home, strace, harm, *plan):
    """Let calls fail by a plan (kind, step, most places); return how each attempt ended."""
    for each in plan:
        (home / each.partition(":")[0]).mkdir()
        House(home / each.partition(":")[0])  # its key is there before anything fails
    told = subprocess.run(
        [
            *(strace, "-f", "-qq", "-o", "/dev/null"),
            *harm,
            *(sys.executable, "-m", "tests.archive.harmed", str(home), str(DEEP), *plan),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return ast.literal_eval((home / "ends").read_text())


def inject(calls, harm):
    return ("-e", f"inject={calls}:{harm}:when={DEEP}")


def goes_on(home):
    """Check that the log is resumed, as if nothing had been."""
    with House(home) as house:
        house.ledger.take("publishing", letters("publishing", 1, 20))
        house.integrate()
        assert house.log.size == house.ledger.size >= 20
    assert checked(house).outcome is Outcome.PASSED
    assert_is_what_the_ledger_makes(house)
    assert not [each for each in files(house.folder) if each.endswith(".tmp")]


def test_whatever_call_fails_the_log_is_whole_and_goes_on(home, strace):
    harm = ["--seccomp-bpf", "-e", f"trace={FSYNC},{WRITE},{RENAME}"]
    harm += [*inject(FSYNC, "error=EIO"), *inject(WRITE, "error=ENOSPC")]
    ends = traced(
        home,
        strace,
        [*harm, *inject(RENAME, "error=EIO")],
        "fsync:2:20",
        "write:4:40",
        "rename:1:9",
    )

    for kind, least in (("fsync", 5), ("write", 6), ("rename", 3)):
        found = ends[kind]
        assert found[:-1] == [(FAILED, 0)] * (len(found) - 1), kind
        assert found[-1] in {(0, 0), (FAILED, 0)}, kind
        assert len(found) > least, kind
        goes_on(home / kind)


def test_where_power_is_lost_the_log_is_whole_and_goes_on(home, strace):
    harm = ["-e", f"trace={FSYNC}", *inject(FSYNC, "signal=SIGKILL")]
    found = traced(home, strace, harm, "fsync:4:20")["fsync"]

    assert (KILLED, 0) in found[:-1]
    assert {*found} <= {(KILLED, 0), (0, 0)}
    goes_on(home / "fsync")
