"""现行日历 — the years that are shipped, with what has been announced since laid over them."""

from dataclasses import dataclass, field
from datetime import date
from functools import reduce

from services.publishing.views.calendars import YearRow, years
from shared.calendar import Calendar, Counted, chinese_calendar
from shared.view import Views


@dataclass
class LivingCalendar:
    """日历 — counts by what has been announced until now, each time it is asked."""

    views: Views
    shipped: Calendar = field(default_factory=chinese_calendar)
    _laid: dict[tuple[tuple[int, str], ...], Calendar] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """Return which announcements are in it now."""
        return self.now().version

    def add_working_days(self, start: date, n: int) -> Counted:
        """Return the day that is ``n`` working days after ``start``, which itself never counts.

        Raises:
            ValueError: ``n`` is negative.

        """
        return self.now().add_working_days(start, n)

    def now(self) -> Calendar:
        """Return the calendar as of now."""
        rows = self.views.select(years, order=[years.c.year])
        known = tuple((row.year, row.version) for row in rows)
        if known not in self._laid:
            self._laid = {known: reduce(_laid_over, rows, self.shipped)}
        return self._laid[known]


def _laid_over(calendar: Calendar, row: YearRow) -> Calendar:
    return calendar.announced(row.year, row.version, row.days_off(), row.days_at_work())
