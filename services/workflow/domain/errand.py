"""函告 — put to a unit, answered in time or late, looked at again where its kind asks for it."""

from datetime import date
from enum import Enum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.errand_words import (
    AnswerErrand,
    DispatchErrand,
    ErrandAnswered,
    ErrandCommand,
    ErrandEvent,
    ErrandJudged,
    ErrandKind,
    ErrandMissed,
    ErrandSent,
    JudgeErrand,
    MissErrand,
    SendErrand,
)
from shared.calendar import beijing_date
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

LEAST: Final = 5  # characters of a reason, an answer, a proof


class ErrandState(Enum):
    """函告状态"""

    NEW = "new"
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Errand(Struct, frozen=True, kw_only=True):
    """What must be remembered to judge the next step."""

    state: ErrandState = ErrandState.NEW
    kind: ErrandKind = ErrandKind.SUGGESTION
    unit: str = ""
    body: str = ""
    due: date | None = None
    missed: bool = False

    @property
    def judge(self) -> str:
        """Return the unit that looks at the answer: who ordered it, or who was warned."""
        return self.body if self.kind is ErrandKind.WARNING else self.unit


class ErrandUnknownError(NotFoundError):
    """没有找到这件函告。"""


class ErrandTwiceError(RejectedError):
    """这件函告已经发出。"""


class ErrandClosedError(RejectedError):
    """这件函告已经办结。"""


class ErrandWaitsForJudgementError(RejectedError):
    """这件函告已经答复，正等复查。"""


class ErrandUnansweredError(RejectedError):
    """这件函告还没有答复，不能复查。"""


class ErrandWordsError(InvalidError):
    """函告的标题、内容、答复和复查意见都要写明，不少于5个字。"""


class ErrandDueError(InvalidError):
    """这种函告要写明办理期限，期限不能早于今天。"""


class ErrandPlaceError(InvalidError):
    """收函单位不合适：责令整改只能发给下级，困难问题只能报给上级，除了建议，不能发给本单位。"""


class GroundNotOfferedError(InvalidError):
    """收函单位的实施方案没有规定这种追责情形。"""


class ProofMissingError(InvalidError):
    """整改结果要附证明材料的名称或者文号，不少于5个字。"""


class NotAddressedError(ForbiddenError):
    """函告由收函单位答复，由发函单位复查。"""


class NotYetMissedError(RejectedError):
    """这件函告还没有到期，或者已经记为逾期。"""


def decide(command: ErrandCommand, state: Errand, cause: Cause) -> list[ErrandEvent]:
    """Judge one step; every refusal is a rule of this room."""
    if isinstance(command, DispatchErrand):
        return [_send(command, state, cause)]
    if state.state is ErrandState.NEW:
        raise ErrandUnknownError
    if state.state is ErrandState.CLOSED:
        raise ErrandClosedError
    match command:
        case AnswerErrand():
            return [_answer(command, state, cause)]
        case JudgeErrand():
            return [_judge(command, state, cause)]
        case MissErrand(above=above):
            return [_miss(above, state, cause)]


def _send(command: DispatchErrand, state: Errand, cause: Cause) -> ErrandSent:
    asked = command.asked
    if state.state is not ErrandState.NEW:
        raise ErrandTwiceError
    here = asked.body == asked.unit and asked.kind is not ErrandKind.SUGGESTION
    if here or not command.allowed:
        raise ErrandPlaceError(field="body")
    _timed(asked, beijing_date(cause.at))
    if asked.kind is ErrandKind.RECTIFICATION and asked.ground not in command.grounds:
        raise GroundNotOfferedError(asked.ground, field="ground")
    return ErrandSent(
        unit=asked.unit,
        body=asked.body,
        kind=asked.kind,
        title=_said(asked.title, "title"),
        content=_said(asked.content, "content"),
        due=asked.due,
        ground=asked.ground,
        about=asked.about,
        sent_by=cause.actor,
    )


def _timed(asked: SendErrand, today: date) -> None:
    if asked.kind.timed and asked.due is None:
        raise ErrandDueError(field="due")
    if asked.due is not None and asked.due < today:
        raise ErrandDueError(field="due")


def _answer(command: AnswerErrand, state: Errand, cause: Cause) -> ErrandAnswered:
    if state.state is ErrandState.ANSWERED:
        raise ErrandWaitsForJudgementError
    if cause.unit != state.body:
        raise NotAddressedError
    if state.kind is ErrandKind.RECTIFICATION and len(command.proof.strip()) < LEAST:
        raise ProofMissingError(field="proof")
    late = max((beijing_date(cause.at) - state.due).days, 0) if state.due else 0
    return ErrandAnswered(
        unit=state.unit,
        body=state.body,
        answer=_said(command.answer, "answer"),
        proof=command.proof.strip(),
        general=command.general,
        closed=not state.kind.checked,
        late=late > 0,
        days_late=late,
        answered_by=cause.actor,
    )


def _judge(command: JudgeErrand, state: Errand, cause: Cause) -> ErrandJudged:
    if cause.unit != state.judge:
        raise NotAddressedError
    if state.state is not ErrandState.ANSWERED:
        raise ErrandUnansweredError
    return ErrandJudged(
        unit=state.unit,
        body=state.body,
        accepted=command.accepted,
        note=_said(command.note, "note"),
        judged_by=cause.actor,
    )


def _miss(above: str, state: Errand, cause: Cause) -> ErrandMissed:
    over = state.due is not None and state.due < beijing_date(cause.at)
    if state.due is None or state.missed or not over or state.state is not ErrandState.OPEN:
        raise NotYetMissedError
    return ErrandMissed(unit=state.unit, body=state.body, due=state.due, above=above)


def _said(text: str, field: str) -> str:
    if len(text.strip()) < LEAST:
        raise ErrandWordsError(field=field)
    return text.strip()


def evolve(state: Errand, event: ErrandEvent) -> Errand:
    """Remember what happened."""
    match event:
        case ErrandSent(kind=kind, unit=unit, body=body, due=due):
            return Errand(state=ErrandState.OPEN, kind=kind, unit=unit, body=body, due=due)
        case ErrandAnswered(closed=closed):
            return replace(state, state=ErrandState.CLOSED if closed else ErrandState.ANSWERED)
        case ErrandJudged(accepted=accepted):
            return replace(state, state=ErrandState.CLOSED if accepted else ErrandState.OPEN)
        case ErrandMissed():
            return replace(state, missed=True)


ERRAND: Final = Decider[ErrandCommand, Errand, ErrandEvent](
    initial=Errand(), decide=decide, evolve=evolve
)
