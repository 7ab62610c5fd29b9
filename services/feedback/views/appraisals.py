"""评议 — as pages show it; what nobody has let out yet stands apart."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.feedback.domain.appraisal_words import (
    AppraisalClosed,
    AppraisalOpened,
    AppraisalProposed,
    AppraisalPublished,
    AppraisalReturned,
    BallotPosted,
    Electors,
    ExplanationApproved,
    GroupResult,
    ResultsExplained,
    VoterMarked,
)
from services.feedback.domain.terms import Sealed
from shared.record import Record
from shared.view import Rows, View


class AppraisalRow(Struct, frozen=True, kw_only=True):
    """评议 — ``voted``: how many of each group have, as it goes on."""

    appraisal_id: UUID
    unit: str
    title: str
    questions: tuple[str, ...]
    first: date
    last: date
    electors: tuple[Electors, ...]
    least: int
    voted: dict[str, int] = {}
    results: tuple[GroupResult, ...] = ()
    closed_at: datetime | None = None
    publish_by: date | None = None
    published_at: datetime | None = None
    note: str = ""

    def late(self, today: date) -> bool:
        """Tell whether results should have been published by now."""
        due = self.publish_by
        return self.published_at is None and due is not None and due < today


class BallotRow(Struct, frozen=True, kw_only=True):
    """选票 — sealed; nobody opens one alone."""

    ballot_id: UUID
    appraisal_id: str
    box: Sealed


class AppraisalDraft(Struct, frozen=True, kw_only=True):
    """评议稿 — typed by one, not yet let out by another: a notice, or ``note`` beside results."""

    appraisal_id: UUID
    unit: str
    writer: str
    title: str
    at: datetime
    questions: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    electors: tuple[Electors, ...] = ()
    note: str = ""
    returned: str = ""


appraisals: Final = View(
    "appraisals", AppraisalRow, key="appraisal_id", indexes=(("unit", "first"),)
)
ballots: Final = View("ballots", BallotRow, key="ballot_id", indexes=(("appraisal_id",),))
appraisal_drafts: Final = View(
    "appraisal_drafts", AppraisalDraft, key="appraisal_id", indexes=(("unit", "returned", "at"),)
)
APPRAISALS: Final = (appraisals, ballots, appraisal_drafts)


@appraisal_drafts.on(AppraisalProposed)
def _(rows: Rows[AppraisalDraft], record: Record[AppraisalProposed]) -> None:
    new = record.event
    rows.put(
        AppraisalDraft(
            appraisal_id=record.stream_id,
            unit=new.unit,
            writer=new.writer,
            title=new.title,
            at=record.cause.at,
            questions=new.questions,
            first=new.first,
            last=new.last,
            electors=new.electors,
        )
    )


@appraisal_drafts.on(ResultsExplained)
def _(rows: Rows[AppraisalDraft], record: Record[ResultsExplained]) -> None:
    new, about = record.event, rows.of(appraisals).get(record.stream_id)
    rows.put(
        AppraisalDraft(
            appraisal_id=record.stream_id,
            unit=new.unit,
            writer=new.writer,
            title=about.title if about else "",
            at=record.cause.at,
            note=new.note,
        )
    )


@appraisal_drafts.on(AppraisalReturned)
def _(rows: Rows[AppraisalDraft], record: Record[AppraisalReturned]) -> None:
    rows.change(record.stream_id, returned=record.event.reason)


@appraisal_drafts.on(AppraisalOpened, ExplanationApproved)
def _(
    rows: Rows[AppraisalDraft], record: Record[AppraisalOpened] | Record[ExplanationApproved]
) -> None:
    rows.drop(record.stream_id)


@appraisals.on(ExplanationApproved)
def _(rows: Rows[AppraisalRow], record: Record[ExplanationApproved]) -> None:
    rows.change(record.stream_id, note=record.event.note)


@appraisals.on(AppraisalOpened)
def _(rows: Rows[AppraisalRow], record: Record[AppraisalOpened]) -> None:
    new = record.event
    rows.put(
        AppraisalRow(
            appraisal_id=record.stream_id,
            unit=new.unit,
            title=new.title,
            questions=new.questions,
            first=new.first,
            last=new.last,
            electors=new.electors,
            least=new.least,
        )
    )


@appraisals.on(VoterMarked)
def _(rows: Rows[AppraisalRow], record: Record[VoterMarked]) -> None:
    new = record.event
    if row := rows.get(new.appraisal_id):
        voted = row.voted | {new.group.value: row.voted.get(new.group.value, 0) + 1}
        rows.change(new.appraisal_id, voted=voted)


@appraisals.on(AppraisalClosed)
def _(rows: Rows[AppraisalRow], record: Record[AppraisalClosed]) -> None:
    new = record.event
    rows.change(
        record.stream_id,
        results=new.results,
        closed_at=record.cause.at,
        publish_by=new.publish_by,
    )


@appraisals.on(AppraisalPublished)
def _(rows: Rows[AppraisalRow], record: Record[AppraisalPublished]) -> None:
    rows.change(record.stream_id, published_at=record.cause.at, note=record.event.note)


@ballots.on(BallotPosted)
def _(rows: Rows[BallotRow], record: Record[BallotPosted]) -> None:
    new = record.event
    rows.put(BallotRow(ballot_id=record.stream_id, appraisal_id=str(new.appraisal_id), box=new.box))
