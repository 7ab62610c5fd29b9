"""Working days as the State Council announces them, and how a deadline comes about."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.calendar import Calendar, beijing_date, chinese_calendar

CHINA = chinese_calendar()
DAYS = st.dates(date(2023, 6, 1), date(2028, 6, 1))
FEW = st.integers(0, 60)
NAMES = st.just("某节")
CALENDARS = st.builds(
    Calendar,
    version=st.just("any"),
    holidays=st.dictionaries(st.dates(date(2024, 1, 1), date(2024, 12, 31)), NAMES, max_size=80),
    workdays=st.dictionaries(st.dates(date(2024, 1, 1), date(2024, 12, 31)), NAMES, max_size=40),
)


def test_two_working_days_from_friday_end_on_monday_because_sunday_is_a_workday():
    counted = CHINA.add_working_days(date(2024, 2, 2), 2)

    assert counted.end == date(2024, 2, 5)
    assert [(d.date.day, d.counted, d.reason) for d in counted.days] == [
        (3, False, "周末"),
        (4, True, "调休上班（春节）"),
        (5, True, "工作日"),
    ]


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2025, 9, 28), True),
        (date(2025, 10, 1), False),
        (date(2025, 10, 8), False),
        (date(2025, 10, 9), True),
        (date(2025, 10, 11), True),
        (date(2026, 1, 1), False),
        (date(2026, 1, 2), False),
        (date(2026, 1, 4), True),
        (date(2026, 2, 14), True),
        (date(2026, 9, 20), True),
    ],
)
def test_the_shipped_calendar_knows_the_days_of_the_stories(day, working):
    assert CHINA.is_working(day) is working


def test_a_notice_of_five_working_days_over_the_national_day_ends_on_9_october():
    counted = CHINA.add_working_days(date(2025, 9, 25), 5)

    assert [f"{d:%m-%d}" for d in counted.counted] == ["09-26", "09-28", "09-29", "09-30", "10-09"]


@pytest.mark.parametrize(
    ("year", "holidays", "workdays"), [(2024, 30, 8), (2025, 28, 5), (2026, 33, 6)]
)
def test_each_announcement_is_whole(year, holidays, workdays):
    assert sum(day.year == year for day in CHINA.holidays) == holidays
    assert sum(day.year == year for day in CHINA.workdays) == workdays
    assert not set(CHINA.holidays) & set(CHINA.workdays)


def test_every_make_up_workday_falls_on_a_weekend():
    assert {day.weekday() for day in CHINA.workdays} <= {5, 6}


def test_a_year_without_an_announcement_says_so():
    assert CHINA.is_working(date(2031, 10, 1))
    assert CHINA.reason(date(2031, 10, 1)) == "工作日（尚无放假安排）"


def test_the_version_names_the_announcements():
    assert CHINA.version == "cn-2024.1+cn-2025.1+cn-2026.1"


def test_the_day_is_that_of_beijing():
    assert beijing_date(datetime(2026, 7, 1, 15, 59, tzinfo=UTC)) == date(2026, 7, 1)
    assert beijing_date(datetime(2026, 7, 1, 16, 0, tzinfo=UTC)) == date(2026, 7, 2)


def test_days_cannot_be_counted_backwards():
    with pytest.raises(ValueError, match="-1"):
        CHINA.add_working_days(date(2026, 7, 1), -1)


@given(CALENDARS, DAYS, FEW)
def test_exactly_n_days_are_counted_each_a_working_day_the_last_at_the_end(calendar, start, n):
    counted = calendar.add_working_days(start, n)

    assert len(counted.counted) == n
    assert all(calendar.is_working(day) for day in counted.counted)
    assert counted.end == (counted.counted[-1] if n else start)
    assert [each.date for each in counted.days] == [
        start + timedelta(days=k + 1) for k in range(len(counted.days))
    ]


@given(CALENDARS, DAYS, FEW, FEW)
def test_counting_may_be_interrupted(calendar, start, first, then):
    halfway = calendar.add_working_days(start, first).end

    together = calendar.add_working_days(start, first + then).end
    assert calendar.add_working_days(halfway, then).end == together


@given(CALENDARS, DAYS, DAYS, FEW)
def test_who_starts_later_never_ends_earlier(calendar, one, other, n):
    early, late = sorted([one, other])

    assert calendar.add_working_days(early, n).end <= calendar.add_working_days(late, n).end
