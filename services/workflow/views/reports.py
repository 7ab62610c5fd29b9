"""报告 — each report with its figures, table and copies; what was opened when, to count it."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.workflow.domain.attachment_words import Attachment
from services.workflow.domain.report import ReportState
from services.workflow.domain.report_words import (
    Paper,
    Progress,
    ProgressFilled,
    ReportDrafted,
    ReportEdited,
    ReportEscalated,
    ReportFigures,
    ReportMissed,
    ReportReceived,
    ReportReturned,
    ReportSent,
    ReportSigned,
    TaskLine,
)
from services.workflow.heard import InnerOpened, PublicOpened
from services.workflow.views.register import disclosures
from shared.record import Record
from shared.view import Rows, View


class Copy(Struct, frozen=True, kw_only=True):
    """报送件 — one form in which a report went out; ``digest``: of what was signed."""

    form: Paper
    number: str
    digest: str
    at: datetime
    by: str
    scan: Attachment | None = None


class ReportRow(Struct, frozen=True, kw_only=True):
    """报告 — ``above``: who was told on its day; ``missed``: its day passed without a receipt."""

    report_id: UUID
    unit: str
    kind: str
    period: str
    title: str
    first: date
    cutoff: date
    due: date
    addressee: str
    reviewers: tuple[str, ...]
    forms: tuple[Paper, ...]
    figures: ReportFigures
    text: str
    tasks: int
    before: tuple[Progress, ...]
    state: str
    drafted_at: datetime
    table: tuple[TaskLine, ...] = ()
    copies: tuple[Copy, ...] = ()
    signed_by: str = ""
    signed_at: datetime | None = None
    number: str = ""
    reason: str = ""
    above: str = ""
    escalated: bool = False
    missed: bool = False
    days_late: int = 0


class OpeningRow(Struct, frozen=True):
    """首次公开 — of a disclosure, on which day; ``public_on``: since when society reads it."""

    disclosure_id: str
    unit: str
    opened_on: date
    public_on: date | None = None


reports: Final = View(
    "reports",
    ReportRow,
    key="report_id",
    indexes=(("unit", "due"), ("addressee", "due"), ("state", "due")),
)
openings: Final = View(
    "openings", OpeningRow, key="disclosure_id", indexes=(("unit", "opened_on"),)
)


@openings.on(InnerOpened, PublicOpened)
def _(rows: Rows[OpeningRow], record: Record[InnerOpened | PublicOpened]) -> None:
    known = rows.of(disclosures).get(str(record.stream_id))
    if known and rows.get(known.disclosure_id) is None:
        rows.put(OpeningRow(known.disclosure_id, known.unit, record.event.opened_on))
    if known and isinstance(record.event, PublicOpened):
        rows.change(known.disclosure_id, public_on=record.event.opened_on)


@reports.on(ReportDrafted)
def _(rows: Rows[ReportRow], record: Record[ReportDrafted]) -> None:
    event = record.event
    rows.put(
        ReportRow(
            report_id=record.stream_id,
            unit=event.unit,
            kind=event.kind,
            period=event.period,
            title=event.title,
            first=event.first,
            cutoff=event.cutoff,
            due=event.due,
            addressee=event.addressee,
            reviewers=event.reviewers,
            forms=event.forms,
            figures=event.figures,
            text=event.text,
            tasks=event.tasks,
            before=event.before,
            state=ReportState.DRAFTED.value,
            drafted_at=record.cause.at,
        )
    )


@reports.on(ReportEdited)
def _(rows: Rows[ReportRow], record: Record[ReportEdited]) -> None:
    state = ReportState.DRAFTED.value
    rows.change(record.stream_id, state=state, signed_by="", text=record.event.text)


@reports.on(ProgressFilled)
def _(rows: Rows[ReportRow], record: Record[ProgressFilled]) -> None:
    state = ReportState.DRAFTED.value
    rows.change(record.stream_id, state=state, signed_by="", table=record.event.table)


@reports.on(ReportSigned)
def _(rows: Rows[ReportRow], record: Record[ReportSigned]) -> None:
    rows.change(
        record.stream_id,
        state=ReportState.SIGNED.value,
        signed_by=record.event.signed_by,
        signed_at=record.cause.at,
        reason="",
    )


@reports.on(ReportSent)
def _(rows: Rows[ReportRow], record: Record[ReportSent]) -> None:
    event, row = record.event, rows.get(record.stream_id)
    if row is None:
        return
    copy = Copy(
        form=event.form,
        number=event.number,
        digest=event.digest,
        at=record.cause.at,
        by=event.sent_by,
        scan=event.scan,
    )
    state = ReportState.SENT if event.whole else ReportState.PARTLY
    rows.change(
        record.stream_id,
        state=state.value,
        copies=(*row.copies, copy),
        days_late=max(row.days_late, event.days_late),
    )


@reports.on(ReportReceived)
def _(rows: Rows[ReportRow], record: Record[ReportReceived]) -> None:
    number = record.event.number
    rows.change(record.stream_id, state=ReportState.RECEIVED.value, number=number)


@reports.on(ReportReturned)
def _(rows: Rows[ReportRow], record: Record[ReportReturned]) -> None:
    state, reason = ReportState.DRAFTED.value, record.event.reason
    rows.change(record.stream_id, state=state, reason=reason, copies=(), signed_by="")


@reports.on(ReportEscalated)
def _(rows: Rows[ReportRow], record: Record[ReportEscalated]) -> None:
    rows.change(record.stream_id, escalated=True, above=record.event.above)


@reports.on(ReportMissed)
def _(rows: Rows[ReportRow], record: Record[ReportMissed]) -> None:
    rows.change(record.stream_id, missed=True)
