"""缺口 — which units below one have no catalog in time, or no secretary (S0-17, S0-80)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from services.catalog.domain.revisit import due_after
from services.catalog.domain.terms import Post
from services.catalog.handlers.access import Access
from services.catalog.handlers.forest import Forest
from services.catalog.handlers.revisits import CYCLE, looked_through
from services.catalog.handlers.schemes import Plans
from services.catalog.views import UnitRow, posts, shelves, units
from shared.calendar import beijing_date
from shared.view import Views
from shared.web import Caller

SETUP: Final = "catalog.setup_days"  # T48
SIZE: Final = 50
AT_ONCE: Final = 500  # units of one question
BRANCH: Final = "支部"


class Gap(Struct, frozen=True, kw_only=True):
    """缺口 — of one unit: ``due`` is by when it should have had a catalog."""

    unit: UnitRow
    due: date
    without_catalog: bool
    without_secretary: bool
    unreviewed: bool = False

    @property
    def chinese(self) -> str:
        """Return what is lacking, as a person reads it."""
        words = (
            ("没有目录", self.without_catalog),
            ("支部书记空缺", self.without_secretary),
            ("目录到期没有复核", self.unreviewed),
        )
        return "、".join(word for word, lacking in words if lacking)


class Gaps(Struct, frozen=True, kw_only=True):
    """缺口清单 — one page, and how many there are."""

    rows: list[Gap]
    total: int
    days: int


@dataclass(frozen=True)
class Lacking:
    """缺口"""

    views: Views
    access: Access
    forest: Forest
    plans: Plans

    def below(self, unit: str, caller: Caller, page: int = 1) -> Gaps:
        """Return the gaps of a unit and all below it, the oldest first, to its own people."""
        self.access.check_reader(caller, unit)
        today = beijing_date(caller.at)
        said, cycle = (self.plans.value(unit, key, today) for key in (SETUP, CYCLE))
        days = said if isinstance(said, int) else 0
        ids = self._ids(unit)
        found = [
            gap
            for start in range(0, len(ids), AT_ONCE)
            for gap in self._of(ids[start : start + AT_ONCE], days, str(cycle), caller.at)
        ]
        found.sort(key=lambda each: (each.due, each.unit.name))
        start = (max(page, 1) - 1) * SIZE
        return Gaps(rows=found[start : start + SIZE], total=len(found), days=days)

    def _ids(self, unit: str) -> list[str]:
        grove = self.forest.groves.now(self.views)
        found: list[str] = []
        waiting = [unit]
        while waiting:
            found.append(waiting.pop())
            waiting += grove.right.get(found[-1], ())
        return found

    def _of(self, ids: list[str], days: int, cycle: str, at: datetime) -> Iterator[Gap]:
        here = units.c.unit_id.in_(ids), units.c.ended_at.is_(None)
        listed = self.views.select(shelves, shelves.c.unit.in_(ids), shelves.c.listed > 0)
        shelved = {each.unit for each in listed}
        held = self.views.select(posts, posts.c.unit.in_(ids), posts.c.post == Post.SECRETARY)
        looked = looked_through(self.views, ids)
        led = {each.unit for each in held if each.holds(at)}
        for row in self.views.select(units, *here):
            due = beijing_date(row.registered_at) + timedelta(days=days)
            without = row.unit_id not in shelved and due < beijing_date(at)
            vacant = BRANCH in row.kind and row.unit_id not in led
            again = due_after(looked[row.unit_id], cycle) if row.unit_id in looked else None
            stale = row.unit_id in shelved and again is not None and again < beijing_date(at)
            if without or vacant or stale:
                yield Gap(
                    unit=row,
                    due=due,
                    without_catalog=without,
                    without_secretary=vacant,
                    unreviewed=stale,
                )
