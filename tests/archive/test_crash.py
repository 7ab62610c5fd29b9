"""The log survives whatever happens while it is written: kills, full disks, failing calls."""

import os
import resource
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from random import Random
from threading import Event

import pytest

from services.archive.gateways.disk import ConflictError, DiskError, LockedError
from services.archive.gateways.ledger import LedgerError
from services.archive.gateways.tiles import DamagedLogError, TileLog
from services.archive.verify import verify
from services.archive.verify.report import Outcome
from tests.archive.letters import House, files, flip, kill, letters

ROOT = Path(__file__).parents[2]


def test_a_writer_killed_again_and_again_leaves_a_sound_log(home):
    dice = Random(4)
    House(home)
    for seed in range(8):
        process = start(home, seed)
        Event().wait(dice.uniform(0.02, 0.25))
        kill(process)
        process.stdout.close()
        report = checked(House(home))
        assert report.outcome in {Outcome.PASSED, Outcome.INCOMPLETE}, report
        assert report.outcome is Outcome.PASSED or report.first.file == "checkpoint"

    with House(home) as house:
        house.integrate()
        assert house.log.size == house.ledger.size > 0
    report = checked(house)
    assert (report.outcome, report.waiting) == (Outcome.PASSED, 0)
    assert_is_what_the_ledger_makes(house)


class Crash(BaseException):
    """Power is gone: nothing is tidied up."""


@pytest.mark.parametrize("kind", [Crash, OSError])
@pytest.mark.parametrize("call", ["fsync", "rename"])
def test_every_call_to_the_disk_may_fail_in_turn(home, monkeypatch, call, kind):
    house = House(home).open()
    failed, number, first = 0, 0, {"workflow": 1}
    while True:
        number += 1
        house.ledger.take("workflow", letters("workflow", first["workflow"], 130))
        first["workflow"] += 130
        before = house.log.size
        with failing(monkeypatch, call, number, kind) as reached:
            try:
                house.integrate()
            except (Crash, DiskError):
                failed += 1
        if not reached:
            break
        if kind is Crash:
            house.close()
            house = House(home).open()
        assert house.log.size in {before, house.ledger.size}
        told = verify(house.folder, house.vkey)
        assert told.outcome is Outcome.PASSED or told.first.file == "checkpoint", told
        assert told.outcome is not Outcome.DIVERGED
        house.integrate()
        assert house.log.size == house.ledger.size
        assert checked(house).outcome is Outcome.PASSED
    house.close()

    assert failed == number - 1 >= 4
    assert_is_what_the_ledger_makes(house)


def test_a_full_disk_is_said_and_nothing_is_half_written(home):
    with House(home) as house:
        house.fill(300)
    with House(home) as house:
        house.ledger.take(
            "publishing", letters("publishing", house.ledger.last("publishing") + 1, 300)
        )
        before = files(house.folder)
        with full_disk(), pytest.raises(DiskError, match="File too large"):
            house.integrate()

        assert checked(house).outcome is Outcome.PASSED
        assert before.items() <= files(house.folder).items()
        assert house.log.size == 300
        house.integrate()
        assert house.log.size == 600
    assert checked(house).outcome is Outcome.PASSED


def test_a_full_disk_keeps_the_ledger_whole(home):
    with House(home) as house:
        house.ledger.take("workflow", letters("workflow", 1, 3))
        with full_disk(), pytest.raises(LedgerError):
            house.ledger.take("workflow", letters("workflow", 4, 5000))

        assert (house.ledger.size, house.ledger.last("workflow")) == (3, 3)
        assert house.ledger.take("workflow", letters("workflow", 4, 5000)) == 5000
        house.integrate()
    assert checked(house).outcome is Outcome.PASSED


def test_a_read_only_folder_is_said_at_once(home):
    """The child is nobody: the superuser may write anywhere."""
    (home / "log").mkdir(mode=0o555)
    home.chmod(0o755)
    script = (
        "import os, sys; from pathlib import Path; from tests.archive.letters import ORIGIN\n"
        "from services.archive.gateways.notes import open_signer\n"
        "from services.archive.gateways.disk import DiskError\n"
        "from services.archive.gateways.tiles import TileLog\n"
        "signer = open_signer(Path(sys.argv[1]) / 'key', ORIGIN)\n"
        "os.chdir(sys.argv[1]); os.getuid() or os.setuid(65534)\n"
        "try: TileLog(Path('log'), signer).open()\n"
        "except DiskError as error: print(error)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, str(home)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
    )

    assert "Permission denied" in told.stdout
    assert list((home / "log").iterdir()) == []


def test_two_writers_on_one_log_are_refused(home):
    with House(home) as house, pytest.raises(LockedError):
        TileLog(house.folder, house.signer).open()


def test_a_file_in_the_way_is_never_overwritten(home):
    with House(home) as house:
        house.fill(100)
        house.ledger.take("workflow", letters("workflow", house.ledger.last("workflow") + 1, 10))
        in_the_way = house.folder / "tile/entries/000.p/110"
        in_the_way.write_bytes(b"other")

        with pytest.raises(ConflictError, match="110"):
            house.integrate()

        assert in_the_way.read_bytes() == b"other"
        assert house.log.size == 100


@pytest.mark.parametrize("name", ["tile/0/000.p/100", "tile/entries/000.p/100"])
def test_a_writer_does_not_go_on_over_damaged_files(home, name):
    with House(home) as house:
        house.fill(100, batch=100)
    flip(house.folder / name, 40)

    with pytest.raises(DamagedLogError):
        House(home).open()


def test_unfinished_tiles_are_dropped_once_finished_ones_are_published(home):
    with House(home) as house:
        house.fill(300, batch=50)
        names = files(house.folder)

    assert "tile/entries/000" in names
    assert not any(name.startswith(("tile/entries/000.p", "tile/0/000.p")) for name in names)
    assert [name for name in names if name.startswith("checkpoints/")] == [
        f"checkpoints/{size}" for size in (100, 150, 200, 250, 300, 50)
    ]


def start(home, seed):
    """Start a writer and wait until it has begun."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.archive.writer", str(home), str(seed)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout.readline() == b"open\n"
    return process


def environment():
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def checked(house):
    return verify(house.folder, house.vkey, ledger=house.url)


def assert_is_what_the_ledger_makes(house):
    """Every file is the one that a log made from the ledger in one go would have."""
    house.ledger.open()
    again = TileLog(house.home / "again", house.signer)
    again.open()
    again.append([fact.entry for fact in house.ledger.facts(0, 1_000_000)])
    again.close()
    house.ledger.close()
    made, kept = files(house.home / "again"), files(house.folder)
    assert {name: kept.get(name) for name in made} == made


@contextmanager
def failing(monkeypatch, call, number, kind):
    """Let the n-th call of one kind to the disk fail; yields a list that tells if it did."""
    target, name = (os, "fsync") if call == "fsync" else (Path, "rename")
    real, calls, reached = getattr(target, name), [], []

    def fail(*arguments):
        calls.append(1)
        if len(calls) == number:
            reached.append(number)
            raise kind(5, "Input/output error")
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(target, name, fail)
        yield reached


@contextmanager
def full_disk(size=16_384):
    """No file may grow beyond this many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
