"""覆盖 — what should have been disclosed and was not; who held which post at a moment."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from services.archive.views.coverage import DutyRow, Kept, duties
from shared.register import TenureRow, tenures
from shared.view import Views

PAGE = 50


class Coverage(Struct, frozen=True, kw_only=True):
    """覆盖情况 — obligations that were due by a day, and how they were kept."""

    due: int
    done: int
    late: int
    excused: int
    missing: int
    rows: tuple[DutyRow, ...]


@dataclass(frozen=True)
class Covering:
    """Reads rows that are folded from facts alone."""

    views: Views

    def coverage(self, unit: str, day: date, page: int) -> Coverage:
        """Return how obligations due before a day were kept, and those that were not."""
        here = [duties.c.due < day, *([duties.c.unit == unit] if unit else [])]
        missing = [*here, duties.c.kept.in_([Kept.MISSED.value, Kept.WAITS.value])]
        rows = self.views.select(
            duties,
            *missing,
            order=[duties.c.due, duties.c.id],
            limit=PAGE,
            offset=(page - 1) * PAGE,
        )
        return Coverage(
            due=self.views.count(duties, *here),
            done=self._count(here, Kept.DONE),
            late=self._count(here, Kept.LATE),
            excused=self._count(here, Kept.EXCUSED),
            missing=self.views.count(duties, *missing),
            rows=tuple(rows),
        )

    def tenures(self, unit: str, at: datetime | None, page: int) -> tuple[list[TenureRow], int]:
        """Return who has held posts, newest first; at a moment, if one is given."""
        here = [tenures.c.unit == unit] if unit else []
        if at:
            here += [
                tenures.c.since <= at,
                (tenures.c.until.is_(None)) | (tenures.c.until > at),
            ]
        rows = self.views.select(
            tenures,
            *here,
            order=[tenures.c.since.desc(), tenures.c.id],
            limit=PAGE,
            offset=(page - 1) * PAGE,
        )
        return rows, self.views.count(tenures, *here)

    def _count(self, here: list[Any], kept: Kept) -> int:
        return self.views.count(duties, *here, duties.c.kept == kept)
