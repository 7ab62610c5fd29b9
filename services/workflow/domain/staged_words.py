"""阶段性工作的请求和事实 — what may be asked of staged work, and what has happened to it."""

from datetime import date

from msgspec import Struct

from services.workflow.domain.duty import TimeLimits


class Stage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """阶段 — one part of a work, and the day by which it is planned to be done."""

    name: str
    planned_on: date


class RegisterWork(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记阶段性工作"""

    item_id: str
    title: str
    starts_on: date
    stages: tuple[Stage, ...]


class BeginWork(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """立项 — a work of this unit, by the rule in force on the day on which it is registered."""

    unit: str
    asked: RegisterWork
    limits: TimeLimits


class FinishStage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记阶段完成 — stages are counted from 1; from this day its result is owed (分期逐段)."""

    number: int
    finished_on: date


class ReplanWork(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """调整阶段计划 — other stages instead of those that are not finished yet."""

    stages: tuple[Stage, ...]
    reason: str


class CloseWork(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """结项"""


class EndWork(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """核对后结项 — with what has been settled so far: stages by number, and the summary."""

    settled: tuple[int, ...] = ()
    summarised: bool = False


class ReopenStage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """重新公开阶段 — what told of it was withdrawn; ``number`` 0: the summary (总结性公开)."""

    number: int
    disclosure_id: str
    withdrawn_on: date


class WorkRegistered(Struct, frozen=True, kw_only=True, tag="workflow.work.registered.v1"):
    """阶段性工作已登记 — ``limits``: the rule by which it is judged to its end (N4)."""

    unit: str
    item_id: str
    title: str
    starts_on: date
    stages: tuple[Stage, ...]
    limits: TimeLimits


class StageFinished(Struct, frozen=True, kw_only=True, tag="workflow.stage.finished.v1"):
    """阶段已完成 — ``last``: no stage is left; ``summary``: a summary is owed besides (跨年度)."""

    number: int
    name: str
    finished_on: date
    last: bool = False
    summary: bool = False


class WorkReplanned(Struct, frozen=True, kw_only=True, tag="workflow.work.replanned.v1"):
    """阶段计划已调整 — ``stages`` are those that were not finished, as planned from now on."""

    stages: tuple[Stage, ...]
    reason: str


class StageReopened(Struct, frozen=True, kw_only=True, tag="workflow.stage.reopened.v1"):
    """阶段须重新公开 — ``turn``: how often by now; ``number`` 0: the summary (总结性公开)."""

    number: int
    turn: int
    disclosure_id: str
    withdrawn_on: date


class WorkClosed(Struct, frozen=True, kw_only=True, tag="workflow.work.closed.v1"):
    """阶段性工作已结项"""

    on: date
    spans_years: bool = False


StagedCommand = (
    RegisterWork | BeginWork | FinishStage | ReopenStage | ReplanWork | CloseWork | EndWork
)
StagedEvent = WorkRegistered | StageFinished | StageReopened | WorkReplanned | WorkClosed
