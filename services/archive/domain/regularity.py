"""及时性和经常性 — of each item: how often in time, how often at all, and the longest silence."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from services.archive.domain.figures import HUNDRED, Book, Duty, Span, hundredths


class Line(Struct, frozen=True, kw_only=True):
    """一个事项 — ``due``: duties that fell due, ``good`` of them kept in time (excused: neither).

    ``times``: how often it was disclosed; ``longest``: days of the longest gap between two
    disclosures, the days since the last one counted to the end of the span; null: never.
    """

    item: str
    title: str
    fact: int
    due: int
    good: int
    times: int
    last: date | None
    longest: int | None

    @property
    def share(self) -> str:
        """Return the on-time rate in percent, two digits, rounded down; a dash if none was due."""
        return hundredths(HUNDRED * HUNDRED * self.good // self.due) + "%" if self.due else "—"


def regularity(book: Book, unit: str, span: Span) -> list[Line]:
    """Return a unit's items in effect at the end of a span, the least kept first (S0 二5)."""
    duties, opened = _duties(book.duties, unit, span), _opened(book, span)
    lines = [
        _line(each.id, each.title, each.fact, duties[each.id], sorted(opened[each.id]), span)
        for each in book.items
        if each.unit == unit and each.active(span.last)
    ]
    return sorted(lines, key=_worst_first)


def _duties(found: Iterable[Duty], unit: str, span: Span) -> dict[str, list[bool]]:
    kept: dict[str, list[bool]] = defaultdict(list)
    for each in found:
        if each.unit == unit and span.holds(each.due) and not each.excused:
            kept[each.item].append(each.done is not None and each.done <= each.due)
    return kept


def _opened(book: Book, span: Span) -> dict[str, list[date]]:
    days: dict[str, list[date]] = defaultdict(list)
    for each in book.shown:
        if each.opened and span.holds(each.opened):
            days[each.item].append(each.opened)
    return days


def _line(
    item: str, title: str, fact: int, kept: Sequence[bool], days: Sequence[date], span: Span
) -> Line:
    return Line(
        item=item,
        title=title,
        fact=fact,
        due=len(kept),
        good=sum(kept),
        times=len(days),
        last=days[-1] if days else None,
        longest=_longest(days, span.last) if days else None,
    )


def _longest(days: Sequence[date], end: date) -> int:
    return max((after - before).days for before, after in zip(days, (*days[1:], end), strict=True))


def _worst_first(line: Line) -> tuple[bool, int, str, str]:
    share = HUNDRED * line.good // line.due if line.due else HUNDRED
    return line.times > 0, share, line.title, line.item
