"""督查范围 — an overseeing post in a unit counts for all that is below it in the tree of units."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from services.workflow.domain.terms import STAFF, Post
from shared import register
from shared.register import below
from shared.view import Views
from shared.web import Caller

OVERSEERS: Final = (Post.OFFICE, Post.AUDITOR, Post.ADMIN, Post.SUPERVISOR)
READERS: Final = (Post.OFFICE, Post.AUDITOR, Post.SUPERVISOR)  # of what is prepared below them


@dataclass(frozen=True)
class Overseeing:
    """督查 — who sees what of which unit."""

    views: Views

    def line(self, unit: str) -> Iterator[str]:
        """Yield a unit and every unit above it, the nearest first."""
        return register.line(self.views, unit)

    def covers(self, caller: Caller, unit: str) -> bool:
        """Tell whether the caller oversees a unit, from it or from above."""
        return any(caller.holds(each, *OVERSEERS) for each in self.line(unit))

    def concerns(self, caller: Caller, unit: str, *more: Post) -> bool:
        """Tell whether the caller is staff of a unit, holds another post there, or oversees it."""
        return bool(unit) and (caller.holds(unit, *STAFF, *more) or self.covers(caller, unit))

    def reads(self, caller: Caller, unit: str) -> bool:
        """Tell whether the caller reads what a unit prepares, from it or from above (L1)."""
        if not caller.units(*READERS):
            return False
        return any(caller.holds(each, *READERS) for each in self.line(unit))

    def tops(self, caller: Caller, posts: tuple[Post, ...] = OVERSEERS) -> list[str]:
        """Return the units the caller oversees with all below them, only the highest ones."""
        mine = caller.units(*posts)
        return [unit for unit in mine if not self._is_below(unit, mine)]

    def _is_below(self, unit: str, others: tuple[str, ...]) -> bool:
        above = list(self.line(unit))[1:]
        return any(each in others for each in above)


def all_below(unit: str) -> Any:
    """Return the question for the ids of all units below one."""
    return sa.select(below(unit).c.unit)
