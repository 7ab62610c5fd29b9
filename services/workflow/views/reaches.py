"""到位次数 — how often each form has shown a unit's matters in a year, and how often it failed."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from services.workflow.heard import DeliveryConfirmed, DeliveryDelivered, DeliveryFailed
from shared.calendar import beijing_date
from shared.record import Record
from shared.view import Rows, View

Fact = Record[DeliveryDelivered] | Record[DeliveryConfirmed] | Record[DeliveryFailed]


class ReachRow(Struct, frozen=True, kw_only=True):
    """一种形式一年的到位情况"""

    id: str
    unit: str
    year: int
    form: str
    shown: int = 0
    failed: int = 0


reaches: Final = View("reaches", ReachRow, key="id", indexes=(("unit", "year"),))


@reaches.on(DeliveryDelivered)
def _(rows: Rows[ReachRow], record: Record[DeliveryDelivered]) -> None:
    row = _row(rows, record, record.event.shown_at)
    rows.change(row.id, shown=row.shown + 1)


@reaches.on(DeliveryConfirmed)
def _(rows: Rows[ReachRow], record: Record[DeliveryConfirmed]) -> None:
    row = _row(rows, record, record.event.shown_at)
    rows.change(row.id, shown=row.shown + 1)


@reaches.on(DeliveryFailed)
def _(rows: Rows[ReachRow], record: Record[DeliveryFailed]) -> None:
    row = _row(rows, record, record.cause.at)
    rows.change(row.id, failed=row.failed + 1)


def _row(rows: Rows[ReachRow], record: Fact, at: datetime) -> ReachRow:
    event, year = record.event, beijing_date(at).year
    key = f"{event.unit}/{year}/{event.form}"
    row = rows.get(key)
    if row is None:
        row = ReachRow(id=key, unit=event.unit, year=year, form=event.form)
        rows.put(row)
    return row
