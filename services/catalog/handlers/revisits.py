"""目录复核 — when a unit's catalog is to be looked through, and who has done so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct

from services.catalog.domain.revisit import (
    REVISITS,
    ReviewCatalog,
    Revisiting,
    due_after,
    revisits_id_of,
)
from services.catalog.domain.terms import Post
from services.catalog.handlers.access import Access
from services.catalog.handlers.filing import filed
from services.catalog.handlers.schemes import Plans
from services.catalog.views import catalogs, shelves
from services.catalog.views.revisits import revisits
from shared.calendar import beijing_date
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

CYCLE: Final = "catalog.review_cycle"  # T20
KEEPERS: Final = (Post.OFFICE, Post.APPROVER, Post.SECRETARY)


class Revisit(Struct, frozen=True, kw_only=True):
    """目录复核情况 — ``last``: when it was approved or looked through last; ``due``: the next."""

    last: date
    due: date
    cycle: str
    note: str
    overdue: bool


@dataclass(frozen=True)
class Revisits:
    """目录复核"""

    store: Store[Any]
    views: Views
    access: Access
    plans: Plans

    async def review(self, unit: str, asked: ReviewCatalog, caller: Caller) -> Receipt:
        """File that the catalog in force was looked through and stands."""
        cause = self.access.acting(caller, unit, *KEEPERS)
        shelf = self.views.get(shelves, unit)
        command = Revisiting(asked=asked, version=shelf.version if shelf and shelf.listed else 0)
        task = Task(REVISITS, revisits_id_of(unit), command)
        return await filed(self.store, self.views, task, cause=cause)

    def keeps(self, unit: str, caller: Caller) -> bool:
        """Tell whether somebody looks the catalog of a unit through."""
        return caller.holds(unit, *KEEPERS)

    def standing(self, unit: str, at: datetime) -> Revisit | None:
        """Return how it stands with the review of a unit's catalog; None: it has no catalog."""
        today = beijing_date(at)
        cycle = str(self.plans.value(unit, CYCLE, today))
        last = looked_through(self.views, [unit]).get(unit)
        due = due_after(last, cycle) if last else None
        if last is None or due is None:
            return None
        row = self.views.get(revisits, unit)
        note = row.note if row else ""
        return Revisit(last=last, due=due, cycle=cycle, note=note, overdue=due < today)


def looked_through(views: Views, units: Sequence[str]) -> dict[str, date]:
    """Return when the catalog of each unit was approved or looked through last."""
    here = catalogs.c.unit.in_(units), catalogs.c.approved_at.is_not(None)
    rows = views.select(catalogs, *here, order=[catalogs.c.version])
    found = {row.unit: beijing_date(row.approved_at) for row in rows if row.approved_at}
    for row in views.select(revisits, revisits.c.unit.in_(units)):
        found[row.unit] = max(row.reviewed_on, found.get(row.unit, row.reviewed_on))
    return found
