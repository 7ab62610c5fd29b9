"""意见 — one opinion on one disclosure, from its receipt to its last answer.

收到 → 交办 → 核实 → 办结 → 答复 → 归结; the outcome is made public on the way.
A finding is given once: what was found is never silently found otherwise.
"""

from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from services.feedback.domain.commands import (
    AssignOpinion,
    CloseOpinion,
    ConcludeOpinion,
    LinkOpinion,
    OpenIdentity,
    OpinionCommand,
    PublishOutcome,
    ReceiveOpinion,
    ReplyOpinion,
    TransferOpinion,
)
from services.feedback.domain.events import (
    IdentityOpened,
    OpinionAssigned,
    OpinionClosed,
    OpinionConcluded,
    OpinionEvent,
    OpinionLinked,
    OpinionReceived,
    OpinionReplied,
    OpinionTransferred,
    OutcomeCirculated,
    OutcomePublished,
)
from services.feedback.domain.terms import (
    Audience,
    Delivery,
    Finding,
    Proof,
    Remedy,
    Status,
)
from services.feedback.domain.writing import written
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause


class Opinion(Struct, frozen=True, kw_only=True):
    """What must be remembered to judge the next command. Nothing more."""

    status: Status = Status.NEW
    unit: str = ""
    disclosure_id: str = ""
    item_id: str = ""
    version: int = 0
    signed: bool = False
    handler: str = ""
    finding: Finding | None = None
    remedy: Remedy = Remedy.NONE
    published: bool = False


class OpinionAlreadyReceivedError(RejectedError):
    """这件意见已经收到，不能重复登记。"""


class SignatureMismatchError(InvalidError):
    """署名意见必须有身份信息，匿名意见不得留存身份信息。"""


class OpinionUnknownError(NotFoundError):
    """没有这件意见。"""


class OpinionClosedError(RejectedError):
    """这件意见已经归结，不能再办理。"""


class AlreadyAssignedError(RejectedError):
    """这件意见已经交给这位承办人。"""


class ConcernedHandlerError(ForbiddenError):
    """参与提出、审核或者审批该公开事项的人员，不能办理对它的意见。"""


class NotAssignedError(RejectedError):
    """意见还没有交办，不能办理。"""


class NotYourOpinionError(ForbiddenError):
    """只有这件意见的承办人可以办理。"""


class AlreadyConcludedError(RejectedError):
    """这件意见已有核实结论，不能直接更改。"""


class NotConcludedError(RejectedError):
    """意见还没有核实结论，请先办结。"""


class UnfoundedNeedsNoRemedyError(InvalidError):
    """结论为不属实的意见，处理方式不能是更正公开内容。"""


class AnonymousHasNoPersonError(RejectedError):
    """匿名意见没有反映人身份，以公开办理结果的方式答复。"""


class AlreadyRepliedError(RejectedError):
    """这件意见已经答复本人。"""


class ReplyFromTheFutureError(InvalidError):
    """送达时间不能晚于现在。"""


class OutcomeAlreadyPublishedError(RejectedError):
    """办理结果已经公开，不能重复公开。"""


class ReplyNotDeliveredError(RejectedError):
    """署名意见还没有把结果反馈给本人，不能归结。"""


class OutcomeNotPublishedError(RejectedError):
    """匿名意见还没有公开办理结果，不能归结。"""


class OtherDisclosureError(RejectedError):
    """更正的不是这件意见所指的公开事项。"""


def decide(  # noqa: C901, PLR0911 — one line for each command
    command: OpinionCommand, opinion: Opinion, cause: Cause
) -> list[OpinionEvent]:
    """Return what follows from a command, or raise the rule that refuses it."""
    if isinstance(command, ReceiveOpinion):
        return _receive(command, opinion)
    _alive(command, opinion)
    match command:
        case AssignOpinion():
            return _assign(command, opinion)
        case TransferOpinion():
            return _transfer(command, opinion)
        case ConcludeOpinion():
            return _conclude(command, opinion, cause)
        case OpenIdentity():
            return _open(command, opinion, cause)
        case ReplyOpinion():
            return _reply(command, opinion, cause)
        case PublishOutcome():
            return _publish(command, opinion, cause)
        case LinkOpinion():
            return _link(command, opinion)
        case CloseOpinion():
            return _close(opinion)


def evolve(  # noqa: C901, PLR0911 — one line for each fact
    opinion: Opinion, event: OpinionEvent
) -> Opinion:
    """Return the opinion as the event leaves it."""
    match event:
        case OpinionReceived():
            return _received(event)
        case OpinionAssigned(handler=handler):
            status = Status.CONCLUDED if opinion.finding else Status.ASSIGNED
            return replace(opinion, status=status, handler=handler)
        case OpinionTransferred(handler=handler):
            return replace(opinion, status=moved(opinion.status, handler), handler=handler)
        case OpinionConcluded(finding=finding, remedy=remedy):
            return replace(opinion, status=Status.CONCLUDED, finding=finding, remedy=remedy)
        case OpinionReplied():
            return replace(opinion, status=Status.REPLIED)
        case OutcomePublished() | OutcomeCirculated():
            return replace(opinion, published=True)
        case OpinionClosed():
            return replace(opinion, status=Status.CLOSED)
        case IdentityOpened() | OpinionLinked():
            return opinion


def _receive(command: ReceiveOpinion, opinion: Opinion) -> list[OpinionEvent]:
    if opinion.status is not Status.NEW:
        raise OpinionAlreadyReceivedError
    if command.signed is (command.identity is None):
        raise SignatureMismatchError(field="name")
    return [
        OpinionReceived(
            unit=command.unit,
            disclosure_id=command.disclosure_id,
            item_id=command.item_id,
            version=command.version,
            channel=command.channel,
            signed=command.signed,
            content=command.content,
            identity=command.identity,
            query_code_digest=command.query_code_digest,
            reference=command.reference,
        )
    ]


def _assign(command: AssignOpinion, opinion: Opinion) -> list[OpinionEvent]:
    if opinion.finding is not None and opinion.handler:
        raise AlreadyConcludedError
    if command.handler == opinion.handler:
        raise AlreadyAssignedError(field="handler")
    if command.handler in command.concerned:
        raise ConcernedHandlerError(command.handler, field="handler")
    return [OpinionAssigned(handler=command.handler)]


def _transfer(command: TransferOpinion, opinion: Opinion) -> list[OpinionEvent]:
    if not opinion.handler:
        raise NotAssignedError
    if command.handler == opinion.handler:
        raise AlreadyAssignedError(field="handler")
    barred = command.handler in command.concerned
    return [
        OpinionTransferred(
            giver=opinion.handler,
            handler="" if barred else command.handler,
            reason=command.reason,
        )
    ]


def moved(status: Status, handler: str) -> Status:
    """Return where an opinion stands after it went to a handler, or back to the office."""
    if status not in {Status.RECEIVED, Status.ASSIGNED}:
        return status
    return Status.ASSIGNED if handler else Status.RECEIVED


def _conclude(command: ConcludeOpinion, opinion: Opinion, cause: Cause) -> list[OpinionEvent]:
    _handled(opinion, cause, command.concerned)
    if opinion.finding is not None:
        raise AlreadyConcludedError
    if command.finding is Finding.UNFOUNDED and command.remedy is Remedy.REVISE:
        raise UnfoundedNeedsNoRemedyError(field="remedy")
    return [
        OpinionConcluded(
            unit=opinion.unit,
            disclosure_id=opinion.disclosure_id,
            item_id=opinion.item_id,
            finding=command.finding,
            conclusion=written(command.conclusion, "conclusion"),
            remedy=command.remedy,
        )
    ]


def _open(command: OpenIdentity, opinion: Opinion, cause: Cause) -> list[OpinionEvent]:
    _handled(opinion, cause, command.concerned)
    if not opinion.signed:
        raise AnonymousHasNoPersonError
    return [IdentityOpened(unit=opinion.unit)]


def _reply(command: ReplyOpinion, opinion: Opinion, cause: Cause) -> list[OpinionEvent]:
    _handled(opinion, cause)
    if not opinion.signed:
        raise AnonymousHasNoPersonError
    if opinion.finding is None:
        raise NotConcludedError
    if opinion.status is Status.REPLIED:
        raise AlreadyRepliedError
    if command.proof.at > cause.at:
        raise ReplyFromTheFutureError(command.proof.at, field="delivered_at")
    return [OpinionReplied(to=Audience.PERSON, reply=command.reply, proof=command.proof)]


def _publish(command: PublishOutcome, opinion: Opinion, cause: Cause) -> list[OpinionEvent]:
    _handled(opinion, cause)
    if opinion.finding is None:
        raise NotConcludedError
    if opinion.published:
        raise OutcomeAlreadyPublishedError
    shape = OutcomePublished if command.to_society else OutcomeCirculated
    outcome = shape(
        unit=opinion.unit,
        disclosure_id=opinion.disclosure_id,
        item_id=opinion.item_id,
        finding=opinion.finding,
        remedy=opinion.remedy,
        summary=written(command.summary, "summary"),
    )
    return [outcome] if opinion.signed else [outcome, _public_reply(cause)]


def _public_reply(cause: Cause) -> OpinionReplied:
    shown = Proof(how=Delivery.OUTCOME, at=cause.at)
    return OpinionReplied(to=Audience.PUBLIC, reply=None, proof=shown)


def _link(command: LinkOpinion, opinion: Opinion) -> list[OpinionEvent]:
    if command.disclosure_id != opinion.disclosure_id:
        raise OtherDisclosureError(command.disclosure_id)
    return [OpinionLinked(disclosure_id=command.disclosure_id, version=command.version)]


def _close(opinion: Opinion) -> list[OpinionEvent]:
    if opinion.finding is None:
        raise NotConcludedError
    if opinion.signed and opinion.status is not Status.REPLIED:
        raise ReplyNotDeliveredError
    if not opinion.signed and not opinion.published:
        raise OutcomeNotPublishedError
    return [OpinionClosed()]


def _alive(command: OpinionCommand, opinion: Opinion) -> None:
    if opinion.status is Status.NEW:
        raise OpinionUnknownError
    if opinion.status is Status.CLOSED and not isinstance(command, LinkOpinion):
        raise OpinionClosedError


def _handled(opinion: Opinion, cause: Cause, concerned: frozenset[str] = frozenset()) -> None:
    if not opinion.handler:
        raise NotAssignedError
    if cause.actor != opinion.handler:
        raise NotYourOpinionError(cause.actor)
    if cause.actor in concerned:
        raise ConcernedHandlerError(cause.actor)


def _received(event: OpinionReceived) -> Opinion:
    return Opinion(
        status=Status.RECEIVED,
        unit=event.unit,
        disclosure_id=event.disclosure_id,
        item_id=event.item_id,
        version=event.version,
        signed=event.signed,
    )


OPINION: Final[Decider[Any, Opinion, Any]] = Decider(
    initial=Opinion(), decide=decide, evolve=evolve
)
