"""会议、新闻发布、提问 — what was said face to face, and what is still to be answered."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.publishing.domain.inquiry_words import (
    InquiryAnswered,
    InquiryAssigned,
    InquiryRaised,
)
from services.publishing.domain.meeting_words import MeetingRecorded
from services.publishing.domain.session_words import SessionApproved, SessionHeld
from services.publishing.domain.terms import Attachment
from shared.record import Record
from shared.view import Rows, View


class MeetingRow(Struct, frozen=True, kw_only=True):
    """会议 — who ought to have come and who did not: person ids, for inside eyes alone."""

    meeting_id: UUID
    unit: str
    kind: str
    title: str
    place: str
    held_at: datetime
    due: tuple[str, ...]
    absent: tuple[str, ...]
    guests: int
    minutes: Attachment
    disclosures: tuple[str, ...]
    recorded_at: datetime

    @property
    def present(self) -> int:
        """Return how many of those due came."""
        return len(self.due) - len(self.absent)


class SessionRow(Struct, frozen=True, kw_only=True):
    """新闻发布 — ``approved_at`` None: society does not read it yet; ``answers``: what it reads."""

    session_id: UUID
    unit: str
    title: str
    place: str
    held_at: datetime
    spokesperson: str
    transcript: Attachment
    disclosures: tuple[str, ...]
    recorded_by: str = ""
    approved_at: datetime | None = None
    answers: tuple[str, ...] = ()


class InquiryRow(Struct, frozen=True, kw_only=True):
    """质询 — ``due`` None: it was answered on the spot."""

    inquiry_id: UUID
    unit: str
    occasion: str
    occasion_id: str
    question: str
    asker: str
    outlet: str
    raised_at: datetime
    handler: str = ""
    due: date | None = None
    days: tuple[date, ...] = ()
    calendar: str = ""
    answer: str = ""
    answered_on: date | None = None
    on_the_spot: bool = False
    days_late: int = 0
    file: Attachment | None = None
    recorded_by: str = ""
    answered_by: str = ""


meetings: Final = View("meetings", MeetingRow, key="meeting_id", indexes=(("unit", "held_at"),))
sessions: Final = View("sessions", SessionRow, key="session_id", indexes=(("held_at",),))
inquiries: Final = View(
    "inquiries",
    InquiryRow,
    key="inquiry_id",
    indexes=(("occasion_id",), ("unit", "due"), ("asker",)),
)


@meetings.on(MeetingRecorded)
def _(rows: Rows[MeetingRow], record: Record[MeetingRecorded]) -> None:
    event = record.event
    rows.put(
        MeetingRow(
            meeting_id=record.stream_id,
            unit=event.unit,
            kind=event.kind,
            title=event.title,
            place=event.place,
            held_at=event.held_at,
            due=event.due,
            absent=event.absent,
            guests=event.guests,
            minutes=event.minutes,
            disclosures=event.disclosures,
            recorded_at=record.cause.at,
        )
    )


@sessions.on(SessionHeld)
def _(rows: Rows[SessionRow], record: Record[SessionHeld]) -> None:
    event = record.event
    rows.put(
        SessionRow(
            session_id=record.stream_id,
            unit=event.unit,
            title=event.title,
            place=event.place,
            held_at=event.held_at,
            spokesperson=event.spokesperson,
            transcript=event.transcript,
            disclosures=event.disclosures,
            recorded_by=record.cause.actor,
        )
    )


@sessions.on(SessionApproved)
def _(rows: Rows[SessionRow], record: Record[SessionApproved]) -> None:
    row = rows.get(record.stream_id)
    if row:
        answers = (*row.answers, *record.event.answers)
        rows.change(record.stream_id, approved_at=record.cause.at, answers=answers)


@inquiries.on(InquiryRaised)
def _(rows: Rows[InquiryRow], record: Record[InquiryRaised]) -> None:
    event = record.event
    rows.put(
        InquiryRow(
            inquiry_id=record.stream_id,
            unit=event.unit,
            occasion=event.occasion,
            occasion_id=event.occasion_id,
            question=event.question,
            asker=event.asker,
            outlet=event.outlet,
            raised_at=record.cause.at,
            recorded_by=record.cause.actor,
        )
    )


@inquiries.on(InquiryAssigned)
def _(rows: Rows[InquiryRow], record: Record[InquiryAssigned]) -> None:
    event = record.event
    handler = event.to.person
    changes = {"due": event.due, "days": event.days, "calendar": event.calendar}
    rows.change(record.stream_id, handler=handler, **changes)


@inquiries.on(InquiryAnswered)
def _(rows: Rows[InquiryRow], record: Record[InquiryAnswered]) -> None:
    event = record.event
    rows.change(
        record.stream_id,
        answer=event.text,
        answered_on=event.on,
        on_the_spot=event.on_the_spot,
        days_late=event.days_late,
        file=event.file,
        answered_by=record.cause.actor,
    )
