"""周期 — how time falls into periods of disclosure, over any sequence of schemes."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from msgspec import Struct

from services.catalog.domain.scheme_terms import Term, TimeLimits
from shared.calendar import Calendar

_DAY = timedelta(days=1)


class Period(Struct, frozen=True):
    """一期 — from the first day to the last, both included; ``due`` is the last day on time."""

    first: date
    last: date
    due: date


def periods(
    first: date, last: date, limits: Callable[[date], TimeLimits], calendar: Calendar
) -> Iterator[Period]:
    """Yield the periods that begin from the day ``first`` on and not after ``last``.

    They touch and never overlap. Each goes by the rule in force on its own first day;
    what has begun keeps its rule (N4). ``first`` itself begins the first one.
    """
    while first <= last:
        rule = limits(first).periodic
        end = _end(first, rule.months)
        yield Period(first, end, due(end, rule.due, calendar))
        first = end + _DAY


def _end(day: date, months: tuple[int, ...]) -> date:
    """Return the last day of the period a day lies in."""
    month = next((each for each in months if each >= day.month), None)
    year = day.year if month else day.year + 1
    month = month or months[0]
    return date(year, month, monthrange(year, month)[1])


def year_start(day: date) -> date:
    """Return the first of January before a day: periods are counted from there."""
    return date(day.year, 1, 1)


def due(start: date, term: Term, calendar: Calendar) -> date:
    """Return the last day of a term that counts from the day after ``start``."""
    if term.working:
        return calendar.add_working_days(start, term.days).end
    return start + timedelta(days=term.days)
