"""One staged work: stages in turn, each owed once; over years it does not end without a summary."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.workflow.domain.duty import TimeLimits
from services.workflow.domain.staged import (
    WORK,
    FinishedAheadError,
    NothingToReplanError,
    Phase,
    ReplanReasonError,
    StageAlreadyFinishedError,
    StageBeforeStartError,
    StageNamedTwiceError,
    StageNameError,
    StageOutOfTurnError,
    StagesMissingError,
    StagesOutOfOrderError,
    StagesUnfinishedError,
    StageUndisclosedError,
    StageUnknownError,
    SummaryMissingError,
    WorkAlreadyRegisteredError,
    WorkClosedError,
    WorkTitleError,
    WorkUnknownError,
    phase,
)
from services.workflow.domain.staged_words import (
    BeginWork,
    EndWork,
    FinishStage,
    RegisterWork,
    ReplanWork,
    Stage,
    StageFinished,
    WorkClosed,
    WorkRegistered,
    WorkReplanned,
)
from shared.testing import UNIT, Given, cause
from tests.workflow.examples import ITEM, LI

LIMITS = TimeLimits(scheme_id="S1", scheme_version=1)
STAGES = (
    Stage(name="立项", planned_on=date(2025, 9, 30)),
    Stage(name="实施", planned_on=date(2026, 3, 31)),
    Stage(name="验收", planned_on=date(2026, 6, 30)),
)
ASKED = RegisterWork(item_id=ITEM, title="园区道路", starts_on=date(2025, 7, 1), stages=STAGES)
BEGIN = BeginWork(unit=UNIT, asked=ASKED, limits=LIMITS)
REGISTERED = WorkRegistered(
    unit=UNIT,
    item_id=ITEM,
    title="园区道路",
    starts_on=date(2025, 7, 1),
    stages=STAGES,
    limits=LIMITS,
)
ONE = StageFinished(number=1, name="立项", finished_on=date(2025, 9, 28))
TWO = StageFinished(number=2, name="实施", finished_on=date(2026, 4, 2))
THREE = StageFinished(number=3, name="验收", finished_on=date(2026, 6, 30), last=True, summary=True)
DAY = date(2026, 7, 1)


def done(number, day):
    return FinishStage(number=number, finished_on=day)


def when(command, *history):
    return Given(WORK, *history).when(command, by=LI)


def asked(**change):
    return BeginWork(unit=UNIT, asked=replace(ASKED, **change), limits=LIMITS)


def test_a_work_is_registered_with_its_stages_and_the_rule_of_the_day():
    when(BEGIN).then(REGISTERED)


def test_it_is_registered_once():
    when(BEGIN, REGISTERED).then_rejected(WorkAlreadyRegisteredError)


@pytest.mark.parametrize(
    ("change", "rule", "field"),
    [
        ({"title": " "}, WorkTitleError, "title"),
        ({"title": "长" * 201}, WorkTitleError, "title"),
        ({"stages": ()}, StagesMissingError, "stages"),
        ({"stages": STAGES * 17}, StagesMissingError, "stages"),
        ({"stages": (replace(STAGES[0], name=" "),)}, StageNameError, "stages"),
        ({"stages": (STAGES[0], STAGES[0])}, StageNamedTwiceError, "stages"),
        ({"starts_on": date(2025, 10, 1)}, StageBeforeStartError, "stages"),
        ({"stages": STAGES[::-1]}, StagesOutOfOrderError, "stages"),
    ],
)
def test_a_registration_that_is_amiss_is_refused_by_name(change, rule, field):
    when(asked(**change)).then_rejected(rule, field=field)


def test_stages_are_finished_in_turn_and_the_last_one_over_years_owes_a_summary():
    when(done(1, ONE.finished_on), REGISTERED).then(ONE)
    when(done(2, TWO.finished_on), REGISTERED, ONE).then(TWO)
    when(done(3, THREE.finished_on), REGISTERED, ONE, TWO).then(THREE)


@pytest.mark.parametrize(
    ("number", "day", "rule"),
    [
        (0, DAY, StageUnknownError),
        (4, DAY, StageUnknownError),
        (1, DAY, StageAlreadyFinishedError),
        (3, DAY, StageOutOfTurnError),
        (2, DAY + timedelta(days=1), FinishedAheadError),
        (2, date(2025, 6, 30), StageBeforeStartError),
    ],
)
def test_a_stage_that_cannot_have_been_done_so_is_refused(number, day, rule):
    when(done(number, day), REGISTERED, ONE).then_rejected(rule)


def test_work_within_one_year_owes_no_summary_unless_it_drags_on():
    short = replace(REGISTERED, starts_on=date(2026, 1, 5), stages=STAGES[1:2])
    in_time, late = date(2026, 3, 31), date(2027, 1, 2)
    finished = StageFinished(number=1, name="实施", finished_on=in_time, last=True)
    when(done(1, in_time), short).then(finished)
    at = datetime(2027, 1, 3, tzinfo=UTC)
    dragged = replace(finished, finished_on=late, summary=True)
    Given(WORK, short).when(done(1, late), by=LI, at=at).then(dragged)


def test_a_scheme_without_summaries_asks_for_none():
    none = replace(REGISTERED, limits=TimeLimits(summary=False))
    when(done(3, THREE.finished_on), none, ONE, TWO).then(replace(THREE, summary=False))
    when(EndWork(settled=(1, 2, 3)), none, ONE, TWO, replace(THREE, summary=False)).then(
        WorkClosed(on=DAY, spans_years=True)
    )


def test_cross_year_work_is_not_closed_without_its_summary():
    story = (REGISTERED, ONE, TWO, THREE)
    when(EndWork(settled=(1, 2, 3)), *story).then_rejected(SummaryMissingError)
    when(EndWork(settled=(1, 2, 3), summarised=True), *story).then(
        WorkClosed(on=DAY, spans_years=True)
    )


def test_work_is_not_closed_with_a_stage_open_or_undisclosed():
    when(EndWork(settled=(1, 2)), REGISTERED, ONE, TWO).then_rejected(StagesUnfinishedError)
    refused = when(EndWork(settled=(1, 3), summarised=True), REGISTERED, ONE, TWO, THREE)
    assert refused.then_rejected(StageUndisclosedError).args == (2,)


def test_what_is_not_finished_can_be_planned_anew_and_what_is_keeps_its_number():
    later = (Stage(name="实施", planned_on=date(2026, 9, 1)), replace(STAGES[2], name="竣工验收"))
    command = ReplanWork(stages=(later[0], replace(later[1], planned_on=DAY)), reason="资金到位晚")
    when(command, REGISTERED, ONE).then_rejected(StagesOutOfOrderError, field="stages")
    good = ReplanWork(stages=later[:1], reason="资金到位晚")
    replanned = WorkReplanned(stages=later[:1], reason="资金到位晚")
    when(good, REGISTERED, ONE).then(replanned)
    after = WORK.fold([REGISTERED, ONE, replanned])
    assert [each.name for each in after.stages] == ["立项", "实施"]
    assert after.stages[0].finished_on == ONE.finished_on


def test_a_plan_is_changed_with_a_reason_and_not_when_all_is_done():
    command = ReplanWork(stages=STAGES[1:], reason="晚了")
    when(command, REGISTERED, ONE).then_rejected(ReplanReasonError, field="reason")
    all_done = replace(command, reason="资金到位晚")
    when(all_done, REGISTERED, ONE, TWO, THREE).then_rejected(NothingToReplanError)


@pytest.mark.parametrize("command", [done(1, DAY), EndWork(), ReplanWork(stages=(), reason="")])
def test_what_is_unknown_or_closed_does_not_move(command):
    closed = WorkClosed(on=DAY)
    when(command).then_rejected(WorkUnknownError)
    when(command, REGISTERED, ONE, TWO, THREE, closed).then_rejected(WorkClosedError)


def test_a_work_says_how_far_it_has_come():
    half, whole = WORK.fold([REGISTERED, ONE]), WORK.fold([REGISTERED, ONE, TWO, THREE])
    ended = WORK.evolve(whole, WorkClosed(on=DAY))

    assert phase(half, (1,), summarised=False) is Phase.RUNNING
    assert phase(whole, (1, 2), summarised=False) is Phase.RESULTS
    assert phase(whole, (1, 2, 3), summarised=False) is Phase.SUMMARY
    assert phase(whole, (1, 2, 3), summarised=True) is Phase.READY
    assert phase(ended, (1, 2, 3), summarised=True) is Phase.CLOSED


@given(
    lengths=st.lists(st.integers(0, 500), min_size=1, max_size=6),
    turns=st.lists(st.integers(1, 7), max_size=30),
)
def test_whatever_is_asked_each_stage_is_finished_once_and_one_summary_is_owed(lengths, turns):
    days = [date(2025, 7, 1) + timedelta(days=sum(lengths[: n + 1])) for n in range(len(lengths))]
    stages = tuple(Stage(name=f"第{n}段", planned_on=day) for n, day in enumerate(days))
    told, at = [replace(REGISTERED, stages=stages)], datetime(2040, 1, 1, tzinfo=UTC)
    for number in [*turns, *range(1, len(stages) + 1)]:
        state = WORK.fold(told)
        try:
            day = stages[number - 1].planned_on if number <= len(stages) else DAY
            told += WORK.decide(done(number, day), state, cause(LI, at=at))
        except (StageUnknownError, StageAlreadyFinishedError, StageOutOfTurnError):
            assert WORK.fold(told) == state

    finished = told[1:]
    assert [each.number for each in finished] == list(range(1, len(stages) + 1))
    assert [each.last for each in finished] == [False] * (len(stages) - 1) + [True]
    summaries = [each for each in finished if each.summary]
    assert len(summaries) == (days[-1].year != 2025)
