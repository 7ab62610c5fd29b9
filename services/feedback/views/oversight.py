"""提醒、渠道检查、跟踪、督察员评议、督查 — as pages show them."""

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
from services.feedback.domain.inspection import InspectionsPlanned, SampleSelected, Tour
from services.feedback.domain.reminding import StaffReminded, Stage
from services.feedback.domain.terms import Channel
from services.feedback.domain.thread import (
    Matter,
    Outcome,
    ThreadClosed,
    ThreadOpened,
    ThreadReported,
)
from services.feedback.heard import DisclosureRegistered
from shared.calendar import beijing_date
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
    stage: int = Step.ASKING.value
    summaries: tuple[SummaryLine, ...] = ()
    problems: tuple[Problem, ...] = ()
    closed_at: datetime | None = None


class ReleasedRow(Struct, frozen=True, kw_only=True):
    """公开事项 — when which unit disclosed it, for samples."""

    disclosure_id: str
    unit: str
    title: str
    on: date


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


reminded: Final = View("reminded", RemindedRow, key="key", indexes=(("matter", "stage", "due"),))
channels: Final = View("channels", ChannelRow, key="key", indexes=(("unit",),))
threads: Final = View(
    "threads", ThreadRow, key="thread_id", indexes=(("unit", "open", "due"), ("open", "due"))
)
evaluations: Final = View(
    "evaluations", EvaluationRow, key="evaluation_id", indexes=(("unit", "opened_at"),)
)
released: Final = View("released", ReleasedRow, key="disclosure_id", indexes=(("unit", "on"),))
plans: Final = View("plans", PlanRow, key="plan_id", indexes=(("unit", "year"),))
samples: Final = View("samples", SampleRow, key="key", indexes=(("unit", "at"),))
OVERSIGHT: Final = (
    reminded,
    channels,
    threads,
    evaluations,
    released,
    plans,
    samples,
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
        line = SummaryLine(stage=Step(row.stage), summary=event.summary, at=record.cause.at)
        rows.put(replace(row, stage=event.stage.value, summaries=(*row.summaries, line)))


@evaluations.on(ProblemRecorded)
def _(rows: Rows[EvaluationRow], record: Record[ProblemRecorded]) -> None:
    if row := rows.get(record.stream_id):
        rows.change(record.stream_id, problems=(*row.problems, record.event.problem))


@evaluations.on(EvaluationClosed)
def _(rows: Rows[EvaluationRow], record: Record[EvaluationClosed]) -> None:
    if row := rows.get(record.stream_id):
        at = record.cause.at
        line = SummaryLine(stage=Step(row.stage), summary=record.event.summary, at=at)
        rows.put(replace(row, summaries=(*row.summaries, line), closed_at=at))


@released.on(DisclosureRegistered)
def _(rows: Rows[ReleasedRow], record: Record[DisclosureRegistered]) -> None:
    new = record.event
    rows.put(
        ReleasedRow(
            disclosure_id=str(record.stream_id),
            unit=new.unit,
            title=new.plan.title,
            on=beijing_date(record.cause.at),
        )
    )


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
