"""Rows of the items that may be disclosed now."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from services.catalog.domain.events import (
    ItemListed,
    ItemRetired,
)
from services.catalog.domain.terms import (
    Form,
    Inherited,
    Scope,
    TimeLimit,
)
from shared.record import Record
from shared.view import Rows, View


class ItemRow(Struct, frozen=True, kw_only=True):
    """目录事项 — what may be disclosed now; ``place`` sorts as the printed catalog does."""

    item_id: UUID
    unit: str
    catalog_version: int
    place: str
    code: str
    level1: str
    level2: str
    level3: str
    forms: tuple[Form, ...]
    scope: Scope
    time_limit: TimeLimit
    time_word: str
    inherited: tuple[Inherited, ...]
    listed: bool
    listed_at: datetime


items = View("items", ItemRow, key="item_id", indexes=(("unit", "place"),))


@items.on(ItemListed)
def _(rows: Rows[ItemRow], record: Record[ItemListed]) -> None:
    event = record.event
    rows.put(
        ItemRow(
            item_id=event.item_id,
            unit=event.unit,
            catalog_version=event.catalog_version,
            place=".".join(part.zfill(5) for part in event.code.split(".")),
            code=event.code,
            level1=event.level1,
            level2=event.level2,
            level3=event.level3,
            forms=event.forms,
            scope=event.scope,
            time_limit=event.time_limit,
            time_word=event.time_word,
            inherited=event.inherited,
            listed=True,
            listed_at=record.cause.at,
        )
    )


@items.on(ItemRetired)
def _(rows: Rows[ItemRow], record: Record[ItemRetired]) -> None:
    rows.change(record.event.item_id, listed=False)
