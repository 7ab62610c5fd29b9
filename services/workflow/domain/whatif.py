"""换一套方案重算 — the same facts under another scheme: what would be owed, by when, and kept?

Pure: what an entry was, what triggered it and when it was disclosed are facts; only the
rule is another. Disclosures are held against what was due first, as they always are.
"""

from collections.abc import Callable, Sequence
from datetime import date
from enum import Enum

from msgspec import Struct

from services.workflow.domain.duty import Duty, TimeLimits
from services.workflow.domain.period import Period, Span, deadline, name_of, period_from
from shared.calendar import Calendar

Rule = Callable[[date], TimeLimits]


class Verdict(Enum):
    """判断 — whether what was owed was kept."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    LATE = "late"
    EXCUSED = "excused"


VERDICTS = {
    Verdict.OPEN: "待办",
    Verdict.OVERDUE: "逾期",
    Verdict.DONE: "按期履行",
    Verdict.LATE: "逾期补公开",
    Verdict.EXCUSED: "已免除",
}


class Owed(Struct, frozen=True, kw_only=True):
    """一项义务 — as it is, or as it would be; ``matter`` names its period or its trigger."""

    item_id: str
    title: str
    matter: str
    duty: Duty
    begins: date
    due: date
    verdict: Verdict
    done_on: date | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what makes it the same obligation under either scheme."""
        return (self.item_id, self.duty.value, self.matter or str(self.begins))


class Lived(Struct, frozen=True, kw_only=True):
    """一个事项的经过 — when it was periodic, what was owed, and each day it was disclosed."""

    item_id: str
    title: str
    spans: tuple[Span, ...]
    owed: tuple[Owed, ...]
    counted_from: tuple[date, ...]


class Difference(Struct, frozen=True, kw_only=True):
    """差别 — an obligation as it was and as it would have been; None: there was none."""

    before: Owed | None
    after: Owed | None

    @property
    def shown(self) -> Owed:
        """Return the one that is there."""
        found = self.before or self.after
        assert found is not None  # noqa: S101 — one of the two is always there
        return found


class WhatIf(Struct, frozen=True, kw_only=True):
    """重算结果 — how many there were and would have been, by verdict, and all that differ."""

    before: dict[Verdict, int]
    after: dict[Verdict, int]
    differences: tuple[Difference, ...]


def recomputed(
    entries: Sequence[Lived],
    other: TimeLimits,
    calendar: Calendar,
    span: tuple[date, date],
    today: date,
) -> WhatIf:
    """Return what would have differed of what began within a span of days.

    Args:
        entries: what a unit's entries have lived through.
        other: the time limits to judge by.
        calendar: the days that count.
        span: the first and the last day.
        today: what is due before it and was not disclosed is overdue.

    """
    before = [each for entry in entries for each in entry.owed if _within(each, span)]
    after = [each for entry in entries for each in _would(entry, other, calendar, span, today)]
    return WhatIf(
        before=_tally(before), after=_tally(after), differences=tuple(_differ(before, after))
    )


def _would(
    entry: Lived, other: TimeLimits, calendar: Calendar, span: tuple[date, date], today: date
) -> list[Owed]:
    until = min(span[1], today)
    found = [_periodic(entry, each, other, calendar) for each in _tiles(entry.spans, other, until)]
    found += [
        _triggered(each, start, other, calendar)
        for each, start in zip(entry.owed, entry.counted_from, strict=True)
        if each.duty is not Duty.PERIODIC
    ]
    return [each for each in _judged(entry, found, today) if _within(each, span)]


def _tiles(spans: Sequence[Span], other: TimeLimits, until: date) -> list[Period]:
    """Return the periods that would have begun, one after the other within each span."""
    found: list[Period] = []
    for span in spans:
        first = max([span.first, *(each.next_first for each in found[-1:])])
        while first <= min(span.last or until, until):
            found.append(period_from(first, other.months))
            first = found[-1].next_first
    return found


def _periodic(entry: Lived, period: Period, other: TimeLimits, calendar: Calendar) -> Owed:
    return Owed(
        item_id=entry.item_id,
        title=entry.title,
        matter=name_of(period),
        duty=Duty.PERIODIC,
        begins=period.first,
        due=deadline(period.last, other.periodic, calendar).due,
        verdict=Verdict.OPEN,
    )


def _triggered(was: Owed, start: date, other: TimeLimits, calendar: Calendar) -> Owed:
    return Owed(
        item_id=was.item_id,
        title=was.title,
        matter=was.matter,
        duty=was.duty,
        begins=was.begins,
        due=deadline(start, other.term(was.duty), calendar).due,
        verdict=Verdict.OPEN,
    )


def _judged(entry: Lived, found: list[Owed], today: date) -> list[Owed]:
    """Hold what was disclosed, and what was excused, against what would have been owed."""
    days = sorted(each.done_on for each in entry.owed if each.done_on)
    excused = {each.key for each in entry.owed if each.verdict is Verdict.EXCUSED}
    waiting = sorted(found, key=lambda each: (each.due, each.begins))
    kept: dict[tuple[str, str, str], date] = {}
    for day in days:
        fitting = (each for each in waiting if each.begins <= day and each.key not in kept)
        if first := next(fitting, None):
            kept[first.key] = day
    return [_verdict(each, kept.get(each.key), excused, today) for each in waiting]


def _verdict(owed: Owed, day: date | None, excused: set[tuple[str, str, str]], today: date) -> Owed:
    if day is not None:
        verdict = Verdict.LATE if day > owed.due else Verdict.DONE
    elif owed.key in excused:
        verdict = Verdict.EXCUSED
    else:
        verdict = Verdict.OVERDUE if today > owed.due else Verdict.OPEN
    return Owed(
        item_id=owed.item_id,
        title=owed.title,
        matter=owed.matter,
        duty=owed.duty,
        begins=owed.begins,
        due=owed.due,
        verdict=verdict,
        done_on=day,
    )


def _differ(before: Sequence[Owed], after: Sequence[Owed]) -> list[Difference]:
    was, would = {each.key: each for each in before}, {each.key: each for each in after}
    keys = sorted({**was, **would}, key=lambda key: (key[0], (was.get(key) or would[key]).begins))
    pairs = [Difference(before=was.get(key), after=would.get(key)) for key in keys]
    return [each for each in pairs if _said(each.before) != _said(each.after)]


def _said(owed: Owed | None) -> tuple[date, Verdict] | None:
    return (owed.due, owed.verdict) if owed else None


def _within(owed: Owed, span: tuple[date, date]) -> bool:
    return span[0] <= owed.begins <= span[1]


def _tally(found: Sequence[Owed]) -> dict[Verdict, int]:
    return {each: sum(one.verdict is each for one in found) for each in Verdict}
