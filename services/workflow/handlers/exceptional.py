"""例外办理台账 — read by the office, the supervisors and the auditors of a unit."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from msgspec import Struct

from services.workflow.domain.terms import Post
from services.workflow.views.exceptions import KINDS, ExceptionRow, exceptions
from shared.decider import ForbiddenError
from shared.view import Views
from shared.web import Caller

READERS: Final = (Post.OFFICE, Post.SUPERVISOR, Post.AUDITOR)
SIZE: Final = 50


class NotOverseerError(ForbiddenError):
    """例外办理由领导小组办公室、监督员和审计员查看，您没有这些职务。"""


class Tally(Struct, frozen=True, kw_only=True):
    """一个单位的例外 — how many of each kind."""

    unit: str
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """Return how many in all."""
        return sum(self.counts.values())


class Exceptions(Struct, frozen=True, kw_only=True):
    """一页例外"""

    rows: list[ExceptionRow]
    total: int
    tallies: list[Tally]


@dataclass(frozen=True)
class Exceptional:
    """例外办理"""

    views: Views

    def listed(
        self, caller: Caller, unit: str = "", kind: str = "", page: int = 1, size: int = SIZE
    ) -> Exceptions:
        """Return what was done out of the usual way in the caller's units, newest first.

        Raises:
            NotOverseerError: the caller oversees no unit, or not this one.

        """
        caller.known()
        mine = caller.units(*READERS)
        if not mine or (unit and unit not in mine):
            raise NotOverseerError
        here = [exceptions.c.unit.in_([unit] if unit else mine)]
        if kind in KINDS:
            here.append(exceptions.c.kind == kind)
        rows = self.views.select(
            exceptions,
            *here,
            order=[exceptions.c.at.desc(), exceptions.c.id],
            limit=size,
            offset=(max(page, 1) - 1) * size,
        )
        total = self.views.count(exceptions, *here)
        return Exceptions(rows=rows, total=total, tallies=self._tallies(mine))

    def _tallies(self, mine: tuple[str, ...]) -> list[Tally]:
        table = exceptions.c
        counted = (
            sa.select(table.unit, table.kind, sa.func.count())
            .where(table.unit.in_(mine))
            .group_by(table.unit, table.kind)
        )
        found: dict[str, dict[str, int]] = {}
        for unit, kind, number in self.views.query(counted):
            found.setdefault(unit, {})[kind] = number
        tallies = [Tally(unit=unit, counts=counts) for unit, counts in found.items()]
        return sorted(tallies, key=lambda each: (-each.total, each.unit))
