"""Rows of good practices: whose, how it is done, what proves it, who has marked it."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from services.catalog.domain.practice import PracticeCommended, PracticeRegistered
from shared.record import Record
from shared.view import Rows, View


class Commendation(Struct, frozen=True, kw_only=True):
    """标为典型 — by which unit, when, with which words."""

    unit: str
    at: datetime
    note: str


class PracticeRow(Struct, frozen=True, kw_only=True):
    """典型做法"""

    practice_id: UUID
    unit: str
    name: str
    story: str
    links: tuple[str, ...]
    scheme: int
    told_at: datetime
    model: bool = False
    commendations: tuple[Commendation, ...] = ()


practices = View(
    "practices", PracticeRow, key="practice_id", indexes=(("model", "told_at"), ("unit",))
)


@practices.on(PracticeRegistered)
def _(rows: Rows[PracticeRow], record: Record[PracticeRegistered]) -> None:
    event = record.event
    rows.put(
        PracticeRow(
            practice_id=record.stream_id,
            unit=event.unit,
            name=event.name,
            story=event.story,
            links=event.links,
            scheme=event.scheme,
            told_at=record.cause.at,
        )
    )


@practices.on(PracticeCommended)
def _(rows: Rows[PracticeRow], record: Record[PracticeCommended]) -> None:
    event, row = record.event, rows.get(record.stream_id)
    if row:
        by = Commendation(unit=event.commended_by_unit, at=record.cause.at, note=event.note)
        rows.change(row.practice_id, model=True, commendations=(*row.commendations, by))
