"""One notice: opened by its publication, closed by the days and never before, objections by day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.workflow.domain.duty import Term, TimeLimits
from services.workflow.domain.period import deadline
from services.workflow.domain.posting import (
    POSTING,
    ObjectionKnownError,
    ObjectionOutsideError,
    PostingAheadError,
    PostingAlreadyRegisteredError,
    PostingMatterError,
    PostingNotOpenError,
    PostingNotWaitingError,
    PostingRunningError,
    PostingUnknownError,
    SamePeriodError,
    counted,
)
from services.workflow.domain.posting_words import (
    AttachObjection,
    BeginPosting,
    ClosePosting,
    InterruptPosting,
    OpenPosting,
    PostingClosed,
    PostingInterrupted,
    PostingKind,
    PostingObjected,
    PostingOpened,
    PostingRegistered,
    PostingRescheduled,
    RecountPosting,
    RegisterPosting,
)
from shared.calendar import chinese_calendar
from shared.testing import UNIT, Given, cause
from tests.workflow.examples import DISCLOSURE, ITEM, LI, OPINION

CALENDAR = chinese_calendar()
LIMITS = TimeLimits(scheme_id="S0", scheme_version=1, notice=Term(days=5, working=True))
FRIDAY = date(2025, 9, 26)  # 28 September is a make-up Sunday, 1 to 8 October are holidays
LAST = date(2025, 10, 10)
ASKED = RegisterPosting(
    item_id=ITEM, kind=PostingKind.APPOINTMENT, matter="拟任中队长人选", happened_on=FRIDAY
)
BEGIN = BeginPosting(unit=UNIT, asked=ASKED, limits=LIMITS)
REGISTERED = PostingRegistered(
    unit=UNIT,
    item_id=ITEM,
    kind=PostingKind.APPOINTMENT,
    matter="拟任中队长人选",
    happened_on=FRIDAY,
    limits=LIMITS,
)
OPEN = OpenPosting(disclosure_id=DISCLOSURE, opened_on=FRIDAY, calendar=CALENDAR)
OPENED = PostingOpened(
    unit=UNIT,
    kind=PostingKind.APPOINTMENT,
    matter="拟任中队长人选",
    disclosure_id=DISCLOSURE,
    opened_on=FRIDAY,
    deadline=deadline(FRIDAY, LIMITS.notice, CALENDAR),
)
OBJECTED = PostingObjected(opinion_id=OPINION, received_on=LAST)
CLOSED = PostingClosed(on=LAST + timedelta(days=1), disclosure_id=DISCLOSURE)


def at(day):
    """Return the first moment of a day in Beijing."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)


def when(command, *history, on=FRIDAY):
    return Given(POSTING, *history).when(command, by=LI, at=at(on))


def objection(day, opinion=OPINION):
    return AttachObjection(opinion_id=opinion, received_on=day)


def test_a_notice_is_registered_once():
    when(BEGIN).then(REGISTERED)
    when(BEGIN, REGISTERED).then_rejected(PostingAlreadyRegisteredError)


@pytest.mark.parametrize(
    ("change", "rule", "field"),
    [
        ({"matter": " "}, PostingMatterError, "matter"),
        ({"matter": "长" * 201}, PostingMatterError, "matter"),
        ({"happened_on": FRIDAY + timedelta(days=1)}, PostingAheadError, "happened_on"),
    ],
)
def test_a_registration_that_is_amiss_is_refused_by_name(change, rule, field):
    command = BeginPosting(unit=UNIT, asked=replace(ASKED, **change), limits=LIMITS)
    when(command).then_rejected(rule, field=field)


def test_five_working_days_are_counted_from_the_day_after_it_is_opened():
    when(OPEN, REGISTERED).then(OPENED)
    when(OPEN, REGISTERED, OPENED).then_rejected(PostingNotWaitingError)
    state = POSTING.fold([REGISTERED, OPENED])
    assert state.last_day == LAST
    days = [each.date for each in state.deadline.days if each.counted]
    assert [f"{each:%m-%d}" for each in days] == ["09-28", "09-29", "09-30", "10-09", "10-10"]
    assert counted(state, FRIDAY) == (0, 5)
    assert counted(state, date(2025, 10, 1)) == (3, 5)
    assert counted(state, LAST) == (5, 5)


@pytest.mark.parametrize("day", [FRIDAY, date(2025, 10, 8), LAST])
def test_it_cannot_be_closed_before_its_last_day_is_over(day):
    refused = when(ClosePosting(), REGISTERED, OPENED, on=day).then_rejected(PostingRunningError)
    assert refused.args == (LAST,)


def test_it_is_closed_from_the_first_moment_after_and_once():
    when(ClosePosting(), REGISTERED, OPENED, on=LAST + timedelta(days=1)).then(CLOSED)
    late = date(2025, 11, 30)
    when(ClosePosting(), REGISTERED, OPENED, OBJECTED, on=late).then(replace(CLOSED, objections=1))
    when(ClosePosting(), REGISTERED, OPENED, CLOSED, on=late).then_rejected(PostingNotOpenError)


@pytest.mark.parametrize("day", [FRIDAY, date(2025, 10, 4), LAST])
def test_what_came_in_on_a_day_of_the_period_is_attached(day):
    attached = PostingObjected(opinion_id=OPINION, received_on=day)
    when(objection(day), REGISTERED, OPENED).then(attached)
    when(objection(day), REGISTERED, OPENED, CLOSED).then(attached)


@pytest.mark.parametrize("day", [FRIDAY - timedelta(days=1), LAST + timedelta(days=1)])
def test_what_came_in_before_or_after_is_not(day):
    when(objection(day), REGISTERED, OPENED).then_rejected(ObjectionOutsideError)
    when(objection(day), REGISTERED).then_rejected(ObjectionOutsideError)


def test_an_objection_is_attached_once():
    when(objection(LAST), REGISTERED, OPENED, OBJECTED).then_rejected(ObjectionKnownError)


def test_a_notice_that_is_withdrawn_begins_anew_for_its_whole_period():
    command = InterruptPosting(disclosure_id=DISCLOSURE)
    interrupted = PostingInterrupted(on=LAST, disclosure_id=DISCLOSURE)
    when(command, REGISTERED, OPENED, on=LAST).then(interrupted)
    when(InterruptPosting(disclosure_id="x"), REGISTERED, OPENED).then_rejected(PostingNotOpenError)
    again = POSTING.fold([REGISTERED, OPENED, interrupted])
    assert (again.round, again.deadline, again.opened_on) == (2, None, None)
    when(ClosePosting(), REGISTERED, OPENED, interrupted, on=LAST).then_rejected(
        PostingNotOpenError
    )


def test_another_calendar_counts_the_period_anew():
    off = {**CALENDAR.holidays, date(2025, 10, 9): "纪念活动"}
    other = replace(CALENDAR, version="另一版", holidays=off)
    due = deadline(FRIDAY, LIMITS.notice, other)
    told = PostingRescheduled(disclosure_id=DISCLOSURE, deadline=due)
    when(RecountPosting(calendar=other), REGISTERED, OPENED).then(told)
    assert told.deadline.due == date(2025, 10, 11)
    when(RecountPosting(calendar=CALENDAR), REGISTERED, OPENED).then_rejected(SamePeriodError)


@pytest.mark.parametrize("command", [OPEN, ClosePosting(), objection(LAST)])
def test_what_is_unknown_does_not_move(command):
    when(command).then_rejected(PostingUnknownError)


@given(
    opened=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    days=st.integers(1, 60),
    tries=st.lists(st.integers(-5, 130), max_size=20),
)
def test_however_often_it_is_tried_it_closes_once_and_never_short(opened, days, tries):
    limits = replace(LIMITS, notice=Term(days=days, working=True))
    told = [replace(REGISTERED, limits=limits)]
    begin = replace(OPEN, opened_on=opened)
    told += POSTING.decide(begin, POSTING.fold(told), _cause(opened))
    for offset in [*sorted(tries), 200]:
        day = opened + timedelta(days=offset)
        try:
            told += POSTING.decide(ClosePosting(), POSTING.fold(told), _cause(day))
        except PostingRunningError:
            assert counted(POSTING.fold(told), day)[0] <= days
        except PostingNotOpenError:
            assert isinstance(told[-1], PostingClosed)

    state = POSTING.fold(told)
    assert [type(each) for each in told[2:]] == [PostingClosed]
    assert sum(each.counted for each in state.deadline.days) == days
    assert told[-1].on == state.last_day + timedelta(days=1)


def _cause(day):
    return cause(LI, at=at(day))
