"""阶段性工作的台账 — every work with its stages, as its facts have left it."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.staged import WORK, Work
from services.workflow.domain.staged_words import (
    StageFinished,
    StageReopened,
    WorkClosed,
    WorkRegistered,
    WorkReplanned,
)
from services.workflow.views.duties import DutyLine
from shared.record import Record
from shared.view import Rows, View


class WorkRow(Struct, frozen=True, kw_only=True):
    """阶段性工作 — ``next_on``: the planned day of the stage that comes next."""

    work_id: UUID
    unit: str
    item_id: str
    title: str
    closed: bool
    starts_on: date
    next_on: date | None
    registered_at: datetime
    work: Work
    history: tuple[DutyLine, ...] = ()
    version: int


works: Final = View(
    "works", WorkRow, key="work_id", indexes=(("unit", "closed", "registered_at"), ("item_id",))
)


@works.on(WorkRegistered)
def _(rows: Rows[WorkRow], record: Record[WorkRegistered]) -> None:
    event = record.event
    row = WorkRow(
        work_id=record.stream_id,
        unit=event.unit,
        item_id=event.item_id,
        title=event.title,
        closed=False,
        starts_on=event.starts_on,
        next_on=None,
        registered_at=record.cause.at,
        work=WORK.initial,
        version=record.version,
    )
    _put(rows, row, record, "登记阶段性工作", f"共{len(event.stages)}个阶段")


@works.on(StageFinished)
def _(rows: Rows[WorkRow], record: Record[StageFinished]) -> None:
    event = record.event
    note = f"{event.finished_on:%Y-%m-%d}完成"
    _follow(rows, record, f"第{event.number}阶段“{event.name}”已完成", note)


@works.on(StageReopened)
def _(rows: Rows[WorkRow], record: Record[StageReopened]) -> None:
    event = record.event
    what = f"第{event.number}阶段的公开" if event.number else "总结性公开"
    note = f"{event.withdrawn_on:%Y-%m-%d}撤回，须重新公开"
    _follow(rows, record, f"{what}已撤回", note)


@works.on(WorkReplanned)
def _(rows: Rows[WorkRow], record: Record[WorkReplanned]) -> None:
    _follow(rows, record, "调整阶段计划", record.event.reason)


@works.on(WorkClosed)
def _(rows: Rows[WorkRow], record: Record[WorkClosed]) -> None:
    _follow(rows, record, "结项", "已作总结性公开" if record.event.spans_years else "")


def _follow(rows: Rows[WorkRow], record: Record[Any], what: str, note: str) -> None:
    if known := rows.get(record.stream_id):
        _put(rows, known, record, what, note)


def _put(rows: Rows[WorkRow], row: WorkRow, record: Record[Any], what: str, note: str) -> None:
    work = WORK.evolve(row.work, record.event)
    left = [each.planned_on for each in work.stages if not each.finished_on]
    line = DutyLine(what=what, at=record.cause.at, by=record.cause.actor, note=note)
    rows.put(
        replace(
            row,
            work=work,
            closed=work.closed,
            next_on=left[0] if left else None,
            history=(*row.history, line),
            version=record.version,
        )
    )
