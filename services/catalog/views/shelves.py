"""Rows of how many items each unit lists now, so that a county's lists need not count them."""

from msgspec import Struct

from services.catalog.domain.events import ItemListed, ItemRetired
from services.catalog.domain.terms import Scope
from services.catalog.views.listing import ItemRow, items
from shared.record import Record
from shared.view import Rows, View


class ShelfRow(Struct, frozen=True, kw_only=True):
    """现行目录 — of one unit; ``society`` counts the items that are for society."""

    unit: str
    listed: int = 0
    society: int = 0
    version: int = 0


# Stands before the items in the list of views, so that an item is seen as it was before.
shelves = View("shelves", ShelfRow, key="unit")


@shelves.on(ItemListed)
def _(rows: Rows[ShelfRow], record: Record[ItemListed]) -> None:
    event = record.event
    row = _without(rows, rows.of(items).get(event.item_id), event.unit)
    rows.put(
        ShelfRow(
            unit=row.unit,
            listed=row.listed + 1,
            society=row.society + (event.scope is Scope.SOCIETY),
            version=max(row.version, event.catalog_version),
        )
    )


@shelves.on(ItemRetired)
def _(rows: Rows[ShelfRow], record: Record[ItemRetired]) -> None:
    event = record.event
    rows.put(_without(rows, rows.of(items).get(event.item_id), event.unit))


def _without(rows: Rows[ShelfRow], item: ItemRow | None, unit: str) -> ShelfRow:
    """Return a unit's row as if this item had never been listed."""
    row = rows.get(unit) or ShelfRow(unit=unit)
    if item is None or not item.listed:
        return row
    society = row.society - (item.scope is Scope.SOCIETY)
    return ShelfRow(unit=unit, listed=row.listed - 1, society=society, version=row.version)
