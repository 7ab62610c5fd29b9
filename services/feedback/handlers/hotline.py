"""导入 12345 工单 — good rows become opinions, once; bad rows are listed with their reason."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from services.feedback.domain.hotline import Fault, WorkOrder, order_id, read_orders
from services.feedback.domain.terms import Channel
from services.feedback.gateways.table_file import read_table
from services.feedback.handlers.intake import Intake, Letter
from services.feedback.handlers.opinions import HANDLER, OFFICE
from shared.record import Cause
from shared.web import Caller

AT_ONCE: Final = 40  # work orders on their way to the store together


class Imported(Struct, frozen=True, kw_only=True):
    """导入结果 — how many were new, how many had been there, and what could not be taken in."""

    received: int
    known: int
    faults: Sequence[Fault]


@dataclass(frozen=True)
class Hotline:
    """12345 热线"""

    intake: Intake
    rows: int

    async def take(self, data: bytes, unit: str, caller: Caller) -> Imported:
        """Take an export file in; the same file again changes nothing.

        Raises:
            TableDamagedError, TableTooLongError, NoTableError: it is no such file.
            WrongPostError: neither office nor handler of the unit.

        """
        cause = caller.acting(unit, OFFICE, HANDLER)
        table = await asyncio.to_thread(read_table, data, self.rows)
        orders, faults = await asyncio.to_thread(read_orders, table)
        received = 0
        for first in range(0, len(orders), AT_ONCE):
            some = orders[first : first + AT_ONCE]
            new = await asyncio.gather(*(self._enter(each, unit, caller, cause) for each in some))
            received += sum(new)
        return Imported(received=received, known=len(orders) - received, faults=faults)

    async def _enter(self, order: WorkOrder, unit: str, caller: Caller, cause: Cause) -> bool:
        letter = Letter(
            unit=unit,
            content=order.content,
            signed=order.signed,
            name=order.name,
            contact=order.contact,
            channel=Channel.HOTLINE,
            reference=order.reference,
        )
        return await self.intake.enter(letter, order_id(unit, order.reference), caller, cause)
