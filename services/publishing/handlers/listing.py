"""列表 — what a reader finds: filtered, searched, counted, always within what they may read."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, Final

import sqlalchemy as sa
from msgspec import Struct

from services.publishing.domain.reading import Reader
from services.publishing.domain.terms import Phase
from services.publishing.handlers.finding import (
    SIZE,
    Finder,
    Listing,
    Query,
    Suggestion,
    query_of,
)
from services.publishing.views import displayed, portal, visible_to
from services.publishing.views.findings import ended, findings, live, readable, tallies
from shared.calendar import BEIJING, beijing_date
from shared.register import fates
from shared.view import Views

FEW: Final = 32  # readers whose units are remembered: of a large county they are thousands


class Branch(Struct, frozen=True, kw_only=True):
    """目录的一枝 — a class, how many disclosures are in it, and its classes."""

    name: str
    count: int
    branches: tuple["Branch", ...] = ()


class UnitCount(Struct, frozen=True, kw_only=True):
    """单位和它公开的事项数"""

    unit: str
    name: str
    count: int


class Stats(Struct, frozen=True, kw_only=True):
    """统计 — of what this reader may read."""

    today: int
    month: int
    total: int
    units: int


__all__ = ["SIZE", "Branch", "Listing", "Lists", "Query", "Stats", "UnitCount", "query_of"]


@dataclass(frozen=True)
class Lists:
    """What can be found."""

    views: Views

    def find(self, query: Query, reader: Reader, size: int = SIZE) -> Listing:
        """Return one page, newest first."""
        return Finder(self.views).find(query, reader, size)

    def search(self, query: Query, reader: Reader) -> Listing:
        """Return one page as ``find`` does, with the words marked and the kinds counted."""
        return Finder(self.views).search(query, reader)

    def suggest(self, typed: str, reader: Reader) -> list[Suggestion]:
        """Return names and titles that hold what was typed so far."""
        return Finder(self.views).suggest(typed, reader)

    def tree(self, reader: Reader) -> list[Branch]:
        """Return the classes of the catalog in which there is something to read."""
        found: dict[str, list[Branch]] = {}
        for (level1, level2), number in sorted(self._counts("class", reader).items()):
            found.setdefault(level1, []).append(Branch(name=level2, count=number))
        return [
            Branch(name=name, count=sum(each.count for each in inside), branches=tuple(inside))
            for name, inside in found.items()
        ]

    def units(self, reader: Reader) -> list[UnitCount]:
        """Return the units that have something to read."""
        memo = self.views.memo(tallies, findings, most=FEW)
        return list(memo.of(("units", reader), lambda: self._units(reader)))

    def _units(self, reader: Reader) -> list[UnitCount]:
        found: dict[str, UnitCount] = {}
        for (unit, name), number in sorted(self._counts("unit", reader).items()):
            before = found[unit].count if unit in found else 0
            found[unit] = UnitCount(unit=unit, name=name, count=before + number)
        return sorted(found.values(), key=lambda each: each.name)

    def fates(self) -> dict[str, str]:
        """Return what became of each unit that is no more, to be written behind its name."""
        return fates(self.views)

    def stats(self, reader: Reader, now: datetime) -> Stats:
        """Return how much there is to read, and how much of it is new."""
        today, units = beijing_date(now), self.units(reader)
        return Stats(
            today=self._since(reader, today),
            month=self._since(reader, today.replace(day=1)),
            total=sum(each.count for each in units),
            units=len(units),
        )

    def _counts(self, kind: str, reader: Reader) -> Counter[tuple[str, str]]:
        """Return how many there are of each pair of names, but for what has just ended."""
        c, over = tallies.c, findings.c
        names = ("level1", "level2") if kind == "class" else ("unit", "unit_name")
        mine = c.kind == kind, readable(reader, tallies)
        kept = sa.select(*(c[each] for each in names), sa.func.sum(c.count)).where(*mine)
        gone = sa.select(*(over[each] for each in names))
        gone = gone.where(ended(reader), readable(reader, findings))
        grouped = kept.group_by(*(c[each] for each in names))
        counts = Counter({(a, b): int(n) for a, b, n in self.views.query(grouped)})
        counts.subtract((a, b) for a, b in self.views.query(gone))
        return +counts

    def _since(self, reader: Reader, day: Any) -> int:
        start = datetime.combine(day, time(), BEIJING).astimezone(UTC)
        since = findings.c.shown_at >= start
        return self.views.count(findings, since, readable(reader, findings), live(reader))


def listed(reader: Reader) -> list[Any]:
    """Return what every live list asks: readable, open, not withdrawn and still displayed."""
    c = portal.c
    opened = c.phase.in_([Phase.INNER.value, Phase.PUBLIC.value])
    return [visible_to(reader), opened, c.withdrawn.is_(False), displayed(reader.today)]
