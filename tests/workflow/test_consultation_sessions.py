"""Hearings, forums and visits before a decision: who came, what was said, and who was not heard."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from services.workflow.domain.consultation import MatterDecidedError
from services.workflow.domain.session import (
    AttendanceError,
    SessionAheadError,
    SessionPlaceError,
    StatementReasonError,
    StatementsError,
    StrangerSpokeError,
    missing,
)
from services.workflow.domain.session_words import (
    Attendance,
    ConsultationHeld,
    Form,
    Group,
    HoldConsultation,
    Statement,
)
from services.workflow.handlers.consultation_rules import HEARINGS, REGIMES, held_from
from services.workflow.heard import HeardRules, HeardScheme
from services.workflow.views.register import SchemeRow
from tests.workflow.examples import LI, SUN
from tests.workflow.test_consultation import (
    AFTER,
    DECISION,
    MONDAY,
    OPENED,
    REGISTERED,
    closed,
    when,
)
from tests.workflow.test_consultation import CONSULTATION as DECIDER
from tests.workflow.test_consultation import _cause as cause_on
from tests.workflow.test_consultation_doors import ASKED, Hall, rule_of

CAME = (
    Attendance(group=Group.MASSES, invited=20, attended=15),
    Attendance(group=Group.PARTIES, invited=3, attended=0),
    Attendance(group=Group.DEPARTMENTS, invited=2, attended=2),
)
SAID = (
    Statement(group=Group.MASSES, text="希望离住宅远一些。", adopted=True),
    Statement(
        group=Group.DEPARTMENTS, text="建议只在周末设置。", adopted=False, reason="摊贩难以维持。"
    ),
)
HOLD = HoldConsultation(
    form=Form.HEARING, held_on=MONDAY, place="街道会议室", attendance=CAME, statements=SAID
)
HELD = ConsultationHeld(
    form=Form.HEARING, held_on=MONDAY, place="街道会议室", attendance=CAME, statements=SAID
)
ALL = ("群众", "民主党派", "有关部门")


def test_a_hearing_is_recorded_with_who_came_and_what_became_of_each_word():
    when(HOLD, REGISTERED).then(HELD)
    when(HOLD, REGISTERED, OPENED, HELD).then(HELD)


@pytest.mark.parametrize(
    ("change", "rule", "field"),
    [
        ({"held_on": MONDAY + timedelta(days=1)}, SessionAheadError, "held_on"),
        ({"place": " "}, SessionPlaceError, "place"),
        ({"attendance": ()}, AttendanceError, "attendance"),
        ({"attendance": (CAME[0], CAME[0])}, AttendanceError, "attendance"),
        ({"attendance": (replace(CAME[0], attended=21),)}, AttendanceError, "attendance"),
        ({"attendance": (replace(CAME[0], invited=0, attended=0),)}, AttendanceError, "attendance"),
        ({"statements": (replace(SAID[0], text=" "),)}, StatementsError, "statements"),
        ({"statements": (replace(SAID[1], reason=" "),)}, StatementReasonError, "statements"),
        ({"statements": (replace(SAID[0], group=Group.PARTIES),)}, StrangerSpokeError, ""),
    ],
)
def test_a_record_that_is_amiss_is_refused_by_name(change, rule, field):
    when(replace(HOLD, **change), REGISTERED).then_rejected(rule, field=field)


def test_after_the_decision_nothing_is_added():
    history = [REGISTERED, OPENED, closed(REGISTERED, OPENED)]
    decided = DECIDER.decide(DECISION, DECIDER.fold(history), cause_on(AFTER))
    when(HOLD, *history, *decided, on=AFTER).then_rejected(MatterDecidedError)


def test_who_said_nothing_was_not_heard():
    assert missing(ALL, [], 0) == list(ALL)
    assert missing(ALL, [HELD], 0) == ["民主党派"]
    assert missing(ALL, [], 3) == ["民主党派", "有关部门"]
    assert missing(("群众",), [HELD], 0) == []


@pytest.fixture
async def hall(settings):
    async with Hall(settings).open() as opened:
        await opened.begin()
        yield opened


HEARING = {
    "form": "hearing",
    "held_on": "2025-09-01",
    "place": "街道会议室",
    "attendance": [
        {"group": "masses", "invited": 20, "attended": 15},
        {"group": "parties", "invited": 3, "attended": 0},
        {"group": "departments", "invited": 2, "attended": 2},
    ],
    "statements": [
        {"group": "masses", "text": "希望离住宅远一些。", "adopted": True},
        {
            "group": "departments",
            "text": "只在周末设置。",
            "adopted": False,
            "reason": "难以维持。",
        },
    ],
}


@pytest.mark.row("E3")
async def test_a_hearing_is_held_and_the_missing_democratic_parties_are_shown_as_a_gap(hall):
    here = await hall.planned()
    assert (await hall.take("sessions", here, **HEARING)).status_code == 201
    seen = await hall.see(here)
    assert seen["unheard"] == ["民主党派"]
    (session,) = seen["sessions"]
    assert session["attendance"] == HEARING["attendance"]
    assert [each["adopted"] for each in session["statements"]] == [True, False]
    page = (await hall.page(SUN, f"/consultations/{here}")).text
    assert "还没有听取意见的方面：民主党派" in page
    assert "民主党派邀请3人、到会0人" in page
    assert "只在周末设置。" in page

    visit = {**HEARING, "form": "visit", "place": "民盟县支部"}
    visit["attendance"] = [{"group": "parties", "invited": 3, "attended": 3}]
    visit["statements"] = [{"group": "parties", "text": "赞成。", "adopted": True}]
    assert (await hall.take("sessions", here, **visit)).status_code == 201
    assert (await hall.see(here))["unheard"] == []
    assert "还没有听取意见的方面" not in (await hall.page(SUN, f"/consultations/{here}")).text
    ahead = await hall.take("sessions", here, **{**HEARING, "held_on": "2025-09-02"})
    assert (rule_of(ahead), ahead.json()["field"]) == ("SessionAheadError", "held_on")


async def test_at_the_page_a_forum_is_recorded_and_what_is_wrong_comes_back(hall):
    here = await hall.planned()
    url = f"/consultations/{here}/sessions"
    typed = {
        "form": "forum",
        "held_on": "2025-09-01",
        "place": "社区活动室",
        "invited": ["12", "", "1"],
        "attended": ["9", "", "1"],
        "group": ["masses", "departments"],
        "said": ["摊位减半。", ""],
        "taken": ["false", "false"],
        "why": ["", ""],
    }
    wrong = await hall.send(LI, url, **typed)
    assert wrong.status_code == 422
    assert "没有采纳的发言要写明理由" in wrong.text
    assert "摊位减半。" in wrong.text
    bad = await hall.send(LI, url, **{**typed, "invited": ["十二", "", "1"]})
    assert "邀请和到会人数请填写整数" in bad.text
    assert "请选择听取意见的形式" in (await hall.send(LI, url, **{**typed, "form": ""})).text
    sent = await hall.send(LI, url, **{**typed, "taken": ["true", "false"]})
    assert sent.status_code == 303, sent.text
    page = (await hall.page(LI, f"/consultations/{here}")).text
    assert "座谈会" in page
    assert "群众邀请12人、到会9人；有关部门邀请1人、到会1人" in page


@pytest.mark.clause("S0-68")
async def test_a_hearing_is_refused_until_the_branch_holds_hearings_and_told_from_when(hall):
    here = await hall.planned()
    await hall.rules(**{"democracy.regimes": ["重大决策征求意见", "听证咨询：2025-10-01"]})
    early = await hall.take("sessions", here, **HEARING)
    assert rule_of(early) == "RegimeUnusedError"
    assert "还没有实行“听证咨询”，自2025年10月1日起实行" in early.json()["title"]
    forum = {**HEARING, "form": "forum"}
    assert (await hall.take("sessions", here, **forum)).status_code == 201
    await hall.rules(**{"democracy.regimes": ["信息反馈", "党员定期评议"]})
    never = await hall.take("sessions", here, **HEARING)
    assert never.json()["title"] == "本单位还没有实行“听证咨询”。"
    unasked = await hall.take("", uuid4(), method="PUT", **ASKED)
    assert "还没有实行“重大决策征求意见”" in unasked.json()["title"]
    await hall.rules(**{"democracy.regimes": ["听证咨询：2025-09-01"]})
    assert (await hall.take("sessions", here, **HEARING)).status_code == 201


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ((), None),
        (("听证咨询",), None),
        (("听证咨询:2025-09-01",), None),
        (("听证咨询：2025-09-02",), date(2025, 9, 2)),
        (("听证咨询：明年",), date.max),
        (("信息反馈",), date.max),
    ],
)
def test_what_a_scheme_says_of_a_regime(said, found):
    values = {REGIMES: said} if said else {}
    rules = HeardRules(checks=(), approvers=())
    scheme = HeardScheme(id="S0", version=1, effective=date(2025, 1, 1), rules=rules, values=values)
    row = SchemeRow(unit="u", schemes=(scheme,))
    assert held_from(row, HEARINGS, date(2025, 9, 1)) == found
