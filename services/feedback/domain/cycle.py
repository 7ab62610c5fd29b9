"""周期 — meetings held every quarter, half-year or year; a period without one is missed."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

MONTHS: Final = {"每月": 1, "每季度": 3, "每半年": 6, "每年": 12}


def last_period(cycle: str, today: date) -> tuple[date, date]:
    """Return the first and last day of the period that ended last."""
    months = MONTHS.get(cycle, 6)
    begun = date(today.year, (today.month - 1) // months * months + 1, 1)
    last = begun - timedelta(days=1)
    return date(last.year, last.month - months + 1, 1), last


def missed(cycle: str, held: Iterable[date], since: date, today: date) -> tuple[date, date] | None:
    """Return the period that ended last if nothing was held in it; None if it was (S0-70).

    ``since``: what is asked for from that day on; a period begun before it is not held against it.
    """
    first, last = last_period(cycle, today)
    if first < since or any(first <= each <= last for each in held):
        return None
    return first, last
