"""六进活动和衔接事项 — where the disclosure went to people, and its sisters in other systems."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.publishing.domain.sister_words import (
    SisterApproved,
    SisterChecked,
    SisterLinked,
    SisterOutdated,
    SisterWithdrawn,
)
from services.publishing.domain.visit_words import RemarkNoted, VisitClosed, VisitRegistered
from shared.record import Record
from shared.view import Rows, View


class VisitRow(Struct, frozen=True, kw_only=True):
    """六进活动 — ``opinions`` are ids of the opinions that were taken home."""

    visit_id: UUID
    unit: str
    kind: str
    place: str
    on: date
    topics: str
    reached: int
    disclosures: tuple[str, ...]
    opinions: tuple[str, ...] = ()
    closed_at: datetime | None = None


class SisterRow(Struct, frozen=True, kw_only=True):
    """衔接事项 — ``waits``: it was withdrawn there, or corrected here, and nobody has looked yet.

    Society reads what is ``approved``, by somebody else than who has ``linked_by`` hand.
    ``owner`` answers for the other system's matter; ``outdated`` is the version here, if corrected.
    """

    sister_id: UUID
    unit: str
    item_id: str
    disclosure_id: str
    system: str
    title: str
    address: str
    disclosed_on: date
    withdrawn_on: date | None = None
    reason: str = ""
    waits: bool = False
    note: str = ""
    owner: str = ""
    outdated: int = 0
    approved: bool = False
    linked_by: str = ""


visits: Final = View("visits", VisitRow, key="visit_id", indexes=(("unit", "on"), ("on",)))
sisters: Final = View(
    "sisters", SisterRow, key="sister_id", indexes=(("item_id",), ("unit", "disclosed_on"))
)


@visits.on(VisitRegistered)
def _(rows: Rows[VisitRow], record: Record[VisitRegistered]) -> None:
    event = record.event
    rows.put(
        VisitRow(
            visit_id=record.stream_id,
            unit=event.unit,
            kind=event.kind,
            place=event.place,
            on=event.on,
            topics=event.topics,
            reached=event.reached,
            disclosures=event.disclosures,
        )
    )


@visits.on(RemarkNoted)
def _(rows: Rows[VisitRow], record: Record[RemarkNoted]) -> None:
    if row := rows.get(record.stream_id):
        opinions = (*row.opinions, record.event.opinion_id)
        rows.change(record.stream_id, opinions=opinions)


@visits.on(VisitClosed)
def _(rows: Rows[VisitRow], record: Record[VisitClosed]) -> None:
    rows.change(record.stream_id, closed_at=record.cause.at)


@sisters.on(SisterLinked)
def _(rows: Rows[SisterRow], record: Record[SisterLinked]) -> None:
    event = record.event
    rows.put(
        SisterRow(
            sister_id=record.stream_id,
            unit=event.unit,
            item_id=event.item_id,
            disclosure_id=event.disclosure_id,
            system=event.system,
            title=event.title,
            address=event.address,
            disclosed_on=event.disclosed_on,
            owner=event.owner,
            linked_by=record.cause.actor,
        )
    )


@sisters.on(SisterApproved)
def _(rows: Rows[SisterRow], record: Record[SisterApproved]) -> None:
    rows.change(record.stream_id, approved=True)


@sisters.on(SisterOutdated)
def _(rows: Rows[SisterRow], record: Record[SisterOutdated]) -> None:
    rows.change(record.stream_id, waits=True, outdated=record.event.version)


@sisters.on(SisterWithdrawn)
def _(rows: Rows[SisterRow], record: Record[SisterWithdrawn]) -> None:
    event = record.event
    rows.change(record.stream_id, withdrawn_on=event.on, reason=event.reason, waits=True)


@sisters.on(SisterChecked)
def _(rows: Rows[SisterRow], record: Record[Any]) -> None:
    rows.change(record.stream_id, waits=False, outdated=0, note=record.event.note)
