"""文件、签收、情况反映、查阅记录 — who was told what, who has signed, what came back."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.publishing.domain.document_words import (
    SIGNED,
    DocumentCompleted,
    DocumentIssued,
    DocumentReminded,
    ReceiptSigned,
    ReceiptWaived,
    ReportAnswered,
    ReportFiled,
)
from services.publishing.domain.reading_log import ReadingLogged
from services.publishing.domain.terms import Attachment
from shared.record import Record
from shared.view import Rows, View


class DocumentRow(Struct, frozen=True, kw_only=True):
    """文件 — ``due`` readers, of whom ``waiting`` have neither signed nor been excused."""

    document_id: UUID
    unit: str
    kind: str
    number: str
    title: str
    text: str
    form: str
    file: Attachment | None
    disclosure_id: str
    meeting_id: str
    due: int
    waiting: int
    issued_at: datetime
    sign_by: date | None = None
    calendar: str = ""
    signed: int = 0
    completed_at: datetime | None = None
    reminded_at: datetime | None = None
    reminders: int = 0
    reports: int = 0


class RecipientRow(Struct, frozen=True, kw_only=True):
    """收件对象 — a person, or a unit as a whole; ``open``: nothing has come back yet."""

    key: str
    document_id: UUID
    person: str
    unit: str
    open: bool = True
    signed_at: datetime | None = None
    signed_by: str = ""
    paper: Attachment | None = None
    waived: str = ""


class ReportRow(Struct, frozen=True, kw_only=True):
    """情况反映"""

    key: str
    document_id: UUID
    number: int
    unit: str
    text: str
    at: datetime
    answer: str = ""
    answered_at: datetime | None = None


class LoggedRow(Struct, frozen=True, kw_only=True):
    """查阅记录"""

    id: UUID
    document_id: str
    person: str
    at: datetime


documents: Final = View(
    "documents",
    DocumentRow,
    key="document_id",
    indexes=(("unit", "issued_at"), ("kind", "issued_at"), ("disclosure_id",), ("meeting_id",)),
)
recipients: Final = View(
    "recipients", RecipientRow, key="key", indexes=(("document_id",), ("person",), ("unit",))
)
reports: Final = View("reports", ReportRow, key="key", indexes=(("document_id", "number"),))
logged: Final = View("logged", LoggedRow, key="id", indexes=(("document_id", "at"), ("person",)))


@documents.on(DocumentIssued)
def _(rows: Rows[DocumentRow], record: Record[DocumentIssued]) -> None:
    event = record.event
    due = len(event.persons) + len(event.units) if event.kind in SIGNED else 0
    rows.put(
        DocumentRow(
            document_id=record.stream_id,
            unit=event.unit,
            kind=event.kind,
            number=event.number,
            title=event.title,
            text=event.text,
            form=event.form,
            file=event.file,
            disclosure_id=event.disclosure_id,
            meeting_id=event.meeting_id,
            due=due,
            waiting=due,
            issued_at=record.cause.at,
            sign_by=event.sign_by,
            calendar=event.calendar,
        )
    )


@documents.on(ReceiptSigned, ReceiptWaived)
def _(rows: Rows[DocumentRow], record: Record[Any]) -> None:
    if row := rows.get(record.stream_id):
        signed = row.signed + isinstance(record.event, ReceiptSigned)
        rows.change(record.stream_id, waiting=row.waiting - 1, signed=signed)


@documents.on(DocumentCompleted)
def _(rows: Rows[DocumentRow], record: Record[DocumentCompleted]) -> None:
    rows.change(record.stream_id, completed_at=record.cause.at)


@documents.on(DocumentReminded)
def _(rows: Rows[DocumentRow], record: Record[DocumentReminded]) -> None:
    if row := rows.get(record.stream_id):
        at, number = record.cause.at, row.reminders + 1
        rows.change(record.stream_id, reminded_at=at, reminders=number)


@documents.on(ReportFiled)
def _(rows: Rows[DocumentRow], record: Record[ReportFiled]) -> None:
    rows.change(record.stream_id, reports=record.event.number)


@recipients.on(DocumentIssued)
def _(rows: Rows[RecipientRow], record: Record[DocumentIssued]) -> None:
    event, document = record.event, record.stream_id
    if event.kind not in SIGNED:
        return
    readers = [(each, "") for each in event.persons] + [("", each) for each in event.units]
    for person, unit in readers:
        key = recipient_key(document, person, unit)
        rows.put(RecipientRow(key=key, document_id=document, person=person, unit=unit))


@recipients.on(ReceiptSigned)
def _(rows: Rows[RecipientRow], record: Record[ReceiptSigned]) -> None:
    event = record.event
    rows.change(
        recipient_key(record.stream_id, event.person, event.unit),
        open=False,
        signed_at=record.cause.at,
        signed_by=record.cause.actor,
        paper=event.paper,
    )


@recipients.on(ReceiptWaived)
def _(rows: Rows[RecipientRow], record: Record[ReceiptWaived]) -> None:
    event = record.event
    key = recipient_key(record.stream_id, event.person, event.unit)
    rows.change(key, open=False, waived=event.reason)


@reports.on(ReportFiled)
def _(rows: Rows[ReportRow], record: Record[ReportFiled]) -> None:
    event = record.event
    rows.put(
        ReportRow(
            key=f"{record.stream_id}/{event.number}",
            document_id=record.stream_id,
            number=event.number,
            unit=event.unit,
            text=event.text,
            at=record.cause.at,
        )
    )


@reports.on(ReportAnswered)
def _(rows: Rows[ReportRow], record: Record[ReportAnswered]) -> None:
    event = record.event
    key = f"{record.stream_id}/{event.number}"
    rows.change(key, answer=event.text, answered_at=record.cause.at)


@logged.on(ReadingLogged)
def _(rows: Rows[LoggedRow], record: Record[ReadingLogged]) -> None:
    event, at = record.event, record.cause.at
    rows.put(LoggedRow(id=record.id, document_id=event.document_id, person=event.person, at=at))


def recipient_key(document_id: UUID, person: str, unit: str) -> str:
    """Return the key of one reader of a document."""
    return f"{document_id}/{person}/{unit}"
