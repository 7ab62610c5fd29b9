"""Matters that units count to a wider system."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from services.archive.domain.flags import MatterFlagged, MatterUnflagged
from shared.record import Record
from shared.view import Rows, View


class FlagRow(Struct, frozen=True, kw_only=True):
    """标记"""

    id: str
    unit: str
    matter: str
    kind: str
    title: str
    system: str
    note: str
    by: str
    at: datetime


flags: Final = View("flags", FlagRow, key="id", indexes=(("system", "at"), ("unit", "at")))


@flags.on(MatterFlagged)
def _(rows: Rows[FlagRow], record: Record[MatterFlagged]) -> None:
    event, cause = record.event, record.cause
    rows.put(
        FlagRow(
            id=f"{event.unit}/{event.matter}/{event.system}",
            unit=event.unit,
            matter=event.matter,
            kind=event.kind,
            title=event.title,
            system=event.system,
            note=event.note,
            by=cause.actor,
            at=cause.at,
        )
    )


@flags.on(MatterUnflagged)
def _(rows: Rows[FlagRow], record: Record[MatterUnflagged]) -> None:
    event = record.event
    rows.drop(f"{event.unit}/{event.matter}/{event.system}")
