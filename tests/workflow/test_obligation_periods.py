"""Periods and deadlines: time is covered without a gap, and every counted day is named."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.workflow.domain.duty import Term, TimeLimits
from services.workflow.domain.period import (
    InForce,
    Period,
    deadline,
    in_force,
    name_of,
    period_from,
    periods,
    prompted_on,
)
from shared.calendar import chinese_calendar

CALENDAR = chinese_calendar()
MONTHLY, QUARTERLY = tuple(range(1, 13)), (3, 6, 9, 12)
DAY = timedelta(days=1)

days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
months = st.sets(st.integers(1, 12), min_size=1).map(lambda each: tuple(sorted(each)))
schemes = st.lists(
    st.builds(
        lambda effective, chosen: InForce(effective=effective, limits=TimeLimits(months=chosen)),
        days,
        months,
    ),
    max_size=6,
)


def monthly_from(day):
    return InForce(effective=day, limits=TimeLimits(months=MONTHLY))


def test_a_quarterly_entry_has_four_periods_a_year():
    found = periods(date(2026, 1, 1), (), date(2026, 12, 31))

    assert [name_of(each) for each in found] == [f"2026年第{n}季度" for n in "一二三四"]


def test_from_quarterly_to_monthly_on_the_first_of_july_changes_nothing_before():
    found = periods(date(2026, 1, 1), [monthly_from(date(2026, 7, 1))], date(2026, 8, 31))

    assert [name_of(each) for each in found] == [
        "2026年第一季度",
        "2026年第二季度",
        "2026年7月",
        "2026年8月",
    ]


def test_a_change_inside_a_period_waits_for_its_end():
    found = periods(date(2026, 1, 1), [monthly_from(date(2026, 2, 15))], date(2026, 4, 30))

    assert found == [
        Period(first=date(2026, 1, 1), last=date(2026, 3, 31)),
        Period(first=date(2026, 4, 1), last=date(2026, 4, 30)),
    ]


def test_an_entry_listed_inside_a_quarter_owes_the_rest_of_it():
    found = period_from(date(2026, 2, 10), QUARTERLY)

    assert found == Period(first=date(2026, 2, 10), last=date(2026, 3, 31))
    assert name_of(found) == "2026年2月10日至2026年3月31日"


def test_any_list_of_months_makes_periods_also_over_the_end_of_the_year():
    found = periods(
        date(2026, 1, 1),
        [InForce(effective=date(2026, 1, 1), limits=TimeLimits(months=(4, 11)))],
        date(2027, 1, 1),
    )

    assert [each.last for each in found] == [
        date(2026, 4, 30),
        date(2026, 11, 30),
        date(2027, 4, 30),
    ]


@given(first=days, versions=schemes, length=st.integers(0, 900))
def test_over_any_sequence_of_schemes_no_day_is_lost_or_owed_twice(first, versions, length):
    until = first + length * DAY
    found = periods(first, versions, until)

    assert found[0].first == first
    assert found[-1].last >= until
    assert all(each.first <= each.last for each in found)
    assert all(a.last + DAY == b.first for a, b in itertools.pairwise(found))


@given(first=days, versions=schemes, later=schemes, cut=st.integers(1, 700))
def test_what_has_begun_never_changes_whatever_is_adopted_later(first, versions, later, cut):
    today = first + cut * DAY
    since = [each for each in later if each.effective > today]

    before = periods(first, versions, today)

    assert periods(first, [*versions, *since], today) == before


@given(first=days, versions=schemes, cut=st.integers(0, 400), length=st.integers(1, 400))
def test_a_pause_anywhere_makes_the_same_periods(first, versions, cut, length):
    until = first + (cut + length) * DAY
    early = periods(first, versions, first + cut * DAY)

    rest = periods(early[-1].next_first, versions, until)

    assert [*early, *rest] == periods(first, versions, until)


@given(day=days, versions=schemes)
def test_the_scheme_adopted_last_is_in_force(day, versions):
    known = [each for each in versions if each.effective <= day]

    assert in_force(versions, day) == (known[-1].limits if known else TimeLimits())


def test_two_working_days_from_a_friday_before_a_make_up_sunday():
    found = deadline(date(2024, 2, 2), Term(days=2, working=True), CALENDAR)

    assert found.due == date(2024, 2, 5)
    told = [(each.date, each.counted, each.reason) for each in found.days]
    assert told == [
        (date(2024, 2, 3), False, "周末"),
        (date(2024, 2, 4), True, "调休上班（春节）"),
        (date(2024, 2, 5), True, "工作日"),
    ]
    assert found.calendar == CALENDAR.version


def test_calendar_days_count_every_day():
    found = deadline(date(2025, 9, 30), Term(days=10), CALENDAR)

    assert found.due == date(2025, 10, 10)
    assert all(each.counted for each in found.days)


def test_five_working_days_over_the_national_holiday():
    found = deadline(date(2025, 9, 25), Term(days=5, working=True), CALENDAR)

    assert [each.date for each in found.days if each.counted] == [
        date(2025, 9, 26),
        date(2025, 9, 28),
        date(2025, 9, 29),
        date(2025, 9, 30),
        date(2025, 10, 9),
    ]


@given(start=days, count=st.integers(1, 60), working=st.booleans())
def test_a_deadline_counts_exactly_its_days(start, count, working):
    found = deadline(start, Term(days=count, working=working), CALENDAR)

    assert sum(each.counted for each in found.days) == count
    assert found.days[-1].counted
    assert found.days[-1].date == found.due
    assert [each.date for each in found.days] == [
        start + n * DAY for n in range(1, len(found.days) + 1)
    ]


@pytest.mark.parametrize(
    ("begins", "due", "asked"),
    [
        (date(2025, 7, 1), date(2025, 10, 10), date(2025, 10, 9)),  # SC-02: 5 October is a holiday
        (date(2026, 7, 1), date(2026, 7, 3), date(2026, 7, 1)),
        (date(2026, 7, 1), date(2026, 10, 16), date(2026, 10, 12)),
    ],
)
def test_a_proposal_is_asked_for_on_a_working_day(begins, due, asked):
    assert prompted_on(begins, due, 5, CALENDAR) == asked


def test_a_period_needs_a_month():
    with pytest.raises(ValueError, match="empty"):
        period_from(date(2026, 1, 1), ())
