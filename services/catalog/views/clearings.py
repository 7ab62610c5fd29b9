"""Rows of clean-ups of powers: whose lists are asked for, and what was found wrong."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from services.catalog.domain.clearing_words import (
    ClearingClosed,
    ClearingOpened,
    FlawClosed,
    FlawRegistered,
    Holder,
    HolderList,
)
from shared.record import Record
from shared.view import Rows, View


class ClearingRow(Struct, frozen=True, kw_only=True):
    """职权清理 — the newest round of a unit; ``lists`` as they stood when it was closed."""

    unit: str
    round: int
    title: str
    holders: tuple[Holder, ...]
    opened_at: datetime
    open: bool = True
    lists: tuple[HolderList, ...] = ()
    closed_at: datetime | None = None


class FlawRow(Struct, frozen=True, kw_only=True):
    """职权问题 — ``border`` once it is put right."""

    key: str
    unit: str
    number: int
    flaw: str
    measure: str
    powers: tuple[UUID, ...]
    detail: str
    handler: str
    due: str
    found_by: str
    found_at: datetime
    border: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""


clearings = View("clearings", ClearingRow, key="unit")
flaws = View("flaws", FlawRow, key="key", indexes=(("unit", "number"),))


@clearings.on(ClearingOpened)
def _(rows: Rows[ClearingRow], record: Record[ClearingOpened]) -> None:
    event = record.event
    rows.put(
        ClearingRow(
            unit=event.unit,
            round=event.round,
            title=event.title,
            holders=event.holders,
            opened_at=record.cause.at,
        )
    )


@clearings.on(ClearingClosed)
def _(rows: Rows[ClearingRow], record: Record[ClearingClosed]) -> None:
    event, at = record.event, record.cause.at
    rows.change(event.unit, open=False, lists=event.lists, closed_at=at)


@flaws.on(FlawRegistered)
def _(rows: Rows[FlawRow], record: Record[FlawRegistered]) -> None:
    event = record.event
    rows.put(
        FlawRow(
            key=flaw_key(event.unit, event.number),
            unit=event.unit,
            number=event.number,
            flaw=event.flaw,
            measure=event.measure,
            powers=event.powers,
            detail=event.detail,
            handler=event.handler,
            due=event.due,
            found_by=event.found_by,
            found_at=record.cause.at,
        )
    )


@flaws.on(FlawClosed)
def _(rows: Rows[FlawRow], record: Record[FlawClosed]) -> None:
    event = record.event
    key = flaw_key(event.unit, event.number)
    at, by = record.cause.at, event.closed_by
    rows.change(key, border=event.border, closed_at=at, closed_by=by)


def flaw_key(unit: str, number: int) -> str:
    """Return by what a flaw is known in the county."""
    return f"{unit}/{number}"
