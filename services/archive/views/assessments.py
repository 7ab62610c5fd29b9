"""Marks that assessors gave, and sheets that were issued."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from services.archive.domain.assessment_words import MarkEntered, SheetIssued, SheetLine
from shared.record import Record
from shared.view import Rows, View


class MarkRow(Struct, frozen=True, kw_only=True):
    """定性评分 — the newest of a unit, a year and an indicator."""

    id: str
    unit: str
    year: int
    name: str
    mark: int
    remark: str
    by: str
    at: datetime


class SheetRow(Struct, frozen=True, kw_only=True):
    """考核表 — as it was issued; points in hundredths."""

    id: str
    unit: str
    year: int
    kind: str
    head: str
    lines: tuple[SheetLine, ...]
    full: int
    points: int
    logged: int
    by: str
    at: datetime


marks: Final = View("marks", MarkRow, key="id", indexes=(("unit", "year"), ("year",)))
sheets: Final = View("sheets", SheetRow, key="id", indexes=(("unit", "year"), ("year",)))


@marks.on(MarkEntered)
def _(rows: Rows[MarkRow], record: Record[MarkEntered]) -> None:
    event = record.event
    rows.put(
        MarkRow(
            id=f"{record.stream_id}/{event.name}",
            unit=event.unit,
            year=event.year,
            name=event.name,
            mark=event.mark,
            remark=event.remark,
            by=event.entered_by,
            at=record.cause.at,
        )
    )


@sheets.on(SheetIssued)
def _(rows: Rows[SheetRow], record: Record[SheetIssued]) -> None:
    event = record.event
    rows.put(
        SheetRow(
            id=str(record.id),
            unit=event.unit,
            year=event.year,
            kind=event.kind,
            head=event.head,
            lines=event.lines,
            full=event.full,
            points=event.points,
            logged=event.logged,
            by=event.issued_by,
            at=record.cause.at,
        )
    )
