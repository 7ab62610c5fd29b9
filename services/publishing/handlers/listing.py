"""列表 — what a reader finds: filtered, searched, counted, always within what they may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Annotated, Any, Final

import sqlalchemy as sa
from litestar.params import Parameter
from msgspec import Struct

from services.publishing.domain.reading import Reader
from services.publishing.domain.terms import Phase, Scope
from services.publishing.views import PortalRow, displayed, fates, portal, visible_to
from shared.calendar import BEIJING, beijing_date
from shared.view import Views

SIZE: Final = 20
LONGEST: Final = 100  # characters of a search


class Query(Struct, frozen=True, kw_only=True):
    """查询 — empty fields do not restrict."""

    q: str = ""
    unit: str = ""
    level1: str = ""
    level2: str = ""
    scope: Scope | None = None
    page: int = 1

    @property
    def words(self) -> list[str]:
        """Return the words that are looked for; what cannot be typed is left out."""
        return "".join(c if c.isprintable() else " " for c in self.q[:LONGEST]).split()


def query_of(
    q: str = "",
    unit: str = "",
    level1: str = "",
    level2: str = "",
    within: Annotated[str, Parameter(query="scope")] = "",
    page: Annotated[int, Parameter(ge=1, le=100_000)] = 1,
) -> Query:
    """Return what an address asks for; a scope that does not exist does not restrict."""
    known = {each.value: each for each in Scope}
    return Query(q=q, unit=unit, level1=level1, level2=level2, scope=known.get(within), page=page)


class Listing(Struct, frozen=True, kw_only=True):
    """One page of what was found."""

    rows: list[PortalRow]
    total: int
    page: int
    size: int = SIZE

    @property
    def pages(self) -> int:
        """Return the number of pages."""
        return max(-(-self.total // self.size), 1)


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


@dataclass(frozen=True)
class Lists:
    """What can be found."""

    views: Views

    def find(self, query: Query, reader: Reader, size: int = SIZE) -> Listing:
        """Return one page, newest first."""
        where = [*listed(reader), *restricted(query)]
        rows = self.views.select(
            portal,
            *where,
            order=[portal.c.shown_at.desc(), portal.c.disclosure_id],
            limit=size,
            offset=(query.page - 1) * size,
        )
        total = self.views.count(portal, *where)
        return Listing(rows=rows, total=total, page=query.page, size=size)

    def tree(self, reader: Reader) -> list[Branch]:
        """Return the classes of the catalog in which there is something to read."""
        c = portal.c
        count = sa.func.count()
        chosen = sa.select(c.level1, c.level2, count).where(*listed(reader))
        grouped = chosen.group_by(c.level1, c.level2).order_by(c.level1, c.level2)
        found: dict[str, list[Branch]] = {}
        for level1, level2, number in self.views.query(grouped):
            found.setdefault(level1, []).append(Branch(name=level2, count=number))
        return [
            Branch(name=name, count=sum(each.count for each in inside), branches=tuple(inside))
            for name, inside in found.items()
        ]

    def units(self, reader: Reader) -> list[UnitCount]:
        """Return the units that have something to read."""
        c = portal.c
        name = sa.func.max(c.unit_name)
        chosen = sa.select(c.unit, name, sa.func.count()).where(*listed(reader))
        rows = self.views.query(chosen.group_by(c.unit).order_by(name))
        return [UnitCount(unit=unit, name=name, count=number) for unit, name, number in rows]

    def fates(self) -> dict[str, str]:
        """Return what became of each unit that is no more, to be written behind its name."""
        return fates(self.views)

    def stats(self, reader: Reader, now: datetime) -> Stats:
        """Return how much there is to read, and how much of it is new."""
        today = beijing_date(now)
        where = listed(reader)
        return Stats(
            today=self._since(where, today),
            month=self._since(where, today.replace(day=1)),
            total=self.views.count(portal, *where),
            units=len(self.units(reader)),
        )

    def _since(self, where: Sequence[Any], day: Any) -> int:
        start = datetime.combine(day, time(), BEIJING).astimezone(UTC)
        return self.views.count(portal, *where, portal.c.shown_at >= start)


def listed(reader: Reader) -> list[Any]:
    """Return what every live list asks: readable, open, not withdrawn and still displayed."""
    return [*kept(reader), displayed(reader.today)]


def kept(reader: Reader) -> list[Any]:
    """Return what the list of what is no longer displayed asks too (备查)."""
    c = portal.c
    opened = c.phase.in_([Phase.INNER.value, Phase.PUBLIC.value])
    return [visible_to(reader), opened, c.withdrawn.is_(False)]


def restricted(query: Query) -> list[Any]:
    """Return the conditions that a query adds."""
    c = portal.c
    where = [
        getattr(c, name) == getattr(query, name)
        for name in ("unit", "level1", "level2", "scope")
        if getattr(query, name)
    ]
    return where + [_contains(word) for word in query.words]


def _contains(word: str) -> Any:
    searched = (portal.c.title, portal.c.content, portal.c.unit_name, portal.c.level3)
    return sa.or_(*(each.contains(word, autoescape=True) for each in searched))
