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
DEEP = 30  # calls of one kind, each of which fails once
FSYNC, WRITE, RENAME = "fsync,fdatasync", "write,pwrite64", "rename,renameat,renameat2"
KILLED = -signal.SIGKILL


@pytest.fixture(scope="module")
def strace():
    """Return the program that lets calls fail."""
    found = shutil.which("strace")
    if found is None:
        missing("strace is missing: apt-get install strace")
    return found


@pytest.mark.parametrize(
    ("calls", "harm", "end", "step", "least"),
    [
        (FSYNC, "error=EIO", FAILED, 2, 5),
        (WRITE, "error=ENOSPC", FAILED, 3, 6),
        (RENAME, "error=EIO", FAILED, 1, 3),
        (FSYNC, "signal=SIGKILL", KILLED, 3, 4),
    ],
    ids=["fsync", "full disk", "rename", "power lost"],
)
def test_whatever_call_fails_the_log_is_whole_and_goes_on(
    home, strace, calls, harm, end, step, least
):
    quick = ["--seccomp-bpf"] if "error" in harm else []  # signals need every call to stop
    House(home)  # its key is there before anything fails
    traced = subprocess.run(
        [
            *(strace, "-f", "-qq", "-o", "/dev/null", *quick),
            *("-e", f"trace={calls}", "-e", f"inject={calls}:{harm}:when={DEEP}"),
            *(sys.executable, "-m", "tests.archive.harmed", str(home), str(DEEP), str(step)),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert traced.returncode == 0, traced.stderr
    ends = ast.literal_eval((home / "ends").read_text())

    assert ends[:-1] == [(end, 0)] * (len(ends) - 1)
    assert ends[-1] in {(0, 0), (end, 0)}
    assert len(ends) > least
    with House(home) as house:
        house.ledger.take("publishing", letters("publishing", 1, 20))
        house.integrate()
        assert house.log.size == house.ledger.size >= 20
    assert checked(house).outcome is Outcome.PASSED
    assert_is_what_the_ledger_makes(house)
    assert not [each for each in files(house.folder) if each.endswith(".tmp")]
