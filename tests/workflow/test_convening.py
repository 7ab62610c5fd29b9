"""召集: drawn by lot once; no agenda before every step; who decided does not carry out."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from services.workflow.domain import convening as rules
from services.workflow.domain import dossier_following as following
from services.workflow.domain.convening_words import (
    DossierScheduled,
    DrawHearing,
    HearingAllotted,
    ScheduleDossier,
)
from services.workflow.domain.dossier import DOSSIER
from services.workflow.domain.dossier_following_words import ExecuteDossier
from services.workflow.domain.dossier_preparing import (
    AssessmentsMissingError,
    DossierDecidedError,
    StepMissingError,
)
from services.workflow.domain.dossier_terms import Aspect
from services.workflow.domain.dossier_words import HearingAnnounced
from services.workflow.domain.duty import Term
from services.workflow.domain.hearing import HearingRecordedAlreadyError, HearingUnknownError
from services.workflow.handlers.dossier_rules import rule_of
from services.workflow.heard import HeardRules, HeardScheme
from services.workflow.views.register import SchemeRow
from shared.calendar import chinese_calendar
from shared.lot import drawn
from shared.testing import UNIT, Given
from tests.workflow.dossiers import (
    ASSESSED,
    CONSULT,
    DECIDED,
    OPENED,
    READY,
    RESEARCHED,
    TODAY,
    fact,
)
from tests.workflow.examples import LI
from tests.workflow.test_dossier import HEARD

ANNOUNCED = HearingAnnounced(
    number=1, held_on=TODAY, place="县礼堂", seats=24, selection="公开报名，抽签产生"
)
FORTY = tuple(f"B-{n:03}" for n in range(1, 41))
DRAW = DrawHearing(number=1, applicants=FORTY, seed="双色球2025076期")
DRAWN = HearingAllotted(
    number=1,
    applicants=FORTY,
    seed="双色球2025076期",
    drawn=drawn("双色球2025076期", FORTY, 24),
)
ON = ScheduleDossier(held_on=TODAY + timedelta(days=4), session="第12次会议")


def heard(values):
    none = HeardRules(checks=(), approvers=())
    return HeardScheme(id="S4", version=1, effective=TODAY, rules=none, values=values)


def of(history, command, rule, field=""):
    return Given(DOSSIER, *history).when(command, by=LI).then_rejected(rule, field=field)


def test_of_forty_who_applied_twenty_four_are_drawn_once_by_a_seed_that_is_kept():
    Given(DOSSIER, OPENED, ANNOUNCED).when(DRAW, by=LI).then(DRAWN)
    assert len(DRAWN.drawn) == 24
    assert set(DRAWN.drawn) < set(FORTY)
    assert drawn(DRAWN.seed, reversed(DRAWN.applicants), 24) == DRAWN.drawn
    of([OPENED, ANNOUNCED, DRAWN], replace(DRAW, seed="另一个"), rules.HearingDrawnAlreadyError)
    few = fact([OPENED, ANNOUNCED], replace(DRAW, applicants=FORTY[:5]))
    assert set(few.drawn) == set(FORTY[:5])


@pytest.mark.parametrize(
    "applicants", [(), ("王小明",), ("B-1", "B-1"), ("B" * 21,), tuple(map(str, range(1_001)))]
)
def test_the_lot_knows_numbers_only_and_each_of_them_once(applicants):
    of([OPENED, ANNOUNCED], replace(DRAW, applicants=applicants), rules.ApplicantsError)


def test_a_draw_belongs_to_a_hearing_that_is_still_to_be_held():
    of([OPENED], DRAW, HearingUnknownError)
    of([OPENED, ANNOUNCED, HEARD], DRAW, HearingRecordedAlreadyError)
    of([OPENED, ANNOUNCED], replace(DRAW, seed=" "), rules.SeedMissingError, "seed")


def test_no_matter_comes_on_an_agenda_before_all_four_verdicts():
    three = [each for each in READY if getattr(each, "aspect", None) is not Aspect.CONTROLLABLE]
    told = of(three, ON, AssessmentsMissingError)
    assert "可控性" in told.sentence
    of([OPENED, RESEARCHED], ON, StepMissingError)
    scheduled = DossierScheduled(unit=UNIT, body="常委会", held_on=ON.held_on, session="第12次会议")
    Given(DOSSIER, *three, *ASSESSED).when(ON, by=LI).then(scheduled)
    of(READY, replace(ON, session=" "), rules.SessionMissingError, "session")
    past = replace(ON, held_on=TODAY - timedelta(days=1))
    of(READY, past, rules.SessionMissingError, "held_on")
    of(DECIDED, ON, DossierDecidedError)


def test_no_more_opinions_are_adopted_than_came():
    told = fact([OPENED, RESEARCHED], replace(CONSULT, received=212, accepted=61))
    assert (told.received, told.accepted) == (212, 61)
    of([OPENED, RESEARCHED], replace(CONSULT, accepted=1), rules.OpinionCountError, "accepted")


def test_where_the_scheme_keeps_them_apart_who_decided_does_not_carry_out():
    apart = (replace(OPENED, rule=replace(OPENED.rule, separate=True)), *DECIDED[1:])
    by = ExecuteDossier(on=TODAY, progress="六条线路开通。", executor="县政府常务会议")
    assert fact(apart, by).executor == "县政府常务会议"
    mine = replace(by, executor="县委常委会")
    told = of(apart, mine, following.ExecutedByDeciderError, "executor")
    assert told.sentence == "决策和执行要分开：常委会作出的决策，不能由常委会执行。"
    of(apart, replace(by, executor=""), following.ExecutorMissingError, "executor")
    of(DECIDED, replace(by, executor="局" * 201), following.ExecutorMissingError, "executor")
    assert fact(DECIDED, replace(by, executor="")).executor == ""


@pytest.mark.parametrize("today", [date(2025, 7, 8), date(2025, 7, 10)])
def test_of_seven_working_days_five_are_too_few_for_a_notice(today):
    term, book = Term(days=7, working=True), chinese_calendar()
    with pytest.raises(rules.NoticeRunningError) as told:
        rules.noticed(term, date(2025, 7, 1), today, book)
    assert told.value.sentence == (
        "重大决策公示不少于7个工作日，到2025年7月10日满期，征求意见不能提前结束。"
    )
    rules.noticed(term, date(2025, 7, 1), date(2025, 7, 11), book)
    with pytest.raises(rules.NoticeUnshownError):
        rules.noticed(term, None, today, book)


def test_a_scheme_that_shows_matters_while_it_decides_them_says_for_how_long():
    values = {"guarantees.pre_disclosure": "在决策程序内", "pre_disclosure.days": 5}
    row = SchemeRow(UNIT, (heard(values),))
    assert rule_of(row, TODAY).notice == Term(days=5, working=True)
    usual = SchemeRow(UNIT, (heard({}),))
    assert rule_of(usual, TODAY).notice is None
