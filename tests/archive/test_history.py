"""Row J5 whole: an event record that can be checked outside, in part, and after an erasure."""

import sqlite3

import pytest
from msgspec import json

from services.archive.verify import verify
from services.archive.verify.__main__ import main
from services.archive.verify.report import Outcome
from shared.clock import Clock
from shared.record import Letter, canonical, id_at
from shared.seal import Keyring
from shared.store import vault_at
from shared.testing import NOON, cause
from tests.archive.letters import House, flip, letter

MONTHS = {"02": 200, "03": 300, "04": 150}
PERSON = "feedback.opinion.received.v1"


def year():
    """Return a service's facts from February to April; every tenth tells of a person."""
    position = 0
    for month, count in MONTHS.items():
        for number in range(count):
            position += 1
            at = f"2026-{month}-{1 + number * 27 // count:02d}T02:00:00Z"
            yield letter("workflow", position, at=at)


def personal(keyring, position):
    """Return a fact that holds a person's sealed name."""
    base = letter("feedback", position)
    place = {"id": id_at(PERSON, base.stream_id, 1), "stream_id": base.stream_id, "version": 1}
    sealed = json.decode(canonical(keyring.seal("citizen-1", {"name": "赵小雨"})))
    event = {"type": PERSON, "sealed": sealed}
    body = canonical({**place, "cause": cause("x", at=NOON), "event": event})
    return Letter(position=position, stream_id=base.stream_id, version=1, tag=PERSON, body=body)


@pytest.fixture
def keyring(home):
    keyring = Keyring(f"sqlite:///{home / 'keys.db'}", Clock(source=lambda: NOON))
    yield keyring
    keyring.close()


@pytest.fixture
def house(home, keyring):
    """Return an archive and the store of the service it heard."""
    vault = vault_at(f"sqlite:///{home / 'workflow.db'}", "workflow")
    vault.open()
    facts = list(year())
    with vault.exclusive([], []) as filing:
        filing.insert(facts, [])
    with House(home) as house:
        house.ledger.take("workflow", vault.after(0, 10_000))
        house.ledger.take("feedback", [personal(keyring, 1)])
        house.integrate()
    vault.close()
    return house


def check(house, **more):
    stores = {"workflow": f"sqlite:///{house.home / 'workflow.db'}"}
    return verify(house.folder, house.vkey, ledger=house.url, stores=stores, **more)


def spoil(house, statement):
    """Do in the store what its own triggers refuse."""
    with sqlite3.connect(house.home / "workflow.db") as connection:
        for deed in ("update", "delete"):
            connection.execute(f"DROP TRIGGER workflow_facts_no_{deed}")
        connection.execute(statement)


@pytest.mark.row("J5")
@pytest.mark.parametrize(
    ("deed", "position"),
    [
        ("DELETE FROM workflow_facts WHERE position = 321", 321),
        (
            (
                "UPDATE workflow_facts SET state = (SELECT state FROM workflow_facts o WHERE"
                " o.position = 81 - workflow_facts.position) WHERE position IN (40, 41)"
            ),
            40,
        ),
        (
            (
                "UPDATE workflow_facts SET state ="
                " CAST(replace(CAST(state AS TEXT), '甲', '乙') AS BLOB) WHERE position = 640"
            ),
            640,
        ),
    ],
    ids=["deleted", "reordered", "edited"],
)
def test_one_event_changed_in_the_store_is_named(house, deed, position):
    assert check(house).outcome is Outcome.PASSED
    spoil(house, deed)

    report = check(house)

    assert report.outcome is Outcome.DIVERGED
    assert (report.first.service, report.first.position) == ("workflow", position)
    assert report.first.index == position - 1


@pytest.mark.row("J5")
def test_march_alone_passes_although_april_is_damaged(house, capsys):
    flip(house.folder / "tile/entries/002.p/139", 4_000)
    base = [str(house.folder), "--key", house.vkey, "--ledger", house.url, "--quiet"]

    codes = {}
    for since, until in (("03-01", "03-31"), ("04-01", "04-30"), ("02-01", "04-30")):
        days = ["--since", f"2026-{since}", "--until", f"2026-{until}"]
        with pytest.raises(SystemExit) as left:
            main.main([*base, *days], standalone_mode=False)
        codes[since, until] = left.value.code

    assert list(codes.values()) == [0, 1, 1]
    assert "条目 300 条" in capsys.readouterr().out


@pytest.mark.row("J5")
def test_after_a_person_is_erased_every_byte_still_verifies(house, keyring):
    fact = next(each for each in kept(house) if each.tag == PERSON)
    before = check(house)
    keyring.erase("citizen-1")

    assert b"commitment" in fact.entry
    assert "赵小雨".encode() not in fact.body
    after = check(house)
    assert (after.outcome, after.root) == (before.outcome, before.root)
    assert after.outcome is Outcome.PASSED


def kept(house):
    house.ledger.open()
    facts = house.ledger.facts(0, 10_000)
    house.ledger.close()
    return facts
