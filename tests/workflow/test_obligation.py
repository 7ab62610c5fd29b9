"""One obligation: raised once, rung once each, fulfilled in time or late, excused by filing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.workflow.domain.duty import Duty, Recipient, Term, TimeLimits
from services.workflow.domain.obligation import (
    OBLIGATION,
    AlreadyRaisedError,
    AlreadyRungError,
    DemandDaysError,
    DemandNoteMissingError,
    DisclosedBeforeError,
    FilingMissingError,
    GroundMissingError,
    NotYetRungError,
    ObligationClosedError,
    ObligationUnknownError,
    SameDeadlineError,
    Standing,
    TriggerAheadError,
)
from services.workflow.domain.obligation_commands import (
    DemandProposal,
    ExcuseObligation,
    FulfilObligation,
    RaiseObligation,
    RescheduleObligation,
    RingObligation,
)
from services.workflow.domain.obligation_events import (
    ObligationDemanded,
    ObligationExcused,
    ObligationFulfilled,
    ObligationMissed,
    ObligationPrompted,
    ObligationReminded,
)
from services.workflow.domain.period import period_from
from shared.calendar import chinese_calendar
from shared.testing import UNIT, Given, cause
from tests.workflow.examples import DISCLOSURE, ITEM, SUN

CALENDAR = chinese_calendar()
COUNTY = "00000000-0000-4000-8000-0000000000cc"
BEGINS = date(2025, 7, 1)
S3 = TimeLimits(scheme_id="S3", scheme_version=1, periodic=Term(days=10))
RAISE = RaiseObligation(
    unit=UNIT,
    item_id=ITEM,
    duty=Duty.PERIODIC,
    title="党费收缴",
    begins=BEGINS,
    limits=S3,
    calendar=CALENDAR,
    period=period_from(BEGINS, S3.months),
)
ANNUAL = replace(RAISE, duty=Duty.ANNUAL, period=None, matter="年度考核", begins=date(2026, 3, 2))


def at(day):
    """Return the first moment of a day in Beijing."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)


def raised(command=RAISE):
    (event,) = OBLIGATION.decide(
        command, OBLIGATION.initial, cause("system", at=at(command.begins))
    )
    return event


def when(command, day, *history, by="system"):
    return Given(OBLIGATION, raised(), *history).when(command, by=by, at=at(day))


def clerk(unit=UNIT):
    return Recipient(unit=unit, post="clerk")


def test_a_quarter_is_due_by_the_rule_of_its_first_day():
    event = raised()

    assert event.deadline.due == date(2025, 10, 10)
    assert event.matter == "2025年第三季度"
    assert event.limits == S3
    assert event.prompt_on == date(2025, 10, 9)


def test_it_is_raised_once():
    when(RAISE, BEGINS).then_rejected(AlreadyRaisedError)


def test_it_is_not_raised_ahead_of_its_day():
    Given(OBLIGATION).when(RAISE, by="system", at=at(date(2025, 6, 30))).then_rejected(
        TriggerAheadError, field="happened_on"
    )


def test_an_annual_result_on_day_0_is_overdue_at_the_first_moment_of_day_8():
    event = raised(ANNUAL)
    given_it = Given(OBLIGATION, event)
    missed = RingObligation(step="missed")

    assert event.deadline.due == date(2026, 3, 9)
    given_it.when(
        missed, by="system", at=at(date(2026, 3, 10)) - timedelta(seconds=1)
    ).then_rejected(NotYetRungError)
    given_it.when(missed, by="system", at=at(date(2026, 3, 10))).then(
        ObligationMissed(on=date(2026, 3, 10), due=date(2026, 3, 9))
    )


@pytest.mark.parametrize(
    ("on", "late", "days"), [(date(2026, 3, 9), False, 0), (date(2026, 3, 10), True, 1)]
)
def test_an_annual_result_disclosed_on_day_7_is_in_time_and_on_day_8_late(on, late, days):
    Given(OBLIGATION, raised(ANNUAL)).when(
        FulfilObligation(disclosure_id=DISCLOSURE, on=on), by="system", at=at(on)
    ).then(
        ObligationFulfilled(
            disclosure_id=DISCLOSURE, on=on, due=date(2026, 3, 9), late=late, days_late=days
        )
    )


def test_four_notices_go_to_more_people_each_time():
    due, told = date(2025, 10, 10), {}
    for offset in (-3, 0, 1, 5):
        command = RingObligation(step=f"remind{offset:+d}", superior=COUNTY)
        (event,) = OBLIGATION.decide(
            command, OBLIGATION.fold([raised()]), cause("system", at=at(date(2025, 10, 15)))
        )
        assert isinstance(event, ObligationReminded)
        assert event.on == due + timedelta(days=offset)
        told[offset] = [(each.unit == COUNTY, each.post) for each in event.to]

    assert told == {
        -3: [(False, "clerk")],
        0: [(False, "clerk"), (False, "approver")],
        1: [(False, "clerk"), (False, "approver"), (False, "office")],
        5: [(False, "clerk"), (False, "approver"), (False, "office"), (True, "office")],
    }


def test_a_notice_is_never_sent_twice_and_never_early():
    sent = ObligationReminded(
        offset=-3, on=date(2025, 10, 7), due=date(2025, 10, 10), to=(clerk(),)
    )
    command = RingObligation(step="remind-3")

    when(command, date(2025, 10, 6)).then_rejected(NotYetRungError)
    when(command, date(2025, 10, 7)).then(sent)
    when(command, date(2025, 10, 8), sent).then_rejected(AlreadyRungError)
    when(RingObligation(step="remind+9"), date(2025, 11, 8)).then_rejected(AlreadyRungError)


def test_a_proposal_is_asked_for_when_nobody_has_proposed():
    command = RingObligation(step="prompt")

    when(command, date(2025, 10, 9)).then(ObligationPrompted(on=date(2025, 10, 9), to=(clerk(),)))
    state = OBLIGATION.fold([raised()])
    assert "prompt" not in {each.name for each in state.dial.steps(proposed=True)}


def test_what_is_done_is_done():
    done = ObligationFulfilled(
        disclosure_id=DISCLOSURE, on=date(2025, 10, 8), due=date(2025, 10, 10)
    )

    for command in (
        RingObligation(step="missed"),
        FulfilObligation(disclosure_id=DISCLOSURE, on=date(2025, 10, 9)),
        ExcuseObligation(ground="不再需要公开", filing="青备〔2025〕1号"),
    ):
        when(command, date(2025, 10, 20), done).then_rejected(ObligationClosedError)


def test_what_was_never_raised_cannot_be_done():
    Given(OBLIGATION).when(RingObligation(step="missed"), by="system").then_rejected(
        ObligationUnknownError
    )


def test_an_old_disclosure_fulfils_nothing():
    when(
        FulfilObligation(disclosure_id=DISCLOSURE, on=date(2025, 6, 30)), date(2025, 7, 1)
    ).then_rejected(DisclosedBeforeError)


def test_only_a_filed_ground_excuses():
    day = date(2025, 10, 1)
    good = ExcuseObligation(ground="暂时不宜公开：案件正在办理", filing="青备〔2025〕7号")

    when(replace(good, ground="保密"), day, by=SUN).then_rejected(
        GroundMissingError, field="ground"
    )
    when(replace(good, filing=" "), day, by=SUN).then_rejected(FilingMissingError, field="filing")
    when(good, day, by=SUN).then(
        ObligationExcused(ground=good.ground, filing=good.filing, excused_by=SUN)
    )


def test_the_branch_demands_a_proposal_within_days():
    day = date(2025, 8, 26)
    good = DemandProposal(days=3, note="请在三日内提出公开方案")

    when(replace(good, days=0), day, by=SUN).then_rejected(DemandDaysError, field="days")
    when(replace(good, note="快"), day, by=SUN).then_rejected(DemandNoteMissingError, field="note")
    when(good, day, by=SUN).then(
        ObligationDemanded(
            to=(clerk(),), answer_by=date(2025, 8, 29), note=good.note, demanded_by=SUN
        )
    )


TRIGGER = replace(RAISE, duty=Duty.IMMEDIATE, period=None, matter="任前公示", begins=BEGINS)
HOLIDAY = replace(
    CALENDAR,
    version=f"{CALENDAR.version}+cn-2025.2",
    holidays={**CALENDAR.holidays, date(2025, 7, 2): "纪念活动"},
)


def test_a_holiday_announced_later_moves_the_deadline_by_a_fact():
    history = raised(TRIGGER)
    given_it = Given(OBLIGATION, history)
    (event,) = OBLIGATION.decide(
        RescheduleObligation(calendar=HOLIDAY),
        OBLIGATION.fold([history]),
        cause("system", at=at(BEGINS)),
    )

    assert history.deadline.due == date(2025, 7, 3)
    assert event.deadline.due == date(2025, 7, 4)
    assert event.deadline.calendar == HOLIDAY.version
    assert [each.reason for each in event.deadline.days if not each.counted] == ["纪念活动放假"]
    given_it.when(
        RescheduleObligation(calendar=CALENDAR), by="system", at=at(BEGINS)
    ).then_rejected(SameDeadlineError)


def test_overdue_is_taken_back_when_the_new_deadline_has_not_passed_and_may_come_again():
    missed = ObligationMissed(on=date(2025, 7, 4), due=date(2025, 7, 3))
    (moved,) = OBLIGATION.decide(
        RescheduleObligation(calendar=HOLIDAY),
        OBLIGATION.fold([raised(TRIGGER), missed]),
        cause("system", at=at(date(2025, 7, 4))),
    )
    state = OBLIGATION.fold([raised(TRIGGER), missed, moved])

    assert not state.dial.missed
    assert [each.on for each in state.dial.steps() if each.name == "missed"] == [date(2025, 7, 5)]


@given(
    stops=st.lists(st.integers(0, 140), max_size=12),
    done=st.none() | st.integers(80, 130),
    proposed=st.booleans(),
)
def test_a_restart_anywhere_sends_the_same_notices_once(stops, done, proposed):
    """An alarm that rests and catches up files what one that never rests files."""
    end = 140

    def rung(ticks):
        state, told = OBLIGATION.fold([raised()]), []
        for tick in sorted({*ticks, end}):
            day = BEGINS + timedelta(days=tick)
            if done is not None and tick >= done and state.standing is Standing.OPEN:
                on = BEGINS + timedelta(days=done)
                told += ring_until(state, on - timedelta(days=1))
                return told
            told += ring_until(state, day)
            state = OBLIGATION.fold([raised(), *told])
        return told

    def ring_until(state, day):
        told = []
        while ahead := [each for each in state.dial.steps(proposed=proposed) if each.on <= day]:
            command = RingObligation(step=ahead[0].name)
            told += OBLIGATION.decide(command, state, cause("system", at=at(day)))
            state = OBLIGATION.evolve(state, told[-1])
        return told

    always = rung(range(end))
    rested = rung(sorted({*stops, *([done] if done is not None else [])}))
    assert rested == always
    assert len({repr(each) for each in always}) == len(always)
