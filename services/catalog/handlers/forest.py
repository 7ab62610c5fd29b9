"""组织树、目录树 — the county level by level, units found by name, a catalog by its levels."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from msgspec import Struct

from services.catalog.domain.terms import Scope
from services.catalog.handlers.access import Access
from services.catalog.views import ItemRow, UnitRow, items, shelves, units
from services.catalog.views.shelves import ShelfRow
from shared.view import Views
from shared.web import Caller

SIZE: Final = 100  # units or items of one page
DEEPEST: Final = 64  # steps to the top of any tree of units


class Twig(Struct, frozen=True, kw_only=True):
    """一个单位 — ``right`` counts the units right below, ``below`` all that are under it.

    ``with_catalog`` counts, of the unit and all below it, those that have a current catalog;
    ``listed`` and ``society`` their items.
    """

    unit: UnitRow
    right: int
    below: int
    with_catalog: int
    listed: int
    society: int
    way: tuple[str, ...] = ()


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


class _Node(Struct, frozen=True):
    name: str
    superior: str
    ended: bool


class Register:
    """全部单位 — ids, names and superiors of the whole county, read at once."""

    def __init__(self, views: Views) -> None:
        asked = sa.select(units.c.unit_id, units.c.name, units.c.superior, units.c.ended_at)
        order = units.c.registered_at, units.c.unit_id
        rows = views.query(asked.order_by(*order))
        self.nodes = {row[0]: _Node(row[1], row[2], row[3] is not None) for row in rows}
        self.right: dict[str, list[str]] = {}
        for each, node in self.nodes.items():
            self.right.setdefault(node.superior, []).append(each)

    def line(self, unit: str) -> list[str]:
        """Return the units from the county down to one."""
        found: list[str] = []
        while unit in self.nodes and len(found) < DEEPEST:
            found.append(unit)
            unit = self.nodes[unit].superior
        return found[::-1]

    def under(self, unit: str) -> Iterator[str]:
        """Yield a unit and all that exist below it."""
        waiting = [unit]
        while waiting:
            each = waiting.pop()
            if each == unit or not self.nodes[each].ended:
                yield each
                waiting += self.right.get(each, ())

    def below(self, unit: str) -> list[str]:
        """Return the units right below one, those that have ended last."""
        return sorted(self.right.get(unit, ()), key=lambda each: self.nodes[each].ended)


@dataclass(frozen=True)
class Forest:
    """组织树、目录树"""

    views: Views
    access: Access

    def level(self, unit: str = "", page: int = 1) -> Level:
        """Return what stands right below a unit; without one, below the county.

        Raises:
            UnitUnknownError: there is no such unit.

        """
        register = Register(self.views)
        top = next(iter(register.right.get("", ())), "")
        if unit:
            self.access.unit(unit)
        wanted = register.below(unit or top)
        page, pages = _page(page, len(wanted))
        line = register.line(unit or top)
        twigs = self._twigs(register, line + wanted[(page - 1) * SIZE : page * SIZE])
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
        rows = self.views.query(asked.limit(SIZE).offset((page - 1) * SIZE))
        register = Register(self.views)
        twigs = self._twigs(register, [row[0] for row in rows])
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

    def shelf(self, unit: str) -> ShelfRow:
        """Return how much a unit lists now."""
        return self.views.get(shelves, unit) or ShelfRow(unit=unit)

    def _seen(self, unit: str, caller: Caller) -> list[sa.ColumnElement[bool]]:
        self.access.unit(unit)
        where = [items.c.unit == unit, items.c.listed]
        if not self.access.belongs(caller, unit):
            where.append(items.c.scope == Scope.SOCIETY)
        return where

    def _twigs(self, register: Register, wanted: list[str]) -> list[Twig]:
        rows = {row.unit_id: row for row in self._rows(wanted)}
        asked = sa.select(shelves.c.unit, shelves.c.listed, shelves.c.society)
        counts = {row[0]: (row[1], row[2]) for row in self.views.query(asked)}
        return [_twig(register, rows[each], counts) for each in wanted if each in rows]

    def _rows(self, wanted: list[str]) -> list[UnitRow]:
        return self.views.select(units, units.c.unit_id.in_(wanted)) if wanted else []


def _twig(register: Register, row: UnitRow, counts: dict[str, tuple[int, int]]) -> Twig:
    under = list(register.under(row.unit_id))
    shelf = [found for each in under if (found := counts.get(each)) and found[0]]
    return Twig(
        unit=row,
        right=sum(not register.nodes[each].ended for each in register.right.get(row.unit_id, ())),
        below=len(under) - 1,
        with_catalog=len(shelf),
        listed=sum(each[0] for each in shelf),
        society=sum(each[1] for each in shelf),
        way=tuple(register.nodes[each].name for each in register.line(row.superior)),
    )


def _page(page: int, total: int) -> tuple[int, int]:
    """Return the page that is there, and how many there are."""
    pages = max(-(-total // SIZE), 1)
    return min(max(page, 1), pages), pages
