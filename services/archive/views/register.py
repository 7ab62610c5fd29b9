"""档案登记簿 — electronic volumes, paper files and paper originals, in one list."""

from datetime import datetime
from enum import Enum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.archive.domain.volume_words import (
    OriginalRegistered,
    PaperRegistered,
    VolumeSealed,
)
from shared.record import Record
from shared.view import Rows, View

UNSORTED: Final = "未分类"


class Carrier(Enum):
    """载体"""

    ELECTRONIC = "电子案卷"
    PAPER = "纸质档案"
    ORIGINAL = "纸质原件"


class RegisterRow(Struct, frozen=True, kw_only=True):
    """登记簿一行 — ``volume`` is the volume to which a paper original belongs, else its own."""

    id: str
    carrier: Carrier
    number: str
    volume: str
    title: str
    unit: str
    year: int
    category: str
    retention: str
    pages: int
    place: str
    at: datetime


class ShelfRow(Struct, frozen=True, kw_only=True):
    """类目 — one class in which a unit has files."""

    id: str
    unit: str
    category: str


register: Final = View(
    "register", RegisterRow, key="id", indexes=(("year", "number"), ("category", "year"))
)
shelves: Final = View("shelves", ShelfRow, key="id", indexes=(("unit",),))


@register.on(VolumeSealed)
def _(rows: Rows[RegisterRow], record: Record[VolumeSealed]) -> None:
    event = record.event
    rows.put(
        RegisterRow(
            id=event.number,
            carrier=Carrier.ELECTRONIC,
            number=event.number,
            volume=event.number,
            title=event.title,
            unit=event.unit,
            year=event.year,
            category=event.category or UNSORTED,
            retention=event.retention.value,
            pages=0,
            place="",
            at=record.cause.at,
        )
    )


@register.on(PaperRegistered)
def _(rows: Rows[RegisterRow], record: Record[PaperRegistered]) -> None:
    event = record.event
    rows.put(
        RegisterRow(
            id=event.number,
            carrier=Carrier.PAPER,
            number=event.number,
            volume="",
            title=event.title,
            unit=event.unit,
            year=event.year,
            category=event.category,
            retention=event.retention.value,
            pages=event.pages,
            place=f"{event.room} {event.shelf} {event.box}",
            at=record.cause.at,
        )
    )


@register.on(OriginalRegistered)
def _(rows: Rows[RegisterRow], record: Record[OriginalRegistered]) -> None:
    """A paper original stands with its volume: same year, same class, a place of its own."""
    event = record.event
    if volume := rows.get(event.volume):
        rows.put(
            replace(
                volume,
                id=f"{event.fonds}/{event.number}",
                carrier=Carrier.ORIGINAL,
                number=event.number,
                title=event.name,
                pages=event.pages,
                place=event.shelf,
                at=record.cause.at,
            )
        )


@shelves.on(VolumeSealed, PaperRegistered)
def _(rows: Rows[ShelfRow], record: Record[VolumeSealed | PaperRegistered]) -> None:
    event = record.event
    category = event.category or UNSORTED
    rows.put(ShelfRow(id=f"{event.unit}/{category}", unit=event.unit, category=category))
