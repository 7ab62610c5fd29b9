"""变更 — what is filed with a superior and waits for its answer; whether to disclose anew."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.workflow.domain.change_words import (
    ChangeFiled,
    FilingAcknowledged,
    FilingObjected,
    ObjectionAnswered,
    RepublicationDecided,
)
from services.workflow.views.board import ProposalRow, advanced, board
from shared.record import Record
from shared.view import Rows, View


class FilingRow(Struct, frozen=True, kw_only=True):
    """报备 — ``number`` is empty until the superior has acknowledged.

    ``objection``: what the superior objects, ``reply``: what the unit has said to that.
    """

    proposal_id: UUID
    unit: str
    body: str
    title: str
    kind: str
    disclosure_id: str
    digest: str
    filed_at: datetime
    answered: bool = False
    number: str = ""
    answered_at: datetime | None = None
    objection: str = ""
    reply: str = ""


class RepublicationRow(Struct, frozen=True, kw_only=True):
    """是否再公开 — the newest decision about a disclosure."""

    disclosure_id: str
    version: int
    republish: bool
    reason: str
    by: str
    at: datetime


filings: Final = View(
    "filings", FilingRow, key="proposal_id", indexes=(("body", "answered"), ("unit", "filed_at"))
)
republications: Final = View("republications", RepublicationRow, key="disclosure_id")


@filings.on(ChangeFiled)
def _(rows: Rows[FilingRow], record: Record[ChangeFiled]) -> None:
    event = record.event
    rows.put(
        FilingRow(
            proposal_id=record.stream_id,
            unit=event.unit,
            body=event.body,
            title=event.title,
            kind=event.kind.value,
            disclosure_id=event.disclosure_id,
            digest=event.digest,
            filed_at=record.cause.at,
        )
    )


@filings.on(FilingAcknowledged)
def _(rows: Rows[FilingRow], record: Record[FilingAcknowledged]) -> None:
    number, at = record.event.number, record.cause.at
    rows.change(record.stream_id, answered=True, number=number, answered_at=at)


@filings.on(FilingObjected)
def _(rows: Rows[FilingRow], record: Record[FilingObjected]) -> None:
    rows.change(record.stream_id, objection=record.event.reason, reply="")


@filings.on(ObjectionAnswered)
def _(rows: Rows[FilingRow], record: Record[ObjectionAnswered]) -> None:
    """A change that is to be made anew is filed no more; it will be filed again."""
    event = record.event
    rows.change(record.stream_id, reply=event.answer, answered=event.amend)


@republications.on(RepublicationDecided)
def _(rows: Rows[RepublicationRow], record: Record[RepublicationDecided]) -> None:
    event = record.event
    rows.put(
        RepublicationRow(
            disclosure_id=event.disclosure_id,
            version=event.version,
            republish=event.republish,
            reason=event.reason,
            by=event.decided_by,
            at=record.cause.at,
        )
    )


@board.on(ChangeFiled, FilingAcknowledged, FilingObjected, ObjectionAnswered)
def _(rows: Rows[ProposalRow], record: Record[Any]) -> None:
    if row := rows.get(record.stream_id):
        rows.put(advanced(row, record, *_told(record.event)))


def _told(
    event: ChangeFiled | FilingAcknowledged | FilingObjected | ObjectionAnswered,
) -> tuple[str, str]:
    match event:
        case ChangeFiled(body_name=name):
            return "批准变更，报上级备案", f"报{name}"
        case FilingAcknowledged(number=number):
            return "上级已回执备案", f"备案编号{number}"
        case FilingObjected(reason=reason):
            return "上级对备案提出异议", reason
        case ObjectionAnswered(answer=answer, amend=amend):
            return ("接受异议，修改后重报" if amend else "答复异议，再次报备"), answer
