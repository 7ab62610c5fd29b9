"""函告: put to a unit, answered in time or late, told to the next level, looked at again."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from msgspec.structs import replace

from services.workflow.domain.errand import (
    ERRAND,
    ErrandClosedError,
    ErrandDueError,
    ErrandPlaceError,
    ErrandTwiceError,
    ErrandUnansweredError,
    ErrandUnknownError,
    ErrandWaitsForJudgementError,
    ErrandWordsError,
    GroundNotOfferedError,
    NotAddressedError,
    NotYetMissedError,
    ProofMissingError,
)
from services.workflow.domain.errand_words import (
    AnswerErrand,
    DispatchErrand,
    ErrandAnswered,
    ErrandJudged,
    ErrandKind,
    ErrandMissed,
    ErrandSent,
    JudgeErrand,
    MissErrand,
    SendErrand,
)
from services.workflow.handlers.errands import Errands
from shared.auth import Sessions
from shared.testing import UNIT, Given
from tests.workflow.every_path import STANDARD
from tests.workflow.house import OTHER
from tests.workflow.test_clearance_doors import add_unit, rule, who
from tests.workflow.test_obligation_alarm import Year

BODY = "00000000-0000-4000-8000-0000000000d1"
DUE = date(2026, 8, 1)
ON_TIME, LATE = datetime(2026, 7, 31, 4, tzinfo=UTC), datetime(2026, 8, 3, 4, tzinfo=UTC)
ASKED = SendErrand(
    unit=UNIT,
    body=BODY,
    kind=ErrandKind.RECTIFICATION,
    title="限期公开党费收缴情况",
    content="第二季度没有公开，请限期整改。",
    due=DUE,
    ground="不按规定公开",
)
SEND = DispatchErrand(asked=ASKED, grounds=("不按规定公开",))
SENT = ErrandSent(
    unit=UNIT,
    body=BODY,
    kind=ErrandKind.RECTIFICATION,
    title=ASKED.title,
    content=ASKED.content,
    due=DUE,
    ground=ASKED.ground,
    about="",
    sent_by="head",
)
PLAIN = replace(SENT, kind=ErrandKind.COOPERATION, ground="")
ANSWER = AnswerErrand(answer="已经公开第二季度情况。", proof="公开栏照片3张")
ANSWERED = ErrandAnswered(
    unit=UNIT,
    body=BODY,
    answer=ANSWER.answer,
    proof=ANSWER.proof,
    general=False,
    closed=False,
    late=False,
    days_late=0,
    answered_by="li",
)
JUDGED = ErrandJudged(unit=UNIT, body=BODY, accepted=True, note="核查属实。", judged_by="head")
JUDGE = JudgeErrand(accepted=True, note="核查属实。")
MISSED = ErrandMissed(unit=UNIT, body=BODY, due=DUE, above="above")


def send(*history, command=SEND):
    return Given(ERRAND, *history).when(command, by="head")


def changed(**fields):
    return replace(SEND, asked=replace(ASKED, **fields))


def answer(*history, command=ANSWER, at=ON_TIME, unit=BODY):
    return Given(ERRAND, *history).when(command, by="li", at=at, unit=unit)


def judge(*history, command=JUDGE, unit=UNIT):
    return Given(ERRAND, *history).when(command, by="head", unit=unit)


def miss(*history, at=LATE):
    return Given(ERRAND, *history).when(MissErrand(above="above"), by="x", at=at)


def test_an_order_names_what_is_wrong_a_day_and_a_unit_below():
    send().then(SENT)
    send(SENT).then_rejected(ErrandTwiceError)
    send(command=changed(due=None)).then_rejected(ErrandDueError, field="due")
    send(command=changed(due=date(2020, 1, 1))).then_rejected(ErrandDueError)
    send(command=changed(title=" ")).then_rejected(ErrandWordsError, field="title")
    send(command=changed(content="快改")).then_rejected(ErrandWordsError, field="content")
    send(command=changed(ground="走过场")).then_rejected(GroundNotOfferedError, field="ground")
    send(command=changed(body=UNIT)).then_rejected(ErrandPlaceError, field="body")
    send(command=replace(SEND, allowed=False)).then_rejected(ErrandPlaceError)


def test_an_order_is_closed_with_proof_and_after_another_look():
    answer(SENT).then(ANSWERED)
    answer(SENT, command=replace(ANSWER, proof="")).then_rejected(ProofMissingError)
    answer(SENT, unit=UNIT).then_rejected(NotAddressedError)
    answer(SENT, ANSWERED).then_rejected(ErrandWaitsForJudgementError)
    judge(SENT).then_rejected(ErrandUnansweredError)
    judge(SENT, ANSWERED).then(JUDGED)
    judge(SENT, ANSWERED, unit=BODY).then_rejected(NotAddressedError)
    judge(SENT, ANSWERED, command=replace(JUDGE, note="")).then_rejected(ErrandWordsError)
    answer(SENT, ANSWERED, JUDGED).then_rejected(ErrandClosedError)
    again = replace(JUDGED, accepted=False)
    answer(SENT, ANSWERED, again).then(ANSWERED)
    answer().then_rejected(ErrandUnknownError)


def test_what_needs_no_second_look_is_closed_by_its_answer_and_a_late_one_says_so():
    closed = replace(ANSWERED, closed=True)
    answer(PLAIN).then(closed)
    answer(PLAIN, at=LATE).then(replace(closed, late=True, days_late=2))
    warning = replace(PLAIN, kind=ErrandKind.WARNING)
    judge(warning, ANSWERED, unit=BODY).then(JUDGED)


def test_the_next_level_is_told_once_and_only_when_the_day_is_over():
    miss(SENT).then(MISSED)
    miss(SENT, at=datetime(2026, 8, 1, 4, tzinfo=UTC)).then_rejected(NotYetMissedError)
    miss(SENT, MISSED).then_rejected(NotYetMissedError)
    miss(SENT, ANSWERED).then_rejected(NotYetMissedError)
    miss(replace(SENT, due=None)).then_rejected(NotYetMissedError)


# ── at the doors ─────────────────────────────────────────────────────────────────────────────

COUNTY, GROUP, FIRST, SECOND, FINANCE = (
    f"00000000-0000-4000-8000-0000000000{n}" for n in ("e0", "e1", "e2", "e3", "e4")
)
TREE = (
    (COUNTY, "青岚县委", ""),
    (GROUP, "领导小组", COUNTY),
    (FIRST, "第一支部", GROUP),
    (SECOND, "第二支部", GROUP),
    (FINANCE, "财务科", GROUP),
)


@pytest.fixture
async def line(settings):
    """Return a county, a group below it, two branches and a department below the group."""
    async with Year(settings).open() as house:
        await house.begin()
        for unit, name, superior in TREE:
            await add_unit(house, unit, name, superior)
        house.errands = Errands(house.service.store, house.service.views, house.clock)
        yield house


async def on(house, day):
    """Let it be noon of a day, and the clock ring."""
    house.now = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    house.sessions = Sessions(house.service.settings.secret, house.clock)
    await house.errands.ring()


async def put(house, unit, body, kind, post="office", **fields):
    """Let something be put by one unit to another; return its id and the answer."""
    errand = uuid4()
    words = {"title": "请予办理的事项", "content": "请按要求办理并答复。", **fields}
    asked = {"unit": unit, "body": body, "kind": kind, **words}
    url = f"/workflow/api/errands/{errand}"
    person = who(unit, post)
    return errand, await house.client.put(url, json=asked, headers=house.as_(person))


async def do(house, unit, errand, step, **body):
    url = f"/workflow/api/errands/{errand}/{step}"
    headers = house.as_(who(unit, "office"))
    return await house.client.post(url, json=body, headers=headers)


async def seen(house, unit, errand):
    return await house.get(who(unit, "office"), f"/api/errands/{errand}")


@pytest.mark.clause("S0-75")
async def test_an_order_without_proof_on_its_day_goes_to_the_next_level(line):
    await on(line, date(2026, 6, 1))
    fields = {"due": "2026-06-15", "ground": "弄虚作假"}
    order, sent = await put(line, GROUP, FIRST, "rectification", **fields)
    assert sent.status_code == 201, sent.text
    _, upward = await put(line, FIRST, GROUP, "rectification", **fields)
    assert rule(upward) == "ErrandPlaceError"
    bare = await do(line, FIRST, order, "answer", answer="已经整改到位。")
    assert rule(bare) == "ProofMissingError"
    assert (await seen(line, COUNTY, order)).status_code == 404

    assert "待答复函告" in (await line.page(who(FIRST, "office"), "/")).text
    waiting = (await line.page(who(FIRST, "office"), "/?step=reply")).text
    assert f"/workflow/errands/{order}" in waiting
    assert "答复期限2026年6月15日" in waiting
    assert f"/workflow/errands/{order}" not in (await line.page(who(GROUP, "office"), "/")).text
    await on(line, date(2026, 6, 15))
    assert not (await seen(line, FIRST, order)).json()["delayed"]
    await on(line, date(2026, 6, 16))
    told = (await seen(line, COUNTY, order)).json()
    assert (told["above"], told["delayed"], told["state"]) == (COUNTY, True, "open")
    done = await do(line, FIRST, order, "answer", answer="已经整改到位。", proof="整改报告1号")
    assert done.status_code == 201, done.text
    assert f"/workflow/errands/{order}" not in (await line.page(who(FIRST, "office"), "/")).text
    assert (
        f"/workflow/errands/{order}" in (await line.page(who(GROUP, "office"), "/?step=judge")).text
    )
    closed = await do(line, GROUP, order, "judge", accepted=True, note="复查属实。")
    assert closed.status_code == 201, closed.text
    assert (await seen(line, FIRST, order)).json()["state"] == "closed"


@pytest.mark.clause("S0-83")
async def test_a_difficulty_is_closed_by_its_answer_which_all_branches_read_if_it_is_general(line):
    report, sent = await put(line, FIRST, GROUP, "difficulty")
    assert sent.status_code == 201, sent.text
    assert (await seen(line, SECOND, report)).status_code == 404
    page = f"/errands/{report}"
    form = {"answer": "可以用公开栏代替网站公开。", "general": "yes"}
    sent = await line.send(who(GROUP, "office"), f"{page}/answer", **form)
    assert sent.status_code == 303, sent.text
    read = (await line.page(who(SECOND, "office"), page)).text
    assert form["answer"] in read
    assert "已办结" in read
    assert "请予办理的事项" in (await line.page(who(SECOND, "clerk"), "/errands")).text
    own, _ = await put(line, FIRST, GROUP, "difficulty")
    await do(line, GROUP, own, "answer", answer="请直接来领导小组。")
    assert (await seen(line, SECOND, own)).status_code == 404


@pytest.mark.clause("S1-46")
async def test_a_delay_counts_for_the_department_that_was_asked(line):
    await on(line, date(2026, 6, 1))
    asked, sent = await put(
        line, FIRST, FINANCE, "cooperation", "clerk", due="2026-06-05", title="请提供党费数据"
    )
    assert sent.status_code == 201, sent.text
    await on(line, date(2026, 6, 8))
    done = await do(line, FINANCE, asked, "answer", answer="数据见台账第三页。")
    assert done.status_code == 201, done.text
    counted = (await line.get(who(FIRST, "clerk"), "/api/errands/delays")).json()
    assert counted == [{"body": FINANCE, "kind": "cooperation", "errands": 1}]
    assert (await seen(line, FIRST, asked)).json()["days_late"] == 3


@pytest.mark.clause("S4-34")
async def test_under_s4_nobody_is_told_that_they_went_through_motions(line):
    values = {"accountability.grounds": STANDARD.seeded("S4")["accountability.grounds"]}
    await add_unit(line, FIRST, "第一支部", GROUP, **values)
    await on(line, date(2026, 6, 1))
    form = {"unit": GROUP, "body": FIRST, "kind": "rectification", "due": "2026-06-15"}
    form |= {"title": "限期整改公开内容", "content": "请按要求整改并报告。", "ground": "走过场"}
    refused = await line.send(who(GROUP, "office"), "/errands", **form)
    assert refused.status_code == 422
    assert "没有规定这种追责情形" in refused.text
    assert 'value="走过场"' not in refused.text
    assert 'value="弄虚作假"' in refused.text
    sent = await line.send(who(GROUP, "office"), "/errands", **form | {"ground": "弄虚作假"})
    assert sent.status_code == 303, sent.text


@pytest.mark.clause("S4-59")
async def test_the_third_overdue_of_a_quarter_warns_the_superior_who_must_dispose_of_it(line):
    line.now = line.since  # the year begins again, with three entries of a unit below OTHER
    for n in (7, 8):
        await line.entry(f"{n}0000000-0000-4000-8000-000000000000", f"第{n}项")
    tag = "catalog.post.assigned.v1"
    await line.hear(tag, None, unit=OTHER, person_id=who(OTHER, "office"), post="office")
    await line.sleep_until(date(2026, 4, 15))
    await on(line, date(2026, 4, 15))
    listed = (await line.get(who(OTHER, "office"), "/api/errands?kind=warning")).json()
    assert listed["total"] == 0
    await line.sleep_until(date(2026, 4, 16))
    for _ in range(2):
        await on(line, date(2026, 4, 16))
    (warning,) = (await line.get(who(OTHER, "office"), "/api/errands?kind=warning")).json()["rows"]
    assert (warning["unit"], warning["state"], warning["due"]) == (UNIT, "open", "2026-04-26")
    assert "3项" in warning["content"]
    errand = warning["errand_id"]
    early = await do(line, OTHER, errand, "judge", accepted=True, note="已经处置。")
    assert rule(early) == "ErrandUnansweredError"
    done = await do(line, OTHER, errand, "answer", answer="已约谈并责成补公开。")
    assert done.status_code == 201, done.text
    closed = await do(line, OTHER, errand, "judge", accepted=True, note="三项均已补公开。")
    assert closed.status_code == 201, closed.text
    assert (await seen(line, OTHER, errand)).json()["state"] == "closed"
