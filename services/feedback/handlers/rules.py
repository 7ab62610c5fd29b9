"""按方案办 — what a unit's scheme says on a day, and the calendar by which its days are counted.

What a scheme does not say is the county's: each reader names its own default.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from services.feedback.heard import HeardHoliday
from services.feedback.views.rules import YearRow, schemes, years
from shared.calendar import Calendar, chinese_calendar
from shared.register import heir_of, units
from shared.view import Views


@dataclass
class RuleBook:
    """规则簿 — asked whenever a unit's rule or a working day matters."""

    views: Views
    shipped: Calendar = field(default_factory=chinese_calendar)
    _laid: dict[tuple[tuple[int, str], ...], Calendar] = field(default_factory=dict)

    def number(self, unit: str, key: str, day: date, otherwise: int) -> int:
        """Return a number of the scheme in force on a day."""
        value = self._said(unit, key, day)
        return value if isinstance(value, int) and value > 0 else otherwise

    def word(self, unit: str, key: str, day: date, otherwise: str = "") -> str:
        """Return a choice of the scheme in force on a day."""
        value = self._said(unit, key, day)
        return value if isinstance(value, str) and value else otherwise

    def flag(self, unit: str, key: str, day: date, *, otherwise: bool) -> bool:
        """Return a yes or no of the scheme in force on a day."""
        value = self._said(unit, key, day)
        return value if isinstance(value, bool) else otherwise

    def words(self, unit: str, key: str, day: date, otherwise: tuple[str, ...]) -> tuple[str, ...]:
        """Return the choices of the scheme in force on a day."""
        value = self._said(unit, key, day)
        return tuple(map(str, value)) if isinstance(value, list | tuple) and value else otherwise

    def calendar(self) -> Calendar:
        """Return the calendar as of now: the shipped years, with what was announced over them."""
        rows = self.views.select(years, order=[years.c.year])
        known = tuple((row.year, row.version) for row in rows)
        if known not in self._laid:
            self._laid = {known: _laid_over(self.shipped, rows)}
        return self._laid[known]

    def due(self, start: date, days: int) -> date:
        """Return the day that is so many working days after a day."""
        return self.calendar().add_working_days(start, days).end

    def deadlines(self, unit: str, start: date, **terms: tuple[str, int]) -> dict[str, date]:
        """Return the day that each term, a key and its default, ends on; remembered."""
        asked = (unit, start, tuple(sorted(terms.items())))
        memo = self.views.memo(schemes, years, units)
        return memo.of(asked, lambda: self._ends(unit, start, terms))

    def _ends(
        self, unit: str, start: date, terms: Mapping[str, tuple[str, int]]
    ) -> dict[str, date]:
        days = {name: self.number(unit, term[0], start, term[1]) for name, term in terms.items()}
        return {name: self.due(start, n) for name, n in days.items()}

    def _said(self, unit: str, key: str, day: date) -> object:
        row = self.views.get(schemes, heir_of(self.views, unit))
        return row.setting(key, day) if row else None


def _laid_over(calendar: Calendar, rows: Iterable[YearRow]) -> Calendar:
    for row in rows:
        calendar = _with_year(calendar, row)
    return calendar


def _with_year(calendar: Calendar, row: YearRow) -> Calendar:
    return calendar.announced(
        row.year,
        row.version,
        {day: each.name for each in row.holidays for day in _days(each)},
        {each.date: each.holiday for each in row.workdays},
    )


def _days(span: HeardHoliday) -> Iterable[date]:
    return (span.first + timedelta(days=n) for n in range((span.last - span.first).days + 1))
