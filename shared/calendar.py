"""Which days are working days, as data with a version; and how a deadline was counted."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from msgspec import Struct, json

BEIJING: Final = ZoneInfo("Asia/Shanghai")
FOLDER: Final = Path(__file__).parent / "calendar_cn"
_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)


class Day(Struct, frozen=True):
    """日 — one day on the way to a deadline: was it counted, and why or why not."""

    date: date
    counted: bool
    reason: str


class Counted(Struct, frozen=True):
    """计算结果 — the day on which the last counted day falls, and every day passed on the way."""

    end: date
    days: tuple[Day, ...]

    @property
    def counted(self) -> tuple[date, ...]:
        """Return the days that were counted."""
        return tuple(each.date for each in self.days if each.counted)


class Calendar(Struct, frozen=True, kw_only=True, dict=True):
    """日历 — holidays and make-up workdays (调休上班) by day, each with the name of its holiday.

    ``version`` says which announcements are in it. In a year that is not among ``years``
    nothing has been announced (yet): Monday to Friday are working days there, and the
    reason says so.
    """

    version: str
    holidays: Mapping[date, str]
    workdays: Mapping[date, str]
    years: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        """Tell whether people are at work on this day."""
        if day in self.workdays:
            return True
        return day not in self.holidays and day.weekday() < _SATURDAY

    def reason(self, day: date) -> str:
        """Say in Chinese why a day is, or is not, a working day."""
        if day in self.workdays:
            return f"调休上班（{self.workdays[day]}）"
        if day in self.holidays:
            return f"{self.holidays[day]}放假"
        usual = "工作日" if day.weekday() < _SATURDAY else "周末"
        return usual if not self.years or day.year in self.years else f"{usual}（尚无放假安排）"

    def add_working_days(self, start: date, n: int) -> Counted:
        """Return the day that is ``n`` working days after ``start``, which itself never counts.

        Raises:
            ValueError: ``n`` is negative.

        """
        if n < 0:
            raise ValueError(n)
        if (start, n) not in self._passed:  # a county counts the same days for all its units
            self._passed[start, n] = self._add_working_days(start, n)
        return self._passed[start, n]

    @cached_property
    def _passed(self) -> dict[tuple[date, int], Counted]:
        return {}

    def _add_working_days(self, start: date, n: int) -> Counted:
        day, days = start, list[Day]()
        while n:
            day += _DAY
            days.append(Day(day, self.is_working(day), self.reason(day)))
            n -= days[-1].counted
        return Counted(day, tuple(days))

    def announced(
        self, year: int, version: str, holidays: Mapping[date, str], workdays: Mapping[date, str]
    ) -> "Calendar":
        """Return a calendar in which what was announced replaces a year as a whole."""
        kept = [each for each in self.version.split("+") if f"-{year}." not in each]
        return Calendar(
            version="+".join([*kept, version]),
            holidays={**_beside(year, self.holidays), **holidays},
            workdays={**_beside(year, self.workdays), **workdays},
            years=self.years | {year},
        )


class Counting(Protocol):
    """数日子的 — a calendar as it is, or one that is asked anew each time."""

    @property
    def version(self) -> str:
        """Return which announcements are in it."""

    def add_working_days(self, start: date, n: int) -> Counted:
        """Return the day that is ``n`` working days after ``start``, which itself never counts."""


def _beside(year: int, days: Mapping[date, str]) -> dict[date, str]:
    return {day: name for day, name in days.items() if day.year != year}


class _Span(Struct):
    name: str
    first: date
    last: date

    def days(self) -> Iterable[date]:
        return (self.first + each * _DAY for each in range((self.last - self.first).days + 1))


class _MakeUp(Struct, rename={"holiday": "for"}):
    date: date
    holiday: str


class _Year(Struct):
    """年度放假安排 — one announcement of the State Council."""

    year: int
    version: str
    source: str
    holidays: list[_Span]
    workdays: list[_MakeUp]


def beijing_date(at: datetime) -> date:
    """Return the day on which a moment falls in Beijing."""
    return at.astimezone(BEIJING).date()


@cache
def chinese_calendar(folder: Path = FOLDER) -> Calendar:
    """Return the calendar of all announcements that are shipped: data, not code."""
    years = [json.decode(each.read_bytes(), type=_Year) for each in sorted(folder.glob("*.json"))]
    return Calendar(
        version="+".join(each.version for each in years),
        holidays={day: span.name for y in years for span in y.holidays for day in span.days()},
        workdays={each.date: each.holiday for y in years for each in y.workdays},
        years=frozenset(each.year for each in years),
    )
