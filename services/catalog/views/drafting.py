"""How rows of a draft that are changed or left out show in the rows of versions."""

from typing import Final

from services.catalog.domain.template_words import (
    EntryOmitted,
    EntryRevised,
    TemplateAnswered,
    TemplateCopied,
)
from services.catalog.domain.terms import Field, Kind
from services.catalog.views.versions import (
    CatalogRow,
    DoubtRow,
    EntryRow,
    State,
    catalogs,
    doubts,
    entries,
    row_key,
    version_key,
)
from shared.record import Record
from shared.view import Rows

VERSIONS: Final = (catalogs, entries, doubts)


@entries.on(EntryRevised)
def _(rows: Rows[EntryRow], record: Record[EntryRevised]) -> None:
    event = record.event
    key = row_key(event.unit, event.version, event.entry.row)
    rows.put(
        EntryRow(
            key=key,
            unit=event.unit,
            version=event.version,
            row=event.entry.row,
            entry=event.entry,
        )
    )


@entries.on(EntryOmitted)
def _(rows: Rows[EntryRow], record: Record[EntryOmitted]) -> None:
    rows.drop(row_key(record.event.unit, record.event.version, record.event.row))


@catalogs.on(EntryRevised)
def _(rows: Rows[CatalogRow], record: Record[EntryRevised]) -> None:
    key = version_key(record.event.unit, record.event.version)
    rows.change(key, state=State.DRAFTED, seen=record.version)


@catalogs.on(EntryOmitted)
def _(rows: Rows[CatalogRow], record: Record[EntryOmitted]) -> None:
    key = version_key(record.event.unit, record.event.version)
    if row := rows.get(key):
        rows.change(key, rows=row.rows - 1, state=State.DRAFTED, seen=record.version)


@catalogs.on(TemplateCopied, TemplateAnswered)
def _(rows: Rows[CatalogRow], record: Record[TemplateCopied | TemplateAnswered]) -> None:
    rows.change(version_key(record.event.unit, record.event.version), seen=record.version)


@doubts.on(EntryRevised, EntryOmitted)
def _(rows: Rows[DoubtRow], record: Record[EntryRevised | EntryOmitted]) -> None:
    event = record.event
    omitted = isinstance(event, EntryOmitted)
    row = event.row if isinstance(event, EntryOmitted) else event.entry.row
    for key in _keys(event.unit, event.version, row):
        rows.change(
            key,
            open=False,
            reason="条目已删去" if omitted else "条目已改动",
            settled_by=record.cause.actor,
            settled_at=record.cause.at,
        )


def _keys(unit: str, version: int, row: int) -> list[str]:
    place = row_key(unit, version, row)
    return [f"{place}/{field.value}/{kind.value}" for field in Field for kind in Kind]
