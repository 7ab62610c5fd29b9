"""尚未启用的条目 — from which day on an entry is owed, where its catalog says one (S0 一)."""

from datetime import date
from typing import Final

from msgspec import Struct

from services.publishing.heard import ItemScheduled
from shared.record import Record
from shared.view import Rows, View


class WaitRow(Struct, frozen=True):
    """启用日 — of an item."""

    item_id: str
    starts: date


waits: Final = View("waits", WaitRow, key="item_id", indexes=(("starts",),))


@waits.on(ItemScheduled)
def _(rows: Rows[WaitRow], record: Record[ItemScheduled]) -> None:
    event = record.event
    if event.starts is None:
        rows.drop(event.item_id)
    else:
        rows.put(WaitRow(event.item_id, event.starts))
