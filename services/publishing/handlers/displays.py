"""展示期的闹钟 — what is no longer displayed is told once; lists look at the day by themselves."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid5

import sqlalchemy as sa

from services.publishing.domain.display import DISPLAY
from services.publishing.domain.display_words import EndDisplay
from services.publishing.domain.reading import Reader
from services.publishing.handlers.finding import SIZE, Finder, Listing, Query
from services.publishing.views import PortalRow, portal
from services.publishing.views.displays import display_id_of, displays
from shared.calendar import beijing_date
from shared.clock import Clock
from shared.decider import RejectedError
from shared.record import SYSTEM, Cause
from shared.store import Store, Task
from shared.view import Views

AT_ONCE: Final = 500  # displays ended in one look


@dataclass(frozen=True)
class Displays:
    """展示期"""

    store: Store[Any]
    views: Views
    clock: Clock

    async def ring(self) -> int:
        """Tell every display that is over; return how many were told.

        Whatever ended while the house was down is told by the first look after.
        """
        due = await asyncio.to_thread(self._due)
        return sum([await self._end(row) for row in due])

    def over(self, query: Query, reader: Reader, size: int = SIZE) -> Listing:
        """Return one page of what is no longer displayed, the last to go first."""
        return Finder(self.views).over(query, reader, size)

    def _due(self) -> list[PortalRow]:
        c, today = portal.c, beijing_date(self.clock.now())
        told = sa.select(displays.c.disclosure_id).where(
            displays.c.disclosure_id == c.disclosure_id, displays.c.version >= c.version
        )
        over = c.shown_until < today, c.withdrawn.is_(False), ~told.exists()
        return self.views.select(portal, *over, order=[c.shown_until], limit=AT_ONCE)

    async def _end(self, row: PortalRow) -> bool:
        if row.shown_until is None:
            return False
        command = EndDisplay(
            unit=row.unit,
            item_id=row.item_id,
            disclosure_id=str(row.disclosure_id),
            version=row.version,
            last_day=row.shown_until,
        )
        stream = display_id_of(row.disclosure_id)
        cause = Cause(
            actor=SYSTEM,
            at=self.clock.now(),
            correlation_id=row.disclosure_id,
            causation_id=uuid5(stream, str(row.version)),
            unit=row.unit,
            post=SYSTEM,
        )
        try:
            receipt = await self.store.file(Task(DISPLAY, stream, command), cause=cause)
        except RejectedError:
            return False  # a version of its own came meanwhile, or the vault is busy: look again
        await self.views.reached("publishing", receipt.position)
        return True
