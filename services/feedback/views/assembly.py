"""列席旁听、质询和询问 — as pages show them."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.feedback.domain.inquiry import Form, InquiryAnswered, InquiryAsked, InquiryJudged
from services.feedback.domain.sitting_words import (
    AttendanceRecorded,
    GuestsErased,
    GuestsInvited,
    RemarkRecorded,
    SeatApplied,
    SeatsAllotted,
    SittingAnnounced,
    SittingProposed,
    SittingReturned,
)
from services.feedback.domain.terms import Sealed
from shared.record import Record
from shared.view import Rows, View


class SittingRow(Struct, frozen=True, kw_only=True):
    """列席旁听 — ``numbers``: which applications were drawn, once they were.

    ``erased``: nobody's name is kept any more.
    """

    sitting_id: UUID
    unit: str
    title: str
    held_on: date
    apply_by: date
    places: int
    agenda: tuple[str, ...]
    applied: int = 0
    seed: str = ""
    numbers: tuple[int, ...] = ()
    drawn_at: datetime | None = None
    attended: tuple[int, ...] = ()
    erased: bool = False
    invited_at: datetime | None = None
    invitation: str = ""
    remarks: tuple[tuple[int, str], ...] = ()


class SittingDraft(Struct, frozen=True, kw_only=True):
    """列席旁听公告稿 — typed by one, not yet let out by another; ``returned``: why it came back."""

    sitting_id: UUID
    unit: str
    writer: str
    title: str
    held_on: date
    apply_by: date
    places: int
    agenda: tuple[str, ...]
    at: datetime
    returned: str = ""


class SeatRow(Struct, frozen=True, kw_only=True):
    """旁听报名 — who it is stays sealed."""

    key: str
    sitting_id: UUID
    number: int
    identity: Sealed


class InquiryRow(Struct, frozen=True, kw_only=True):
    """质询、询问"""

    inquiry_id: UUID
    unit: str
    form: Form
    asker: str
    subject: str
    content: str
    asked_at: datetime
    due: date | None
    replies: tuple[str, ...] = ()
    satisfied: bool | None = None
    note: str = ""

    def late(self, today: date) -> bool:
        """Tell whether an answer is owed and its day has passed."""
        return self.due is not None and self.due < today


sittings: Final = View("sittings", SittingRow, key="sitting_id", indexes=(("held_on",),))
sitting_drafts: Final = View(
    "sitting_drafts", SittingDraft, key="sitting_id", indexes=(("unit", "returned", "at"),)
)
seats: Final = View("seats", SeatRow, key="key", indexes=(("sitting_id", "number"),))
inquiries: Final = View(
    "inquiries", InquiryRow, key="inquiry_id", indexes=(("unit", "due"), ("asker",), ("due",))
)
ASSEMBLY: Final = (sittings, sitting_drafts, seats, inquiries)


@sitting_drafts.on(SittingProposed)
def _(rows: Rows[SittingDraft], record: Record[SittingProposed]) -> None:
    new = record.event
    rows.put(
        SittingDraft(
            sitting_id=record.stream_id,
            unit=new.unit,
            writer=new.writer,
            title=new.title,
            held_on=new.held_on,
            apply_by=new.apply_by,
            places=new.places,
            agenda=new.agenda,
            at=record.cause.at,
        )
    )


@sitting_drafts.on(SittingReturned)
def _(rows: Rows[SittingDraft], record: Record[SittingReturned]) -> None:
    rows.change(record.stream_id, returned=record.event.reason)


@sitting_drafts.on(SittingAnnounced)
def _(rows: Rows[SittingDraft], record: Record[SittingAnnounced]) -> None:
    rows.drop(record.stream_id)


@sittings.on(SittingAnnounced)
def _(rows: Rows[SittingRow], record: Record[SittingAnnounced]) -> None:
    new = record.event
    rows.put(
        SittingRow(
            sitting_id=record.stream_id,
            unit=new.unit,
            title=new.title,
            held_on=new.held_on,
            apply_by=new.apply_by,
            places=new.places,
            agenda=new.agenda,
        )
    )


@sittings.on(SeatApplied)
def _(rows: Rows[SittingRow], record: Record[SeatApplied]) -> None:
    rows.change(record.stream_id, applied=record.event.number)


@sittings.on(SeatsAllotted)
def _(rows: Rows[SittingRow], record: Record[SeatsAllotted]) -> None:
    event = record.event
    rows.change(record.stream_id, seed=event.seed, numbers=event.numbers, drawn_at=record.cause.at)


@sittings.on(AttendanceRecorded)
def _(rows: Rows[SittingRow], record: Record[AttendanceRecorded]) -> None:
    rows.change(record.stream_id, attended=record.event.numbers)


@sittings.on(GuestsInvited)
def _(rows: Rows[SittingRow], record: Record[GuestsInvited]) -> None:
    note = record.event.note
    rows.change(record.stream_id, invited_at=record.cause.at, invitation=note)


@sittings.on(RemarkRecorded)
def _(rows: Rows[SittingRow], record: Record[RemarkRecorded]) -> None:
    if row := rows.get(record.stream_id):
        said = (record.event.number, record.event.remark)
        rows.change(record.stream_id, remarks=(*row.remarks, said))


@sittings.on(GuestsErased)
def _(rows: Rows[SittingRow], record: Record[GuestsErased]) -> None:
    if not record.event.numbers:
        rows.change(record.stream_id, erased=True)


@seats.on(SeatApplied)
def _(rows: Rows[SeatRow], record: Record[SeatApplied]) -> None:
    event = record.event
    rows.put(
        SeatRow(
            key=f"{record.stream_id}/{event.number}",
            sitting_id=record.stream_id,
            number=event.number,
            identity=event.identity,
        )
    )


@inquiries.on(InquiryAsked)
def _(rows: Rows[InquiryRow], record: Record[InquiryAsked]) -> None:
    new = record.event
    rows.put(
        InquiryRow(
            inquiry_id=record.stream_id,
            unit=new.unit,
            form=new.form,
            asker=new.asker,
            subject=new.subject,
            content=new.content,
            asked_at=record.cause.at,
            due=new.due,
        )
    )


@inquiries.on(InquiryAnswered)
def _(rows: Rows[InquiryRow], record: Record[InquiryAnswered]) -> None:
    if row := rows.get(record.stream_id):
        replies = (*row.replies, record.event.reply)
        rows.change(record.stream_id, replies=replies, due=None, satisfied=None)


@inquiries.on(InquiryJudged)
def _(rows: Rows[InquiryRow], record: Record[InquiryJudged]) -> None:
    event = record.event
    rows.change(record.stream_id, satisfied=event.satisfied, note=event.note, due=event.due)
