"""督察员评议 — a round in five stages; each problem it finds becomes a matter to follow (S0-51).

征求意见 → 查找问题 → 定期评议 → 督促落实 → 改进工作; rounds come again in a cycle, and the next
one begins with what became of the problems of those before.
"""

from datetime import date
from enum import IntEnum
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from services.feedback.domain.terms import PersonId, PublicText
from services.feedback.domain.writing import written
from shared.calendar import beijing_date
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

MOST: Final = 50  # problems of one round


class Stage(IntEnum):
    """评议的阶段"""

    ASKING = 1
    FINDING = 2
    VOTING = 3
    URGING = 4
    IMPROVING = 5


STAGES: Final = {
    Stage.ASKING: "征求意见",
    Stage.FINDING: "查找问题",
    Stage.VOTING: "定期评议",
    Stage.URGING: "督促落实",
    Stage.IMPROVING: "改进工作",
}


class Problem(Struct, frozen=True, kw_only=True):
    """问题 — what is to be put right, by whom, by when."""

    title: str
    owner: str
    due: date


class OpenEvaluation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """组织督察员评议"""

    unit: str
    title: PublicText


class EvaluationOpened(Struct, frozen=True, kw_only=True, tag="feedback.evaluation.opened.v1"):
    """督察员评议已组织"""

    unit: str
    title: str


class AdvanceEvaluation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """进入下一阶段 — with what the stage before it came to."""

    summary: PublicText


class EvaluationAdvanced(Struct, frozen=True, kw_only=True, tag="feedback.evaluation.advanced.v1"):
    """评议已进入下一阶段"""

    unit: str
    stage: Stage
    summary: str


class NoteProblem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记问题"""

    title: PublicText
    owner: PersonId
    due: date


class ProblemRecorded(Struct, frozen=True, kw_only=True, tag="feedback.problem.recorded.v1"):
    """评议问题已登记"""

    unit: str
    problem: Problem


class CloseEvaluation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """结束评议"""

    summary: PublicText


class EvaluationClosed(Struct, frozen=True, kw_only=True, tag="feedback.evaluation.closed.v1"):
    """评议已结束 — the problems go on as matters to follow."""

    unit: str
    summary: str
    problems: tuple[Problem, ...]


EvaluationCommand = OpenEvaluation | AdvanceEvaluation | NoteProblem | CloseEvaluation
EvaluationEvent = EvaluationOpened | EvaluationAdvanced | ProblemRecorded | EvaluationClosed


class Evaluation(Struct, frozen=True, kw_only=True):
    """What must be remembered of a round."""

    unit: str = ""
    stage: Stage = Stage.ASKING
    problems: tuple[Problem, ...] = ()
    closed: bool = False


class EvaluationTwiceError(RejectedError):
    """这次评议已经组织。"""


class EvaluationUnknownError(NotFoundError):
    """没有这次督察员评议。"""


class EvaluationOverError(RejectedError):
    """这次评议已经结束。"""


class LastStageError(RejectedError):
    """已经是最后一个阶段，请结束评议。"""


class StagesLeftError(RejectedError):
    """评议还没有走完五个阶段，不能结束。"""


class NotFindingError(RejectedError):
    """从“查找问题”阶段起才登记问题。"""


class TooManyProblemsError(InvalidError):
    """一次评议最多登记50个问题。"""


class ProblemDueError(InvalidError):
    """整改期限不能早于今天。"""


def decide(command: EvaluationCommand, round_: Evaluation, cause: Cause) -> list[EvaluationEvent]:
    """Return what follows from a command, or raise the rule that refuses it."""
    if isinstance(command, OpenEvaluation):
        if round_.unit:
            raise EvaluationTwiceError
        return [EvaluationOpened(unit=command.unit, title=written(command.title, "title"))]
    _going_on(round_)
    match command:
        case AdvanceEvaluation():
            return [_advance(command, round_)]
        case NoteProblem():
            return [_note(command, round_, beijing_date(cause.at))]
        case CloseEvaluation():
            return [_close(command, round_)]


def evolve(round_: Evaluation, event: EvaluationEvent) -> Evaluation:
    """Return the round as the event leaves it."""
    match event:
        case EvaluationOpened():
            return Evaluation(unit=event.unit)
        case EvaluationAdvanced(stage=stage):
            return replace(round_, stage=stage)
        case ProblemRecorded(problem=problem):
            return replace(round_, problems=(*round_.problems, problem))
        case EvaluationClosed():
            return replace(round_, closed=True)


def _going_on(round_: Evaluation) -> None:
    if not round_.unit:
        raise EvaluationUnknownError
    if round_.closed:
        raise EvaluationOverError


def _advance(command: AdvanceEvaluation, round_: Evaluation) -> EvaluationAdvanced:
    if round_.stage is Stage.IMPROVING:
        raise LastStageError
    said = written(command.summary, "summary")
    return EvaluationAdvanced(unit=round_.unit, stage=Stage(round_.stage + 1), summary=said)


def _note(command: NoteProblem, round_: Evaluation, today: date) -> ProblemRecorded:
    if round_.stage < Stage.FINDING:
        raise NotFindingError
    if len(round_.problems) >= MOST:
        raise TooManyProblemsError(MOST)
    if command.due < today:
        raise ProblemDueError(command.due, field="due")
    title = written(command.title, "title")
    problem = Problem(title=title, owner=command.owner, due=command.due)
    return ProblemRecorded(unit=round_.unit, problem=problem)


def _close(command: CloseEvaluation, round_: Evaluation) -> EvaluationClosed:
    if round_.stage is not Stage.IMPROVING:
        raise StagesLeftError
    return EvaluationClosed(
        unit=round_.unit, summary=written(command.summary, "summary"), problems=round_.problems
    )


EVALUATION: Final[Decider[Any, Evaluation, Any]] = Decider(
    initial=Evaluation(), decide=decide, evolve=evolve
)
