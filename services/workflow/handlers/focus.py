"""重点事项 — how far what a plan calls its focus is disclosed in time, apart from all the rest."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from msgspec import Struct

from services.workflow.handlers.kept import Kept
from services.workflow.views import duties, schemes
from shared.register import within
from shared.view import Views

FOCUS: Final = "focus.words"  # T189
SETTLED: Final = ("done", "late", "overdue")


class Rate(Struct, frozen=True, kw_only=True):
    """按时率 — of what was due: in time, late after all, and not at all."""

    done: int = 0
    late: int = 0
    overdue: int = 0

    @property
    def due(self) -> int:
        """Return how many were due."""
        return self.done + self.late + self.overdue

    @property
    def percent(self) -> int | None:
        """Return how many of a hundred were in time, rounded down; None: nothing was due."""
        return self.done * 100 // self.due if self.due else None


class Focused(Struct, frozen=True, kw_only=True):
    """重点事项和全部事项的按时率 — ``words``: by which titles are known to be of the focus."""

    words: tuple[str, ...]
    focus: Rate
    whole: Rate


@dataclass(frozen=True)
class Focus:
    """重点事项"""

    views: Views
    known: Kept[Focused] = field(default_factory=Kept)

    def of(self, unit: str, first: date, until: date, today: date) -> Focused | None:
        """Return both rates of a unit and all below it; None: its scheme names no focus."""
        words = self._words(unit, today)
        if not words:
            return None
        key = f"{unit}/{'、'.join(words)}", f"{first}/{until}"
        return self.known.of(self.views, key, lambda: self._found(unit, first, until, words))

    def _found(self, unit: str, first: date, until: date, words: tuple[str, ...]) -> Focused:
        c = duties.c
        here = [c.unit.in_(within(unit)), c.due >= first, c.due < until, c.state.in_(SETTLED)]
        named = sa.or_(*(c.title.contains(each, autoescape=True) for each in words))
        return Focused(words=words, focus=self._rate(*here, named), whole=self._rate(*here))

    def _rate(self, *where: Any) -> Rate:
        asked = sa.select(duties.c.state, sa.func.count()).where(*where).group_by(duties.c.state)
        counts = Counter({str(state): int(number) for state, number in self.views.query(asked)})
        return Rate(**{each: counts[each] for each in SETTLED})

    def _words(self, unit: str, today: date) -> tuple[str, ...]:
        scheme = self.views.get(schemes, unit)
        found = scheme.setting(FOCUS, today) if scheme else ""
        return tuple(map(str, found)) if isinstance(found, list | tuple) else ()
