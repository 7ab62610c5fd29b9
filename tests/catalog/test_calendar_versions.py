"""Days off of a year as facts: adopted, replaced, refused; and read from files."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json
from msgspec.structs import replace

from services.catalog.domain.calendar_terms import Holiday, MakeUp
from services.catalog.domain.calendars import (
    CALENDAR,
    BothError,
    CalendarJudged,
    CalendarSameError,
    CalendarVersionTwiceError,
    HolidayBackwardsError,
    HolidayBrokenError,
    HolidayMissingError,
    HolidaysOverlapError,
    MakeUpOnWorkdayError,
    MakeUpTwiceError,
    OutsideYearError,
    YearGapError,
    YearRefusedError,
    calendar_of,
)
from services.catalog.domain.commands import AdoptCalendar
from services.catalog.domain.events import CalendarAdopted
from services.catalog.gateways.calendar_file import (
    CalendarFileTooLargeError,
    CalendarFileUnreadableError,
    CalendarHeadError,
    CalendarLineError,
    DayTwiceError,
    read_calendar,
    shipped,
)
from shared.calendar import FOLDER, chinese_calendar
from shared.decider import RejectedError
from shared.testing import Given

CSV_2027 = """版本,cn-2027.1
来源,国办发明电〔2026〕7号（示例）
日期,类别,名称
2027-01-01,放假,元旦
2027-01-02,放假,元旦
2027-02-05,放假,春节
2027-02-06,放假,春节
2027/2/7,放假,春节
2027年2月8日,放假,春节
２０２７-0２-09,放假,春节
2027-02-20,上班,春节
2027-04-05,放假,清明节
2027-05-01,放假,劳动节
2027-06-09,放假,端午节
2027-09-15,放假,中秋节
2027-10-01,放假,国庆节
2027-10-02,放假,国庆节
"""
YEAR = read_calendar(CSV_2027.encode())
KNOWN = frozenset({2024, 2025, 2026})


def judged(asked=YEAR, before=None, known=KNOWN):
    return CalendarJudged(asked=asked, before=before, known=known)


def off(name, first, last=None):
    return Holiday(
        name=name, first=date.fromisoformat(first), last=date.fromisoformat(last or first)
    )


def adopted(asked=YEAR, number=1, replaces=""):
    return CalendarAdopted(
        year=asked.year,
        version=asked.version,
        number=number,
        source=asked.source,
        holidays=asked.holidays,
        workdays=asked.workdays,
        replaces=replaces,
    )


def test_the_days_off_of_a_year_are_adopted_as_one_fact():
    Given(CALENDAR).when(judged(), by="admin").then(adopted())


def test_a_later_announcement_replaces_the_year_as_a_whole():
    before = next(each for each in shipped() if each.year == 2026)
    asked = AdoptCalendar(
        year=2026,
        version="cn-2026.2",
        source="补充通知",
        holidays=before.holidays,
        workdays=before.workdays[1:],
    )

    Given(CALENDAR).when(judged(asked, before), by="a").then(
        adopted(asked, replaces=before.version)
    )


def test_the_same_days_or_the_same_version_again_are_refused():
    before = next(each for each in shipped() if each.year == 2026)
    same = AdoptCalendar(
        year=2026,
        version="cn-2026.9",
        source="通知",
        holidays=before.holidays,
        workdays=before.workdays,
    )
    Given(CALENDAR).when(judged(same, before), by="a").then_rejected(CalendarSameError)
    Given(CALENDAR, adopted()).when(judged(), by="a").then_rejected(CalendarVersionTwiceError)
    shipped_again = replace(same, version=before.version)
    Given(CALENDAR).when(judged(shipped_again, before), by="a").then_rejected(
        CalendarVersionTwiceError
    )


def without(name):
    return tuple(each for each in YEAR.holidays if each.name != name)


@pytest.mark.parametrize(
    ("changes", "rule", "said"),
    [
        ({"year": 1900}, YearRefusedError, "1900年"),
        ({"year": 2029}, YearGapError, "还没有2027年的放假安排"),
        ({"holidays": without("春节")}, HolidayMissingError, "没有春节。"),
        ({"holidays": without("元旦")}, HolidayMissingError, "没有元旦。"),
        (
            {"holidays": (*YEAR.holidays, off("加假", "2027-02-09", "2027-02-10"))},
            HolidaysOverlapError,
            "2027-02-09既是“春节”又是“加假”",
        ),
        (
            {"holidays": (*YEAR.holidays, off("国庆节", "2027-10-05"))},
            HolidayBrokenError,
            "2027-10-02之后到2027-10-05之前",
        ),
        (
            {"holidays": (*YEAR.holidays, off("元旦", "2028-01-01"))},
            OutsideYearError,
            "2028-01-01不在2027年之内",
        ),
        (
            {"holidays": (*YEAR.holidays, off("加假", "2027-07-05", "2027-07-01"))},
            HolidayBackwardsError,
            "前后颠倒",
        ),
        (
            {"holidays": (*YEAR.holidays, off("长假", "2027-07-01", "2027-08-01"))},
            HolidayBackwardsError,
            "太长",
        ),
        ({"workdays": (MakeUp(date=date(2027, 5, 1)),)}, BothError, "2027-05-01既放假又上班"),
        ({"workdays": (*YEAR.workdays, *YEAR.workdays)}, MakeUpTwiceError, "2027-02-20"),
        ({"workdays": (MakeUp(date=date(2027, 2, 22)),)}, MakeUpOnWorkdayError, "本来就是工作日"),
        ({"workdays": (MakeUp(date=date(2026, 2, 22)),)}, OutsideYearError, "2026-02-22"),
    ],
)
def test_a_year_with_a_gap_an_overlap_or_a_contradiction_is_refused(changes, rule, said):
    asked = replace(YEAR, **changes)

    refused = Given(CALENDAR).when(judged(asked), by="a").then_rejected(rule)
    assert said in refused.sentence
    assert refused.status == 422


@given(st.lists(st.tuples(st.dates(date(2026, 12, 25), date(2028, 1, 5)), st.integers(-2, 20))))
def test_whatever_is_adopted_no_day_is_off_twice_or_off_and_at_work(spans):
    more = tuple(
        Holiday(name=f"假{n}", first=first, last=first + timedelta(days=days))
        for n, (first, days) in enumerate(spans)
    )
    asked = replace(YEAR, holidays=(*YEAR.holidays, *more))
    try:
        (fact,) = CALENDAR.decide(judged(asked), {}, None)
    except RejectedError:
        return
    days = [
        each.first + timedelta(days=n)
        for each in fact.holidays
        for n in range((each.last - each.first).days + 1)
    ]
    assert len(set(days)) == len(days)
    assert {day.year for day in days} == {2027}
    assert not set(days) & {each.date for each in fact.workdays}


def test_the_years_that_are_shipped_count_as_the_house_counts():
    ours, house = calendar_of(shipped()), chinese_calendar()

    assert (ours.holidays, ours.workdays, ours.years) == (
        house.holidays,
        house.workdays,
        house.years,
    )
    assert ours.version == house.version


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.json")), ids=lambda file: file.stem)
def test_what_is_shipped_would_pass_the_door(file):
    asked = read_calendar(file.read_bytes())

    assert CALENDAR.decide(judged(asked, known=frozenset()), {}, None)[0].year == int(file.stem)


def test_two_working_days_from_a_friday_before_a_make_up_sunday():
    counted = calendar_of(shipped()).add_working_days(date(2024, 2, 2), 2)

    assert counted.end == date(2024, 2, 5)
    assert [each.reason for each in counted.days] == ["周末", "调休上班（春节）", "工作日"]


# ── files ────────────────────────────────────────────────────────────────────────────────────


def test_a_csv_says_a_day_a_line_in_whatever_way_days_are_written():
    spring = next(each for each in YEAR.holidays if each.name == "春节")

    assert (spring.first, spring.last) == (date(2027, 2, 5), date(2027, 2, 9))
    assert YEAR.workdays == (MakeUp(date=date(2027, 2, 20), holiday="春节"),)
    assert read_calendar(CSV_2027.encode("gb18030")) == YEAR


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", CalendarHeadError),
        ("版本,x\n日期,类别,名称\n2027-01-01,放假,元旦\n", CalendarHeadError),
        ("版本,x\n来源,y\n日期,类别,名称\n", CalendarHeadError),
        (CSV_2027 + "2027-02-30,放假,春节\n", CalendarLineError),
        (CSV_2027 + "正月初一,放假,春节\n", CalendarLineError),
        (CSV_2027 + "2027-07-01,开会,春节\n", CalendarLineError),
        (CSV_2027 + "2027-07-01,放假,\n", CalendarLineError),
        (CSV_2027 + "2027-05-01,放假,别的节\n", DayTwiceError),
        ('{"year": 2027}', CalendarFileUnreadableError),
        ("{", CalendarFileUnreadableError),
        (CSV_2027.replace("cn-2027.1", "长" * 60), CalendarFileUnreadableError),
        (CSV_2027 + '"', CalendarFileUnreadableError),
        ("," * 100_001, CalendarFileTooLargeError),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_line(text, rule):
    with pytest.raises(rule) as refused:
        read_calendar(text.encode())
    assert refused.value.sentence.endswith("。")
    if rule is CalendarLineError:
        assert refused.value.sentence.startswith("第18行")


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(CalendarFileUnreadableError):
        read_calendar(b"\xff\xff\xff\xff")


def test_a_year_round_trips_through_the_json_of_the_house():
    text = json.encode(
        {
            "year": YEAR.year,
            "version": YEAR.version,
            "source": YEAR.source,
            "holidays": YEAR.holidays,
            "workdays": [{"date": up.date, "for": up.holiday} for up in YEAR.workdays],
        }
    )

    assert read_calendar(text) == YEAR
