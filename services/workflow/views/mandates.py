"""Orders of superiors, and what each has charged every unit with."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.workflow.domain.lifting import MandateLifted
from services.workflow.domain.obligation_events import ObligationFulfilled, ObligationRaised
from services.workflow.heard import EntryImposed
from shared.record import Record
from shared.view import Rows, View


class MandateRow(Struct, frozen=True, kw_only=True):
    """公开要求 — ``units`` were charged with it, ``done`` of them have disclosed."""

    mandate_id: str
    issuer: str
    title: str
    due: date
    issued_at: datetime
    units: int = 0
    done: int = 0
    lifted: str = ""  # why it was taken back; "": it stands


class ChargeRow(Struct, frozen=True, kw_only=True):
    """一个单位承担的要求"""

    obligation_id: UUID
    mandate: str
    unit: str
    done: bool = False


mandates: Final = View("mandates", MandateRow, key="mandate_id", indexes=(("issuer", "issued_at"),))
charges: Final = View("charges", ChargeRow, key="obligation_id", indexes=(("mandate", "done"),))


@mandates.on(EntryImposed)
def _(rows: Rows[MandateRow], record: Record[EntryImposed]) -> None:
    event, known = record.event, rows.get(record.event.mandate_id)
    if known is not None:
        rows.change(known.mandate_id, units=known.units + 1)
        return
    rows.put(
        MandateRow(
            mandate_id=event.mandate_id,
            issuer=event.issuer,
            title=event.level3,
            due=event.due,
            issued_at=record.cause.at,
            units=1,
        )
    )


@charges.on(ObligationRaised)
def _(rows: Rows[ChargeRow], record: Record[ObligationRaised]) -> None:
    event = record.event
    if event.mandate:
        row = ChargeRow(obligation_id=record.stream_id, mandate=event.mandate, unit=event.unit)
        rows.put(row)


@charges.on(ObligationFulfilled)
def _(rows: Rows[ChargeRow], record: Record[ObligationFulfilled]) -> None:
    row = rows.get(record.stream_id)
    if row is None or row.done:
        return
    rows.change(row.obligation_id, done=True)
    orders = rows.of(mandates)
    if order := orders.get(row.mandate):
        orders.change(row.mandate, done=order.done + 1)


@mandates.on(MandateLifted)
def _(rows: Rows[MandateRow], record: Record[MandateLifted]) -> None:
    rows.change(record.event.mandate, lifted=record.event.reason)
