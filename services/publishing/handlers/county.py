"""应公开与已公开 — what the catalogs promise to society, what of it has been kept, by whom."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final

import sqlalchemy as sa
from msgspec import Struct

from services.publishing.domain.disclosure import NotRegisteredError
from services.publishing.domain.reading import CITIZEN, Reader
from services.publishing.domain.terms import Phase, Scope
from services.publishing.handlers.listing import listed
from services.publishing.views import PortalRow, branches, fates, items, portal, units
from services.publishing.views.heard import ItemRow, UnitRow
from shared.calendar import BEIJING, beijing_date
from shared.view import Views

SIZE: Final = 50  # units on a page of statistics
ENTRIES: Final = 200  # entries of a catalog on one page
RECENT: Final = 8
MONTHS: Final = 12


class UnitNotFoundError(NotRegisteredError):
    """没有找到这个单位。"""


class Kept(Struct, frozen=True, kw_only=True):
    """覆盖 — of so many entries for society (应公开), so many have been disclosed (已公开).

    ``disclosures`` are the matters disclosed of them, which may be several of one entry.
    """

    entries: int
    disclosed: int
    disclosures: int

    @property
    def percent(self) -> int:
        """Return the share in hundredths, rounded down: only all is 100."""
        return self.disclosed * 100 // self.entries if self.entries else 0


class Entry(Struct, frozen=True, kw_only=True):
    """目录条目 — with the matters disclosed of it, and the newest."""

    row: ItemRow
    count: int
    newest: PortalRow | None = None


class Column(Struct, frozen=True, kw_only=True):
    """目录的一类 — what it is called, how far it is kept, and what is inside."""

    name: str
    kept: Kept
    inside: tuple["Column", ...] = ()
    units: int = 0


class UnitPage(Struct, frozen=True, kw_only=True):
    """单位主页"""

    unit: UnitRow
    fate: str
    superior: UnitRow | None
    kept: Kept
    entries: list[Entry]
    more: int
    recent: list[PortalRow]
    corrected: int
    withdrawn: int


class UnitLine(Struct, frozen=True, kw_only=True):
    """一个单位的数字"""

    unit: str
    name: str
    kept: Kept
    corrected: int
    withdrawn: int


class Month(Struct, frozen=True, kw_only=True):
    """一个月公开的事项数"""

    first: date
    count: int


class Figures(Struct, frozen=True, kw_only=True):
    """统计"""

    whole: Kept
    corrected: int
    withdrawn: int
    columns: list[Column]
    months: list[Month]
    units: list[UnitLine]
    page: int
    pages: int


@dataclass(frozen=True)
class County:
    """The promises of all catalogs, and how they are kept."""

    views: Views

    def unit(self, unit_id: str, reader: Reader) -> UnitPage:
        """Return what a unit must disclose to society and what it has disclosed.

        Raises:
            UnitNotFoundError: there is no such unit.

        """
        unit = self.views.get(units, unit_id)
        if unit is None:
            raise UnitNotFoundError(unit_id)
        branch = self.views.get(branches, unit_id)
        promised = _promised(items.c.unit == unit_id)
        rows = self.views.select(items, *promised, order=_ORDER, limit=ENTRIES)
        line = self._lines([unit])[0]
        c = portal.c
        recent = [*listed(reader), c.unit == unit_id]
        return UnitPage(
            unit=unit,
            fate=fates(self.views).get(unit_id, ""),
            superior=self.views.get(units, branch.superior) if branch else None,
            kept=line.kept,
            entries=self._entries(rows, reader),
            more=max(line.kept.entries - len(rows), 0),
            recent=self.views.select(portal, *recent, order=[c.shown_at.desc()], limit=RECENT),
            corrected=line.corrected,
            withdrawn=line.withdrawn,
        )

    def kept(self) -> Kept:
        """Return how far the promises of all catalogs are kept."""
        return _kept(self.views.query(_kept_by([], []))[0])

    def tree(self, level1: str = "", level2: str = "") -> list[Column]:
        """Return the classes of all catalogs; the third level of a class only where asked for."""
        c = items.c
        deeper = [c.level3] if level1 and level2 else []
        levels = [c.level1, c.level2, *deeper]
        where = [getattr(c, n) == x for n, x in (("level1", level1), ("level2", level2)) if x]
        found = self.views.query(_kept_by(levels, where))
        return _grown([(row[: len(levels)], row[len(levels) :]) for row in found])

    def figures(self, now: datetime, page: int) -> Figures:
        """Return the county's figures; units in pages, by name."""
        total = self.views.count(units)
        rows = self.views.select(
            units, order=[units.c.name, units.c.unit_id], limit=SIZE, offset=(page - 1) * SIZE
        )
        return Figures(
            whole=self.kept(),
            corrected=self.views.count(portal, *_public(), portal.c.version > 1),
            withdrawn=self.views.count(portal, *_withdrawn()),
            columns=self.tree(),
            months=[self._month(each) for each in _months(beijing_date(now))],
            units=self._lines(rows),
            page=page,
            pages=max(-(-total // SIZE), 1),
        )

    def _entries(self, rows: Sequence[ItemRow], reader: Reader) -> list[Entry]:
        c = portal.c
        mine = c.item_id.in_([each.item_id for each in rows])
        found = self.views.select(portal, *listed(reader), mine, order=[c.shown_at])
        count = Counter(each.item_id for each in found)
        newest = {each.item_id: each for each in found}
        return [
            Entry(row=row, count=count[row.item_id], newest=newest.get(row.item_id)) for row in rows
        ]

    def _lines(self, rows: Sequence[UnitRow]) -> list[UnitLine]:
        names = [each.unit_id for each in rows]
        kept = self._by_unit(_kept_by([items.c.unit], [items.c.unit.in_(names)]))
        c = portal.c
        corrected = self._by_unit(_counted([*_public(), c.version > 1, c.unit.in_(names)]))
        withdrawn = self._by_unit(_counted([*_withdrawn(), c.unit.in_(names)]))
        return [
            UnitLine(
                unit=each.unit_id,
                name=each.name,
                kept=_kept(kept.get(each.unit_id, (0, 0, 0))),
                corrected=corrected.get(each.unit_id, (0,))[0],
                withdrawn=withdrawn.get(each.unit_id, (0,))[0],
            )
            for each in rows
        ]

    def _by_unit(self, statement: sa.Select[Any]) -> dict[str, Any]:
        return {row[0]: row[1:] for row in self.views.query(statement)}

    def _month(self, first: date) -> Month:
        c = portal.c
        within = (
            c.public_opened_at >= _midnight(first),
            c.public_opened_at < _midnight(_next(first)),
        )
        return Month(first=first, count=self.views.count(portal, *_public(), *within))


_ORDER: Final = [items.c.code, items.c.level1, items.c.level2, items.c.level3, items.c.item_id]


def _promised(*where: Any) -> list[Any]:
    """Return what makes an entry one that is to be disclosed to society today."""
    c = items.c
    return [c.scope == Scope.SOCIETY, c.retired.is_(False), *where]


def _public() -> list[Any]:
    return listed(CITIZEN)


def _withdrawn() -> list[Any]:
    return [portal.c.phase == Phase.PUBLIC, portal.c.withdrawn.is_(True)]


def _counted(where: Sequence[Any]) -> sa.Select[Any]:
    return sa.select(portal.c.unit, sa.func.count()).where(*where).group_by(portal.c.unit)


def _kept_by(levels: Sequence[Any], where: Sequence[Any]) -> sa.Select[Any]:
    """Return the question how far the promises are kept, by these columns of the catalog."""
    c = items.c
    done = sa.select(portal.c.item_id, sa.func.count().label("n")).where(*_public())
    told = done.group_by(portal.c.item_id).subquery()
    sums = (
        sa.func.count(),
        sa.func.count(told.c.n),
        sa.func.coalesce(sa.func.sum(told.c.n), 0),
        sa.func.count(c.unit.distinct()),
    )
    chosen = sa.select(*levels, *sums).select_from(
        items.table.outerjoin(told, told.c.item_id == c.item_id)
    )
    chosen = chosen.where(*_promised(*where))
    first = sa.func.min(c.code)
    return chosen.group_by(*levels).order_by(first, *levels) if levels else chosen


def _kept(row: Sequence[Any]) -> Kept:
    return Kept(entries=int(row[0]), disclosed=int(row[1]), disclosures=int(row[2]))


def _grown(rows: Sequence[tuple[Sequence[str], Sequence[Any]]]) -> list[Column]:
    """Return rows with their paths as a tree, in the order in which they come."""
    below: dict[str, list[tuple[Sequence[str], Sequence[Any]]]] = {}
    for path, sums in rows:
        below.setdefault(path[0], []).append((path[1:], sums))
    return [_column(name, inside) for name, inside in below.items()]


def _column(name: str, rows: Sequence[tuple[Sequence[str], Sequence[Any]]]) -> Column:
    sums = [sum(int(each[n]) for _, each in rows) for n in range(3)]
    inside = _grown(rows) if rows[0][0] else []
    most = max(int(each[3]) for _, each in rows)
    return Column(name=name, kept=_kept(sums), inside=tuple(inside), units=most)


def _months(today: date) -> list[date]:
    """Return the first days of the last months, this one first."""
    last = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(last, last - MONTHS, -1)]


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING).astimezone(UTC)
