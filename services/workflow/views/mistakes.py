"""差错台账 — every error that was reported, who answers for it, and when it was put right (B7)."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.workflow.domain.mistake_words import (
    MistakeCorrected,
    MistakeDismissed,
    MistakeReported,
    Responsible,
)
from services.workflow.heard import DisclosureRegistered, DisclosureRevised
from shared.record import Record
from shared.view import Rows, View

OPEN: Final = "open"
CORRECTED: Final = "corrected"
WITHDRAWN: Final = "withdrawn"
DISMISSED: Final = "dismissed"


class MistakeRow(Struct, frozen=True, kw_only=True):
    """差错 — ``state``: open, corrected, withdrawn or dismissed; ``by`` who reported it."""

    mistake_id: UUID
    unit: str
    item_id: str
    disclosure_id: str
    number: int
    title: str
    what: str
    correct: str
    opinion_id: str
    by: str
    post: str
    reported_at: datetime
    responsible: tuple[Responsible, ...]
    state: str
    version: int
    corrected_by: int = 0
    corrected_on: date | None = None
    proposal_id: str = ""
    reason: str = ""


class EditionRow(Struct, frozen=True, kw_only=True):
    """版本的来由 — by which proposal a version of a disclosure came about."""

    key: str
    proposal_id: str
    revised_on: date | None = None


mistakes: Final = View(
    "mistakes",
    MistakeRow,
    key="mistake_id",
    indexes=(("unit", "state", "reported_at"), ("disclosure_id", "state")),
)
editions: Final = View("editions", EditionRow, key="key")


def edition_key(disclosure_id: str, version: int) -> str:
    """Return the key of a version."""
    return f"{disclosure_id}/{version}"


@editions.on(DisclosureRegistered, DisclosureRevised)
def _(rows: Rows[EditionRow], record: Record[DisclosureRegistered | DisclosureRevised]) -> None:
    event, key = record.event, edition_key(str(record.stream_id), record.event.version)
    on = event.revised_on if isinstance(event, DisclosureRevised) else None
    rows.put(EditionRow(key=key, proposal_id=event.proposal_id, revised_on=on))


@mistakes.on(MistakeReported)
def _(rows: Rows[MistakeRow], record: Record[MistakeReported]) -> None:
    event = record.event
    rows.put(
        MistakeRow(
            mistake_id=record.stream_id,
            unit=event.unit,
            item_id=event.item_id,
            disclosure_id=event.disclosure_id,
            number=event.version,
            title=event.title,
            what=event.what,
            correct=event.correct,
            opinion_id=event.opinion_id,
            by=event.reported_by,
            post=record.cause.post,
            reported_at=record.cause.at,
            responsible=event.responsible,
            state=OPEN,
            version=record.version,
        )
    )


@mistakes.on(MistakeCorrected)
def _(rows: Rows[MistakeRow], record: Record[MistakeCorrected]) -> None:
    event = record.event
    rows.change(
        record.stream_id,
        state=CORRECTED if event.version else WITHDRAWN,
        corrected_by=event.version,
        corrected_on=event.corrected_on,
        proposal_id=event.proposal_id,
        version=record.version,
    )


@mistakes.on(MistakeDismissed)
def _(rows: Rows[MistakeRow], record: Record[MistakeDismissed]) -> None:
    reason = record.event.reason
    rows.change(record.stream_id, state=DISMISSED, reason=reason, version=record.version)
