"""Auditors ask history in SQL: they read all of it, nothing else, and every time is on record."""

import sys
from hashlib import sha256

import duckdb
import pytest
from click.testing import CliRunner
from msgspec import json

from deploy.cli import main
from services.archive.domain.consulting import (
    CONSULTING,
    HistoryQueried,
    LogQuery,
    LogSearch,
    NothingAskedError,
)
from services.archive.gateways import asking, history
from services.archive.gateways.history import (
    History,
    NoEngineError,
    NotOneQuestionError,
    QuestionWaitsError,
    TooSlowError,
    WrongQuestionError,
)
from services.archive.gateways.ledger import Ledger
from services.archive.pages.history import EXAMPLES
from services.archive.verify.notes import key_of
from shared.testing import Given
from tests.archive.conftest import AUDITOR, DISCLOSURE, PROPOSAL
from tests.archive.letters import letters

WORDS = {"units": [("unit", "name"), ("甲", "甲单位")], "kinds": [("tag", "name")]}


@pytest.fixture
def past(tmp_path, monkeypatch):
    """Return the history of fifty facts, twenty in a file."""
    monkeypatch.setattr(history, "SEGMENT", 20)
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    ledger.open()
    ledger.take("workflow", letters("workflow", 1, 50))
    yield History(ledger, tmp_path / "it's here"), ledger
    ledger.close()


def test_history_is_written_once_and_any_engine_reads_it(past):
    asked, ledger = past
    first = {each.name: each.stat().st_mtime_ns for each in asked.export()}
    ledger.take("workflow", letters("workflow", 51, 4))
    second = {each.name: each.stat().st_mtime_ns for each in asked.export()}
    engine = duckdb.connect()
    told = engine.execute(
        "SELECT count(*), min(entry), max(entry), any_value(event->>'$.type') FROM read_parquet(?)",
        [[str(each) for each in asked.export()]],
    ).fetchone()

    assert [name[-15:-8] for name in second] == ["0000020", "0000040", "0000054"]
    assert {name: first.get(name) for name in list(second)[:2]} == {
        name: second[name] for name in list(second)[:2]
    }
    assert told[:3] == (54, 0, 53)
    assert told[3].startswith("workflow.proposal.")
    assert len(list((asked.export()[0].parent).iterdir())) == 3


def test_a_question_is_answered_up_to_a_limit(past, monkeypatch):
    monkeypatch.setattr(history, "ROWS", 7)
    asked, _ = past
    sql = "SELECT name, filed_at, event FROM facts JOIN units USING (unit) ORDER BY entry;"
    answer = asked.ask(sql, WORDS)
    none = asked.ask("SELECT entry FROM facts WHERE entry < 0", WORDS)

    assert answer.columns == ("name", "filed_at", "event")
    assert (len(answer.rows), answer.more) == (7, True)
    assert answer.rows[0][:2] == ("甲单位", "2026-07-01 12:00:00")  # as clocks in Beijing showed
    assert (none.rows, none.more) == ((), False)


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """Return the room in which questions are put, with a few facts in it."""
    folder = tmp_path_factory.mktemp("room")
    ledger = Ledger(f"sqlite:///{folder / 'ledger.db'}")
    ledger.open()
    ledger.take("workflow", letters("workflow", 1, 5))
    files = [str(each) for each in History(ledger, folder / "h").export()]
    ledger.close()
    with asking.room(files, WORDS) as opened:
        yield opened


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("", NotOneQuestionError),
        ("SELECT 1; SELECT 2", NotOneQuestionError),
        ("DROP VIEW facts", NotOneQuestionError),
        ("COPY facts TO 'x.csv'", NotOneQuestionError),
        ("SET memory_limit='64GB'", NotOneQuestionError),
        ("INSTALL httpfs", NotOneQuestionError),
        ("SELEKT", WrongQuestionError),
        ("SELECT nothing FROM facts", WrongQuestionError),
        ("SELECT * FROM read_csv('/etc/passwd')", WrongQuestionError),
        ("SELECT * FROM read_text('/etc/passwd')", WrongQuestionError),
        ("SELECT * FROM glob('/*')", WrongQuestionError),
        ("SELECT * FROM 'https://example.org/x.parquet'", WrongQuestionError),
    ],
)
def test_nothing_but_the_facts_can_be_read_and_nothing_written(room, sql, rule):
    assert asking.answer(room, sql, 7)["refused"] == rule.__name__


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("DROP VIEW facts", NotOneQuestionError),
        ("SELECT nothing FROM facts", WrongQuestionError),
        ("SELECT list(x) FROM (SELECT range AS x FROM range(1000000000))", WrongQuestionError),
    ],
)
def test_why_there_is_no_answer_is_said_in_words(past, sql, rule):
    with pytest.raises(rule) as refused:
        past[0].ask(sql, WORDS)
    assert refused.value.field == "sql"
    assert "查询语句（sql）" in refused.value.sentence


def test_the_examples_are_answered(room):
    for name, example in EXAMPLES:
        assert "columns" in asking.answer(room, example, 7), name


def test_a_question_that_takes_too_long_is_stopped(past, monkeypatch):
    monkeypatch.setattr(history, "PATIENCE", 0.0)
    with monkeypatch.context() as patch:
        patch.setattr(history, "SECONDS", 0.3)
        slow = "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range <> b.range"
        with pytest.raises(TooSlowError):
            past[0].ask(slow, WORDS)
    with past[0]._one_at_a_time, pytest.raises(QuestionWaitsError):
        past[0].ask("SELECT 1", WORDS)
    assert past[0].ask("SELECT 1", WORDS).rows == (("1",),)


def test_without_the_engine_it_is_said_what_to_install(past, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(NoEngineError) as refused:
        past[0].export()
    assert "gongkai[audit]" in refused.value.sentence


def test_history_is_exported_by_hand(tmp_path):
    home = tmp_path / "home" / "archive"
    home.mkdir(parents=True)
    ledger = Ledger(f"sqlite:///{home / 'ledger.db'}")
    ledger.open()
    ledger.take("workflow", letters("workflow", 1, 50))
    ledger.close()
    target = tmp_path / "out"
    told = CliRunner().invoke(
        main, ["export", str(target)], env={"GK_HOME": str(tmp_path / "home")}
    )

    assert told.exit_code == 0, told.output
    assert "1 个文件,50 条事实" in told.output
    assert len(list(target.iterdir())) == 1


def test_a_question_is_on_record_with_what_came_of_it():
    asked = LogQuery(question="SELECT 1", refused="TooSlowError")
    Given(CONSULTING).when(asked, by="a").then(
        HistoryQueried(question="SELECT 1", rows=0, refused="TooSlowError")
    )
    empty = LogSearch(place="facts", question=" ")
    Given(CONSULTING).when(empty, by="a").then_rejected(NothingAskedError, field="question")


def told(town, tag):
    own = town.service.store.after(0, town.service.store.last())
    return [json.decode(each.body) for each in own if each.tag == tag]


async def ask(town, sql, who=AUDITOR):
    return await town.client.post(
        "/archive/history", data={"sql": sql}, headers=town.as_(who, Accept="text/html")
    )


async def test_an_auditor_asks_by_hand_and_it_is_on_record(town):
    empty = (await town.page("/history", AUDITOR)).text
    sql = "SELECT kinds.name, units.name AS 单位 FROM facts JOIN kinds USING (tag), units"
    answered = await ask(town, f"{sql} WHERE tag = 'workflow.proposal.submitted.v1'")
    wrong = await ask(town, "SELECT <x> FROM facts")
    stranger = await ask(town, "SELECT 1", who="clerk")
    logged = told(town, "archive.history.queried.v1")

    assert "可以查什么" in empty
    assert answered.status_code == 200
    assert "方案已提出" in answered.text
    assert "县委编办" in answered.text
    assert wrong.status_code == 422
    assert "不能执行" in wrong.text
    assert "SELECT &lt;x&gt; FROM facts" in wrong.text  # nothing that was typed is lost
    assert stranger.status_code == 403
    assert [(each["event"]["rows"], each["event"]["refused"]) for each in logged] == [
        (1, ""),
        (0, "WrongQuestionError"),
    ]
    assert {each["cause"]["actor"] for each in logged} == {AUDITOR}


async def test_searches_are_on_record(town):
    await town.page("/facts", AUDITOR)
    await town.page("/facts?tag=workflow.proposal.submitted.v1", AUDITOR)
    await town.page("/facts?tag=workflow.proposal.submitted.v1&page_no=2", AUDITOR)
    await town.page(f"/stories/{PROPOSAL}", AUDITOR)
    await town.page("/facts/0", AUDITOR)
    between = await town.page("/differences?since=2026-07-01T11:00&until=2026-07-01T13:00", AUDITOR)
    quiet = await town.page("/differences?since=2026-07-02T11:00", AUDITOR)
    unasked = await town.page("/differences", AUDITOR)
    wrong = await town.page("/differences?since=2026-07-02&until=2026-07-01", AUDITOR)
    found = [
        (each["event"]["place"], each["event"]["question"])
        for each in told(town, "archive.ledger.searched.v1")
    ]

    assert found == [
        ("facts", "workflow.proposal.submitted.v1"),
        ("story", str(PROPOSAL)),
        ("fact", "0"),
        ("differences", "2026-07-01T11:00 2026-07-01T13:00"),
        ("differences", "2026-07-02T11:00"),
    ]
    assert "方案已审核" in between.text
    assert "两个时刻完全相同" in quiet.text
    assert "请选择两个时刻" in unasked.text
    assert wrong.status_code == 422


async def test_what_is_taken_along_is_signed(town):
    answer = await town.get("/audit.csv?since=2026-07-01&until=2026-07-01", AUDITOR)
    story = await town.get(f"/stories/{DISCLOSURE}/sheet", AUDITOR)
    digest = sha256(answer.content).hexdigest()
    note = (await town.get(f"/downloads/{digest}", AUDITOR)).text
    listed = (await town.page("/history", AUDITOR)).text
    text, _, line = note.partition("\n\n")
    signed = town.service.signer.has_signed(
        f"{text}\n".encode(), [tuple(line.strip().split(" ")[1:])]
    )

    assert key_of(town.service.signer.verifier)
    assert signed
    assert text.split("\n")[2:4] == ["audit-2026-07-01-2026-07-01.csv", digest]
    assert answer.headers["repr-digest"] == f"sha-256={digest}"
    assert "方案已提出" in story.content.decode("utf-8-sig")
    assert "方案已审核" in story.content.decode("utf-8-sig")
    assert f"story-{DISCLOSURE}.csv" in listed
    assert list((town.settings.home / "archive" / "downloads").iterdir()) == []
    assert (await town.get(f"/downloads/{'0' * 64}", AUDITOR)).status_code == 404
    assert (await town.get(f"/downloads/{digest}", "clerk")).status_code == 403
