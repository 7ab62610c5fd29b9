"""Rows of the themes that items serve."""

from typing import Final
from uuid import UUID

from msgspec import Struct

from services.catalog.domain.theme import ItemTagged
from shared.record import Record
from shared.view import Rows, View


class TaggedRow(Struct, frozen=True, kw_only=True):
    """专题标签 — one theme of one item."""

    key: str
    item_id: UUID
    unit: str
    theme: str


tagged: Final = View(
    "tagged", TaggedRow, key="key", indexes=(("theme", "item_id"), ("unit", "item_id"))
)


@tagged.on(ItemTagged)
def _(rows: Rows[TaggedRow], record: Record[ItemTagged]) -> None:
    event = record.event
    for theme in event.removed:
        rows.drop(_key(event.item_id, theme))
    for theme in event.added:
        key = _key(event.item_id, theme)
        rows.put(TaggedRow(key=key, item_id=event.item_id, unit=event.unit, theme=theme))


def _key(item_id: UUID, theme: str) -> str:
    return f"{item_id}/{theme}"
