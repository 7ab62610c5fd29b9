"""每日比对 — each night what channels show is fetched and held against what was approved (C12)."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.publishing.domain.commands import Command
from services.publishing.domain.comparison import COMPARISON, Actual, differences, readable
from services.publishing.domain.comparison_words import (
    Compared,
    CompleteComparison,
    Difference,
    RecordComparison,
)
from services.publishing.domain.disclosure import Disclosure
from services.publishing.domain.events import DisclosureEvent
from services.publishing.domain.reach import State
from services.publishing.domain.terms import Phase, Plan, Scope
from services.publishing.gateways.fetching import Fetched, Fetcher, UnreadError
from services.publishing.handlers.capturing import Captures
from services.publishing.views import DeliveryRow, PortalRow, deliveries
from services.publishing.views.comparisons import comparisons, deviations
from services.publishing.views.deliveries import PORTAL
from services.publishing.views.reposts import approved, standing
from shared.calendar import BEIJING, beijing_date
from shared.clock import Clock
from shared.decider import Decider
from shared.record import SYSTEM, Cause
from shared.store import Store, Task
from shared.view import Views

HOUR: Final = 2  # of the night, in Beijing
PAGE: Final = 200  # deliveries looked up at once
STANDING: Final = (State.DELIVERED, State.REMOVING, State.EXPECTED, State.FAILED)
WORDS: Final = UUID("7d5d4f5e-6c1c-4a3f-9b56-0d6f3f0e9a11")  # names the days of comparison


class Tally(Struct):
    """What a night has come to."""

    compared: int = 0
    deviating: int = 0
    unread: int = 0


@dataclass(frozen=True)
class Comparer:
    """Holds what is shown against the facts, never against the rows that pages are made of."""

    store: Store[Any]
    views: Views
    clock: Clock
    decider: Decider[Command, Disclosure, DisclosureEvent]
    fetcher: Fetcher
    captures: Captures

    async def ring(self) -> int:
        """Compare everything if this night it has not been done; return how much was compared."""
        now = self.clock.now()
        day = beijing_date(now)
        if now.astimezone(BEIJING).hour < HOUR or self.views.get(comparisons, day):
            return 0
        return (await self.compare(now)).compared

    async def compare(self, now: datetime) -> Tally:
        """Compare everything now, and file what has changed since the last time."""
        tally, after = Tally(), 0
        while rows := await asyncio.to_thread(self._page, after):
            for row in rows:
                await self._one(row, now, tally)
            after += len(rows)
        await self._complete(now, tally)
        return tally

    async def _one(self, row: DeliveryRow, now: datetime, tally: Tally) -> None:
        whole = await asyncio.to_thread(standing, self.views, row.disclosure_id)
        if whole is None:
            return
        state, _ = await asyncio.to_thread(self.store.state, self.decider, whole.origin)
        if state.plan is None:
            return
        try:
            found = await self._found(row, state, approved(state.plan, whole), whole, now)
        except UnreadError:
            tally.unread += 1
            return
        tally.compared += 1
        tally.deviating += bool(found)
        await self._record(row, found, now)

    async def _found(
        self, row: DeliveryRow, state: Disclosure, plan: Plan, whole: PortalRow, now: datetime
    ) -> tuple[Difference, ...]:
        over = row.state is State.REMOVING or row.version != state.version or state.withdrawn
        page = await self._shown(row)
        if page is not None:
            await self.captures.keep(row, page, now)
        actual = Actual(
            form=row.form,
            step=row.step,
            audience=row.audience,
            shown_at=row.at,
            opened_at=_opened(whole, row.step),
            due_at=row.due_at,
            over=over,
            delivered=row.state in {State.DELIVERED, State.REMOVING},
            text=None if page is None else readable(page.html),
            seen=page is None or page.there,
            history=row.via == PORTAL,
        )
        return (*differences(plan, actual, now), *await self._leak(row, state, whole.url))

    async def _shown(self, row: DeliveryRow) -> Fetched | None:
        """Return what can be fetched of a showing; nothing of what hangs on a wall."""
        is_page = row.address.startswith(("/items/", "/reposts/", "http://", "https://"))
        if not is_page or row.audience is not Scope.SOCIETY or row.state is State.EXPECTED:
            return None
        return await self.fetcher.page(row.address)

    async def _leak(self, row: DeliveryRow, state: Disclosure, url: str) -> list[Difference]:
        """What is inside the Party is not to be opened by somebody outside."""
        if row.step != "inner" or state.phase is Phase.PUBLIC:
            return []
        page = await self.fetcher.page(url)
        if not page.there:
            return []
        return [Difference(kind="scope", approved="党内", shown="网站上人人可以打开")]

    def _page(self, after: int) -> list[DeliveryRow]:
        c = deliveries.c
        return self.views.select(
            deliveries,
            c.state.in_([each.value for each in STANDING]),
            order=[c.delivery_id],
            limit=PAGE,
            offset=after,
        )

    async def _record(self, row: DeliveryRow, found: tuple[Difference, ...], now: datetime) -> None:
        known = await asyncio.to_thread(self.views.get, deviations, row.delivery_id)
        if found == (known.differences if known else ()):
            return
        about = Compared(
            delivery_id=str(row.delivery_id),
            unit=row.unit,
            disclosure_id=str(row.disclosure_id),
            version=row.version,
            form=row.form,
            outlet=row.outlet,
        )
        stream_id = uuid5(row.delivery_id, "comparison")
        command = RecordComparison(about=about, differences=found)
        await self._file(stream_id, command, row.unit, now)

    async def _complete(self, now: datetime, tally: Tally) -> None:
        day = beijing_date(now)
        if await asyncio.to_thread(self.views.get, comparisons, day):
            return  # done by hand once more
        command = CompleteComparison(
            day=day, compared=tally.compared, deviating=tally.deviating, unread=tally.unread
        )
        await self._file(uuid5(WORDS, f"{day}"), command, "", now)

    async def _file(
        self,
        stream_id: UUID,
        command: RecordComparison | CompleteComparison,
        unit: str,
        at: datetime,
    ) -> None:
        cause = Cause(
            actor=SYSTEM,
            at=at,
            correlation_id=stream_id,
            causation_id=uuid5(stream_id, at.isoformat()),
            unit=unit,
            post=SYSTEM,
        )
        receipt = await self.store.file(Task(COMPARISON, stream_id, command), cause=cause)
        await self.views.reached("publishing", receipt.position)


def _opened(row: PortalRow, step: str) -> datetime | None:
    return row.public_opened_at if step == "public" else row.inner_opened_at
