"""草稿条目的修改 — how a changed entry shows in its version, and who changed it and why."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from services.catalog.domain.rewriting_words import EntryAmended
from services.catalog.domain.terms import Field, Kind
from services.catalog.views.versions import (
    CatalogRow,
    DoubtRow,
    EntryRow,
    State,
    catalogs,
    doubt_row,
    doubts,
    entries,
    row_key,
    version_key,
)
from shared.record import Record
from shared.view import Rows, View


class RewritingRow(Struct, frozen=True, kw_only=True):
    """一次修改 — which fields of a row were changed, by whom and why."""

    key: str
    unit: str
    version: int
    row: int
    level3: str
    changed: tuple[Field, ...]
    reason: str
    by: str
    at: datetime


rewritings: Final = View("rewritings", RewritingRow, key="key", indexes=(("unit", "version"),))


@rewritings.on(EntryAmended)
def _(rows: Rows[RewritingRow], record: Record[EntryAmended]) -> None:
    event = record.event
    rows.put(
        RewritingRow(
            key=str(record.id),
            unit=event.unit,
            version=event.version,
            row=event.entry.row,
            level3=event.entry.level3,
            changed=event.changed,
            reason=event.reason,
            by=event.amended_by,
            at=record.cause.at,
        )
    )


@entries.on(EntryAmended)
def _(rows: Rows[EntryRow], record: Record[EntryAmended]) -> None:
    event = record.event
    key = row_key(event.unit, event.version, event.entry.row)
    rows.change(key, entry=event.entry)


@catalogs.on(EntryAmended)
def _(rows: Rows[CatalogRow], record: Record[EntryAmended]) -> None:
    key = version_key(record.event.unit, record.event.version)
    rows.change(key, state=State.DRAFTED, seen=record.version)


@doubts.on(EntryAmended)
def _(rows: Rows[DoubtRow], record: Record[EntryAmended]) -> None:
    event, at = record.event, record.cause.at
    place = row_key(event.unit, event.version, event.entry.row)
    for key in (f"{place}/{field.value}/{kind.value}" for field in Field for kind in Kind):
        if (row := rows.get(key)) and row.open:
            said = {"value": "条目已修改", "reason": event.reason}
            rows.change(key, open=False, settled_by=event.amended_by, settled_at=at, **said)
    for raised in event.raised:
        rows.put(doubt_row(event.unit, event.version, raised))
