"""放假安排 — the days off and make-up workdays of a year, version after version."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.catalog.domain.calendar_terms import Holiday, MakeUp
from services.catalog.domain.commands import AdoptCalendar
from services.catalog.domain.events import CalendarAdopted
from services.catalog.domain.terms import ROOT
from shared.calendar import Calendar
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause

NAMES: Final = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")  # 全国年节及纪念日放假办法
EARLIEST, LATEST = 2000, 2100
LONGEST: Final = 15  # days of one holiday
_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


class YearPlan(Struct, frozen=True, kw_only=True):
    """一年的放假安排 — as it is known; ``number`` 0 is shipped with the house."""

    year: int
    version: str
    source: str
    holidays: tuple[Holiday, ...]
    workdays: tuple[MakeUp, ...]
    number: int = 0


class CalendarJudged(Struct, frozen=True, kw_only=True):
    """采用放假安排 — what was asked, what is known of the year, and of which years anything."""

    asked: AdoptCalendar
    before: YearPlan | None = None
    known: frozenset[int] = frozenset()


class _NamingError(InvalidError):
    """放假安排不符合要求。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, with the evidence."""
        return (type(self).__doc__ or "").splitlines()[0].format(*self.args)


class YearRefusedError(_NamingError):
    """{0}年不在可以采用的年份之内（2000年到2100年）。"""


class YearGapError(_NamingError):
    """还没有{0}年的放假安排，年份之间不能有空缺，请先采用{0}年的。"""


class HolidayMissingError(_NamingError):
    """放假安排有空缺：没有{0}。"""


class HolidayBackwardsError(_NamingError):
    """“{0}”的放假日期前后颠倒或者太长：{1}至{2}。"""


class OutsideYearError(_NamingError):
    """{0}不在{1}年之内。"""


class HolidaysOverlapError(_NamingError):
    """放假日期重叠：{0}既是“{1}”又是“{2}”。"""


class HolidayBrokenError(_NamingError):
    """“{0}”的放假日期有空缺：{1}之后到{2}之前没有写明。"""


class BothError(_NamingError):
    """{0}既放假又上班。"""


class MakeUpTwiceError(_NamingError):
    """调休上班日重复：{0}。"""


class MakeUpOnWorkdayError(_NamingError):
    """{0}本来就是工作日，不用调休上班。"""


class CalendarVersionTwiceError(_NamingError):
    """{0}年已有“{1}”这一版放假安排，请换一个版本号。"""


class CalendarSameError(RejectedError):
    """这份放假安排与现行的完全相同。"""


def decide(
    command: CalendarJudged, versions: Mapping[str, int], cause: Cause
) -> list[CalendarAdopted]:
    """Answer an admin who brings the days off of a year."""
    del cause
    asked, before = command.asked, command.before
    if not EARLIEST <= asked.year <= LATEST:
        raise YearRefusedError(asked.year, field="year")
    _check_neighbours(asked.year, command.known)
    if asked.version in versions or (before and before.version == asked.version):
        raise CalendarVersionTwiceError(asked.year, asked.version, field="version")
    check_days(asked)
    holidays = tuple(sorted(asked.holidays, key=lambda each: each.first))
    workdays = tuple(sorted(asked.workdays, key=lambda each: each.date))
    if before and (before.holidays, before.workdays) == (holidays, workdays):
        raise CalendarSameError
    return [
        CalendarAdopted(
            year=asked.year,
            version=asked.version,
            number=len(versions) + 1,
            source=asked.source,
            holidays=holidays,
            workdays=workdays,
            replaces=before.version if before else "",
        )
    ]


def _check_neighbours(year: int, known: frozenset[int]) -> None:
    if not known or year in known:
        return
    if year > max(known) + 1:
        raise YearGapError(max(known) + 1, field="year")
    if year < min(known) - 1:
        raise YearGapError(min(known) - 1, field="year")


def check_days(asked: AdoptCalendar) -> None:
    """Let only a year go on that leaves nothing open and contradicts itself nowhere.

    Raises:
        InvalidError: a gap, an overlap, a day outside the year, a holiday at work.

    """
    days: dict[date, str] = {}
    for holiday in sorted(asked.holidays, key=lambda each: each.first):
        _check_span(holiday, asked.year)
        for day in _days(holiday):
            if day in days:
                raise HolidaysOverlapError(day, days[day], holiday.name, field="holidays")
            days[day] = holiday.name
    _check_whole(asked.holidays)
    _check_make_ups(asked.workdays, days, asked.year)


def _check_span(holiday: Holiday, year: int) -> None:
    for day in (holiday.first, holiday.last):
        if day.year != year:
            raise OutsideYearError(day, year, field="holidays")
    if not 0 <= (holiday.last - holiday.first).days < LONGEST:
        raise HolidayBackwardsError(holiday.name, holiday.first, holiday.last, field="holidays")


def _days(holiday: Holiday) -> Iterator[date]:
    day = holiday.first
    while day <= holiday.last:
        yield day
        day += _DAY


def _check_whole(holidays: Sequence[Holiday]) -> None:
    for name in NAMES:
        if not any(name in each.name for each in holidays):
            full = name if name in {"元旦", "春节"} else f"{name}节"
            raise HolidayMissingError(full, field="holidays")
    of_name: dict[str, Holiday] = {}
    for each in sorted(holidays, key=lambda each: each.first):
        before = of_name.setdefault(each.name, each)
        near = (each.first - before.last).days
        if before is not each and 1 < near <= LONGEST:
            raise HolidayBrokenError(each.name, before.last, each.first, field="holidays")
        of_name[each.name] = each


def _check_make_ups(workdays: Iterable[MakeUp], off: Mapping[date, str], year: int) -> None:
    seen: set[date] = set()
    for each in workdays:
        if each.date.year != year:
            raise OutsideYearError(each.date, year, field="workdays")
        if each.date in off:
            raise BothError(each.date, field="workdays")
        if each.date in seen:
            raise MakeUpTwiceError(each.date, field="workdays")
        if each.date.weekday() < _SATURDAY:
            raise MakeUpOnWorkdayError(each.date, field="workdays")
        seen.add(each.date)


def calendar_of(plans: Iterable[YearPlan]) -> Calendar:
    """Return the working days that follow from what is known of each year."""
    plans = sorted(plans, key=lambda each: each.year)
    return Calendar(
        version="+".join(each.version for each in plans),
        holidays={day: off.name for each in plans for off in each.holidays for day in _days(off)},
        workdays={up.date: up.holiday for each in plans for up in each.workdays},
        years=frozenset(each.year for each in plans),
    )


def spans_of(days: Iterable[tuple[date, str]]) -> tuple[Holiday, ...]:
    """Return days off as holidays: neighbouring days of one name are one holiday."""
    found: list[Holiday] = []
    for day, name in sorted(days):
        if found and found[-1].name == name and found[-1].last + _DAY == day:
            found[-1] = Holiday(name=name, first=found[-1].first, last=day)
        else:
            found.append(Holiday(name=name, first=day, last=day))
    return tuple(found)


def evolve(versions: Mapping[str, int], event: CalendarAdopted) -> Mapping[str, int]:
    """Return the versions of a year after an event."""
    return {**versions, event.version: event.number}


CALENDAR: Decider[CalendarJudged, Mapping[str, int], CalendarAdopted] = Decider({}, decide, evolve)


def calendar_id_of(year: int) -> UUID:
    """Return the stream of a year's days off."""
    return uuid5(ROOT, f"calendar/{year}")


def floor_id_of(unit: str) -> UUID:
    """Return the stream of a superior's floors."""
    return uuid5(UUID(unit), "floor")
