"""送达 — staff and adapters report what channels have shown; readers see what reached them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.delivery import DELIVERY, REPORTERS, audience_of, delivery_id_of
from services.publishing.domain.delivery_words import (
    DeliveryCommand,
    Order,
    PlanDelivery,
    RemoveDelivery,
    ReportDelivery,
    ReportFailure,
    RetryDelivery,
)
from services.publishing.domain.disclosure import NotRegisteredError
from services.publishing.domain.letters import content_sha256, forms_of
from services.publishing.domain.reach import State
from services.publishing.domain.reading import Reader, may_read
from services.publishing.domain.terms import Phase, Scope
from services.publishing.domain.trial import PILOT
from services.publishing.handlers.overseeing import reader_for
from services.publishing.handlers.rules import RuleBook
from services.publishing.handlers.trying import asks, untested
from services.publishing.views import DeliveryRow, PortalRow, deliveries
from services.publishing.views.deliveries import SUMMED
from services.publishing.views.reposts import standing
from shared.calendar import BEIJING, beijing_date
from shared.clock import Clock
from shared.record import Cause
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

RETIRED: Final = "channels.retired"  # carriers that a unit's scheme no longer uses


class Spot(Struct, frozen=True, kw_only=True):
    """哪一次送达 — of a disclosure: step, form, outlet; version 0 means the one of today."""

    step: str
    form: str
    outlet: str = ""
    version: int = 0


class Shown(Struct, frozen=True, kw_only=True):
    """送达报告 — ``audience`` None means everybody of the step; ``shown_at`` None means now."""

    evidence: str
    shown_at: datetime | None = None
    audience: Scope | None = None
    address: str = ""
    content_sha256: str = ""


@dataclass(frozen=True)
class Deliveries:
    """What channels were to show, and what they have shown."""

    store: Store[Any]
    views: Views
    clock: Clock

    async def plan(
        self,
        disclosure_id: UUID,
        spot: Spot,
        cause: Cause,
        *,
        audience: Scope | None = None,
        due_at: datetime | None = None,
    ) -> Receipt:
        """Say that an outlet (a board, a meeting) is to show it.

        Raises:
            NotRegisteredError: there is no such disclosure.
            AlreadyPlannedError: it has been said before, or it has been shown.

        """
        order = await asyncio.to_thread(self.order, disclosure_id, spot)
        whom = audience or audience_of(order.scope, order.step)
        command = PlanDelivery(order=order, audience=whom, due_at=due_at and zoned(due_at))
        return await self._file(order, command, cause)

    async def delivered(
        self, disclosure_id: UUID, spot: Spot, shown: Shown, cause: Cause, via: str = ""
    ) -> Receipt:
        """Report that it has been shown; what nobody has planned is planned by this."""
        order = await asyncio.to_thread(self.order, disclosure_id, spot)
        command = ReportDelivery(
            order=order,
            audience=shown.audience or audience_of(order.scope, order.step),
            evidence=shown.evidence,
            shown_at=zoned(shown.shown_at or cause.at),
            address=shown.address,
            via=via,
            content_sha256=shown.content_sha256,
        )
        return await self._file(order, command, cause)

    async def failed(
        self, disclosure_id: UUID, spot: Spot, reason: str, cause: Cause, via: str = ""
    ) -> Receipt:
        """Report that it has not been shown, and why."""
        order = await asyncio.to_thread(self.order, disclosure_id, spot)
        whom = audience_of(order.scope, order.step)
        command = ReportFailure(order=order, audience=whom, reason=reason, via=via)
        return await self._file(order, command, cause)

    async def retry(self, disclosure_id: UUID, spot: Spot, cause: Cause) -> Receipt:
        """Ask the channel to try again."""
        order = await asyncio.to_thread(self.order, disclosure_id, spot)
        return await self._file(order, RetryDelivery(), cause)

    async def removed(
        self, disclosure_id: UUID, spot: Spot, command: RemoveDelivery, cause: Cause
    ) -> Receipt:
        """Report that it is shown no more."""
        order = await asyncio.to_thread(self.order, disclosure_id, spot)
        told = replace(command, removed_at=zoned(command.removed_at))
        return await self._file(order, told, cause)

    async def acting(self, disclosure_id: UUID, caller: Caller) -> Cause:
        """Return the cause of what this person reports about a disclosure.

        Raises:
            NotRegisteredError: there is none, or it is none of this person's business.
            WrongPostError: the caller is none of those who report for its unit.

        """
        caller.known()
        row = await asyncio.to_thread(standing, self.views, disclosure_id)
        if row is None or not self.staffs(row, caller):
            raise NotRegisteredError
        return caller.acting(row.unit, *REPORTERS)

    def staffs(self, row: PortalRow, caller: Caller) -> bool:
        """Tell whether this person works on what the unit discloses, or oversees it."""
        reader = reader_for(self.views, caller, row.unit)
        return row.unit in reader.staffed or caller.holds(row.unit, *REPORTERS)

    def reports(self, row: PortalRow, caller: Caller) -> bool:
        """Tell whether this person may say what was shown of it."""
        return caller.holds(row.unit, *REPORTERS)

    def order(self, disclosure_id: UUID, spot: Spot) -> Order:
        """Return what was approved, about one showing of it.

        Raises:
            NotRegisteredError: there is no such disclosure.

        """
        row = standing(self.views, disclosure_id)
        if row is None:
            raise NotRegisteredError
        return Order(
            disclosure_id=str(disclosure_id),
            unit=row.unit,
            step=spot.step,
            version=spot.version or row.version,
            form=spot.form,
            outlet=spot.outlet,
            forms=row.channels,
            scope=row.scope,
            phase=row.phase,
            current=row.version,
            content_sha256=content_sha256(row.content),
            withdrawn=row.withdrawn,
            opened_at=row.public_opened_at if spot.step == "public" else row.inner_opened_at,
            due_at=self._due_at(row, spot),
            retired=self._words(row.unit, RETIRED),
            held=self._held(row),
            pilots=self._words(row.unit, PILOT),
            untested=self._untested(row.unit, spot.form),
        )

    def _due_at(self, row: PortalRow, spot: Spot) -> datetime | None:
        """Return by when its form is to have shown it, wherever (an outlet has no other term)."""
        version = spot.version or row.version
        key = delivery_id_of(row.disclosure_id, (spot.step, version, spot.form, ""))
        expected = self.views.get(deliveries, key)
        return expected.due_at if expected else None

    def _held(self, row: PortalRow) -> tuple[str, ...]:
        plan = row.state.plan
        return () if plan is None or plan.summary else self._words(row.unit, SUMMED)

    def _words(self, unit: str, key: str) -> tuple[str, ...]:
        today = beijing_date(self.clock.now())
        return RuleBook(self.views).words(unit, key, today, ())

    def _untested(self, unit: str, form: str) -> tuple[str, ...]:
        """Return a form if the unit's scheme asks for a test of it and none was passed."""
        today = beijing_date(self.clock.now())
        if not asks(RuleBook(self.views), unit, today):
            return ()
        return untested(self.views, unit, (form,))

    def offered(self, row: PortalRow) -> list[str]:
        """Return the forms by which it may be shown now: approved, in use, for its readers."""
        widest = Scope.SOCIETY if row.phase is Phase.PUBLIC else audience_of(row.scope, "inner")
        retired = self._words(row.unit, RETIRED)
        return [each for each in forms_of(row.channels, widest) if each not in retired]

    def of(self, row: PortalRow, caller: Caller) -> list[DeliveryRow]:
        """Return the deliveries of a disclosure that this reader may know of, newest text first."""
        reader = reader_for(self.views, caller, row.unit)
        c = deliveries.c
        rows = self.views.select(
            deliveries,
            c.disclosure_id == row.disclosure_id,
            order=[c.version.desc(), c.step, c.form, c.outlet],
        )
        return [each for each in rows if known_to(each, row, reader)]

    async def _file(self, order: Order, command: DeliveryCommand, cause: Cause) -> Receipt:
        where = (order.step, order.version, order.form, order.outlet)
        stream_id = delivery_id_of(UUID(order.disclosure_id), where)
        return await self.store.file(Task(DELIVERY, stream_id, command), cause=cause)


def zoned(at: datetime) -> datetime:
    """Return a time with its zone: without one it is Beijing's, as people write it."""
    return at if at.tzinfo else at.replace(tzinfo=BEIJING)


def known_to(each: DeliveryRow, row: PortalRow, reader: Reader) -> bool:
    """Tell whether a reader may know of a delivery: what is inner is told to no outsider."""
    phase = Phase.PUBLIC if each.audience is Scope.SOCIETY else Phase.INNER
    return may_read(each.audience, phase, row.unit, row.readers, reader)


def current(rows: Sequence[DeliveryRow], row: PortalRow) -> list[DeliveryRow]:
    """Return what concerns the text of today, or is still shown of an older one."""
    return [each for each in rows if each.version == row.version or each.state not in GONE]


GONE: Final = frozenset({State.REPLACED, State.CANCELLED, State.REMOVED})
