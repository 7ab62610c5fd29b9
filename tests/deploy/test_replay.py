"""History is folded again: whatever has another meaning than when it was sealed is named."""

import sqlite3
from contextlib import closing
from importlib import import_module
from uuid import UUID

import pytest
from click.testing import CliRunner
from msgspec import json

from deploy.cli import main
from deploy.replay import replay, study
from services.archive.gateways.ledger import Ledger
from services.archive.gateways.notes import open_signer
from services.archive.gateways.tiles import TileLog
from services.archive.verify import verify
from services.workflow.app import service_of
from services.workflow.domain.events import Event
from services.workflow.domain.proposal_state import Proposal
from services.workflow.domain.reminder import MAILBOX
from services.workflow.domain.reminder_words import NameMailbox
from services.workflow.domain.seals import SEALS
from shared.foldings import foldings_of
from shared.record import canonical
from shared.seal import Sealed
from shared.sealing import seal_id
from shared.states import Folder, FoldError, SealedBeforeError, SealStates, written
from shared.store import Task
from shared.testing import Given, cause
from tests.archive.past import Past

FACTS = 600


@pytest.fixture(scope="module")
def past(tmp_path_factory):
    """Return the ledger of a small county, and the facts in it."""
    file = tmp_path_factory.mktemp("past") / "ledger.db"
    told = Past()
    told.ledger(f"sqlite:///{file}", FACTS).close()
    return file, told.letters


@pytest.fixture
def copy(past, tmp_path):
    """Return a copy of that ledger, for harm."""
    with closing(sqlite3.connect(past[0])) as source:
        target = sqlite3.connect(tmp_path / "ledger.db")
        source.backup(target)
        for deed in ("UPDATE", "DELETE"):
            target.execute(f"DROP TRIGGER archive_ledger_no_{deed}")
        target.commit()
        target.close()
    return tmp_path / "ledger.db"


def at(file):
    return f"sqlite:///{file}"


def changed(file, service, position, edit):
    """Give one fact another meaning, and everything that depends on its bytes new hashes."""
    here = "service = ? AND position = ?"
    with closing(sqlite3.connect(file)) as ledger, ledger:
        [(body,)] = ledger.execute(
            f"SELECT body FROM archive_ledger WHERE {here}", (service, position)
        )
        told = json.decode(body)
        edit(told["event"])
        ledger.execute(
            f"UPDATE archive_ledger SET body = ? WHERE {here}",
            (canonical(told), service, position),
        )
    return logged(file)


def logged(file):
    """Sign a log made anew from a ledger, as whoever holds the key could."""
    signer = open_signer(file.parent / "key.pem", "archive.example")
    folder = file.parent / "log"
    ledger, log = Ledger(at(file)), TileLog(folder, signer)
    ledger.open()
    log.open()
    log.append([each.entry for each in ledger.facts(0, 10_000)])
    log.close()
    ledger.close()
    return verify(folder, signer.verifier, ledger=at(file))


def test_history_folds_to_the_sealed_states(past):
    told = []
    found = replay(at(past[0]), report=lambda done, total: told.append((done, total)))
    shared = replay(at(past[0]), processes=2)

    assert (found.outcome, found.first, found.unlike) == (0, None, [])
    assert found.facts == sum(map(len, past[1].values())) == sum(found.services.values())
    assert found.seals >= 10
    assert found.services["workflow"] - found.sealed["workflow"] < 100
    assert (shared.outcome, shared.facts, shared.seals) == (0, found.facts, found.seals)


@pytest.mark.parametrize("position", [1, 2, 60])
def test_a_fact_of_another_meaning_is_named_though_every_hash_fits(copy, position):
    def edit(event):
        event["unit" if "unit" in event else "note"] = "another"

    checked = changed(copy, "workflow", position, edit)
    found = replay(at(copy))

    assert checked.outcome == 0, checked  # hashes alone would believe it
    assert found.outcome == 1
    assert (found.first.service, found.first.position) == ("workflow", position)
    assert found.first.reason == "事实与封存时不同"


def test_what_cannot_be_folded_is_named(copy):
    changed(copy, "feedback", 3, lambda event: event.pop("finding"))
    found = replay(at(copy))

    assert (found.outcome, found.first.service, found.first.position) == (1, "feedback", 3)
    assert "无法推演" in found.first.reason


def test_deciders_that_come_to_another_state_are_told_from_changed_facts(tmp_path):
    def forgetful(folding):
        if folding.name != "proposal":
            return folding
        rest = folding.evolve

        def evolve(state, event):
            return state if type(event).__name__ == "ProposalApproved" else rest(state, event)

        return folding._replace(evolve=evolve)

    told = Past(twist=forgetful)
    told.ledger(at(tmp_path / "l.db"), FACTS).close()
    found = replay(at(tmp_path / "l.db"))
    approved = next(
        each.position for each in told.letters["workflow"] if each.tag.endswith("approved.v1")
    )

    assert (found.outcome, found.first.position) == (1, approved)
    assert found.first.reason == "同样的事实得出了不同的状态"


def test_states_of_another_shape_are_not_compared_but_said(tmp_path):
    def other(folding):
        return folding._replace(shape="0" * 16) if folding.name == "proposal" else folding

    Past(twist=other).ledger(at(tmp_path / "l.db"), FACTS).close()
    found = replay(at(tmp_path / "l.db"))

    assert (found.outcome, found.unlike) == (0, ["workflow.proposal"])

    with closing(sqlite3.connect(tmp_path / "l.db")) as ledger, ledger:
        ledger.execute("DROP TRIGGER archive_ledger_no_UPDATE")
    changed(tmp_path / "l.db", "workflow", 2, lambda event: event.update(note="another"))
    spoilt = replay(at(tmp_path / "l.db"))

    assert (spoilt.outcome, spoilt.first.position) == (1, 2)  # its bytes are compared all the same


def test_a_later_edition_of_a_state_has_another_shape(monkeypatch):
    study = import_module("services.workflow.domain")
    before = {each.name: each.shape for each in foldings_of(study, Event).values()}
    monkeypatch.setattr(Proposal, "EDITION", Proposal.EDITION + 1)
    after = {each.name: each.shape for each in foldings_of(study, Event).values()}

    assert {name for name in before if before[name] != after[name]} == {"proposal"}


def test_a_state_that_grows_is_compared_where_its_segment_ends(tmp_path):
    def forgetful(folding):
        if folding.name != "catalog":
            return folding
        return folding._replace(
            evolve=lambda state, event: (
                folding.initial
                if type(event).__name__ == "ItemListed"
                else folding.evolve(state, event)
            )
        )

    Past(every=40, twist=forgetful).ledger(at(tmp_path / "l.db"), FACTS).close()
    found = replay(at(tmp_path / "l.db"))

    assert (found.outcome, found.first.service) == (1, "catalog")


@pytest.mark.parametrize(
    ("harm", "outcome", "word"),
    [
        ("DELETE FROM archive_ledger WHERE service = 'feedback' AND position = 9", 1, "不连续"),
        (
            "UPDATE archive_ledger SET body = 7 WHERE service = 'feedback' AND position = 9",
            1,
            "推演",
        ),
        (
            "UPDATE archive_ledger SET body = '{}' WHERE tag = 'workflow.states.sealed.v1'",
            1,
            "封存无法读取",
        ),
        ("DROP TABLE archive_ledger", 2, "无法读取数据库"),
    ],
)
def test_what_else_is_wrong_is_named(copy, harm, outcome, word):
    with closing(sqlite3.connect(copy)) as ledger, ledger:
        ledger.execute(harm)
    found = replay(at(copy))

    assert found.outcome == outcome
    assert word in str(found.first)


def test_seals_must_join(copy):
    def later(event):
        event["first"] += 1

    with closing(sqlite3.connect(copy)) as ledger:
        [(position,)] = ledger.execute(
            "SELECT min(position) FROM archive_ledger WHERE tag = 'workflow.states.sealed.v1'"
        )
    changed(copy, "workflow", position, later)
    found = replay(at(copy))

    assert (found.outcome, found.first.reason, found.first.position) == (1, "封存不相接", position)


def test_without_seals_nothing_is_proved(tmp_path):
    Past(every=10_000).ledger(at(tmp_path / "l.db"), 50).close()
    found = replay(at(tmp_path / "l.db"))

    assert (found.outcome, found.facts, found.seals) == (2, 50, 0)


def test_the_command_ends_with_the_outcome(copy, tmp_path):
    home = tmp_path / "home"
    (home / "archive").mkdir(parents=True)
    copy.rename(home / "archive" / "ledger.db")
    clean = CliRunner().invoke(main, ["replay"], env={"GK_HOME": str(home)})
    changed(home / "archive" / "ledger.db", "publishing", 4, lambda event: event.update(version=9))
    spoilt = CliRunner().invoke(main, ["replay", "--json"], env={"GK_HOME": str(home)})

    assert clean.exit_code == 0, clean.output
    assert "复算通过" in clean.output
    assert "workflow：共" in clean.output
    assert spoilt.exit_code == 1
    assert json.decode(spoilt.output)["first"]["position"] == 4


def test_an_interrupted_replay_says_so(past, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("deploy.replay.OFTEN", 10)
    found = replay(at(past[0]), report=stop)

    assert (found.outcome, found.sentence[:5]) == (3, "复算被中断")


def test_things_that_are_no_longer_in_memory_are_folded_from_their_history(past):
    letters = past[1]
    by_stream = {}
    for each in letters["workflow"]:
        by_stream.setdefault(str(each.stream_id), []).append(each.body)
    small = Folder(*study("workflow"), lambda s, v: by_stream[s][: v - 1], keep=1)
    large = Folder(*study("workflow"), lambda *_: ())
    for each in letters["workflow"]:
        for folder in (small, large):
            folder.take(str(each.stream_id), each.tag, each.body)
        assert small.lines() == large.lines()
    with pytest.raises(FoldError):
        small.take("x", letters["workflow"][0].tag, b"{}")


def test_a_state_is_written_the_same_whatever_it_is_made_of():
    uuid = UUID(int=5)
    assert written({("b", 1): 2, ("a", 3): frozenset({(2, "y"), (1, "x")})}) == (
        b'[[["a",3],[[1,"x"],[2,"y"]]],[["b",1],2]]'
    )
    assert written({uuid: 1}) == b'{"%b":1}' % str(uuid).encode()
    assert written(frozenset("cab")) == b'["a","b","c"]'


def test_a_segment_is_sealed_once():
    seal = SealStates(first=1, last=10, kinds=(), marks="")
    made = SEALS.decide(seal, 0, cause("system"))
    Given(SEALS).when(seal, by="system").then(*made)
    Given(SEALS, *made).when(seal, by="system").then_rejected(SealedBeforeError)


async def test_a_service_seals_its_states_while_it_works(settings, tmp_path):
    fields = {name: getattr(settings, name) for name in settings.__struct_fields__}
    small = type(settings)(**{**fields, "seal_every": 10})
    for first in (0, 15):  # in two lives
        service = service_of(small)
        async with service.running():
            await name_mailboxes(service, range(first, first + 15))
            await sealed_through(service, (first + 15) // 10 * 10)
            letters = service.store.after(0, 100)
    ledger = Ledger(at(tmp_path / "l.db"))
    ledger.open()
    ledger.take("workflow", letters)
    ledger.close()
    found = replay(at(tmp_path / "l.db"))

    assert (found.outcome, found.sealed) == (0, {"workflow": 30})
    assert len(letters) == 33


async def name_mailboxes(service, numbers):
    box = Sealed(subject="p", box="b", nonce="n", commitment="c")
    for number in numbers:
        task = Task(MAILBOX, UUID(int=number), NameMailbox(sealed=box))
        key = UUID(int=1000 + number)
        await service.store.file(task, cause=cause("p"), command_id=key)


async def sealed_through(service, position):
    """Wait until the states up to a position have been sealed."""
    while service.store.state(SEALS, seal_id("workflow", position - 9))[0] != position:
        await service.views.reached("workflow", service.store.last() + 1, within=0.02)
