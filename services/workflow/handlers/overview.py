"""履行总览 — how the units of one part of the tree fulfil their duties, month by month."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from services.workflow.handlers.focus import Focus, Focused
from services.workflow.handlers.kept import Kept
from services.workflow.handlers.overseeing import OVERSEERS, Overseeing
from services.workflow.views import DutyRow, FigureRow, duties, figures
from shared.decider import ForbiddenError
from shared.register import below, units, within
from shared.view import Views
from shared.web import Caller

MOST_PAGES: Final = 1_000_000  # nobody turns so far
MONTHS: Final = 12  # in one heat map
KINDS: Final = ("open", "overdue", "done", "late", "excused")
Sums = dict[tuple[str, str], tuple[int, ...]]


class NotOverseerError(ForbiddenError):
    """下级单位的履行情况只供本级和上级的领导小组办公室、监督员、审计员、管理员查看。"""


class Line(Struct, frozen=True, kw_only=True):
    """一个单位和它全部下级的各月 — ``below`` counts the units under it."""

    unit: str
    name: str
    months: list[FigureRow | None]
    below: int = 0

    @property
    def overdue(self) -> int:
        """Return how many duties of these months are overdue."""
        return sum(each.overdue for each in self.months if each)


class Heat(Struct, frozen=True, kw_only=True):
    """履行热力图 — one unit's own months, those of each unit right below, and the sums."""

    unit: str
    months: list[str]
    own: Line
    lines: list[Line]
    sums: list[FigureRow]
    units: int


class Step(Struct, frozen=True, kw_only=True):
    """上级 — one step of the way down to the unit that is shown."""

    unit: str
    name: str


class Overdue(Struct, frozen=True, kw_only=True):
    """逾期清单 — one page of what is overdue in a part of the tree, the oldest first."""

    unit: str
    rows: list[DutyRow]
    total: int


@dataclass(frozen=True)
class Overview:
    """履行总览"""

    views: Views
    heats: Kept[Heat] = field(default_factory=Kept)
    focuses: Kept[Focused] = field(default_factory=Kept)

    @property
    def overseeing(self) -> Overseeing:
        """Return who sees what."""
        return Overseeing(self.views)

    def heat(
        self, caller: Caller, first: date, unit: str = "", page: int = 1, size: int = 50
    ) -> Heat:
        """Return a unit and those right below it, each with all that is under it.

        Raises:
            NotOverseerError: the caller oversees neither this unit nor one above it.

        """
        unit = self._chosen(caller, unit)
        months = [_month(first, n) for n in range(MONTHS)]
        key = unit, months[0]
        whole = self.heats.of(self.views, key, lambda: self._whole(unit, months))
        return replace(whole, lines=whole.lines[(page - 1) * size : page * size])

    def focus(self, unit: str, first: date, today: date) -> Focused | None:
        """Return how far the focus of a unit that the caller oversees is kept, of these months."""
        until = date.fromisoformat(f"{_month(first, MONTHS)}-01")
        return Focus(self.views, self.focuses).of(unit, first, until, today)

    def way(self, caller: Caller, unit: str) -> list[Step]:
        """Return the units from the highest one the caller oversees down to this one."""
        line = list(self.overseeing.line(unit))
        held = [n for n, each in enumerate(line, 1) if caller.holds(each, *OVERSEERS)]
        seen = line[: max(held, default=0)]
        names = self._names(seen)
        return [Step(unit=each, name=names.get(each, "未登记单位")) for each in reversed(seen)]

    def overdue(self, caller: Caller, unit: str = "", page: int = 1, size: int = 50) -> Overdue:
        """Return what is overdue in a unit and below it, the oldest first."""
        unit = self._chosen(caller, unit)
        late = duties.c.state == "overdue", *self._here(unit)
        order = [duties.c.due, duties.c.obligation_id]
        asked = sa.select(duties.c.obligation_id).where(*late).order_by(*order)
        found = self.views.query(asked.limit(size).offset(min(max(page - 1, 0), MOST_PAGES) * size))
        ids = [row[0] for row in found]
        rows = self.views.select(duties, duties.c.obligation_id.in_(ids), order=order)
        return Overdue(unit=unit, rows=rows, total=self.views.count(duties, *late))

    def _here(self, unit: str) -> list[Any]:
        """Return what holds for the duties of a unit and all below it; of the one top, nothing."""
        tops = self.views.select(units, units.c.superior == "", limit=2)
        if [each.unit_id for each in tops] == [unit]:
            return []
        return [sa.func.coalesce(duties.c.unit, "").in_(within(unit))]  # so that the days lead

    def _whole(self, unit: str, months: list[str]) -> Heat:
        sums = self._sums_below(unit, months)
        own = self._line(unit, months, self._own_sums(unit, months))
        children = sorted(self._children(unit, months, sums), key=lambda each: -each.overdue)
        return Heat(
            unit=unit,
            months=months,
            own=own,
            lines=children,
            sums=_added(months, [own, *children]),
            units=len(children),
        )

    def _chosen(self, caller: Caller, unit: str) -> str:
        caller.known()
        tops = self.overseeing.tops(caller)
        unit = unit or (tops[0] if tops else "")
        if not unit or not self.overseeing.covers(caller, unit):
            raise NotOverseerError
        return unit

    def _sums_below(self, unit: str, months: list[str]) -> Sums:
        under = below(unit)
        asked = (
            sa.select(under.c.top, figures.c.month, *_sums())
            .select_from(under.join(figures.table, figures.c.unit == under.c.unit))
            .where(figures.c.month >= months[0], figures.c.month <= months[-1])
            .group_by(under.c.top, figures.c.month)
        )
        return {(row[0], row[1]): tuple(map(int, row[2:])) for row in self.views.query(asked)}

    def _own_sums(self, unit: str, months: list[str]) -> Sums:
        here = figures.c.unit == unit, figures.c.month.in_(months)
        rows = self.views.select(figures, *here)
        return {(unit, row.month): tuple(getattr(row, kind) for kind in KINDS) for row in rows}

    def _children(self, unit: str, months: list[str], sums: Sums) -> Iterable[Line]:
        under = below(unit)
        asked = sa.select(under.c.top, sa.func.count()).group_by(under.c.top)
        counts = {row[0]: int(row[1]) - 1 for row in self.views.query(asked)}
        order = [units.c.name, units.c.unit_id]
        asked = sa.select(units.c.unit_id, units.c.name).where(units.c.superior == unit)
        for each, name in self.views.query(asked.order_by(*order)):
            yield _line(each, name, months, sums, counts.get(each, 0))

    def _line(self, unit: str, months: list[str], sums: Sums) -> Line:
        return _line(unit, self._names([unit]).get(unit, "未登记单位"), months, sums)

    def _names(self, wanted: list[str]) -> dict[str, str]:
        rows = self.views.select(units, units.c.unit_id.in_(wanted))
        return {row.unit_id: row.name for row in rows}


def _sums() -> list[Any]:
    return [sa.func.sum(figures.c[kind]) for kind in KINDS]


def _line(unit: str, name: str, months: list[str], sums: Sums, under: int = 0) -> Line:
    found = [
        _figure(unit, month, sums[unit, month]) if (unit, month) in sums else None
        for month in months
    ]
    return Line(unit=unit, name=name, months=found, below=under)


def _figure(unit: str, month: str, counts: tuple[int, ...]) -> FigureRow:
    key = f"{unit}/{month}"
    return FigureRow(key=key, unit=unit, month=month, **dict(zip(KINDS, counts, strict=True)))


def _added(months: list[str], lines: list[Line]) -> list[FigureRow]:
    columns = zip(*(each.months for each in lines), strict=True)
    return [
        _figure("", month, _total(column)) for month, column in zip(months, columns, strict=True)
    ]


def _total(column: Iterable[FigureRow | None]) -> tuple[int, ...]:
    rows = [each for each in column if each]
    return tuple(sum(getattr(each, kind) for each in rows) for kind in KINDS)


def _month(first: date, n: int) -> str:
    year, month = divmod(first.year * 12 + first.month - 1 + n, 12)
    return f"{year:04d}-{month + 1:02d}"
