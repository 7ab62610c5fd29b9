"""变更 — what is filed with a superior and waits for its answer; whether to disclose anew."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.workflow.domain.change_words import (
    ChangeFiled,
    FilingAcknowledged,
    RepublicationDecided,
)
from services.workflow.views.board import ProposalRow, advanced, board
from shared.record import Record
from shared.view import Rows, View


class FilingRow(Struct, frozen=True, kw_only=True):
    """报备 — ``number`` is empty until the superior has answered."""

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


@board.on(ChangeFiled, FilingAcknowledged)
def _(rows: Rows[ProposalRow], record: Record[Any]) -> None:
    if row := rows.get(record.stream_id):
        rows.put(advanced(row, record, *_told(record.event)))


def _told(event: ChangeFiled | FilingAcknowledged) -> tuple[str, str]:
    if isinstance(event, ChangeFiled):
        return "批准变更，报上级备案", f"报{event.body_name}"
    return "上级已回执备案", f"备案编号{event.number}"
