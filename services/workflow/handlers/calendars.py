"""现行日历 — the years that are shipped, with what has been announced since laid over them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from services.workflow.heard import HeardHoliday
from services.workflow.views.duties import YearRow, years
from shared.calendar import Calendar, chinese_calendar
from shared.view import Views


@dataclass
class Calendars:
    """日历 — asked whenever days are counted."""

    views: Views
    shipped: Calendar = field(default_factory=chinese_calendar)
    _laid: dict[tuple[tuple[int, str], ...], Calendar] = field(default_factory=dict)

    def __call__(self) -> Calendar:
        """Return the calendar as of now."""
        rows = self.views.select(years, order=[years.c.year])
        known = tuple((row.year, row.version) for row in rows)
        if known not in self._laid:
            self._laid = {known: laid_over(self.shipped, rows)}
        return self._laid[known]


def laid_over(shipped: Calendar, rows: Iterable[YearRow]) -> Calendar:
    """Return a calendar in which each announced year replaces the shipped one as a whole."""
    for row in rows:
        shipped = _with_year(shipped, row)
    return shipped


def _with_year(calendar: Calendar, row: YearRow) -> Calendar:
    return calendar.announced(
        row.year,
        row.version,
        {day: each.name for each in row.holidays for day in _days(each)},
        {each.date: each.holiday for each in row.workdays},
    )


def _days(span: HeardHoliday) -> Iterable[date]:
    return (span.first + timedelta(days=n) for n in range((span.last - span.first).days + 1))
