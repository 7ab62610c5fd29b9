"""Rows of units' regimes: what is in force, and what was repealed."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from services.catalog.domain.regime_words import (
    RegimeChapter,
    RegimeRegistered,
    RegimeRepealed,
)
from shared.record import Record
from shared.view import Rows, View


class RegimeRow(Struct, frozen=True, kw_only=True):
    """制度"""

    regime_id: UUID
    unit: str
    title: str
    fulfils: str
    issuer: str
    number: str
    effective: str
    chapters: tuple[RegimeChapter, ...]
    registered_at: datetime
    repealed: bool = False
    reason: str = ""


regimes = View("regimes", RegimeRow, key="regime_id", indexes=(("unit",),))


@regimes.on(RegimeRegistered)
def _(rows: Rows[RegimeRow], record: Record[RegimeRegistered]) -> None:
    event = record.event
    rows.put(
        RegimeRow(
            regime_id=record.stream_id,
            unit=event.unit,
            title=event.title,
            fulfils=event.fulfils,
            issuer=event.issuer,
            number=event.number,
            effective=event.effective,
            chapters=event.chapters,
            registered_at=record.cause.at,
        )
    )


@regimes.on(RegimeRepealed)
def _(rows: Rows[RegimeRow], record: Record[RegimeRepealed]) -> None:
    rows.change(record.stream_id, repealed=True, reason=record.event.reason)
