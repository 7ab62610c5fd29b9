"""收集小结、摘报、监督员、评议 — as pages show them; no vote can be told from another here."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.feedback.domain.collection import CollectionClosed, Counts
from services.feedback.domain.digest import DigestIssued, DigestLine, DigestRead
from services.feedback.domain.supervisor import (
    Activity,
    ActivityLogged,
    Subject,
    SuggestionAnswered,
    SuggestionFiled,
    SupervisorAppointed,
    SupervisorDismissed,
    SupervisorFindingRecorded,
    Verdict,
)
from services.feedback.domain.terms import Sealed
from shared.record import Record
from shared.view import Rows, View


class CollectionRow(Struct, frozen=True, kw_only=True):
    """收集小结"""

    key: str
    unit: str
    month: str
    counts: Counts
    closed_at: datetime


class DigestRow(Struct, frozen=True, kw_only=True):
    """摘报"""

    key: str
    unit: str
    number: int
    first: date
    last: date
    total: int
    lines: tuple[DigestLine, ...]
    issued_at: datetime
    read_at: datetime | None = None
    read_by: str = ""
    note: str = ""


class SupervisorRow(Struct, frozen=True, kw_only=True):
    """监督员"""

    supervisor_id: UUID
    unit: str
    person_id: str
    certificate: str
    since: date
    until: date
    duties: tuple[str, ...]
    term: int
    dismissed: str = ""

    def serves(self, day: date) -> bool:
        """Tell whether the appointment holds on a day."""
        return not self.dismissed and self.since <= day <= self.until


class SuggestionRow(Struct, frozen=True, kw_only=True):
    """监督员建议"""

    suggestion_id: UUID
    supervisor_id: UUID
    unit: str
    person_id: str
    subject: Subject
    content: Sealed
    filed_at: datetime
    due: date
    reply: str = ""
    answered_at: datetime | None = None

    def late(self, today: date) -> bool:
        """Tell whether the day of its answer has passed without one."""
        return self.answered_at is None and self.due < today


class CheckRow(Struct, frozen=True, kw_only=True):
    """检查结论"""

    key: str
    unit: str
    person_id: str
    matter: str
    verdict: Verdict
    note: str
    at: datetime


class ActivityRow(Struct, frozen=True, kw_only=True):
    """履职活动"""

    key: str
    unit: str
    person_id: str
    kind: Activity
    held_on: date
    year: int
    place: str
    topic: str


collections: Final = View("collections", CollectionRow, key="key", indexes=(("unit", "month"),))
digests: Final = View("digests", DigestRow, key="key", indexes=(("unit", "number"),))
supervisors: Final = View(
    "supervisors", SupervisorRow, key="supervisor_id", indexes=(("person_id",), ("unit",))
)
suggestions: Final = View(
    "suggestions",
    SuggestionRow,
    key="suggestion_id",
    indexes=(("unit", "filed_at"), ("supervisor_id",)),
)
checks: Final = View("checks", CheckRow, key="key", indexes=(("unit", "at"),))
activities: Final = View("activities", ActivityRow, key="key", indexes=(("unit", "year"),))
SUPERVISION: Final = (
    collections,
    digests,
    supervisors,
    suggestions,
    checks,
    activities,
)


@collections.on(CollectionClosed)
def _(rows: Rows[CollectionRow], record: Record[CollectionClosed]) -> None:
    new = record.event
    rows.put(
        CollectionRow(
            key=f"{new.unit}/{new.month}",
            unit=new.unit,
            month=new.month,
            counts=new.counts,
            closed_at=record.cause.at,
        )
    )


@digests.on(DigestIssued)
def _(rows: Rows[DigestRow], record: Record[DigestIssued]) -> None:
    new, key = record.event, f"{record.event.unit}/{record.event.number}"
    known = rows.get(key)
    rows.put(
        DigestRow(
            key=key,
            unit=new.unit,
            number=new.number,
            first=new.first,
            last=new.last,
            total=new.total,
            lines=(*(known.lines if known else ()), *new.lines),
            issued_at=record.cause.at,
        )
    )


@digests.on(DigestRead)
def _(rows: Rows[DigestRow], record: Record[DigestRead]) -> None:
    new, cause = record.event, record.cause
    key = f"{new.unit}/{new.number}"
    rows.change(key, read_at=cause.at, read_by=cause.actor, note=new.note)


@supervisors.on(SupervisorAppointed)
def _(rows: Rows[SupervisorRow], record: Record[SupervisorAppointed]) -> None:
    new = record.event
    rows.put(
        SupervisorRow(
            supervisor_id=record.stream_id,
            unit=new.unit,
            person_id=new.person_id,
            certificate=new.certificate,
            since=new.since,
            until=new.until,
            duties=new.duties,
            term=new.term,
        )
    )


@supervisors.on(SupervisorDismissed)
def _(rows: Rows[SupervisorRow], record: Record[SupervisorDismissed]) -> None:
    rows.change(record.stream_id, dismissed=record.event.reason)


@suggestions.on(SuggestionFiled)
def _(rows: Rows[SuggestionRow], record: Record[SuggestionFiled]) -> None:
    new = record.event
    rows.put(
        SuggestionRow(
            suggestion_id=new.suggestion_id,
            supervisor_id=record.stream_id,
            unit=new.unit,
            person_id=new.person_id,
            subject=new.subject,
            content=new.content,
            filed_at=record.cause.at,
            due=new.due,
        )
    )


@suggestions.on(SuggestionAnswered)
def _(rows: Rows[SuggestionRow], record: Record[SuggestionAnswered]) -> None:
    new = record.event
    rows.change(new.suggestion_id, reply=new.reply, answered_at=record.cause.at)


@checks.on(SupervisorFindingRecorded)
def _(rows: Rows[CheckRow], record: Record[SupervisorFindingRecorded]) -> None:
    new = record.event
    rows.put(
        CheckRow(
            key=str(record.id),
            unit=new.unit,
            person_id=new.person_id,
            matter=new.matter,
            verdict=new.verdict,
            note=new.note,
            at=record.cause.at,
        )
    )


@activities.on(ActivityLogged)
def _(rows: Rows[ActivityRow], record: Record[ActivityLogged]) -> None:
    new = record.event
    rows.put(
        ActivityRow(
            key=str(record.id),
            unit=new.unit,
            person_id=new.person_id,
            kind=new.kind,
            held_on=new.held_on,
            year=new.held_on.year,
            place=new.place,
            topic=new.topic,
        )
    )
