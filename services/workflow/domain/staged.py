"""阶段性工作 — work disclosed stage by stage, and as a whole when it lasted over years: pure."""

from datetime import date
from enum import Enum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.duty import LEAST, TimeLimits
from services.workflow.domain.staged_words import (
    BeginWork,
    EndWork,
    FinishStage,
    ReopenStage,
    ReplanWork,
    Stage,
    StagedEvent,
    StageFinished,
    StageReopened,
    WorkClosed,
    WorkRegistered,
    WorkReplanned,
)
from shared.calendar import beijing_date
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

TITLE: Final = 200  # characters at most
MOST: Final = 50  # stages of one work

WorkCommand = BeginWork | FinishStage | ReopenStage | ReplanWork | EndWork


class Progress(Struct, frozen=True, kw_only=True):
    """阶段进展 — a stage, and the day on which it was done; None: not yet."""

    name: str
    planned_on: date
    finished_on: date | None = None

    @property
    def day(self) -> date:
        """Return the day that counts: when it was done, else when it is planned."""
        return self.finished_on or self.planned_on


class Work(Struct, frozen=True, kw_only=True):
    """阶段性工作 — its stages in order, and the rule by which it began."""

    unit: str = ""
    item_id: str = ""
    title: str = ""
    starts_on: date = date.min
    stages: tuple[Progress, ...] = ()
    limits: TimeLimits = TimeLimits()
    closed: bool = False
    reopened: tuple[int, ...] = ()  # whose disclosure was withdrawn, each time; 0: the summary

    @property
    def finished(self) -> bool:
        """Tell whether no stage is left."""
        return bool(self.stages) and all(each.finished_on for each in self.stages)

    @property
    def ends_on(self) -> date:
        """Return the day of its latest stage, as known so far."""
        return max([self.starts_on, *(each.day for each in self.stages)])

    @property
    def spans_years(self) -> bool:
        """Tell whether it is work over years (跨年度)."""
        return self.starts_on.year != self.ends_on.year

    @property
    def owes_summary(self) -> bool:
        """Tell whether it ends with a summary disclosure (S1 五3, S2 三(四)3)."""
        return self.spans_years and self.limits.summary

    def turn(self, number: int) -> int:
        """Return how often a stage (0: the summary) is owed anew since it was first disclosed."""
        return self.reopened.count(number)


class Phase(Enum):
    """进展 — how far a work has come."""

    RUNNING = "running"
    RESULTS = "results"
    SUMMARY = "summary"
    READY = "ready"
    CLOSED = "closed"


PHASES: Final = {
    Phase.RUNNING: "进行中",
    Phase.RESULTS: "待公开阶段结果",
    Phase.SUMMARY: "待总结公开",
    Phase.READY: "待结项",
    Phase.CLOSED: "已结项",
}


class WorkUnknownError(NotFoundError):
    """没有找到这项阶段性工作。"""


class WorkAlreadyRegisteredError(RejectedError):
    """这项阶段性工作已经登记，不能重复登记。"""


class WorkClosedError(RejectedError):
    """这项阶段性工作已经结项，不能再改动。"""


class WorkTitleError(InvalidError):
    """请填写工作名称，不超过200个字。"""


class StagesMissingError(InvalidError):
    """请至少填写一个阶段，最多50个阶段。"""


class StageNameError(InvalidError):
    """每个阶段都要有名称，不超过200个字。"""


class StageNamedTwiceError(InvalidError):
    """两个阶段不能同名。"""


class StageBeforeStartError(InvalidError):
    """阶段的日期不能早于工作开始日期。"""


class StagesOutOfOrderError(InvalidError):
    """请按先后顺序填写阶段，后一阶段的计划日期不能早于前一阶段。"""


class StageUnknownError(NotFoundError):
    """这项工作没有这个阶段。"""


class StageAlreadyFinishedError(RejectedError):
    """这个阶段已经登记完成，不能重复登记。"""


class StageOutOfTurnError(RejectedError):
    """前一阶段还没有登记完成，请按顺序登记。"""


class FinishedAheadError(InvalidError):
    """完成日期不能晚于今天。"""


class NothingToReplanError(RejectedError):
    """各阶段都已完成，不能再调整计划。"""


class ReplanReasonError(InvalidError):
    """请写明调整的理由，不少于5个字。"""


class StagesUnfinishedError(RejectedError):
    """还有阶段没有完成，不能结项。"""


class StageUndisclosedError(RejectedError):
    """还有阶段的结果没有公开，不能结项。"""


class SummaryMissingError(RejectedError):
    """跨年度的工作还没有作总结性公开，不能结项。"""


def decide(command: WorkCommand, work: Work, cause: Cause) -> list[StagedEvent]:
    """Judge one command."""
    today = beijing_date(cause.at)
    if isinstance(command, BeginWork):
        return [_begin(command, work)]
    if isinstance(command, ReopenStage):
        return [_reopen(command, work)]
    _open(work)
    match command:
        case FinishStage():
            return [_finish(command, work, today)]
        case ReplanWork():
            return [_replan(command, work)]
        case EndWork():
            return [_end(command, work, today)]


def evolve(work: Work, event: StagedEvent) -> Work:
    """Remember what happened."""
    match event:
        case WorkRegistered():
            return _registered(event)
        case StageFinished(number=number, finished_on=day):
            return replace(work, stages=_done(work.stages, number, day))
        case StageReopened(number=number):
            return replace(work, reopened=(*work.reopened, number))
        case WorkReplanned(stages=stages):
            kept = tuple(each for each in work.stages if each.finished_on)
            return replace(work, stages=(*kept, *map(_planned, stages)))
        case WorkClosed():
            return replace(work, closed=True)


WORK = Decider(initial=Work(), decide=decide, evolve=evolve)


def phase(work: Work, settled: tuple[int, ...], *, summarised: bool) -> Phase:
    """Return how far a work has come, given which of its results are settled."""
    if work.closed:
        return Phase.CLOSED
    if not work.finished:
        return Phase.RUNNING
    if _unsettled(work, settled):
        return Phase.RESULTS
    return Phase.SUMMARY if work.owes_summary and not summarised else Phase.READY


def before(work: Work, number: int) -> Work:
    """Return a work as it was before a stage, counted from 1, was finished."""
    again = [replace(each, finished_on=None) for each in work.stages[number - 1 :]]
    return replace(work, stages=(*work.stages[: number - 1], *again)) if number > 0 else work


def _open(work: Work) -> None:
    if not work.stages:
        raise WorkUnknownError
    if work.closed:
        raise WorkClosedError


def _begin(command: BeginWork, work: Work) -> WorkRegistered:
    asked = command.asked
    if work.stages:
        raise WorkAlreadyRegisteredError
    if not 0 < len(asked.title.strip()) <= TITLE:
        raise WorkTitleError(field="title")
    _plan(asked.stages, asked.starts_on)
    return WorkRegistered(
        unit=command.unit,
        item_id=asked.item_id,
        title=asked.title.strip(),
        starts_on=asked.starts_on,
        stages=asked.stages,
        limits=command.limits,
    )


def _plan(stages: tuple[Stage, ...], since: date, taken: tuple[str, ...] = ()) -> None:
    if not 0 < len(stages) <= MOST - len(taken):
        raise StagesMissingError(field="stages")
    names = [*taken, *(each.name.strip() for each in stages)]
    if not all(0 < len(name) <= TITLE for name in names):
        raise StageNameError(field="stages")
    if len(set(names)) < len(names):
        raise StageNamedTwiceError(field="stages")
    days = [each.planned_on for each in stages]
    if min(days) < since:
        raise StageBeforeStartError(field="stages")
    if days != sorted(days):
        raise StagesOutOfOrderError(field="stages")


def _finish(command: FinishStage, work: Work, today: date) -> StageFinished:
    number, day = command.number, command.finished_on
    if not 0 < number <= len(work.stages):
        raise StageUnknownError(number, field="number")
    if work.stages[number - 1].finished_on:
        raise StageAlreadyFinishedError(number, field="number")
    if not all(each.finished_on for each in work.stages[: number - 1]):
        raise StageOutOfTurnError(number, field="number")
    if day > today:
        raise FinishedAheadError(field="finished_on")
    if day < work.starts_on:
        raise StageBeforeStartError(field="finished_on")
    after = replace(work, stages=_done(work.stages, number, day))
    return StageFinished(
        number=number,
        name=work.stages[number - 1].name,
        finished_on=day,
        last=after.finished,
        summary=after.finished and after.owes_summary,
    )


def _reopen(command: ReopenStage, work: Work) -> StageReopened:
    """Owe a result anew, also of a closed work: it is not disclosed any more (S0 五(三)3)."""
    if not work.stages:
        raise WorkUnknownError
    if not 0 <= command.number <= len(work.stages):
        raise StageUnknownError(command.number, field="number")
    return StageReopened(
        number=command.number,
        turn=work.turn(command.number) + 1,
        disclosure_id=command.disclosure_id,
        withdrawn_on=command.withdrawn_on,
    )


def _replan(command: ReplanWork, work: Work) -> WorkReplanned:
    if work.finished:
        raise NothingToReplanError
    if len(command.reason.strip()) < LEAST:
        raise ReplanReasonError(field="reason")
    taken = tuple(each.name for each in work.stages if each.finished_on)
    _plan(command.stages, work.starts_on, taken)
    return WorkReplanned(stages=command.stages, reason=command.reason.strip())


def _end(command: EndWork, work: Work, today: date) -> WorkClosed:
    if not work.finished:
        raise StagesUnfinishedError
    if left := _unsettled(work, command.settled):
        raise StageUndisclosedError(*left)
    if work.owes_summary and not command.summarised:
        raise SummaryMissingError(work.starts_on, work.ends_on)
    return WorkClosed(on=today, spans_years=work.spans_years)


def _unsettled(work: Work, settled: tuple[int, ...]) -> list[int]:
    return [number for number in range(1, len(work.stages) + 1) if number not in settled]


def _registered(event: WorkRegistered) -> Work:
    return Work(
        unit=event.unit,
        item_id=event.item_id,
        title=event.title,
        starts_on=event.starts_on,
        stages=tuple(map(_planned, event.stages)),
        limits=event.limits,
    )


def _planned(stage: Stage) -> Progress:
    return Progress(name=stage.name.strip(), planned_on=stage.planned_on)


def _done(stages: tuple[Progress, ...], number: int, day: date) -> tuple[Progress, ...]:
    """Return the stages with one done; done in turn, they keep their numbers when replanned."""
    return tuple(
        replace(each, finished_on=day) if n == number else each
        for n, each in enumerate(stages, start=1)
    )
