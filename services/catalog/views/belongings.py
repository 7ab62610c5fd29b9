"""Rows of what is said of each item beside its four fields; and how far a version has come."""

from uuid import UUID

from msgspec import Struct

from services.catalog.domain.particulars_words import (
    CatalogExamined,
    CatalogPassed,
    DepartureExplained,
    EntryAttributed,
    Particulars,
    ScopeConsented,
)
from services.catalog.domain.sitting_words import SittingRecorded
from services.catalog.views.versions import CatalogRow, catalogs, version_key
from shared.record import Record
from shared.view import Rows, View

Noted = (
    EntryAttributed
    | ScopeConsented
    | DepartureExplained
    | CatalogExamined
    | CatalogPassed
    | SittingRecorded
)


class BelongingRow(Struct, frozen=True, kw_only=True):
    """事项归属 — as it was said last."""

    item_id: UUID
    unit: str
    said: Particulars


class SittingRow(Struct, frozen=True, kw_only=True):
    """会次 — a session of one of a unit's bodies, and what it decided."""

    key: str
    unit: str
    body: str
    title: str
    closed_on: str
    decisions: tuple[str, ...]


belongings = View("belongings", BelongingRow, key="item_id")
sittings = View("sittings", SittingRow, key="key", indexes=(("unit", "closed_on"),))


@belongings.on(EntryAttributed)
def _(rows: Rows[BelongingRow], record: Record[EntryAttributed]) -> None:
    event = record.event
    rows.put(BelongingRow(item_id=event.item_id, unit=event.unit, said=event.particulars))


@sittings.on(SittingRecorded)
def _(rows: Rows[SittingRow], record: Record[SittingRecorded]) -> None:
    event = record.event
    rows.put(
        SittingRow(
            key=str(record.id),
            unit=event.unit,
            body=event.body,
            title=event.title,
            closed_on=event.closed_on,
            decisions=event.decisions,
        )
    )


@catalogs.on(
    EntryAttributed,
    ScopeConsented,
    DepartureExplained,
    CatalogExamined,
    CatalogPassed,
    SittingRecorded,
)
def _(rows: Rows[CatalogRow], record: Record[Noted]) -> None:
    event = record.event
    rows.change(version_key(event.unit, event.version), seen=record.version)
