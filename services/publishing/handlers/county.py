"""应公开与已公开 — what the catalogs promise to society, what of it has been kept, by whom."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from msgspec import Struct

from services.publishing.domain.disclosure import NotRegisteredError
from services.publishing.domain.reading import CITIZEN, Reader
from services.publishing.domain.terms import Scope
from services.publishing.handlers.listing import listed
from services.publishing.views import PortalRow, SumRow, items, portal, sums
from services.publishing.views.heard import ItemRow
from services.publishing.views.promises import (
    ALL,
    CLASS,
    MONTH,
    SPLIT,
    UNIT,
    PromiseRow,
    promises,
)
from services.publishing.views.waits import waits
from shared.calendar import beijing_date
from shared.clock import Clock
from shared.register import UnitRow, fate, units
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
    """目录条目 — with the matters disclosed of it, and the newest; ``starts``: not owed before."""

    row: ItemRow
    count: int
    newest: PortalRow | None = None
    starts: date | None = None


class Column(Struct, frozen=True, kw_only=True):
    """目录的一类 — what it is called, how far it is kept, and what is inside."""

    name: str
    kept: Kept
    inside: tuple["Column", ...] = ()


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
    clock: Clock

    def unit(self, unit_id: str, reader: Reader) -> UnitPage:
        """Return what a unit must disclose to society and what it has disclosed.

        Raises:
            UnitNotFoundError: there is no such unit.

        """
        unit = self.views.get(units, unit_id)
        if unit is None:
            raise UnitNotFoundError(unit_id)
        promised = _promised(items.c.unit == unit_id)
        rows = self.views.select(items, *promised, order=_ORDER, limit=ENTRIES)
        line = self._lines([unit])[0]
        c = portal.c
        recent = [*listed(reader), c.unit == unit_id]
        return UnitPage(
            unit=unit,
            fate=fate(self.views, unit),
            superior=self.views.get(units, unit.superior),
            kept=line.kept,
            entries=self._entries(unit_id, rows, reader),
            more=max(self.views.count(items, *promised) - len(rows), 0),
            recent=self.views.select(portal, *recent, order=[c.shown_at.desc()], limit=RECENT),
            corrected=line.corrected,
            withdrawn=line.withdrawn,
        )

    def kept(self) -> Kept:
        """Return how far the promises of all catalogs are kept."""
        return self._kept([self._sum(ALL)])[0]

    def tree(self, level1: str = "", level2: str = "") -> list[Column]:
        """Return the classes of all catalogs; the third level of a class only where asked for."""
        if level1 and level2:
            return _grown(self.views.query(_third_level(level1, level2, self._today())))
        c = sums.c
        rows = self.views.select(sums, c.kind == CLASS, c.entries > 0, order=[c.first, c.key])
        found = [
            ((*row.key.split(SPLIT), ""), kept)
            for row, kept in zip(rows, self._kept(rows), strict=True)
        ]
        return _grown(
            [
                (*path[:2], kept.entries, kept.disclosed, kept.disclosures)
                for path, kept in found
                if kept.entries and level1 in ("", path[0])
            ]
        )

    def figures(self, now: datetime, page: int) -> Figures:
        """Return the county's figures; units in pages, by name."""
        total = self.views.count(units)
        rows = self.views.select(
            units, order=[units.c.name, units.c.unit_id], limit=SIZE, offset=(page - 1) * SIZE
        )
        whole = self._sum(ALL)
        return Figures(
            whole=self._kept([whole])[0],
            corrected=whole.corrected,
            withdrawn=whole.withdrawn,
            columns=self.tree(),
            months=self._months(beijing_date(now)),
            units=self._lines(rows),
            page=page,
            pages=max(-(-total // SIZE), 1),
        )

    def _sum(self, kind: str, key: str = "") -> SumRow:
        name = f"{kind}/{key}"
        return self.views.get(sums, name) or SumRow(id=name, kind=kind, key=key)

    def _entries(self, unit: str, rows: Sequence[ItemRow], reader: Reader) -> list[Entry]:
        c = portal.c
        wanted = c.item_id.in_([each.item_id for each in rows])
        mine = *listed(reader), c.unit == unit, wanted
        found = self.views.select(portal, *mine, order=[c.shown_at])
        count = Counter(each.item_id for each in found)
        newest, starts = {each.item_id: each for each in found}, self._starts()
        return [
            Entry(
                row=row,
                count=count[row.item_id],
                newest=newest.get(row.item_id),
                starts=starts.get(row.item_id),
            )
            for row in rows
        ]

    def _lines(self, rows: Sequence[UnitRow]) -> list[UnitLine]:
        found = self._sums(UNIT, [each.unit_id for each in rows])
        known = [found[each.unit_id] for each in rows]
        return [
            UnitLine(
                unit=each.unit_id,
                name=each.name,
                kept=kept,
                corrected=line.corrected,
                withdrawn=line.withdrawn,
            )
            for each, line, kept in zip(rows, known, self._kept(known), strict=True)
        ]

    def _kept(self, rows: Sequence[SumRow]) -> list[Kept]:
        """Return how far promises are kept; entries whose day has not come are none yet (S0 一)."""
        early = self._early()
        entries = Counter(name for each in early for name in _sums_of(each))
        disclosed = Counter(name for each in early if each.count for name in _sums_of(each))
        return [
            Kept(
                entries=row.entries - entries[row.id],
                disclosed=row.disclosed - disclosed[row.id],
                disclosures=row.disclosures,
            )
            for row in rows
        ]

    def _early(self) -> list[PromiseRow]:
        """Return the entries for society whose day has not come."""
        found = [self.views.get(promises, each) for each in self._starts()]
        return [each for each in found if each and each.owed]

    def _starts(self) -> dict[str, date]:
        """Return the days that have not come yet, by item."""
        later = self.views.select(waits, waits.c.starts > self._today())
        return {each.item_id: each.starts for each in later}

    def _today(self) -> date:
        return beijing_date(self.clock.now())

    def _months(self, today: date) -> list[Month]:
        firsts = _months(today)
        found = self._sums(MONTH, [f"{each:%Y-%m}" for each in firsts])
        return [Month(first=each, count=found[f"{each:%Y-%m}"].opened) for each in firsts]

    def _sums(self, kind: str, keys: Sequence[str]) -> dict[str, SumRow]:
        none = {each: SumRow(id=each, kind=kind, key=each) for each in keys}
        rows = self.views.select(sums, sums.c.kind == kind, sums.c.key.in_(keys)) if keys else []
        return none | {each.key: each for each in rows}


_ORDER: Final = [items.c.code, items.c.level1, items.c.level2, items.c.level3, items.c.item_id]


def _promised(*where: Any) -> list[Any]:
    """Return what makes an entry one that is to be disclosed to society today."""
    c = items.c
    return [c.scope == Scope.SOCIETY, c.retired.is_(False), *where]


def _third_level(level1: str, level2: str, today: date) -> sa.Select[Any]:
    """Return the question how far the entries of one class are kept, by their third level."""
    c, p = items.c, portal.c
    within = p.level1 == level1, p.level2 == level2
    done = sa.select(p.item_id, sa.func.count().label("n")).where(*listed(CITIZEN), *within)
    told = done.group_by(p.item_id).subquery()
    found = sa.select(
        c.level1,
        c.level2,
        c.level3,
        sa.func.count(),
        sa.func.count(told.c.n),
        sa.func.coalesce(sa.func.sum(told.c.n), 0),
    ).select_from(items.table.outerjoin(told, told.c.item_id == c.item_id))
    early = sa.select(waits.c.item_id).where(waits.c.starts > today)
    here = c.level1 == level1, c.level2 == level2, c.item_id.not_in(early)
    found = found.where(*_promised(*here))
    return found.group_by(c.level1, c.level2, c.level3).order_by(sa.func.min(c.code), c.level3)


def _sums_of(row: PromiseRow) -> list[str]:
    return [f"{kind}/{key}" for kind, key in row.places()]


def _grown(rows: Sequence[Sequence[Any]]) -> list[Column]:
    """Return rows (levels, then entries, disclosed, disclosures) as a tree, in their order."""
    below: dict[str, list[Sequence[Any]]] = {}
    for row in rows:
        below.setdefault(row[0], []).append(row[1:])
    return [_column(name, inside) for name, inside in below.items()]


def _column(name: str, rows: Sequence[Sequence[Any]]) -> Column:
    counts = [sum(int(each[n]) for each in rows) for n in (-3, -2, -1)]
    kept = Kept(entries=counts[0], disclosed=counts[1], disclosures=counts[2])
    deeper = len(rows[0]) > len(counts)
    return Column(name=name, kept=kept, inside=tuple(_grown(rows)) if deeper else ())


def _months(today: date) -> list[date]:
    """Return the first days of the last months, this one first."""
    last = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(last, last - MONTHS, -1)]
