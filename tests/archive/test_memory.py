"""A verifier that remembers finds a log begun anew, and goes on where it was interrupted."""

import os
import shutil
import signal
import subprocess
import sys

import pytest

from services.archive.gateways.tiles import TileLog
from services.archive.verify import verify
from services.archive.verify.report import Outcome
from tests.archive.letters import House, flip, letters

COUNT = 70_000  # entries: more than a tile of tiles
ROUND = 7_000


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    with House(tmp_path_factory.mktemp("pristine")) as house:
        for first in range(1, COUNT, ROUND):
            house.ledger.take("workflow", letters("workflow", first, ROUND))
            house.integrate()
    return house


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state.json"


def check(house, state, **more):
    return verify(house.folder, house.vkey, ledger=house.url, state=state, **more)


def interrupt_at(entries):
    def tell(done, _):
        if done >= entries:
            raise KeyboardInterrupt

    return tell


@pytest.fixture
def seen():
    """Return who counts the entries that are read."""

    class Seen(list):
        def __call__(self, done, _):
            self.append(done)

    return Seen()


@pytest.mark.parametrize("at", [256, 25_600, 65_536, 69_000, 69_888])
def test_an_interrupted_check_goes_on_where_it_stood(pristine, state, seen, at):
    stopped = check(pristine, state, report=interrupt_at(at))
    size = state.stat().st_size
    resumed = check(pristine, state, report=seen)

    assert stopped.outcome is Outcome.INTERRUPTED
    assert size < 4_096
    assert (resumed.outcome, resumed.first) == (Outcome.PASSED, None)
    assert resumed.entries == COUNT
    assert resumed.services == {"workflow": COUNT}
    assert at < seen[0] <= at + 512


def test_a_check_that_ended_begins_anew_the_next_time(pristine, state, seen):
    assert check(pristine, state).outcome is Outcome.PASSED
    assert check(pristine, state, report=seen).outcome is Outcome.PASSED
    assert seen[0] == 256


@pytest.mark.parametrize("name", ["tile/2/000.p/1", "tile/1/001.p/17"])
def test_a_tile_changed_while_the_check_was_interrupted_is_found(pristine, state, tmp_path, name):
    check(pristine, state, report=interrupt_at(69_888))
    shutil.copytree(pristine.home, tmp_path / "copy")
    house = House(tmp_path / "copy")
    flip(house.folder / name, 7)

    assert check(house, state).outcome is Outcome.DIVERGED


def begun_anew(home, house, count):
    """Return the same keeper's log with another past, of another length."""
    log = TileLog(home, house.signer)
    log.open()
    log.append([b'{"event":{"type":"workflow.x"},"n":%d}' % n for n in range(count)])
    log.close()
    return home


@pytest.mark.parametrize(
    ("count", "word"), [(300, "日志被退回"), (COUNT, "日志分叉"), (COUNT + 5, "不符")]
)
def test_a_log_begun_anew_by_the_holder_of_its_key_is_found(pristine, state, tmp_path, count, word):
    check(pristine, state)
    forged = begun_anew(tmp_path / "forged", pristine, count)

    alone = verify(forged, pristine.vkey)
    found = verify(forged, pristine.vkey, state=state)

    assert alone.outcome is Outcome.PASSED
    assert found.outcome is Outcome.DIVERGED
    assert word in found.first.reason


def test_the_memory_of_another_log_and_a_broken_one_are_told_apart(pristine, state, tmp_path):
    check(pristine, state)
    state.write_text(state.read_text().replace("archive.example", "elsewhere.example"))
    other = check(pristine, state)
    state.write_text("{")
    broken = check(pristine, state)

    assert [each.outcome for each in (other, broken)] == [Outcome.INCOMPLETE] * 2
    assert "另一个日志" in other.first.reason
    assert broken.first.file == str(state)


def test_the_program_stopped_by_a_signal_keeps_its_place(pristine, state):
    """Exit code 3, and the second run ends with 0."""
    command = [
        *(sys.executable, "-m", "services.archive.verify", str(pristine.folder)),
        *("--key", pristine.vkey, "--ledger", pristine.url, "--state", str(state)),
    ]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    os.set_blocking(program.stdout.fileno(), True)
    while b"%" not in program.stdout.read1(64) and program.poll() is None:
        continue
    program.send_signal(signal.SIGTERM)
    program.communicate()
    again = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)

    assert program.returncode in {0, 3}  # it may have been done before the signal came
    assert (again.returncode, again.stderr) == (0, b"")
