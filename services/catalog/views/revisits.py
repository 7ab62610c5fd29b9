"""Rows of when each unit's catalog was looked through last."""

from datetime import date

from msgspec import Struct

from services.catalog.domain.revisit import CatalogReviewed
from shared.record import Record
from shared.view import Rows, View


class RevisitRow(Struct, frozen=True, kw_only=True):
    """目录复核 — the latest one."""

    unit: str
    version: int
    note: str
    reviewed_on: date
    reviewed_by: str


revisits = View("revisits", RevisitRow, key="unit")


@revisits.on(CatalogReviewed)
def _(rows: Rows[RevisitRow], record: Record[CatalogReviewed]) -> None:
    event = record.event
    rows.put(
        RevisitRow(
            unit=event.unit,
            version=event.version,
            note=event.note,
            reviewed_on=event.reviewed_on,
            reviewed_by=event.reviewed_by,
        )
    )
