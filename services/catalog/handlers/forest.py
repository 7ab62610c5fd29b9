"""组织树、目录树 — the county level by level, units found by name, a catalog by its levels."""

from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.openings import Opening
from services.catalog.domain.terms import Scope
from services.catalog.handlers.access import Access
from services.catalog.handlers.grove import Grove, Groves, Sums
from services.catalog.views import ItemRow, UnitRow, items, shelves, units
from services.catalog.views.shelves import ShelfRow
from shared.view import Views
from shared.web import Caller

SIZE: Final = 50  # units or items of one page
MOST_PAGES: Final = 1_000_000  # nobody turns so far


class Twig(Struct, frozen=True, kw_only=True):
    """一个单位 — ``right`` counts the units right below, ``below`` all that are under it.

    ``with_catalog`` counts, of the unit and all below it, those that have a current catalog;
    ``listed`` and ``society`` their items; ``unanswered`` those without a responsible person;
    ``version`` is of the unit's own current catalog.
    """

    unit: UnitRow
    right: int
    below: int
    with_catalog: int
    listed: int
    society: int
    unanswered: int = 0
    way: tuple[str, ...] = ()
    version: int = 0


class Level(Struct, frozen=True, kw_only=True):
    """一级 — the way from the county down to a unit, and one page of those right below it."""

    way: list[Twig]
    rows: list[Twig]
    page: int
    pages: int
    total: int


class Found(Struct, frozen=True, kw_only=True):
    """查找结果"""

    rows: list[Twig]
    page: int
    pages: int
    total: int


class Chapter(Struct, frozen=True, kw_only=True):
    """目录的一章 — a 一级 with its 二级, and how many items stand under each."""

    level1: str
    parts: list[tuple[str, int]]

    @property
    def total(self) -> int:
        """Return how many items stand under it."""
        return sum(count for _, count in self.parts)


class Opened(Struct, frozen=True, kw_only=True):
    """四公开的一栏 — the items of one time limit: the first of them, and how many there are."""

    opening: Opening
    items: list[ItemRow]
    total: int

    @property
    def chinese(self) -> str:
        """Return what the column is called, such as 常规工作定期公开."""
        return f"{self.opening.chinese}{self.opening.time_limit.chinese}公开"


@dataclass(frozen=True)
class Forest:
    """组织树、目录树"""

    views: Views
    access: Access
    groves: Groves = field(default_factory=Groves)

    def level(self, unit: str = "", page: int = 1) -> Level:
        """Return what stands right below a unit; without one, below the county.

        Raises:
            UnitUnknownError: there is no such unit.

        """
        grove = self.groves.now(self.views)
        if unit:
            self.access.unit(unit)
        wanted = grove.below(unit or grove.top)
        page, pages = _page(page, len(wanted))
        line = grove.line(unit or grove.top)
        twigs = self._twigs(grove, line + wanted[(page - 1) * SIZE : page * SIZE])
        return Level(
            way=twigs[: len(line)],
            rows=twigs[len(line) :],
            page=page,
            pages=pages,
            total=len(wanted),
        )

    def find(self, words: str, page: int = 1) -> Found:
        """Return the units whose names have these words in them, in any order."""
        where = [units.c.name.contains(each, autoescape=True) for each in words.split()[:5]]
        total = self.views.count(units, *where)
        page, pages = _page(page, total)
        order = [units.c.ended_at.is_not(None), sa.func.length(units.c.name), units.c.name]
        asked = sa.select(units.c.unit_id).where(*where).order_by(*order, units.c.unit_id)
        rows = self.views.query(asked.limit(SIZE).offset(min(max(page - 1, 0), MOST_PAGES) * SIZE))
        twigs = self._twigs(self.groves.now(self.views), [row[0] for row in rows])
        return Found(rows=twigs, page=page, pages=pages, total=total)

    def chapters(self, unit: str, caller: Caller) -> list[Chapter]:
        """Return the two upper levels of a unit's current catalog, as far as the caller may see."""
        first = sa.func.min(items.c.place)
        asked = sa.select(items.c.level1, items.c.level2, sa.func.count(), first)
        where = self._seen(unit, caller)
        grouped = asked.where(*where).group_by(items.c.level1, items.c.level2).order_by(first)
        found: dict[str, list[tuple[str, int]]] = {}
        for level1, level2, count, _ in self.views.query(grouped):
            found.setdefault(level1, []).append((level2, int(count)))
        return [Chapter(level1=each, parts=parts) for each, parts in found.items()]

    def items(
        self, unit: str, caller: Caller, page: int, levels: tuple[str, str] | None = None
    ) -> tuple[list[ItemRow], int]:
        """Return one page of a unit's items, of all or of one 二级, and how many there are."""
        where = self._seen(unit, caller)
        if levels is not None:
            where += [items.c.level1 == levels[0], items.c.level2 == levels[1]]
        total = self.views.count(items, *where)
        page, _ = _page(page, total)
        order, offset = [items.c.place], (page - 1) * SIZE
        return self.views.select(items, *where, order=order, limit=SIZE, offset=offset), total

    def openings(self, unit: str, caller: Caller) -> list[Opened]:
        """Return a unit's items by their time limits, as far as the caller may see (S0-16)."""
        seen, order = self._seen(unit, caller), [items.c.place]
        where = {each: [*seen, items.c.time_limit == each.time_limit] for each in Opening}
        return [
            Opened(
                opening=each,
                items=self.views.select(items, *here, order=order, limit=SIZE),
                total=self.views.count(items, *here),
            )
            for each, here in where.items()
        ]

    def shelf(self, unit: str) -> ShelfRow:
        """Return how much a unit lists now."""
        return self.views.get(shelves, unit) or ShelfRow(unit=unit)

    def _seen(self, unit: str, caller: Caller) -> list[sa.ColumnElement[bool]]:
        self.access.unit(unit)
        where = [items.c.unit == unit, items.c.listed]
        if not self.access.belongs(caller, unit):
            where.append(items.c.scope == Scope.SOCIETY)
        return where

    def _twigs(self, grove: Grove, wanted: list[str]) -> list[Twig]:
        rows = {row.unit_id: row for row in self._rows(wanted)}
        asked = sa.select(shelves.c.unit, shelves.c.version).where(shelves.c.unit.in_(wanted))
        versions = {row[0]: row[1] for row in self.views.query(asked)} if wanted else {}
        return [
            replace(_twig(grove, rows[each]), version=versions.get(each, 0))
            for each in wanted
            if each in rows
        ]

    def _rows(self, wanted: list[str]) -> list[UnitRow]:
        return self.views.select(units, units.c.unit_id.in_(wanted)) if wanted else []


def _twig(grove: Grove, row: UnitRow) -> Twig:
    sums = grove.sums.get(row.unit_id, Sums(units=1))
    return Twig(
        unit=row,
        right=sums.right,
        below=sums.units - 1,
        with_catalog=sums.with_catalog,
        listed=sums.listed,
        society=sums.society,
        unanswered=sums.unanswered,
        way=tuple(grove.nodes[each].name for each in grove.line(row.superior)),
    )


def _page(page: int, total: int) -> tuple[int, int]:
    """Return the page that is there, and how many there are."""
    pages = max(-(-total // SIZE), 1)
    return min(max(page, 1), pages), pages
