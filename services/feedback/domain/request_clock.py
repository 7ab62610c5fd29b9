"""申请的期限 — each day counted or not, and why; waiting for others is not counted (F4)."""

from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from services.feedback.domain.request_rule import RequestRule
from services.feedback.domain.request_words import WAITS, Wait
from shared.calendar import Calendar, Day

_DAY: Final = timedelta(days=1)
FARTHEST: Final = 4_000  # days: no term of any scheme lasts as long


class Stop(Struct, frozen=True, kw_only=True):
    """停止计时 — the days after ``since`` up to ``until`` are not counted; None: still waiting."""

    wait: Wait
    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether a day was spent waiting."""
        return self.since < day and (self.until is None or day <= self.until)


class Counted(Struct, frozen=True, kw_only=True):
    """期限的计算 — ``due``: None while the clock stands; ``left``: days then still to run."""

    due: date | None
    days: tuple[Day, ...]
    left: int = 0
    calendar: str = ""


def counted(
    start: date, rule: RequestRule, stops: tuple[Stop, ...], calendar: Calendar, *, more: int = 0
) -> Counted:
    """Return when a request is due that came in on a day, which itself never counts.

    ``more``: days by which it was prolonged. Nothing here knows what day it is.
    """
    left, day, days = rule.days + more, start, list[Day]()
    while left and len(days) < FARTHEST:
        if any(each.until is None and each.since <= day for each in stops):
            return Counted(due=None, days=tuple(days), left=left, calendar=calendar.version)
        day += _DAY
        days.append(_day(day, rule, stops, calendar))
        left -= days[-1].counted
    return Counted(due=day, days=tuple(days), calendar=calendar.version)


def waiting(stops: tuple[Stop, ...], wait: Wait) -> bool:
    """Tell whether somebody is being waited for."""
    return any(each.wait is wait and each.until is None for each in stops)


def begun(stops: tuple[Stop, ...], wait: Wait, day: date) -> tuple[Stop, ...]:
    """Return the stops once somebody is asked on a day."""
    return (*stops, Stop(wait=wait, since=day))


def ended(stops: tuple[Stop, ...], wait: Wait, day: date) -> tuple[Stop, ...]:
    """Return the stops once they have answered."""
    return tuple(
        Stop(wait=wait, since=each.since, until=day)
        if each.wait is wait and each.until is None
        else each
        for each in stops
    )


def running(stops: tuple[Stop, ...], rule: RequestRule) -> tuple[Stop, ...]:
    """Return those of the stops that by this rule stop the clock."""
    return tuple(each for each in stops if each.wait in rule.stops)


def _day(day: date, rule: RequestRule, stops: tuple[Stop, ...], calendar: Calendar) -> Day:
    for each in stops:
        if each.covers(day):
            return Day(day, counted=False, reason=f"{WAITS[each.wait]}，停止计时")
    if rule.working and not calendar.is_working(day):
        return Day(day, counted=False, reason=calendar.reason(day))
    return Day(day, counted=True, reason=calendar.reason(day) if rule.working else "自然日")
