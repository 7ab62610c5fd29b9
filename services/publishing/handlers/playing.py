"""播放即送达 — what a screen has shown for the first time is reported as shown there."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID, uuid5

from services.publishing.domain.delivery import DELIVERY, delivery_id_of
from services.publishing.domain.delivery_words import ReportDelivery
from services.publishing.domain.screen_words import FORM, Play, ScreenReported
from services.publishing.domain.terms import Scope
from services.publishing.handlers.delivering import Deliveries, Spot
from services.publishing.views import PlayRow, PortalRow, ScreenRow, plays, portal, screens
from services.publishing.views.screens import play_key
from shared.clock import Clock
from shared.decider import RejectedError
from shared.record import SYSTEM, Cause, Record
from shared.store import Task
from shared.view import Views


@dataclass(frozen=True)
class Playing:
    """What follows for the channels from what screens have shown."""

    views: Views
    clock: Clock
    deliveries: Deliveries

    async def reported(self, record: Record[ScreenReported]) -> None:
        """Report what this screen has shown for the first time; the rest is known."""
        screen = await asyncio.to_thread(self.views.get, screens, record.stream_id)
        fresh = await asyncio.to_thread(self._fresh, record)
        for play in fresh if screen else ():
            row = await asyncio.to_thread(self.views.get, portal, UUID(play.disclosure_id))
            spot = _spot(row, screen, play) if row and screen else None
            if row and screen and spot:
                with suppress(RejectedError):  # the list of the screen was a moment behind
                    await self._tell(row, screen, spot, play, record)

    def _fresh(self, record: Record[ScreenReported]) -> Sequence[Play]:
        told = record.event.plays
        keys = {play_key(record.stream_id, p.disclosure_id, p.version): p for p in told}
        rows: list[PlayRow] = self.views.select(plays, plays.c.id.in_(keys))
        return [keys[row.id] for row in rows if row.times == keys[row.id].times]

    async def _tell(
        self,
        row: PortalRow,
        screen: ScreenRow,
        spot: Spot,
        play: Play,
        record: Record[ScreenReported],
    ) -> None:
        """File it without waiting for rows: they wait for this step to be done."""
        command = ReportDelivery(
            order=await asyncio.to_thread(self.deliveries.order, row.disclosure_id, spot),
            audience=screen.audience,
            evidence=sha256(record.body).hexdigest(),
            shown_at=play.first_at,
            address=screen.place,
        )
        where = (spot.step, spot.version, spot.form, spot.outlet)
        stream_id = delivery_id_of(row.disclosure_id, where)
        cause = Cause(
            actor=SYSTEM,
            at=self.clock.now(),
            correlation_id=record.cause.correlation_id,
            causation_id=uuid5(record.id, f"{play.disclosure_id}/{play.version}"),
            unit=row.unit,
            post=SYSTEM,
        )
        await self.deliveries.store.file(Task(DELIVERY, stream_id, command), cause=cause)


def _spot(row: PortalRow, screen: ScreenRow, play: Play) -> Spot | None:
    """A screen stands for no other form: what it shows of 网站 is not the website."""
    if FORM not in row.channels or FORM not in screen.forms:
        return None
    step = "public" if screen.audience is Scope.SOCIETY else "inner"
    outlet = str(screen.screen_id)
    return Spot(step=step, form=FORM, outlet=outlet, version=play.version)
