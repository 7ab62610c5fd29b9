"""待核准的办理结果 — what a handler has typed and nobody else has let out yet."""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.feedback.domain.events import OutcomeCirculated, OutcomePublished
from services.feedback.domain.handling_words import OpinionForwarded, OpinionReopened
from services.feedback.domain.outcome_words import OutcomeProposed, OutcomeReturned
from services.feedback.domain.terms import Finding, Remedy
from services.feedback.views.opinions import opinions
from shared.record import Record
from shared.view import Rows, View


class OutcomeWait(Struct, frozen=True, kw_only=True):
    """待核准的办理结果 — ``returned``: why it came back; nothing of the letter itself."""

    opinion_id: UUID
    number: str
    unit: str
    disclosure_id: str
    writer: str
    finding: Finding
    remedy: Remedy
    summary: str
    at: datetime
    returned: str = ""


outcome_waits: Final = View(
    "outcome_waits", OutcomeWait, key="opinion_id", indexes=(("unit", "returned", "at"),)
)


@outcome_waits.on(OutcomeProposed)
def _(rows: Rows[OutcomeWait], record: Record[OutcomeProposed]) -> None:
    new, opinion = record.event, rows.of(opinions).get(record.stream_id)
    rows.put(
        OutcomeWait(
            opinion_id=record.stream_id,
            number=opinion.number if opinion else "",
            unit=new.unit,
            disclosure_id=opinion.disclosure_id if opinion else "",
            writer=new.writer,
            finding=new.finding,
            remedy=new.remedy,
            summary=new.summary,
            at=record.cause.at,
        )
    )


@outcome_waits.on(OutcomeReturned)
def _(rows: Rows[OutcomeWait], record: Record[OutcomeReturned]) -> None:
    rows.change(record.stream_id, returned=record.event.reason)


@outcome_waits.on(OpinionForwarded)
def _(rows: Rows[OutcomeWait], record: Record[OpinionForwarded]) -> None:
    rows.change(record.stream_id, unit=record.event.unit)


@outcome_waits.on(OutcomePublished, OutcomeCirculated, OpinionReopened)
def _(
    rows: Rows[OutcomeWait],
    record: Record[OutcomePublished] | Record[OutcomeCirculated] | Record[OpinionReopened],
) -> None:
    rows.drop(record.stream_id)
