"""启用日 — from which day on an entry is owed, where its catalog says a later one (S0 一)."""

from datetime import date
from typing import Final

from msgspec import Struct

from services.workflow.heard import ItemScheduled
from shared.record import Record
from shared.view import Rows, View


class StartRow(Struct, frozen=True):
    """启用日 — of an item; it may be known before the item is listed."""

    item_id: str
    starts: date


starts: Final = View("starts", StartRow, key="item_id", indexes=(("starts",),))


@starts.on(ItemScheduled)
def _(rows: Rows[StartRow], record: Record[ItemScheduled]) -> None:
    event = record.event
    if event.starts is None:
        rows.drop(event.item_id)
    else:
        rows.put(StartRow(event.item_id, event.starts))


def begins(rows: Rows[StartRow], item_id: str, day: date) -> date:
    """Return the day on which an item begins that is listed on a day."""
    known = rows.get(item_id)
    return max(day, known.starts) if known else day
