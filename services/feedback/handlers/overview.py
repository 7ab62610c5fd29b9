"""意见综合情况 — by unit, kind, channel, outcome and time to answer; no opinion stands out.

Who oversees a unit counts all below it; nobody counts beyond their own branch of the tree.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Final

import sqlalchemy as sa
from msgspec import Struct

from services.feedback.domain.collection import Counts, Tally
from services.feedback.domain.register import BEIJING
from services.feedback.domain.terms import CHANNELS, FINDINGS, KINDS, Channel, Finding, Kind
from services.feedback.handlers.desk import LEADERS
from services.feedback.handlers.opinions import HANDLER, OFFICE
from services.feedback.handlers.overseeing import OVERSEERS, below
from services.feedback.views.course_rows import CourseRow
from services.feedback.views.courses import courses
from shared.calendar import beijing_date
from shared.register import units
from shared.view import Views
from shared.web import Caller

MOST: Final = 50_000  # opinions that are counted one by one


class Overview(Struct, frozen=True, kw_only=True):
    """综合情况 — days are calendar days from receipt to answer; ``late``: still unanswered."""

    received: int
    answered: int
    late: int
    on_time: int
    days: int
    units: Mapping[str, int]
    kinds: Mapping[str, int]
    channels: Mapping[str, int]
    outcomes: Mapping[str, int]
    topics: Sequence[tuple[str, int]]
    satisfaction: Mapping[str, int]


@dataclass(frozen=True)
class Overviews:
    """综合情况"""

    views: Views

    def of(self, caller: Caller, first: date, last: date) -> Overview:
        """Return the counts of what came in from a day to another one.

        Raises:
            WrongPostError: this person answers for no unit and oversees none.

        """
        return self.counted(self._units(caller), first, last, beijing_date(caller.at))

    def counted(self, within: Any, first: date, last: date, today: date) -> Overview:
        """Return the counts of some units."""
        rows = self.rows(within, first, last)
        answered = [row for row in rows if row.answered_at]
        days = [_days(row) for row in answered]
        return Overview(
            received=len(rows),
            answered=len(answered),
            late=sum(row.late(today) for row in rows),
            on_time=sum(_on_time(row) for row in answered),
            days=int(median(days)) if days else 0,
            units=Counter(row.unit for row in rows),
            kinds=_named(rows, "kind", KINDS, "未整理"),
            channels=_named(rows, "channel", CHANNELS, ""),
            outcomes=_named(rows, "finding", FINDINGS, "没有结论"),
            topics=_topics(rows),
            satisfaction=Counter(row.satisfaction.value for row in rows if row.satisfaction),
        )

    def rows(self, within: Any, first: date, last: date) -> list[CourseRow]:
        """Return how the opinions of a time are handled."""
        return self.views.select(
            courses,
            courses.c.unit.in_(within),
            courses.c.received_at >= _begin(first),
            courses.c.received_at < _begin(last + timedelta(days=1)),
            order=[courses.c.received_at],
            limit=MOST,
        )

    def _units(self, caller: Caller) -> Any:
        here = caller.units(HANDLER, OFFICE, *LEADERS)
        if not here and not caller.units(*OVERSEERS):
            caller.acting("", OFFICE, HANDLER)
        own = sa.select(units.c.unit_id).where(units.c.unit_id.in_(here))
        return own.union(below(caller)) if caller.units(*OVERSEERS) else own


def counts_of(rows: Sequence[CourseRow]) -> Counts:
    """Return what stands in the register of a month (S2-55)."""
    return Counts(
        received=len(rows),
        signed=sum(row.signed for row in rows),
        concluded=sum(row.finding is not None for row in rows),
        published=sum(row.published_at is not None for row in rows),
        channels=_tallies(row.channel for row in rows),
        findings=_tallies(row.finding for row in rows if row.finding),
    )


def _tallies(found: Iterable[Channel | Finding | Kind]) -> tuple[Tally, ...]:
    counted = sorted(Counter(each.value for each in found).items())
    return tuple(Tally(of=of, count=count) for of, count in counted)


def _topics(rows: Sequence[CourseRow]) -> list[tuple[str, int]]:
    """Return topics by distinct letters, not by how often the same one was sent (S2-63)."""
    distinct = {(row.topic, row.sender or row.likeness or str(row.opinion_id)) for row in rows}
    return Counter(topic for topic, _ in distinct if topic).most_common(10)


def _named(
    rows: Sequence[CourseRow], name: str, words: Mapping[Any, str], nothing: str
) -> Mapping[str, int]:
    return Counter(words.get(getattr(row, name), nothing) for row in rows)


def _days(row: CourseRow) -> int:
    answered = row.answered_at or row.received_at
    return (beijing_date(answered) - beijing_date(row.received_at)).days


def _on_time(row: CourseRow) -> bool:
    return row.due is None or row.answered_at is None or beijing_date(row.answered_at) <= row.due


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING)
