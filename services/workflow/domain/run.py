"""职权运行 — step after step, none without its disclosure; what runs late is warned of: pure."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.duty import Recipient
from services.workflow.domain.run_words import (
    AdvanceRun,
    DisposeWarning,
    Lane,
    PassStep,
    RunAdvanced,
    RunCommand,
    RunDisposed,
    RunEvent,
    RunOpened,
    RunStep,
    RunWarned,
    StartRun,
    WarnRun,
)
from shared.calendar import beijing_date
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.posts import named
from shared.record import Cause

LEAST: Final = 5  # characters of a result, of a handling record


class Run(Struct, frozen=True, kw_only=True):
    """What must be remembered: at which step it is, until when, who did what, what is open."""

    unit: str = ""
    title: str = ""
    steps: tuple[RunStep, ...] = ()
    done: int = 0
    due: date | None = None
    hands: tuple[str, ...] = ()
    warned: tuple[int, ...] = ()
    open: tuple[int, ...] = ()

    @property
    def now(self) -> RunStep | None:
        """Return the step that is being worked at; None: all are done."""
        return self.steps[self.done] if self.done < len(self.steps) else None


class RunUnknownError(NotFoundError):
    """没有找到这件职权运行。"""


class RunTwiceError(RejectedError):
    """这件职权运行已经开始。"""


class RunTitleError(InvalidError):
    """请写明这次办理的是什么事项。"""


class RunClosedError(RejectedError):
    """这件职权运行的环节已经全部办结。"""


class StepOrderError(RejectedError):
    """环节要按流程图的顺序办理，不能跳过。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the step that comes first."""
        number, name = self.args
        return f"环节要按流程图的顺序办理，不能跳过；现在是第{number}个环节“{name}”。"


class ResultMissingError(InvalidError):
    """请写明这个环节的办理结果，不少于5个字。"""


class PointSkippedError(RejectedError):
    """这个环节有公开点，没有公开以前不能办结。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming what is to be disclosed."""
        return f"这个环节的公开点是“{self.args[0]}”，请写明已经公开的事项，没有公开以前不能办结。"


class NamedHandError(InvalidError):
    """流程图写明了这个环节由谁办结，代为办结的请写明理由。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the posts of the chart."""
        posts = "、".join(map(named, self.args))
        return f"流程图写明这个环节由{posts}办结；代为办结的，请写明理由，不少于{LEAST}个字。"


class OwnSupervisionError(ForbiddenError):
    """监督环节不能由办理过决策、执行环节的人办理。"""


class WarningUnhandledError(RejectedError):
    """还有超时预警没有处置，不能全部办结。"""


class NotOverdueError(RejectedError):
    """这个环节没有超过时限，或者不是高风险环节，或者已经预警。"""


class WarningUnknownError(NotFoundError):
    """这个环节没有等待处置的预警。"""


class HandlingMissingError(InvalidError):
    """请写明预警怎样处置，不少于5个字；没有处置记录的预警不能销号。"""


def decide(command: RunCommand, run: Run, cause: Cause) -> list[RunEvent]:
    """Judge one step; every refusal is a rule of this room, and is kept as a refusal."""
    if isinstance(command, StartRun):
        return [_start(command, run, cause)]
    if not run.unit:
        raise RunUnknownError
    match command:
        case PassStep():
            return [*_overrun(command.to, run, cause), _pass(command, run, cause)]
        case WarnRun():
            return [_warn(command, run, cause)]
        case DisposeWarning():
            return [_dispose(command, run, cause)]


def _start(command: StartRun, run: Run, cause: Cause) -> RunOpened:
    if run.unit:
        raise RunTwiceError
    if not command.asked.title.strip():
        raise RunTitleError(field="title")
    return RunOpened(
        unit=command.unit,
        power_id=command.asked.power_id,
        power=command.power,
        title=command.asked.title.strip(),
        owner=command.owner,
        chart=command.chart,
        steps=command.steps,
        regimes=command.regimes,
        due=command.due,
        opened_by=cause.actor,
    )


def _pass(command: PassStep, run: Run, cause: Cause) -> RunAdvanced:
    step, asked = _here(command.asked, run), command.asked
    if len(asked.result.strip()) < LEAST:
        raise ResultMissingError(field="result")
    if step.point and not command.disclosed:
        raise PointSkippedError(step.point, field="disclosure_id")
    instead = _instead(command, cause)
    if step.lane is Lane.SUPERVISE and cause.actor in run.hands:
        raise OwnSupervisionError
    last = asked.step == len(run.steps)
    if last and run.open:
        raise WarningUnhandledError
    return RunAdvanced(
        unit=run.unit,
        step=asked.step,
        lane=step.lane,
        result=asked.result.strip(),
        disclosure_id=asked.disclosure_id.strip() if command.disclosed else "",
        due=None if last else command.due,
        closed=last,
        advanced_by=cause.actor,
        instead=instead,
    )


def _instead(command: PassStep, cause: Cause) -> str:
    """Return why it is not the post of the chart that finishes a step; "" where it is."""
    if not command.named or cause.post in command.named:
        return ""
    reason = command.asked.instead.strip()
    if len(reason) < LEAST:
        raise NamedHandError(*command.named, field="instead")
    return reason


def _here(asked: AdvanceRun, run: Run) -> RunStep:
    """Return the step that is asked about, if it is the one whose turn it is (S4-57)."""
    if run.now is None:
        raise RunClosedError
    if asked.step != run.done + 1:
        raise StepOrderError(run.done + 1, run.now.name, field="step")
    return run.now


def _warn(command: WarnRun, run: Run, cause: Cause) -> RunWarned:
    for warned in _overrun(command.to, run, cause):
        return warned
    raise NotOverdueError


def _overrun(to: tuple[Recipient, ...], run: Run, cause: Cause) -> Iterator[RunWarned]:
    """Yield a warning where a step of high risk is past its limit and nobody was told (H7)."""
    step, number, due = run.now, run.done + 1, run.due
    if step is None or due is None or not step.high or number in run.warned:
        return
    if due < beijing_date(cause.at):
        title = f"{run.title}：{step.name}"
        yield RunWarned(unit=run.unit, step=number, title=title, due=due, to=to)


def _dispose(command: DisposeWarning, run: Run, cause: Cause) -> RunDisposed:
    if command.step not in run.open:
        raise WarningUnknownError(command.step, field="step")
    if len(command.handling.strip()) < LEAST:
        raise HandlingMissingError(field="handling")
    return RunDisposed(
        unit=run.unit,
        step=command.step,
        handling=command.handling.strip(),
        disposed_by=cause.actor,
    )


def evolve(run: Run, event: RunEvent) -> Run:
    """Remember what happened."""
    match event:
        case RunOpened(unit=unit, title=title, steps=steps, due=due):
            return Run(unit=unit, title=title, steps=steps, due=due)
        case RunAdvanced(step=step, due=due, advanced_by=hand):
            return replace(run, done=step, due=due, hands=(*run.hands, hand))
        case RunWarned(step=step):
            return replace(run, warned=(*run.warned, step), open=(*run.open, step))
        case RunDisposed(step=step):
            return replace(run, open=tuple(each for each in run.open if each != step))


RUN: Final = Decider[RunCommand, Run, RunEvent](initial=Run(), decide=decide, evolve=evolve)
