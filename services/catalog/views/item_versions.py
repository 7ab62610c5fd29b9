"""Rows of what each item said in each version of its catalog."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from services.catalog.domain.events import ItemListed, ItemRetired
from services.catalog.domain.terms import Form, Scope, TimeLimit
from shared.record import Record
from shared.view import Rows, View


class ItemVersionRow(Struct, frozen=True, kw_only=True):
    """事项沿革 — what an item says from one version on; ``retired``: it is no longer listed."""

    key: str
    item_id: UUID
    catalog_version: int
    at: datetime
    retired: bool = False
    forms: tuple[Form, ...] = ()
    scope: Scope | None = None
    time_limit: TimeLimit | None = None
    time_word: str = ""


item_versions = View(
    "item_versions", ItemVersionRow, key="key", indexes=(("item_id", "catalog_version"),)
)


@item_versions.on(ItemListed)
def _(rows: Rows[ItemVersionRow], record: Record[ItemListed]) -> None:
    event = record.event
    rows.put(
        ItemVersionRow(
            key=f"{event.item_id}/{event.catalog_version}",
            item_id=event.item_id,
            catalog_version=event.catalog_version,
            at=record.cause.at,
            forms=event.forms,
            scope=event.scope,
            time_limit=event.time_limit,
            time_word=event.time_word,
        )
    )


@item_versions.on(ItemRetired)
def _(rows: Rows[ItemVersionRow], record: Record[ItemRetired]) -> None:
    event = record.event
    rows.put(
        ItemVersionRow(
            key=f"{event.item_id}/{event.catalog_version}",
            item_id=event.item_id,
            catalog_version=event.catalog_version,
            at=record.cause.at,
            retired=True,
        )
    )
