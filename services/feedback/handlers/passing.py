"""转办 — opinions given to somebody by name go along when that somebody's post does."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid5

from services.feedback.domain.commands import TransferOpinion
from services.feedback.domain.opinion import OPINION
from services.feedback.domain.terms import Status
from services.feedback.handlers.opinions import HANDLER, concerned_with
from services.feedback.heard import PostHanded, PostVacated, UnitDissolved, UnitMerged
from services.feedback.views import OpinionRow, opinions
from shared.clock import Clock
from shared.record import Record, because
from shared.register import Holdings, holders
from shared.store import Store, Task
from shared.view import Views

OPEN: Final = (Status.ASSIGNED, Status.CONCLUDED, Status.REPLIED)


@dataclass(frozen=True)
class Passing:
    """转办"""

    store: Store[Any]
    views: Views
    clock: Clock

    async def handed(self, record: Record[PostHanded]) -> None:
        """Give what the giver had in hand to the taker of the post."""
        event = record.event
        if event.post == HANDLER:
            rows = await asyncio.to_thread(self._of, event.giver)
            await self._pass(record, rows, event.taker, "职务移交")

    async def vacated(self, record: Record[PostVacated]) -> None:
        """Give what somebody had in hand back to the office."""
        if record.event.post == HANDLER:
            rows = await asyncio.to_thread(self._of, record.event.person_id)
            await self._pass(record, rows, "", "承办人离任")

    async def ended(self, record: Record[UnitMerged] | Record[UnitDissolved]) -> None:
        """Give what an ended unit had in hand to the office of whoever goes on with it."""
        rows = await asyncio.to_thread(self._in, record.event.unit_id)
        await self._pass(record, rows, "", "单位合并或者撤销")

    def _in(self, unit: str) -> list[OpinionRow]:
        here = opinions.c.unit == unit, opinions.c.handler != ""
        return self.views.select(opinions, *here, _waiting())

    def _of(self, person: str) -> list[OpinionRow]:
        """Return what is in the hands of somebody who no longer may have it there."""
        held = Holdings(self.views, self.clock).of(person)
        units = {each.unit for each in held if each.post == HANDLER}
        rows = self.views.select(opinions, opinions.c.handler == person, _waiting())
        return [row for row in rows if row.unit not in units]

    async def _pass(
        self, record: Record[Any], rows: Sequence[OpinionRow], taker: str, reason: str
    ) -> None:
        for row in rows:
            command = await asyncio.to_thread(self._transfer, row, taker, reason)
            if command.handler == row.handler:
                continue
            await self.store.file(
                Task(OPINION, row.opinion_id, command),
                cause=because(record, self.clock.now()),
                command_id=uuid5(record.id, f"transferred/{row.opinion_id}"),
            )

    def _transfer(self, row: OpinionRow, taker: str, reason: str) -> TransferOpinion:
        may = holders(self.views, row.unit, HANDLER, self.clock.now())
        handler = taker or (row.handler if row.handler in may else "")
        concerned = concerned_with(self.views, row.disclosure_id)
        return TransferOpinion(handler=handler, reason=reason, concerned=concerned)


def _waiting() -> Any:
    return opinions.c.status.in_([each.value for each in OPEN])
