"""Whatever is changed after signing, the auditors' program names it. Nothing else is named."""

import shutil
import sqlite3

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.archive.domain.entry import commitment
from services.archive.gateways.notes import open_signer
from services.archive.gateways.tiles import TileLog
from services.archive.verify import verify
from services.archive.verify.__main__ import main
from services.archive.verify.examining import main as examining
from services.archive.verify.report import Outcome
from tests.archive.letters import House, decoded, files, flip, letters

COUNT = 600


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    """Return a log of 600 entries in seven batches, with its ledger; nobody changes it."""
    with House(tmp_path_factory.mktemp("pristine")) as house:
        house.fill(COUNT)
    return house


@pytest.fixture
def house(pristine, tmp_path):
    """Return a copy that may be spoilt."""
    home = tmp_path / "copy"
    shutil.copytree(pristine.home, home, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    return House(home)


def check(house, **more):
    return verify(house.folder, house.vkey, ledger=house.url, **more)


def tamper(house, statement, *values):
    """Change the ledger as somebody with the keys of the database would."""
    with sqlite3.connect(house.home / "ledger.db") as connection:
        for deed in ("UPDATE", "DELETE"):
            connection.execute(f"DROP TRIGGER archive_ledger_no_{deed}")
        connection.execute(statement, values)


def test_a_sound_log_passes_with_and_without_the_ledger(house):
    alone, whole = verify(house.folder, house.vkey), check(house)

    assert (alone.outcome, alone.first) == (Outcome.PASSED, None)
    assert (whole.outcome, whole.first) == (Outcome.PASSED, None)
    assert alone.entries == whole.entries == COUNT
    assert alone.services == whole.services == {"workflow": 309, "publishing": 291}
    assert whole.checkpoints == 8


@pytest.mark.parametrize("index", [0, 1, 255, 256, 300, 511, 512, 599])
def test_a_flipped_bit_in_a_bundle_names_the_entry_and_the_bundle(house, index):
    path = bundle_of(index)
    flip(house.folder / path, offset(house, index) + 20)

    found = check(house).first

    assert (found.index, found.file) == (index, path)
    assert (found.service, found.position) == place(house, index)


@pytest.mark.parametrize("index", [0, 255, 256, 400, 512, 599])
def test_a_flipped_bit_in_a_hash_tile_names_the_entry_and_the_tile(house, index):
    path = bundle_of(index).replace("entries", "0")
    flip(house.folder / path, index % 256 * 32 + 5)

    report = check(house)

    assert report.outcome is Outcome.DIVERGED
    assert (report.first.index, report.first.file) == (index, path)


def test_a_flipped_bit_in_a_higher_tile_names_the_tile(house):
    flip(house.folder / "tile/1/000.p/2", 40)

    found = check(house).first

    assert (found.index, found.file) == (256, "tile/1/000.p/2")


def test_a_flipped_length_in_a_bundle_is_found(house):
    flip(house.folder / bundle_of(599), offset(house, 599) - 2)

    assert check(house).first.file == bundle_of(599)


@given(data=st.data())
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_bit_of_the_log_can_flip_unseen(house, data):
    names = sorted(files(house.folder))
    path = house.folder / data.draw(st.sampled_from(names))
    at = data.draw(st.integers(0, path.stat().st_size - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    flip(path, at, bit)

    report = verify(house.folder, house.vkey)
    flip(path, at, bit)

    assert report.outcome is Outcome.DIVERGED
    assert report.first.file or report.first.index >= 0
    assert verify(house.folder, house.vkey).outcome is Outcome.PASSED


@pytest.mark.parametrize("name", ["checkpoint", "checkpoints/97", "checkpoints/600"])
def test_a_changed_checkpoint_is_named(house, name):
    flip(house.folder / name, 20)

    report = check(house)

    assert (report.outcome, report.first.file) == (Outcome.DIVERGED, name)


def test_a_log_signed_by_another_key_is_refused(house, tmp_path):
    other = open_signer(tmp_path / "other.pem", house.signer.origin)

    report = verify(house.folder, other.verifier)

    assert (report.outcome, report.first.file) == (Outcome.DIVERGED, "checkpoint")


def test_a_rewritten_log_is_betrayed_by_a_checkpoint_remembered(house, tmp_path):
    """Even the holder of the key cannot change history once a checkpoint is remembered."""
    entries = [fact.entry for fact in ledger_of(house)]
    entries[200] = commitment(bytes(32), "另一份".encode(), *place(house, 200))
    forged = TileLog(tmp_path / "forged", house.signer)
    forged.open()
    forged.append(entries)
    forged.close()
    for size in (194, 291):
        shutil.copy(house.folder / f"checkpoints/{size}", tmp_path / f"forged/checkpoints/{size}")

    report = verify(tmp_path / "forged", house.vkey)

    assert (report.outcome, report.first.file) == (Outcome.DIVERGED, "checkpoints/291")
    assert report.first.index == 194


@pytest.mark.parametrize("index", [0, 98, 300, 599])
def test_a_changed_body_in_the_ledger_is_named(house, index):
    expected = place(house, index)
    tamper(
        house,
        "UPDATE archive_ledger SET body = replace(body, '甲', '乙') WHERE entry = ?",
        index,
    )

    found = check(house).first

    assert found.index == index
    assert (found.service, found.position) == expected


@pytest.mark.parametrize("column", ["salt", "tag", "story", "at", "stream_id", "service"])
def test_a_changed_column_of_the_ledger_is_named(house, column):
    tamper(house, f"UPDATE archive_ledger SET {column} = 'forged' WHERE entry = 5")

    assert check(house).first.index == 5


@pytest.mark.parametrize("index", [0, 299, 599])
def test_a_deleted_row_of_the_ledger_is_named(house, index):
    tamper(house, "DELETE FROM archive_ledger WHERE entry = ?", index)

    report = check(house)

    assert (report.outcome, report.first.index) == (Outcome.DIVERGED, index)


def test_two_rows_that_changed_places_are_named(house):
    tamper(
        house,
        "UPDATE archive_ledger SET body = (SELECT body FROM archive_ledger o"
        " WHERE o.entry = 21 - archive_ledger.entry) WHERE entry IN (10, 11)",
    )

    assert check(house).first.index == 10


def test_facts_kept_but_not_yet_logged_are_counted_as_waiting(house):
    house.ledger.open()
    house.ledger.take("workflow", letters("workflow", 310, 4))
    house.ledger.close()

    report = check(house)

    assert (report.outcome, report.waiting, report.entries) == (Outcome.PASSED, 4, COUNT)


@pytest.mark.parametrize(
    "name", ["tile/entries/001", "tile/0/000", "checkpoints/600", "checkpoint"]
)
def test_a_missing_file_makes_the_check_incomplete(house, name):
    (house.folder / name).unlink()

    report = check(house)

    assert (report.outcome, report.first.file) == (Outcome.INCOMPLETE, name)


def test_a_part_of_the_log_is_verified_by_itself(house):
    flip(house.folder / bundle_of(300), offset(house, 300) + 20)

    assert check(house, span=(0, 255)).outcome is Outcome.PASSED
    assert check(house, span=(520, 599)).outcome is Outcome.PASSED
    assert check(house, span=(520, 599)).entries == 80
    assert check(house, span=(290, 310)).first.index == 300


def test_a_log_that_grows_while_it_is_verified_still_passes(house):
    """An older checkpoint over files of which the unfinished ones have been dropped."""
    earlier = (house.folder / "checkpoint").read_bytes()
    with house:
        house.ledger.take("workflow", letters("workflow", 310, 300))
        house.integrate()
    (house.folder / "checkpoint").write_bytes(earlier)
    for each in (house.folder / "checkpoints").iterdir():
        if int(each.name) > COUNT:
            each.unlink()  # the check looks for them before
    assert not (house.folder / bundle_of(599)).exists()

    report = check(house)

    assert (report.outcome, report.size, report.waiting) == (Outcome.PASSED, COUNT, 300)


@pytest.mark.parametrize("name", ["tile/entries/000", "tile/entries/002.p/88", "tile/0/000"])
def test_bytes_added_to_a_file_are_found(house, name):
    with (house.folder / name).open("ab") as file:
        file.write(bytes(32))

    report = check(house)

    assert (report.outcome, report.first.file) == (Outcome.DIVERGED, name)


def test_verifying_stops_when_interrupted(house):
    def interrupt(done, total):
        raise KeyboardInterrupt

    assert check(house, report=interrupt).outcome is Outcome.INTERRUPTED


def test_the_stores_of_the_services_are_compared_with_the_archive(house):
    stores = {name: store(house, name) for name in ("workflow", "publishing")}

    report = check(house, stores=stores)

    assert (report.outcome, report.first) == (Outcome.PASSED, None)
    assert report.stores == {"workflow": 309, "publishing": 291}


@pytest.mark.parametrize(
    ("deed", "position"),
    [
        ("UPDATE workflow_facts SET state = replace(state, '甲', '乙') WHERE position = 120", 120),
        ("DELETE FROM workflow_facts WHERE position = 44", 44),
        ("DELETE FROM workflow_facts WHERE position = 309", 309),
        (
            (
                "UPDATE workflow_facts SET state = (SELECT state FROM workflow_facts o"
                " WHERE o.position = 15 - workflow_facts.position) WHERE position IN (7, 8)"
            ),
            7,
        ),
    ],
)
def test_a_fact_edited_deleted_or_moved_in_a_store_is_named(house, deed, position):
    url = store(house, "workflow")
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute(deed)

    report = check(house, stores={"workflow": url})

    assert report.outcome is Outcome.DIVERGED
    assert (report.first.service, report.first.position) == ("workflow", position)


def test_a_store_that_is_ahead_of_the_archive_is_no_divergence(house):
    url = store(house, "workflow", more=3)

    assert check(house, stores={"workflow": url}).outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda _: None, 0),
        (lambda house: flip(house.folder / "tile/entries/000", 40), 1),
        (lambda house: (house.folder / "tile/entries/000").unlink(), 2),
    ],
)
def test_the_command_says_the_outcome_in_words_and_in_its_exit_code(house, spoil, code):
    spoil(house)

    told = CliRunner().invoke(main, [str(house.folder), "--key", house.vkey, "--quiet"])

    assert told.exit_code == code
    assert ("核验通过" in told.output) is (code == 0)
    assert ("首个问题" in told.output) is (code != 0)


def test_the_command_reports_to_programs_too(house, tmp_path):
    key = tmp_path / "key.txt"
    key.write_text(house.vkey)
    arguments = [str(house.folder), "--key", str(key), "--ledger", house.url, "--json"]

    told = CliRunner().invoke(main, arguments)

    assert '"outcome": "passed"' in told.output
    assert decoded(check(house))["services"] == {"workflow": 309, "publishing": 291}


def test_a_key_that_is_none_is_told_apart_from_a_divergence(house):
    assert verify(house.folder, "nonsense").outcome is Outcome.INCOMPLETE


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "utf-8"])
def test_a_key_is_read_from_a_file_of_any_editor(house, tmp_path, coding):
    file = tmp_path / "log+1.vkey"
    file.write_text(f"{house.vkey}\r\n", encoding=coding)
    told = CliRunner().invoke(main, [str(house.folder), "--key", str(file), "--quiet"])
    assert told.exit_code == 0, told.output


@pytest.mark.parametrize("content", [None, "公钥".encode("gb18030")])
@pytest.mark.parametrize("command", [main, examining])
def test_a_key_that_cannot_be_read_convicts_nobody(house, tmp_path, content, command):
    file = tmp_path / "log.vkey"
    if content:
        file.write_bytes(content)
    package = house.folder if command is main else house.folder / "checkpoint"
    told = CliRunner().invoke(command, [str(package), "--key", str(file)])
    assert told.exit_code == 2
    assert "核验公钥文件" in told.output


def test_days_the_wrong_way_round_are_refused(house):
    days = ["--since", "2026-03-31", "--until", "2026-03-01"]
    base = [str(house.folder), "--key", house.vkey, "--ledger", house.url]
    told = CliRunner().invoke(main, [*base, *days])
    assert told.exit_code == 2
    assert "不能晚于" in told.output


def test_a_span_of_days_is_read_in_beijing_time(house):
    base = [str(house.folder), "--key", house.vkey, "--ledger", house.url, "--quiet"]

    inside = CliRunner().invoke(main, [*base, "--since", "2026-07-01", "--until", "2026-07-01"])
    outside = CliRunner().invoke(main, [*base, "--since", "2026-03-01", "--until", "2026-03-31"])

    assert (inside.exit_code, outside.exit_code) == (0, 2)
    assert "没有记录" in outside.output


def ledger_of(house):
    house.ledger.open()
    facts = house.ledger.facts(0, 10_000)
    house.ledger.close()
    return facts


def bundle_of(index):
    return f"tile/entries/{index // 256:03d}" + (".p/88" if index >= 512 else "")


def offset(house, index):
    """Return where an entry begins in its bundle, behind its length."""
    facts = ledger_of(house)[index - index % 256 : index]
    return sum(2 + len(fact.entry) for fact in facts) + 2


def place(house, index):
    fact = ledger_of(house)[index]
    return fact.service, fact.position


def store(house, service, more=0):
    """Return the address of a service's own store that agrees with the archive."""
    kept = [fact for fact in ledger_of(house) if fact.service == service]
    rows = [(each.position, each.body) for each in kept]
    rows += [(each.position, each.body) for each in letters(service, len(rows) + 1, more)]
    path = house.home / f"{service}.db"
    with sqlite3.connect(path) as connection:
        connection.execute(
            f"CREATE TABLE {service}_facts (position INTEGER PRIMARY KEY, state BLOB)"
        )
        connection.executemany(f"INSERT INTO {service}_facts VALUES (?, ?)", rows)
    return f"sqlite:///{path}"
