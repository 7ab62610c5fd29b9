"""联系安排 — who keeps the table of a unit's leaders, and who reads it."""

from dataclasses import dataclass
from typing import Any, Final

from msgspec import Struct

from services.catalog.domain.liaison import LIAISONS, liaisons_id_of
from services.catalog.domain.liaison_words import LiaisonCommand
from services.catalog.domain.terms import Post
from services.catalog.handlers.access import Access
from services.catalog.handlers.filing import filed
from services.catalog.views.liaisons import LiaisonRow, liaisons
from shared.calendar import beijing_date
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

KEEPERS: Final = (Post.CLERK, Post.OFFICE, Post.SECRETARY)
SIZE: Final = 50


class Table(Struct, frozen=True, kw_only=True):
    """领导联系安排表 — ``now`` what holds today or later, ``before`` a page of what has ended."""

    now: list[LiaisonRow]
    before: list[LiaisonRow]
    ended: int


@dataclass(frozen=True)
class Liaisons:
    """联系安排"""

    store: Store[Any]
    views: Views
    access: Access

    async def keep(self, unit: str, command: LiaisonCommand, caller: Caller) -> Receipt:
        """File a change of the table."""
        cause = self.access.acting(caller, unit, *KEEPERS)
        task = Task(LIAISONS, liaisons_id_of(unit), command)
        return await filed(self.store, self.views, task, cause=cause)

    def table(self, unit: str, caller: Caller, page: int = 1) -> Table:
        """Return the table to whoever has logged in: it is disclosed as an item of the catalog."""
        caller.known()
        self.access.unit(unit)
        today, c = beijing_date(caller.at).isoformat(), liaisons.c
        ended = c.unit == unit, c.until != "", c.until < today
        order = [c.since.desc(), c.key]
        rows = self.views.select(liaisons, c.unit == unit, ~((c.until != "") & (c.until < today)))
        return Table(
            now=sorted(rows, key=lambda each: (each.leader, each.since)),
            before=self.views.select(
                liaisons, *ended, order=order, limit=SIZE, offset=(max(page, 1) - 1) * SIZE
            ),
            ended=self.views.count(liaisons, *ended),
        )
