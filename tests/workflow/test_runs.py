"""Runs of powers: no step without its turn and its disclosure; what runs late needs handling."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from services.workflow.domain.duty import Recipient
from services.workflow.domain.run import (
    RUN,
    HandlingMissingError,
    NamedHandError,
    NotOverdueError,
    OwnSupervisionError,
    PointSkippedError,
    ResultMissingError,
    RunClosedError,
    RunTitleError,
    RunTwiceError,
    RunUnknownError,
    StepOrderError,
    WarningUnhandledError,
    WarningUnknownError,
)
from services.workflow.domain.run_words import (
    AdvanceRun,
    DisposeWarning,
    Lane,
    OpenRun,
    PassStep,
    RunAdvanced,
    RunDisposed,
    RunOpened,
    RunStep,
    RunWarned,
    StartRun,
    WarnRun,
)
from services.workflow.domain.terms import Scope
from services.workflow.handlers.runs import Runs
from shared.auth import Sessions
from shared.testing import UNIT, Given
from tests.workflow.examples import DISCLOSURE, LI, SUN
from tests.workflow.house import OTHER, PLAN, SCHEME
from tests.workflow.test_clearance_doors import rule
from tests.workflow.test_obligation_alarm import Year

STEP = RunStep(
    name="集体决策",
    subject="县委常委会",
    lane=Lane.DECIDE,
    days=5,
    point="决策结果",
    scope=Scope.SOCIETY,
    high=True,
)
CARRY = replace(STEP, name="组织实施", lane=Lane.EXECUTE, point="", high=False)
WATCH = replace(STEP, name="跟踪督查", lane=Lane.SUPERVISE, point="", high=False, days=0)
DUE, NEXT = date(2026, 8, 3), date(2026, 8, 10)
LATE = datetime(2026, 8, 4, 4, tzinfo=UTC)
START = StartRun(
    asked=OpenRun(power_id="p", title="城乡公交一体化"),
    unit=UNIT,
    power="公共交通决策权",
    owner="县委常委会",
    chart=1,
    steps=(STEP, CARRY, WATCH),
    regimes=("县委权力公开透明运行程序规则",),
    due=DUE,
)
OPENED = RunOpened(
    unit=UNIT,
    power_id="p",
    power=START.power,
    title="城乡公交一体化",
    owner=START.owner,
    chart=1,
    steps=START.steps,
    regimes=START.regimes,
    due=DUE,
    opened_by="li",
)
PASS = PassStep(asked=AdvanceRun(step=1, result="表决通过方案", disclosure_id="d"), disclosed=True)
DECIDED = RunAdvanced(
    unit=UNIT,
    step=1,
    lane=Lane.DECIDE,
    result="表决通过方案",
    disclosure_id="d",
    due=NEXT,
    closed=False,
    advanced_by="li",
)
CARRIED = replace(DECIDED, step=2, lane=Lane.EXECUTE, disclosure_id="", due=None)
TO = (Recipient(unit=UNIT, post="clerk"),)
WARNED = RunWarned(unit=UNIT, step=1, title="城乡公交一体化：集体决策", due=DUE, to=TO)
DISPOSED = RunDisposed(unit=UNIT, step=1, handling="已经督促常委会办公室", disposed_by="li")


def when(command, *facts, by="li", **said):
    return Given(RUN, *facts).when(command, by=by, **said)


def passing(step, **said):
    return PassStep(asked=AdvanceRun(step=step, result="办理完毕无误"), **said)


def test_a_run_goes_through_its_steps_in_order():
    when(START).then(OPENED)
    when(START, OPENED).then_rejected(RunTwiceError)
    silent = replace(START, asked=OpenRun(power_id="p", title=" "))
    when(silent).then_rejected(RunTitleError, field="title")
    when(PASS).then_rejected(RunUnknownError)
    when(replace(PASS, due=NEXT), OPENED).then(DECIDED)
    told = when(passing(2), OPENED).then_rejected(StepOrderError, field="step")
    assert "现在是第1个环节“集体决策”" in told.sentence
    when(passing(1, disclosed=True), OPENED, DECIDED).then_rejected(StepOrderError)
    short = replace(PASS, asked=replace(PASS.asked, result="好"))
    when(short, OPENED).then_rejected(ResultMissingError, field="result")


@pytest.mark.clause("S4-57")
def test_a_step_with_a_disclosure_point_does_not_move_on_without_it():
    bare = replace(PASS, disclosed=False)

    told = when(bare, OPENED).then_rejected(PointSkippedError, field="disclosure_id")
    assert "决策结果" in told.sentence
    when(replace(PASS, due=NEXT), OPENED).then(DECIDED)


def test_the_post_that_the_chart_names_finishes_a_step_or_another_says_why_it_does():
    asked = AdvanceRun(step=1, result="表决通过方案", disclosure_id="d")
    command = PassStep(asked=asked, named=("secretary",), disclosed=True, due=NEXT)
    refused = Given(RUN, OPENED).when(command, by="li", post="clerk")
    refused.then_rejected(NamedHandError, field="instead")
    Given(RUN, OPENED).when(command, by="li", post="secretary").then(DECIDED)
    why = replace(command, asked=replace(asked, instead="书记外出学习，受委托办结"))
    told = replace(DECIDED, instead="书记外出学习，受委托办结")
    Given(RUN, OPENED).when(why, by="li", post="clerk").then(told)


def test_who_decided_or_carried_out_does_not_supervise():
    facts = OPENED, DECIDED, CARRIED
    when(passing(3), *facts).then_rejected(OwnSupervisionError)
    closed = replace(
        CARRIED, step=3, lane=Lane.SUPERVISE, result="办理完毕无误", closed=True, advanced_by="wu"
    )
    when(passing(3), *facts, by="wu").then(closed)
    when(passing(4), *facts, closed, by="wu").then_rejected(RunClosedError)


def test_a_late_step_of_high_risk_is_warned_of_once_and_closed_by_a_handling_record():
    warn, dispose = WarnRun(to=TO), DisposeWarning(step=1, handling=DISPOSED.handling)
    when(warn, OPENED, at=LATE).then(WARNED)
    when(warn, OPENED, at=LATE - timedelta(days=1)).then_rejected(NotOverdueError)
    when(warn, OPENED, WARNED, at=LATE).then_rejected(NotOverdueError)
    when(warn, OPENED, DECIDED, at=datetime(2026, 9, 1, tzinfo=UTC)).then_rejected(NotOverdueError)
    when(dispose, OPENED).then_rejected(WarningUnknownError)
    empty = DisposeWarning(step=1, handling=" ")
    when(empty, OPENED, WARNED).then_rejected(HandlingMissingError, field="handling")
    when(dispose, OPENED, WARNED).then(DISPOSED)
    when(dispose, OPENED, WARNED, DISPOSED).then_rejected(WarningUnknownError)
    late = replace(PASS, due=NEXT, to=TO)
    when(late, OPENED, at=LATE).then(WARNED, DECIDED)  # the clock had not rung yet
    open_ = OPENED, WARNED, DECIDED, CARRIED
    when(passing(3), *open_, by="wu").then_rejected(WarningUnhandledError)


# ── at the doors ─────────────────────────────────────────────────────────────────────────────

POWER = UUID(int=0xC0FFEE)
WATCHER, DIRECTOR = "watcher", "director"
COURSE = [
    {
        "name": each.name,
        "subject": each.subject,
        "lane": each.lane.value,
        "days": each.days,
        "point": each.point,
        "scope": each.scope.value,
    }
    for each in START.steps
]
RULES = "县委权力公开透明运行程序规则"


@pytest.fixture
async def town(settings):
    """Return a unit that holds a published power, below a county; the power cites its regime."""
    async with Year(settings).open() as house:
        await house.begin()
        for person, unit, post in (
            *((LI, UNIT, "clerk"), (SUN, UNIT, "approver"), (WATCHER, UNIT, "supervisor")),
            (DIRECTOR, OTHER, "office"),
        ):
            tag = "catalog.post.assigned.v1"
            await house.hear(tag, None, unit=unit, person_id=person, post=post)
        told = {"unit": OTHER, "title": RULES, "fulfils": RULES, "effective": "2026-01-01"}
        await house.hear("catalog.regime.registered.v1", None, **told)
        await house.hear("catalog.power.confirmed.v1", str(POWER), unit=UNIT)
        house.running = Runs(house.service.store, house.service.views, house.clock)
        yield house


async def publish(house):
    """Let the catalog publish the power."""
    await house.hear("catalog.power.published.v1", str(POWER), unit=UNIT)
    told = {"title": "公共交通决策权", "owner": "县委常委会", "chart": 1, "steps": COURSE}
    await house.hear("catalog.power.issued.v1", str(POWER), unit=UNIT, high=[1], **told)


async def on(house, days):
    """Let so many days pass, and the clock ring."""
    house.now += timedelta(days=days)
    house.sessions = Sessions(house.service.settings.secret, house.clock)
    await house.running.ring()


async def begun(house):
    run = uuid4()
    asked = {"power_id": str(POWER), "title": "城乡公交一体化"}
    url = f"/workflow/api/runs/{run}"
    return run, await house.client.put(url, json=asked, headers=house.as_(LI))


async def do(house, person, run, action, **body):
    url = f"/workflow/api/runs/{run}/{action}"
    return await house.client.post(url, json=body, headers=house.as_(person))


async def visited(house, url):
    return (await house.client.get(f"/workflow{url}", headers={"Accept": "text/html"})).text


async def trays(house):
    """Return who has been told what."""
    found = {}
    for person in (LI, SUN, WATCHER, DIRECTOR):
        answer = await house.get(person, "/api/notices")
        found[person] = [each["headline"] for each in answer.json()["notices"]]
    return found


@pytest.mark.row("H4")
async def test_approved_powers_that_are_not_published_are_counted_on_the_county_s_page(town):
    page = (await town.page(DIRECTOR, "/duties/county")).text
    assert "已确认还没有公布的职权：<strong>1</strong>" in page
    _, early = await begun(town)
    assert rule(early) == "PowerNotPublishedError"

    await publish(town)
    page = (await town.page(DIRECTOR, "/duties/county")).text
    assert "已确认还没有公布的职权：<strong>0</strong>" in page
    await town.hear("catalog.power.charted.v1", str(POWER), unit=UNIT)
    page = (await town.page(DIRECTOR, "/duties/county")).text
    assert "已确认还没有公布的职权：<strong>1</strong>" in page


@pytest.mark.clause("S4-42", "S4-44")
async def test_a_visitor_sees_decision_execution_and_an_empty_lane_of_supervision(town):
    await publish(town)
    run, answer = await begun(town)
    assert answer.status_code == 201, answer.text
    bare = await do(town, LI, run, "advance", step=1, result="表决通过方案")
    assert rule(bare) == "PointSkippedError"
    skipped = await do(town, LI, run, "advance", step=2, result="开始实施方案")
    assert rule(skipped) == "StepOrderError"
    assert {"PointSkippedError", "StepOrderError"} <= set(await town.refused_rules())
    await town.disclose()
    told = {"result": "表决通过，七票赞成", "disclosure_id": DISCLOSURE}
    done = await do(town, LI, run, "advance", step=1, **told)
    assert done.status_code == 201, done.text

    page = await visited(town, f"/runs/{run}")
    decided, _, rest = page.partition('id="lane-2"')
    carried, _, watched = rest.partition('id="lane-3"')
    assert f"结果：{PLAN['title']}" in decided
    assert "七票赞成" not in page  # nobody has approved these words for society
    assert "城乡公交一体化" not in page
    assert f"/items/{DISCLOSURE}" in decided
    assert "正在办理" in carried
    assert "还没有监督的结果" in watched
    assert RULES in page
    assert "办结这个环节" not in page
    assert "开始的一件" in await visited(town, f"/powers/{POWER}")
    answer = await town.client.get(f"/workflow/api/runs/{run}")
    assert answer.json()["regimes"] == [RULES]
    assert answer.json()["opened_by"] == answer.json()["done"][0]["by"] == ""


@pytest.mark.row("H7")
async def test_holder_and_supervisor_are_told_of_a_late_step_until_it_is_handled(town):
    await publish(town)
    run, _ = await begun(town)
    row = (await town.get(LI, f"/api/runs/{run}")).json()
    due = date.fromisoformat(row["due"])
    await on(town, (due - town.now.date()).days)
    assert await trays(town) == {LI: [], SUN: [], WATCHER: [], DIRECTOR: []}
    await on(town, 1)
    await on(town, 1)  # once
    told = "超时预警，请处置：城乡公交一体化：集体决策"
    assert await trays(town) == {person: [told] for person in (LI, SUN, WATCHER, DIRECTOR)}
    assert "1个预警没有处置" in (await town.page(LI, "/runs")).text
    assert "没有处置" in (await town.page(DIRECTOR, f"/runs/{run}")).text
    assert "超时预警" not in await visited(town, f"/runs/{run}")

    deed = await do(town, WATCHER, run, "advance", step=1, result="表决通过方案")
    assert rule(deed) == "WrongPostError"
    silent = await do(town, LI, run, "dispose", step=1, handling="")
    assert (rule(silent), silent.json()["field"]) == ("HandlingMissingError", "handling")
    url = f"/runs/{run}/dispose"
    done = await town.send(LI, url, step="1", handling="已经督促常委会办公室")
    assert done.status_code == 303, done.text
    row = (await town.get(WATCHER, f"/api/runs/{run}")).json()
    assert (row["waiting"], row["warnings"][0]["handling"]) == (0, "已经督促常委会办公室")


async def test_runs_are_begun_by_hand_and_wrong_input_says_why(town):
    await publish(town)
    assert "没有职权运行" in (await town.page(LI, "/runs")).text
    empty = await town.send(LI, "/runs", power_id=str(POWER), title=" ")
    assert (empty.status_code, "请写明这次办理的是什么事项" in empty.text) == (422, True)
    made = await town.send(LI, "/runs", power_id=str(POWER), title="公交线网调整")
    assert made.status_code == 303, made.text
    path = made.headers["location"].removeprefix("/workflow")
    short = await town.send(LI, f"{path}/advance", step="1", result="好")
    assert (short.status_code, "不少于5个字" in short.text) == (422, True)
    strange = await town.send(LI, f"{path}/dispose", step="1", handling="已经处置完毕")
    assert strange.status_code == 404
    listed = (await town.client.get(f"/workflow/api/powers/{POWER}/runs")).json()
    assert [each["title"] for each in listed["rows"]] == ["2026年1月1日开始的一件"]


async def test_a_step_is_finished_by_the_post_its_subject_stands_for(town):
    values = {"powers.hands": ["常委会=审批人"]}
    told = {**SCHEME, "version": 2, "values": values}
    await town.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=told)
    await publish(town)
    await town.disclose()
    run, _ = await begun(town)
    form = {"step": "1", "result": "表决通过方案", "disclosure_id": DISCLOSURE}
    assert "流程图写明这个环节由审批人办结" in (await town.page(LI, f"/runs/{run}")).text
    alone = await town.send(LI, f"/runs/{run}/advance", **form)
    assert (alone.status_code, "由审批人办结；代为办结的" in alone.text) == (422, True)
    instead = await town.send(LI, f"/runs/{run}/advance", **form, instead="受审批人委托，会后补录")
    assert instead.status_code == 303, instead.text
    assert "代为办结：受审批人委托" in (await town.page(SUN, f"/runs/{run}")).text
    assert "受审批人委托" not in await visited(town, f"/runs/{run}")

    second, _ = await begun(town)
    body = {"step": 1, "result": "表决通过方案", "disclosure_id": DISCLOSURE}
    done = await do(town, SUN, second, "advance", **body)
    assert done.status_code == 201, done.text
    assert "代为办结的理由" not in (await town.page(SUN, f"/runs/{second}")).text
