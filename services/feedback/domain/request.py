"""申请 — one request for disclosure, from its receipt to its filing and any recheck (六3).

收到 → 受理 → 研究 → 决定 → 说明 → 办结 → 备案; correction, extension and the word of a third
party on the way; a refusal may be looked at anew.
"""

from typing import Any, Final

from services.feedback.domain import request_answer as answers
from services.feedback.domain import request_recheck as rechecks
from services.feedback.domain import request_steps as steps
from services.feedback.domain.request_commands import (
    AcceptRequest,
    AcknowledgeFiling,
    AnswerParty,
    AskCorrection,
    AskRecheck,
    CloseRequest,
    ConcludeRecheck,
    ConsultParty,
    CorrectRequest,
    DecideRequest,
    DropRelease,
    EraseRequest,
    ExamineRecheck,
    ExplainRequest,
    ExtendRequest,
    LapseRequest,
    NominateRequest,
    OpenApplicant,
    OpenDelivery,
    PrepareRelease,
    ReceiveRequest,
    RecountRequest,
    RequestCommand,
    ReturnFiling,
    SendFiling,
    SignRequest,
    StudyRequest,
    TakeUpPublication,
)
from services.feedback.domain.request_events import ApplicantOpened, RequestErased, RequestEvent
from services.feedback.domain.request_state import Asked, evolve
from services.feedback.domain.request_words import Status
from shared.decider import Decider, NotFoundError, RejectedError
from shared.record import Cause


class RequestUnknownError(NotFoundError):
    """没有这件申请。"""


class RequestUnderWayError(RejectedError):
    """这件申请还在办理，办结以后才能删除申请人资料。"""


class RequestErasedError(RejectedError):
    """申请人资料已经删除。"""


class RequestLapsedError(RejectedError):
    """这件申请逾期没有补正，已按放弃申请处理。"""


def decide(command: RequestCommand, asked: Asked, cause: Cause) -> list[RequestEvent]:
    """Return what follows from a command, or raise the rule that refuses it."""
    if isinstance(command, ReceiveRequest):
        return steps.receive(command, asked, cause)
    if asked.status is Status.NEW:
        raise RequestUnknownError
    if isinstance(command, OpenApplicant):
        return [ApplicantOpened(unit=asked.unit)]
    if isinstance(command, EraseRequest):
        return _erase(command, asked)
    if isinstance(command, RecountRequest):
        return steps.recount(command, asked)
    if asked.status is Status.LAPSED:
        raise RequestLapsedError
    return _step(command, asked, cause)


def _erase(command: EraseRequest, asked: Asked) -> list[RequestEvent]:
    if asked.status not in {Status.CLOSED, Status.LAPSED} or asked.recheck is not None:
        raise RequestUnderWayError
    if asked.erased:
        raise RequestErasedError
    return [RequestErased(unit=asked.unit, ground=command.ground)]


def _step(  # noqa: C901, PLR0911 — one line for each command
    command: Any, asked: Asked, cause: Cause
) -> list[RequestEvent]:
    match command:
        case SignRequest():
            return steps.sign(command, asked)
        case AcceptRequest():
            return steps.accept(command, asked)
        case AskCorrection():
            return steps.ask_correction(command, asked, cause)
        case CorrectRequest():
            return steps.correct(command, asked, cause)
        case LapseRequest():
            return steps.lapse(asked, cause)
        case ExtendRequest():
            return steps.extend(command, asked)
        case ConsultParty():
            return steps.consult(command, asked, cause)
        case AnswerParty():
            return steps.answer(command, asked, cause)
        case StudyRequest():
            return steps.study(command, asked, cause)
        case PrepareRelease():
            return steps.prepare(command, asked)
        case DropRelease():
            return steps.drop(command, asked)
        case _:
            return _answer(command, asked, cause)


def _answer(  # noqa: C901, PLR0911 — one line for each command
    command: Any, asked: Asked, cause: Cause
) -> list[RequestEvent]:
    match command:
        case DecideRequest():
            return answers.decide_outcome(command, asked, cause)
        case ExplainRequest():
            return answers.explain(command, asked, cause)
        case CloseRequest():
            return answers.close(command, asked, cause)
        case SendFiling():
            return answers.send_filing(asked)
        case AcknowledgeFiling():
            return answers.acknowledge(command, asked, cause)
        case ReturnFiling():
            return answers.send_back(command, asked, cause)
        case OpenDelivery():
            return answers.open_delivery(command, asked)
        case TakeUpPublication():
            return answers.take_up(command, asked)
        case NominateRequest():
            return answers.nominate(command, asked)
        case _:
            return _recheck(command, asked, cause)


def _recheck(
    command: AskRecheck | ExamineRecheck | ConcludeRecheck, asked: Asked, cause: Cause
) -> list[RequestEvent]:
    match command:
        case AskRecheck():
            return rechecks.ask(command, asked, cause)
        case ExamineRecheck():
            return rechecks.examine(command, asked)
        case ConcludeRecheck():
            return rechecks.conclude(command, asked, cause)


REQUEST: Final[Decider[Any, Asked, Any]] = Decider(initial=Asked(), decide=decide, evolve=evolve)
