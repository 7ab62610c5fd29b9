"""核对送达记录 — words typed about a showing stay inside until another has looked at them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from services.publishing.domain.reach import State
from services.publishing.domain.session import APPROVERS
from services.publishing.domain.vouching import (
    VOUCHED,
    NothingToVouchError,
    vouched_at,
)
from services.publishing.domain.vouching_words import VouchDelivery
from services.publishing.views.deliveries import DeliveryRow, deliveries
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller


@dataclass(frozen=True)
class Vouching:
    """送达记录的核对"""

    store: Store[Any]
    views: Views

    async def vouch(self, delivery_id: UUID, caller: Caller) -> Receipt:
        """Let strangers read where it was shown: by somebody who has not typed it.

        Raises:
            NothingToVouchError: there is none, or nothing was typed about it.

        """
        caller.known()
        row = await asyncio.to_thread(self._row, delivery_id)
        if row.state is not State.DELIVERED or not (row.vouched or typed(row)):
            raise NothingToVouchError
        cause = caller.acting(row.unit, *APPROVERS)
        command = VouchDelivery(unit=row.unit, delivery_id=delivery_id, writer=row.by)
        return await self.store.file(Task(VOUCHED, vouched_at(delivery_id), command), cause=cause)

    def about(self, delivery_id: UUID) -> UUID:
        """Return the disclosure that a delivery shows."""
        return self._row(delivery_id).disclosure_id

    def _row(self, delivery_id: UUID) -> DeliveryRow:
        row = self.views.get(deliveries, delivery_id)
        if row is None:
            raise NothingToVouchError
        return row

    def waiting(self, rows: Sequence[DeliveryRow], caller: Caller) -> frozenset[UUID]:
        """Return which of these this person may let strangers read."""
        return frozenset(
            each.delivery_id
            for each in rows
            if each.state is State.DELIVERED
            and typed(each)
            and each.by != caller.person
            and caller.holds(each.unit, *APPROVERS)
        )


def typed(row: DeliveryRow) -> bool:
    """Tell whether a person typed words about it that nobody else has looked at."""
    return not row.via and not row.vouched and (_free(row.outlet) or _far(row.address))


def for_strangers(rows: Sequence[DeliveryRow]) -> list[DeliveryRow]:
    """Return deliveries without the words that one person alone has typed."""
    return [_bare(each) if typed(each) else each for each in rows]


def _bare(row: DeliveryRow) -> DeliveryRow:
    outlet = "" if _free(row.outlet) else row.outlet
    return replace(row, outlet=outlet, address="" if _far(row.address) else row.address)


def _free(outlet: str) -> bool:
    """Tell whether an outlet is words, not the id of a registered place."""
    try:
        UUID(outlet)
    except ValueError:
        return bool(outlet)
    return False


def _far(address: str) -> bool:
    """Tell whether an address is words or a place outside of this house."""
    return bool(address) and (not address.startswith("/") or address.startswith("//"))
