"""公开义务的查阅 — a unit's board of duties, one duty, and the county by unit and month."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct

from services.workflow.domain.obligation import ObligationUnknownError
from services.workflow.domain.terms import STAFF, Post, beijing_day
from services.workflow.views.duties import (
    DutyRow,
    EntryRow,
    FigureRow,
    branches,
    duties,
    entries,
    figures,
)
from shared.decider import ForbiddenError
from shared.view import Views
from shared.web import Caller

WEEK: Final = 7
OVERSEERS: Final = (Post.OFFICE, Post.AUDITOR, Post.ADMIN)
SECTIONS: Final = ("week", "month", "overdue", "asked", "later", "done")
MONTHS: Final = 12  # in one heat map
OPEN: Final = "open"


class NotOverseerError(ForbiddenError):
    """全县履行情况只供县级领导小组办公室、审计员和管理员查看。"""


class Board(Struct, frozen=True, kw_only=True):
    """义务一览 — one section of a unit's duties, and how many stand in each."""

    unit: str
    section: str
    today: date
    rows: list[DutyRow]
    counts: dict[str, int]


class Line(Struct, frozen=True, kw_only=True):
    """一个单位的各月"""

    unit: str
    months: list[FigureRow | None]


class Heat(Struct, frozen=True, kw_only=True):
    """全县履行情况 — units downwards, months across, and the sums of all units."""

    months: list[str]
    lines: list[Line]
    sums: list[FigureRow]
    units: int


@dataclass(frozen=True)
class Ledger:
    """义务台账"""

    views: Views

    def board(
        self, caller: Caller, unit: str = "", section: str = "", page: int = 1, size: int = 50
    ) -> Board:
        """Return one section of the duties of a unit whose staff the caller is."""
        caller.known()
        mine = caller.units(*STAFF)
        unit = unit or (mine[0] if mine else "")
        self._may_read(unit, caller)
        today = beijing_day(caller.at)
        wanted = section if section in SECTIONS else "week"
        conditions = {name: self._section(name, unit, today) for name in SECTIONS}
        order = [duties.c.due.desc() if wanted == "done" else duties.c.due]
        offset = (page - 1) * size
        return Board(
            unit=unit,
            section=wanted,
            today=today,
            rows=self.views.select(
                duties, *conditions[wanted], order=order, limit=size, offset=offset
            ),
            counts={name: self.views.count(duties, *each) for name, each in conditions.items()},
        )

    def duty(self, obligation_id: UUID, caller: Caller) -> DutyRow:
        """Return one duty to those who may read it.

        Raises:
            ObligationUnknownError: there is none.

        """
        caller.known()
        row = self.views.get(duties, obligation_id)
        if row is None:
            raise ObligationUnknownError
        self._may_read(row.unit, caller)
        return row

    def entries(self, unit: str) -> list[EntryRow]:
        """Return the entries of a unit that a trigger can be recorded for."""
        here = entries.c.unit == unit, entries.c.retired.is_(False)
        return self.views.select(entries, *here, order=[entries.c.title])

    def county(self, caller: Caller, first: date, page: int = 1, size: int = 50) -> Heat:
        """Return how all units of the county fulfil what is due in twelve months."""
        caller.known()
        if not self.oversees(caller):
            raise NotOverseerError
        months = [_month(first, n) for n in range(MONTHS)]
        span = figures.c.month >= months[0], figures.c.month <= months[-1]
        owing = sa.select(figures.c.unit).where(*span).group_by(figures.c.unit)
        worst = owing.order_by(sa.func.sum(figures.c.overdue).desc(), figures.c.unit)
        found = self.views.query(worst.limit(size).offset((page - 1) * size))
        total = self.views.query(sa.select(sa.func.count()).select_from(owing.subquery()))
        return Heat(
            months=months,
            lines=self._lines([row[0] for row in found], months),
            sums=self._sums(months),
            units=int(total[0][0]),
        )

    def oversees(self, caller: Caller) -> bool:
        """Tell whether the caller holds an overseeing post in the county itself."""
        return any(self._is_top(unit) for unit in caller.units(*OVERSEERS))

    def _is_top(self, unit: str) -> bool:
        found = self.views.get(branches, unit)
        if found is None:
            return True  # the county itself is registered by no one
        above = self.views.get(branches, found.superior) if found.superior else None
        return above is None

    def _lines(self, units: list[str], months: list[str]) -> list[Line]:
        keys = [f"{unit}/{month}" for unit in units for month in months]
        rows = {row.key: row for row in self.views.select(figures, figures.c.key.in_(keys))}
        return [
            Line(unit=unit, months=[rows.get(f"{unit}/{month}") for month in months])
            for unit in units
        ]

    def _sums(self, months: list[str]) -> list[FigureRow]:
        kinds = ("open", "overdue", "done", "late", "excused")
        sums = [sa.func.sum(figures.c[kind]) for kind in kinds]
        here = figures.c.month.in_(months)
        asked = sa.select(figures.c.month, *sums).where(here).group_by(figures.c.month)
        rows = {row[0]: tuple(map(int, row[1:])) for row in self.views.query(asked)}
        nothing = (0,) * len(kinds)
        return [
            FigureRow(
                key=each,
                unit="",
                month=each,
                **dict(zip(kinds, rows.get(each, nothing), strict=True)),
            )
            for each in months
        ]

    def _section(self, name: str, unit: str, today: date) -> tuple[Any, ...]:
        week, month = today + timedelta(days=WEEK), today + timedelta(days=31)
        here = duties.c.unit == unit
        waiting = here, duties.c.state == OPEN
        found: dict[str, tuple[Any, ...]] = {
            "week": (*waiting, duties.c.due <= week),
            "month": (*waiting, duties.c.due > week, duties.c.due <= month),
            "later": (*waiting, duties.c.due > month),
            "overdue": (here, duties.c.state == "overdue"),
            "asked": (
                here,
                duties.c.state.in_([OPEN, "overdue"]),
                duties.c.asked.is_(True),
                duties.c.proposed.is_(False),
            ),
            "done": (here, duties.c.state.in_(["done", "late", "excused"])),
        }
        return found[name]

    def _may_read(self, unit: str, caller: Caller) -> None:
        above = self.views.get(branches, unit)
        superior = above.superior if above else ""
        if caller.holds(unit, *STAFF, Post.ADMIN) or self.oversees(caller):
            return
        if superior and caller.holds(superior, *OVERSEERS):
            return
        raise ObligationUnknownError


def _month(first: date, n: int) -> str:
    year, month = divmod(first.year * 12 + first.month - 1 + n, 12)
    return f"{year:04d}-{month + 1:02d}"
