"""Rows of the versions of catalogs: their entries, and the doubts about them."""

from datetime import datetime
from enum import Enum
from typing import Final

from msgspec import Struct

from services.catalog.domain.doubts import settles
from services.catalog.domain.events import (
    CatalogApproved,
    CatalogDrafted,
    CatalogScreened,
    DoubtSettled,
    EntriesDrafted,
    ItemListed,
    ItemRetired,
)
from services.catalog.domain.terms import (
    Doubt,
    Entry,
    Field,
    Kind,
    Source,
    Verdict,
)
from shared.record import Record
from shared.view import Rows, View


class State(Enum):
    """目录状态"""

    DRAFTED = "drafted"
    SCREENED = "screened"
    RETURNED = "returned"
    APPROVED = "approved"
    REPLACED = "replaced"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return _STATES[self]


_STATES: Final = {
    State.DRAFTED: "编制中",
    State.SCREENED: "已通过保密性初审",
    State.RETURNED: "保密性初审未通过",
    State.APPROVED: "已审批",
    State.REPLACED: "已被新版代替",
}


class CatalogRow(Struct, frozen=True, kw_only=True):
    """目录版本 — ``seen`` is the stream's version, for ``If-Match``."""

    key: str
    unit: str
    version: int
    state: State
    source: Source
    rows: int
    seen: int
    drafted_by: str
    drafted_at: datetime
    screened_by: str = ""
    screened_at: datetime | None = None
    screening_note: str = ""
    approved_by: str = ""
    approved_at: datetime | None = None


class EntryRow(Struct, frozen=True, kw_only=True):
    """目录条目 — as it stands in one version."""

    key: str
    unit: str
    version: int
    row: int
    entry: Entry


class DoubtRow(Struct, frozen=True, kw_only=True):
    """疑点 — open until ``settled_at``; ``blocking`` ones stand in the way of approval."""

    key: str
    unit: str
    version: int
    row: int
    field: Field
    kind: Kind
    blocking: bool
    message: str
    line: int
    open: bool = True
    value: str = ""
    reason: str = ""
    settled_by: str = ""
    settled_at: datetime | None = None


catalogs = View("catalogs", CatalogRow, key="key", indexes=(("unit", "version"),))
entries = View("entries", EntryRow, key="key", indexes=(("unit", "version", "row"),))
doubts = View("doubts", DoubtRow, key="key", indexes=(("unit", "version", "row"),))


def version_key(unit: str, version: int) -> str:
    """Return the key of one version of a unit's catalog."""
    return f"{unit}/{version}"


def row_key(unit: str, version: int, row: int) -> str:
    """Return the key of one entry of one version."""
    return f"{unit}/{version}/{row}"


def _doubt_key(unit: str, version: int, doubt: Doubt) -> str:
    place = f"/{doubt.line}/{doubt.message}" if doubt.row == 0 else ""
    return f"{row_key(unit, version, doubt.row)}/{doubt.field.value}/{doubt.kind.value}{place}"


@catalogs.on(CatalogDrafted)
def _(rows: Rows[CatalogRow], record: Record[CatalogDrafted]) -> None:
    event = record.event
    before = rows.get(version_key(event.unit, event.version - 1))
    if before and before.state is not State.APPROVED:
        rows.change(before.key, state=State.REPLACED)
    rows.put(
        CatalogRow(
            key=version_key(event.unit, event.version),
            unit=event.unit,
            version=event.version,
            state=State.DRAFTED,
            source=event.source,
            rows=0,
            seen=record.version,
            drafted_by=event.drafted_by,
            drafted_at=record.cause.at,
        )
    )


@catalogs.on(EntriesDrafted)
def _(rows: Rows[CatalogRow], record: Record[EntriesDrafted]) -> None:
    event, key = record.event, version_key(record.event.unit, record.event.version)
    if row := rows.get(key):
        count = row.rows + len(event.entries)
        rows.change(key, rows=count, state=State.DRAFTED, seen=record.version)


@catalogs.on(DoubtSettled)
def _(rows: Rows[CatalogRow], record: Record[DoubtSettled]) -> None:
    event, key = record.event, version_key(record.event.unit, record.event.version)
    if row := rows.get(key):
        count = row.rows - (event.entry is None)
        rows.change(key, rows=count, state=State.DRAFTED, seen=record.version)


@catalogs.on(CatalogScreened)
def _(rows: Rows[CatalogRow], record: Record[CatalogScreened]) -> None:
    event = record.event
    rows.change(
        version_key(event.unit, event.version),
        state=State.SCREENED if event.verdict is Verdict.PASS else State.RETURNED,
        screened_by=event.screened_by,
        screened_at=record.cause.at,
        screening_note=event.note,
        seen=record.version,
    )


@catalogs.on(CatalogApproved)
def _(rows: Rows[CatalogRow], record: Record[CatalogApproved]) -> None:
    event = record.event
    rows.change(
        version_key(event.unit, event.version),
        state=State.APPROVED,
        approved_by=event.approved_by,
        approved_at=record.cause.at,
        seen=record.version,
    )


@catalogs.on(ItemListed, ItemRetired)
def _(rows: Rows[CatalogRow], record: Record[ItemListed | ItemRetired]) -> None:
    event = record.event
    rows.change(version_key(event.unit, event.catalog_version), seen=record.version)


def _entry_row(unit: str, version: int, entry: Entry) -> EntryRow:
    key = row_key(unit, version, entry.row)
    return EntryRow(key=key, unit=unit, version=version, row=entry.row, entry=entry)


@entries.on(EntriesDrafted)
def _(rows: Rows[EntryRow], record: Record[EntriesDrafted]) -> None:
    event = record.event
    for entry in event.entries:
        rows.put(_entry_row(event.unit, event.version, entry))


@entries.on(DoubtSettled)
def _(rows: Rows[EntryRow], record: Record[DoubtSettled]) -> None:
    event = record.event
    if event.entry is None:
        rows.drop(row_key(event.unit, event.version, event.row))
    else:
        rows.put(_entry_row(event.unit, event.version, event.entry))


def doubt_row(unit: str, version: int, doubt: Doubt) -> DoubtRow:
    """Return the row of a doubt that nobody has settled yet."""
    return DoubtRow(
        key=_doubt_key(unit, version, doubt),
        unit=unit,
        version=version,
        row=doubt.row,
        field=doubt.field,
        kind=doubt.kind,
        blocking=doubt.kind.blocking,
        message=doubt.message,
        line=doubt.line,
    )


@doubts.on(CatalogDrafted, EntriesDrafted)
def _(rows: Rows[DoubtRow], record: Record[CatalogDrafted | EntriesDrafted]) -> None:
    event = record.event
    for doubt in event.doubts:
        rows.put(doubt_row(event.unit, event.version, doubt))


@doubts.on(DoubtSettled)
def _(rows: Rows[DoubtRow], record: Record[DoubtSettled]) -> None:
    event = record.event
    for row in _doubts_of(rows, event):
        doubt = Doubt(row=row.row, field=row.field, kind=row.kind, message=row.message)
        if row.open and settles(event.field, event.entry, doubt):
            rows.change(
                row.key,
                open=False,
                value=event.value,
                reason=event.reason,
                settled_by=event.settled_by,
                settled_at=record.cause.at,
            )
    for raised in event.raised:
        rows.put(doubt_row(event.unit, event.version, raised))


def _doubts_of(rows: Rows[DoubtRow], event: DoubtSettled) -> list[DoubtRow]:
    place = row_key(event.unit, event.version, event.row)
    keys = (f"{place}/{field.value}/{kind.value}" for field in Field for kind in Kind)
    return [row for key in keys if (row := rows.get(key))]
