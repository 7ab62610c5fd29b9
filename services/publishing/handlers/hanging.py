"""上墙即送达 — what hangs on a board with good proof is reported as shown there (S0 五(一)3)."""

import asyncio
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from services.publishing.domain.board_words import SheetConfirmed, SheetPosted, SheetRemoved
from services.publishing.domain.course import COURSE, course_id_of
from services.publishing.domain.course_words import FileEvidence
from services.publishing.domain.delivery import DELIVERY, delivery_id_of
from services.publishing.domain.delivery_words import (
    DeliveryCommand,
    RemoveDelivery,
    ReportDelivery,
)
from services.publishing.domain.sheet import FORMS
from services.publishing.domain.showing_words import Evidence
from services.publishing.domain.terms import Scope
from services.publishing.handlers.delivering import Deliveries, Spot
from services.publishing.views import PortalRow, SheetRow, portal, sheets
from shared.calendar import beijing_date
from shared.clock import Clock
from shared.record import SYSTEM, Cause, Record
from shared.store import Task
from shared.view import Views

TAKEN_DOWN: Final = "已从公开栏撤下"
TAKEN_OVER: Final = "已更换为更正后的版本"


@dataclass(frozen=True)
class Hanging:
    """What follows for the channels from what happens on boards."""

    views: Views
    clock: Clock
    deliveries: Deliveries

    async def posted(self, record: Record[SheetPosted]) -> None:
        """Report it, unless its photo is doubtful; the version before hangs there no more."""
        event = record.event
        row = await self._row(event.disclosure_id)
        if row is None:
            return
        if not event.alike:
            await self._shown(row, record, event.photo.sha256)
        if event.replaced:
            gone = RemoveDelivery(
                removed_at=event.posted_at, reason=TAKEN_OVER, evidence=event.photo.sha256
            )
            await self._gone(row, event.board_id, event.audience, event.replaced, gone, record)

    async def confirmed(self, record: Record[SheetConfirmed]) -> None:
        """Report what has now been seen by somebody else."""
        row = await self._row(record.event.disclosure_id)
        sheet = await asyncio.to_thread(self.views.get, sheets, record.stream_id)
        if row is not None and sheet is not None:
            await self._shown(row, record, sheet.photo.sha256)

    async def removed(self, record: Record[SheetRemoved]) -> None:
        """Report that it is shown there no more."""
        event = record.event
        row = await self._row(event.disclosure_id)
        sheet = await asyncio.to_thread(self.views.get, sheets, record.stream_id)
        if row is not None and sheet is not None and not sheet.doubtful:
            gone = RemoveDelivery(
                removed_at=event.removed_at, reason=TAKEN_DOWN, evidence=event.photo.sha256
            )
            audience = sheet.audience.value
            await self._gone(row, event.board_id, audience, event.version, gone, record)

    async def _shown(
        self, row: PortalRow, record: Record[SheetPosted] | Record[SheetConfirmed], evidence: str
    ) -> None:
        sheet = await asyncio.to_thread(self.views.get, sheets, record.stream_id)
        if sheet is None or sheet.version != row.version:
            return
        spot = _spot(row, str(sheet.board_id), sheet.audience.value, sheet.version)
        if spot is None:
            return
        command = ReportDelivery(
            order=await asyncio.to_thread(self.deliveries.order, row.disclosure_id, spot),
            audience=sheet.audience,
            evidence=evidence,
            shown_at=sheet.posted_at,
            address=f"/boards/{sheet.board_id}",
        )
        proof = [_proof(row, sheet, spot.form)] if spot.step == "inner" else []
        await self._file(row, spot, command, self._cause(row, record, "shown"), *proof)

    async def _gone(
        self,
        row: PortalRow,
        board_id: str,
        audience: str,
        version: int,
        command: RemoveDelivery,
        record: Record[SheetPosted] | Record[SheetRemoved],
    ) -> None:
        spot = _spot(row, board_id, audience, version)
        if spot is not None:
            await self._file(row, spot, command, self._cause(row, record, "gone"))

    async def _file(
        self, row: PortalRow, spot: Spot, command: DeliveryCommand, cause: Cause, *also: Task
    ) -> None:
        """File it without waiting for rows: they wait for this step to be done."""
        where = (spot.step, spot.version, spot.form, spot.outlet)
        stream_id = delivery_id_of(row.disclosure_id, where)
        await self.deliveries.store.file(Task(DELIVERY, stream_id, command), *also, cause=cause)

    async def _row(self, disclosure_id: str) -> PortalRow | None:
        return await asyncio.to_thread(self.views.get, portal, UUID(disclosure_id))

    def _cause(
        self,
        row: PortalRow,
        record: Record[SheetPosted] | Record[SheetConfirmed] | Record[SheetRemoved],
        step: str,
    ) -> Cause:
        """The channel speaks for the unit whose matter it is; what was done is done once."""
        return Cause(
            actor=SYSTEM,
            at=self.clock.now(),
            correlation_id=record.cause.correlation_id,
            causation_id=uuid5(record.id, step),
            unit=row.unit,
            post=SYSTEM,
        )


def _proof(row: PortalRow, sheet: SheetRow, form: str) -> Task:
    """A photo proves that members could read it, where the scheme asks for proof (T101)."""
    evidence = Evidence(
        form=form,
        record=str(sheet.sheet_id),
        sha256=sheet.photo.sha256,
        on=beijing_date(sheet.posted_at),
    )
    command = FileEvidence(
        disclosure_id=str(row.disclosure_id),
        unit=row.unit,
        item_id=row.item_id,
        evidence=evidence,
        due=1,
        reached=1,
    )
    return Task(COURSE, course_id_of(row.disclosure_id), command)


def _spot(row: PortalRow, board_id: str, audience: str, version: int) -> Spot | None:
    """A board for members shows the inner step only: to society nothing is shown there (S0-45)."""
    step = "public" if audience == Scope.SOCIETY.value else "inner"
    opened = row.public_opened_at if step == "public" else row.inner_opened_at
    form = next((each for each in row.channels if each.endswith(FORMS)), "")
    if opened is None or not form:
        return None
    return Spot(step=step, form=form, outlet=board_id, version=version)
