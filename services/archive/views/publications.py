"""What was shown from when to when, and how long it may lie unfiled: for yearly checks."""

from datetime import date, datetime
from hashlib import sha256
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.archive.heard import (
    DisclosureRegistered,
    DisclosureWithdrawn,
    DisplayEnded,
    InnerOpened,
    ObligationFulfilled,
    PublicOpened,
    SchemeAdopted,
)
from shared.record import Record
from shared.view import Rows, View

DAYS: Final = 30  # where a scheme says nothing (S3 三(一)归档)


class PublicationRow(Struct, frozen=True, kw_only=True):
    """公开的事 — when it was shown and until when, its text's digest, the day it was due."""

    id: str
    unit: str = ""
    proposal: str = ""
    title: str = ""
    opened_on: date | None = None
    opened_at: datetime | None = None
    ended_on: date | None = None
    due: date | None = None
    text: str = ""


class ArchivingRow(Struct, frozen=True):
    """归档期限 — how many days after its end a unit's scheme lets a publication lie unfiled."""

    id: str
    unit: str
    effective: date
    days: int


publications: Final = View("publications", PublicationRow, key="id", indexes=(("opened_on",),))
archivings: Final = View("archivings", ArchivingRow, key="id", indexes=(("unit",),))


def _publication(rows: Rows[PublicationRow], name: object) -> PublicationRow:
    return rows.get(str(name)) or PublicationRow(id=str(name))


@publications.on(DisclosureRegistered)
def _(rows: Rows[PublicationRow], record: Record[DisclosureRegistered]) -> None:
    event, row = record.event, _publication(rows, record.stream_id)
    named = replace(row, unit=event.unit, proposal=event.proposal_id, title=event.plan.title)
    rows.put(named)


@publications.on(InnerOpened, PublicOpened)
def _(rows: Rows[PublicationRow], record: Record[InnerOpened | PublicOpened]) -> None:
    event, row = record.event, _publication(rows, record.stream_id)
    row = replace(row, opened_on=row.opened_on or event.opened_on)
    if isinstance(event, PublicOpened):
        row = replace(
            row, opened_at=record.cause.at, text=sha256(event.content.encode()).hexdigest()
        )
    rows.put(row)


@publications.on(DisplayEnded)
def _(rows: Rows[PublicationRow], record: Record[DisplayEnded]) -> None:
    rows.put(
        replace(_publication(rows, record.event.disclosure_id), ended_on=record.event.ended_on)
    )


@publications.on(DisclosureWithdrawn)
def _(rows: Rows[PublicationRow], record: Record[DisclosureWithdrawn]) -> None:
    rows.put(replace(_publication(rows, record.stream_id), ended_on=record.event.withdrawn_on))


@publications.on(ObligationFulfilled)
def _(rows: Rows[PublicationRow], record: Record[ObligationFulfilled]) -> None:
    rows.put(replace(_publication(rows, record.event.disclosure_id), due=record.event.due))


@archivings.on(SchemeAdopted)
def _(rows: Rows[ArchivingRow], record: Record[SchemeAdopted]) -> None:
    unit, scheme = record.event.unit, record.event.scheme
    days = int(scheme.values.get("archive.days_after_end", DAYS))
    rows.put(ArchivingRow(f"{unit}/{scheme.version}", unit, scheme.effective, days))
