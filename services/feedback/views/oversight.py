"""提醒、渠道检查、跟踪、督察员评议、督查、旁听、质询 — as pages show them."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.feedback.domain.channel_check import ChannelChecked
from services.feedback.domain.evaluation import (
    EvaluationAdvanced,
    EvaluationClosed,
    EvaluationOpened,
    Problem,
    ProblemRecorded,
)
from services.feedback.domain.evaluation import Stage as Step
from services.feedback.domain.inquiry import Form, InquiryAnswered, InquiryAsked, InquiryJudged
from services.feedback.domain.inspection import InspectionsPlanned, SampleSelected, Tour
from services.feedback.domain.reminding import StaffReminded, Stage
from services.feedback.domain.sitting import (
    AttendanceRecorded,
    SeatApplied,
    SeatsAllotted,
    SittingAnnounced,
)
from services.feedback.domain.terms import Channel, Sealed
from services.feedback.domain.thread import (
    Matter,
    Outcome,
    ThreadClosed,
    ThreadOpened,
    ThreadReported,
)
from shared.record import Record
from shared.view import Rows, View


class RemindedRow(Struct, frozen=True, kw_only=True):
    """已提醒 — of what, when and about which day."""

    key: UUID
    matter: str
    stage: Stage
    due: date
    at: datetime


class ChannelRow(Struct, frozen=True, kw_only=True):
    """渠道检查 — the last one of a channel of a unit."""

    key: UUID
    unit: str
    channel: Channel
    works: bool
    note: str
    at: datetime
    by: str
    times: int = 1


class ReportLine(Struct, frozen=True, kw_only=True):
    """进展"""

    report: str
    at: datetime
    by: str


class ThreadRow(Struct, frozen=True, kw_only=True):
    """跟踪事项"""

    thread_id: UUID
    unit: str
    matter: Matter
    title: str
    owner: str
    due: date
    disclosure_id: str
    source: str
    opened_at: datetime
    reports: tuple[ReportLine, ...] = ()
    open: bool = True
    outcome: Outcome | None = None
    conclusion: str = ""
    closed_at: datetime | None = None

    def late(self, today: date) -> bool:
        """Tell whether a report is owed and the day for it has passed."""
        return self.open and self.due < today


class SummaryLine(Struct, frozen=True, kw_only=True):
    """阶段小结"""

    stage: Step
    summary: str
    at: datetime


class EvaluationRow(Struct, frozen=True, kw_only=True):
    """督察员评议"""

    evaluation_id: UUID
    unit: str
    title: str
    opened_at: datetime
    stage: Step = Step.ASKING
    summaries: tuple[SummaryLine, ...] = ()
    problems: tuple[Problem, ...] = ()
    closed_at: datetime | None = None


class PlanRow(Struct, frozen=True, kw_only=True):
    """年度督查计划"""

    plan_id: UUID
    unit: str
    year: int
    tours: tuple[Tour, ...]
    at: datetime


class SampleRow(Struct, frozen=True, kw_only=True):
    """督查样本"""

    key: str
    unit: str
    title: str
    seed: str
    first: date
    last: date
    of: int
    items: tuple[str, ...]
    at: datetime


class SittingRow(Struct, frozen=True, kw_only=True):
    """列席旁听 — ``numbers``: which applications were drawn, once they were."""

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


reminded: Final = View("reminded", RemindedRow, key="key", indexes=(("matter", "stage", "due"),))
channels: Final = View("channels", ChannelRow, key="key", indexes=(("unit",),))
threads: Final = View(
    "threads", ThreadRow, key="thread_id", indexes=(("unit", "open", "due"), ("open", "due"))
)
evaluations: Final = View(
    "evaluations", EvaluationRow, key="evaluation_id", indexes=(("unit", "opened_at"),)
)
plans: Final = View("plans", PlanRow, key="plan_id", indexes=(("unit", "year"),))
samples: Final = View("samples", SampleRow, key="key", indexes=(("unit", "at"),))
sittings: Final = View("sittings", SittingRow, key="sitting_id", indexes=(("held_on",),))
seats: Final = View("seats", SeatRow, key="key", indexes=(("sitting_id", "number"),))
inquiries: Final = View(
    "inquiries", InquiryRow, key="inquiry_id", indexes=(("unit", "due"), ("asker",), ("due",))
)
OVERSIGHT: Final = (
    reminded,
    channels,
    threads,
    evaluations,
    plans,
    samples,
    sittings,
    seats,
    inquiries,
)


@reminded.on(StaffReminded)
def _(rows: Rows[RemindedRow], record: Record[StaffReminded]) -> None:
    event = record.event
    rows.put(
        RemindedRow(
            key=record.stream_id,
            matter=event.matter,
            stage=event.stage,
            due=event.due,
            at=record.cause.at,
        )
    )


@channels.on(ChannelChecked)
def _(rows: Rows[ChannelRow], record: Record[ChannelChecked]) -> None:
    event, cause = record.event, record.cause
    rows.put(
        ChannelRow(
            key=record.stream_id,
            unit=event.unit,
            channel=event.channel,
            works=event.works,
            note=event.note,
            at=cause.at,
            by=cause.actor,
            times=record.version,
        )
    )


@threads.on(ThreadOpened)
def _(rows: Rows[ThreadRow], record: Record[ThreadOpened]) -> None:
    new = record.event
    rows.put(
        ThreadRow(
            thread_id=record.stream_id,
            unit=new.unit,
            matter=new.matter,
            title=new.title,
            owner=new.owner,
            due=new.due,
            disclosure_id=new.disclosure_id,
            source=new.source,
            opened_at=record.cause.at,
        )
    )


@threads.on(ThreadReported)
def _(rows: Rows[ThreadRow], record: Record[ThreadReported]) -> None:
    event, cause = record.event, record.cause
    line = ReportLine(report=event.report, at=cause.at, by=cause.actor)
    if row := rows.get(record.stream_id):
        rows.change(record.stream_id, reports=(*row.reports, line), due=event.due)


@threads.on(ThreadClosed)
def _(rows: Rows[ThreadRow], record: Record[ThreadClosed]) -> None:
    event = record.event
    rows.change(
        record.stream_id,
        open=False,
        outcome=event.outcome,
        conclusion=event.conclusion,
        closed_at=record.cause.at,
    )


@evaluations.on(EvaluationOpened)
def _(rows: Rows[EvaluationRow], record: Record[EvaluationOpened]) -> None:
    new = record.event
    rows.put(
        EvaluationRow(
            evaluation_id=record.stream_id,
            unit=new.unit,
            title=new.title,
            opened_at=record.cause.at,
        )
    )


@evaluations.on(EvaluationAdvanced)
def _(rows: Rows[EvaluationRow], record: Record[EvaluationAdvanced]) -> None:
    event = record.event
    if row := rows.get(record.stream_id):
        line = SummaryLine(stage=row.stage, summary=event.summary, at=record.cause.at)
        rows.put(replace(row, stage=event.stage, summaries=(*row.summaries, line)))


@evaluations.on(ProblemRecorded)
def _(rows: Rows[EvaluationRow], record: Record[ProblemRecorded]) -> None:
    if row := rows.get(record.stream_id):
        rows.change(record.stream_id, problems=(*row.problems, record.event.problem))


@evaluations.on(EvaluationClosed)
def _(rows: Rows[EvaluationRow], record: Record[EvaluationClosed]) -> None:
    if row := rows.get(record.stream_id):
        at = record.cause.at
        line = SummaryLine(stage=row.stage, summary=record.event.summary, at=at)
        rows.put(replace(row, summaries=(*row.summaries, line), closed_at=at))


@plans.on(InspectionsPlanned)
def _(rows: Rows[PlanRow], record: Record[InspectionsPlanned]) -> None:
    new = record.event
    rows.put(
        PlanRow(
            plan_id=record.stream_id,
            unit=new.unit,
            year=new.year,
            tours=new.tours,
            at=record.cause.at,
        )
    )


@samples.on(SampleSelected)
def _(rows: Rows[SampleRow], record: Record[SampleSelected]) -> None:
    new = record.event
    rows.put(
        SampleRow(
            key=f"{record.stream_id}/{new.seed}",
            unit=new.unit,
            title=new.title,
            seed=new.seed,
            first=new.first,
            last=new.last,
            of=new.of,
            items=new.items,
            at=record.cause.at,
        )
    )


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
