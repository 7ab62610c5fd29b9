"""周期与期限 — when a period ends and a deadline falls; nothing here knows what day it is.

A period begins the day after the one before it ended, by the scheme in force on that
day: so periods cover time without a gap or an overlap, whatever schemes come and go (N4).
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.duty import Deadline, Term, TimeLimits
from shared.calendar import BEIJING, Calendar, Day

_DAY: Final = timedelta(days=1)
_QUARTERS: Final = (3, 6, 9, 12)
_NUMERALS: Final = "一二三四"


class Period(Struct, frozen=True, kw_only=True):
    """周期 — from its first to its last day, both included."""

    first: date
    last: date

    @property
    def next_first(self) -> date:
        """Return the day on which the next period begins."""
        return self.last + _DAY


class InForce(Struct, frozen=True, kw_only=True):
    """一版时限规则 — the first day on which it applies, and when it was adopted."""

    effective: date
    limits: TimeLimits
    adopted: datetime | None = None

    def binds(self, day: date, begun: datetime | None) -> bool:
        """Tell whether it is in effect on a day, for a matter that began at that moment."""
        late = begun is not None and self.adopted is not None and self.adopted > begun
        return self.effective <= day and not late


def in_force(versions: Iterable[InForce], day: date, begun: datetime | None = None) -> TimeLimits:
    """Return the rule that was adopted last among those in effect; without any, the county's.

    What was adopted only after a matter had begun is no rule for it, however late the
    question is asked (N4): ``begun`` is the moment, if the matter has one.
    """
    effective = [each.limits for each in versions if each.binds(day, begun)]
    return effective[-1] if effective else TimeLimits()


class Span(Struct, frozen=True, kw_only=True):
    """定期的时段 — the days on which an entry was to be disclosed periodically.

    ``since`` is the moment of listing; ``cut``: it was taken off the catalog on the
    last day, and what it still owed was excused.
    """

    first: date
    since: datetime
    last: date | None = None
    cut: bool = False


def listed_on(spans: tuple[Span, ...], day: date, at: datetime) -> tuple[Span, ...]:
    """Return the spans of an entry that is periodic from this day on, as before or anew."""
    if spans and spans[-1].last is None:
        return spans
    first = max(day, spans[-1].last + _DAY) if spans and spans[-1].last else day
    return (*spans, Span(first=first, since=at))


def ended_on(spans: tuple[Span, ...], day: date, *, cut: bool) -> tuple[Span, ...]:
    """Return the spans of an entry that is periodic no longer after this day."""
    if not spans or spans[-1].last is not None:
        return spans
    return (*spans[:-1], replace(spans[-1], last=max(day, spans[-1].first), cut=cut))


def waiting(spans: tuple[Span, ...], day: date) -> bool:
    """Tell whether the latest span begins only after a day (S0 一)."""
    return bool(spans) and spans[-1].last is None and spans[-1].first > day


def begun_anew(spans: tuple[Span, ...], first: date) -> tuple[Span, ...]:
    """Return the spans of which the latest begins on another day, but not within the one before."""
    earlier = spans[-2].last if len(spans) > 1 else None
    first = max(first, earlier + _DAY) if earlier else first
    return (*spans[:-1], replace(spans[-1], first=first))


def next_first(spans: tuple[Span, ...], covered: date) -> date | None:
    """Return the first day of these spans after those covered; None if there is none."""
    for span in spans:
        first = max(span.first, covered + _DAY)
        if span.last is None or first <= span.last:
            return first
    return None


def covered_by(spans: tuple[Span, ...], period: Period) -> date:
    """Return the last day a period covers: beyond a cut, what it asked for was excused."""
    for span in spans:
        within = span.first <= period.first <= (span.last or date.max)
        if within and span.cut and span.last:
            return min(period.last, span.last)
    return period.last


def begun_at(spans: tuple[Span, ...], first: date) -> datetime:
    """Return the moment at which a period began: midnight, or when its entry was listed."""
    midnight = datetime.combine(first, time(), BEIJING)
    return max([midnight, *(each.since for each in spans if each.first == first)])


def period_from(first: date, months: Sequence[int]) -> Period:
    """Return the period that begins on a day: to the end of the next of these months.

    Raises:
        ValueError: no month is given.

    """
    later = [month for month in months if month >= first.month]
    year, month = (first.year, min(later)) if later else (first.year + 1, min(months))
    return Period(first=first, last=date(year, month, monthrange(year, month)[1]))


def periods(first: date, versions: Sequence[InForce], until: date) -> list[Period]:
    """Return the periods that have begun by a day, each by the rule of its own first day."""
    found: list[Period] = []
    while first <= until:
        found.append(period_from(first, in_force(versions, first).months))
        first = found[-1].next_first
    return found


def name_of(period: Period) -> str:
    """Return what people call a period."""
    first, last = period.first, period.last
    if first.day > 1 or first.year != last.year:
        return f"{_day(first)}至{_day(last)}"
    if first.month == last.month:
        return f"{first.year}年{first.month}月"
    return _name_of_months(first.year, first.month, last.month)


def _name_of_months(year: int, first: int, last: int) -> str:
    if first == last - 2 and last in _QUARTERS:
        return f"{year}年第{_NUMERALS[last // 3 - 1]}季度"
    halves = {(1, 6): "上半年", (7, 12): "下半年", (1, 12): "全年"}
    return f"{year}年{halves.get((first, last), f'{first}月至{last}月')}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def deadline(start: date, term: Term, calendar: Calendar) -> Deadline:
    """Return the day on which a term that begins after ``start`` ends, and how it was counted."""
    days = _working(start, term.days, calendar) if term.working else _plain(start, term.days)
    return Deadline(
        counted_from=start,
        term=term,
        due=days[-1].date if days else start,
        calendar=calendar.version,
        days=days,
    )


def _working(start: date, days: int, calendar: Calendar) -> tuple[Day, ...]:
    return calendar.add_working_days(start, days).days


def _plain(start: date, days: int) -> tuple[Day, ...]:
    return tuple(Day(start + n * _DAY, counted=True, reason="自然日") for n in range(1, days + 1))


def prompted_on(begins: date, due: date, days: int, calendar: Calendar) -> date:
    """Return the first working day within so many days before the due day (SC-02)."""
    day = max(due - days * _DAY, begins)
    while day < due and not calendar.is_working(day):
        day += _DAY
    return day
