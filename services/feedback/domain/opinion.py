"""意见 — one opinion on one disclosure, from its receipt to its last answer.

收到 → 交办 → 核实 → 办结 → 答复 → 归结; the outcome is made public on the way.
A finding is given once: what was found is never silently found otherwise.
"""

from typing import Any, Final

from msgspec.structs import replace

from services.feedback.domain import handling, merging, outcome
from services.feedback.domain.by_scheme import GroupReportOwedError
from services.feedback.domain.commands import (
    AssignOpinion,
    CloseOpinion,
    ConcludeOpinion,
    LinkOpinion,
    OpenIdentity,
    OpinionCommand,
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
from services.feedback.domain.handling_words import (
    CorrectIdentity,
    EraseOpinion,
    FollowLead,
    LinkProposal,
    RateReply,
    ReopenOpinion,
    SortOpinion,
)
from services.feedback.domain.opinion_state import (
    AlreadyConcludedError,
    AnonymousHasNoPersonError,
    NotAssignedError,
    NotConcludedError,
    Opinion,
    OpinionClosedError,
    OpinionMergedError,
    OpinionUnknownError,
    decided,
    handled,
    unconcerned,
)
from services.feedback.domain.outcome import OutcomeWaitsError
from services.feedback.domain.outcome_words import (
    ApproveOutcome,
    OutcomeProposed,
    OutcomeReturned,
    PublishOutcome,
    ReturnOutcome,
)
from services.feedback.domain.terms import (
    GROUNDED,
    Audience,
    OutcomeRule,
    Remedy,
    Status,
)
from services.feedback.domain.writing import written
from shared.calendar import beijing_date
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause

AFTER: Final = (
    LinkOpinion,
    LinkProposal,
    RateReply,
    ReopenOpinion,
    CorrectIdentity,
    EraseOpinion,
)
MERGED: Final = (*AFTER, FollowLead, SortOpinion, *merging.STEPS)


class OpinionAlreadyReceivedError(RejectedError):
    """这件意见已经收到，不能重复登记。"""


class SignatureMismatchError(InvalidError):
    """署名意见必须有身份信息，匿名意见不得留存身份信息。"""


class AlreadyAssignedError(RejectedError):
    """这件意见已经交给这位承办人。"""


class UnfoundedNeedsNoRemedyError(InvalidError):
    """结论为不属实的意见，处理方式不能是更正公开内容。"""


class NothingToReviseError(InvalidError):
    """这件意见没有指明公开事项，处理方式不能是更正或者撤回公开内容。"""


class NothingLeftToReviseError(InvalidError):
    """这项公开已经撤回，不必再更正或者撤回，处理方式请选择“无需更正”。"""


class AlreadyRepliedError(RejectedError):
    """这件意见已经答复本人。"""


class ReplyFromTheFutureError(InvalidError):
    """送达时间不能晚于现在。"""


class ReplyNotDeliveredError(RejectedError):
    """署名意见还没有把结果反馈给本人，不能归结。"""


class OutcomeNotPublishedError(RejectedError):
    """匿名意见还没有公开办理结果，不能归结。"""


class OutcomeOwedError(RejectedError):
    """按本单位的实施方案，办理结果一律公开，公开以后才能归结。"""


class OutcomeUndecidedError(RejectedError):
    """请先公开办理结果，或者写明理由决定不公开，再归结。"""


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
        case PublishOutcome() | ApproveOutcome() | ReturnOutcome():
            return [*outcome.decide(command, opinion, cause)]
        case LinkOpinion():
            return _link(command, opinion)
        case CloseOpinion():
            return _close(command, opinion)
        case _:
            return handling.decide(command, opinion, cause)


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
        case OpinionReplied(proof=proof):
            on = beijing_date(proof.at)
            return replace(opinion, status=Status.REPLIED, replied_on=on)
        case OutcomePublished() | OutcomeCirculated():
            return replace(opinion, published=True, outcome=None)
        case OutcomeProposed():
            return replace(opinion, outcome=event)
        case OutcomeReturned():
            return replace(opinion, outcome=None)
        case OpinionClosed():
            return replace(opinion, status=Status.CLOSED)
        case IdentityOpened() | OpinionLinked():
            return opinion
        case _:
            return handling.evolve(opinion, event)


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
            likeness=command.likeness,
            sender=command.sender,
            pictures=command.pictures,
            due=command.due,
            claim_by=command.claim_by,
        )
    ]


def _assign(command: AssignOpinion, opinion: Opinion) -> list[OpinionEvent]:
    if opinion.finding is not None and opinion.handler:
        raise AlreadyConcludedError
    if command.handler == opinion.handler:
        raise AlreadyAssignedError(field="handler")
    unconcerned(opinion, command.handler, command.concerned, "handler")
    return [OpinionAssigned(handler=command.handler)]


def _transfer(command: TransferOpinion, opinion: Opinion) -> list[OpinionEvent]:
    if not opinion.handler:
        raise NotAssignedError
    if command.handler == opinion.handler:
        raise AlreadyAssignedError(field="handler")
    barred = command.handler in command.concerned | opinion.named
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
    handled(opinion, cause, command.concerned)
    decided(opinion)
    if opinion.finding is not None:
        raise AlreadyConcludedError
    _fitting(command, opinion)
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


def _fitting(command: ConcludeOpinion, opinion: Opinion) -> None:
    if command.finding not in GROUNDED and command.remedy is not Remedy.NONE:
        raise UnfoundedNeedsNoRemedyError(field="remedy")
    changes = command.remedy in {Remedy.REVISE, Remedy.WITHDRAW}
    if changes and not opinion.disclosure_id:
        raise NothingToReviseError(field="remedy")
    if changes and command.gone:
        raise NothingLeftToReviseError(field="remedy")


def _open(command: OpenIdentity, opinion: Opinion, cause: Cause) -> list[OpinionEvent]:
    handled(opinion, cause, command.concerned)
    if not opinion.signed:
        raise AnonymousHasNoPersonError
    return [IdentityOpened(unit=opinion.unit)]


def _reply(command: ReplyOpinion, opinion: Opinion, cause: Cause) -> list[OpinionEvent]:
    handled(opinion, cause)
    if not opinion.signed:
        raise AnonymousHasNoPersonError
    if opinion.finding is None:
        raise NotConcludedError
    if opinion.status is Status.REPLIED:
        raise AlreadyRepliedError
    if command.proof.at > cause.at:
        raise ReplyFromTheFutureError(command.proof.at, field="delivered_at")
    replied = OpinionReplied(to=Audience.PERSON, reply=command.reply, proof=command.proof)
    return [replied, *merging.lapsed(opinion, beijing_date(command.proof.at))]


def _link(command: LinkOpinion, opinion: Opinion) -> list[OpinionEvent]:
    if command.disclosure_id != opinion.disclosure_id:
        raise OtherDisclosureError(command.disclosure_id)
    return [OpinionLinked(disclosure_id=command.disclosure_id, version=command.version)]


def _close(command: CloseOpinion, opinion: Opinion) -> list[OpinionEvent]:
    decided(opinion)
    if opinion.finding is None:
        raise NotConcludedError
    if opinion.signed and opinion.status is not Status.REPLIED:
        raise ReplyNotDeliveredError
    if not opinion.signed and opinion.status is not Status.REPLIED:
        raise OutcomeNotPublishedError
    _outcome_settled(command, opinion)
    handling.settled(opinion)
    if command.report and not opinion.notified:
        raise GroupReportOwedError
    return [OpinionClosed()]


def _outcome_settled(command: CloseOpinion, opinion: Opinion) -> None:
    if opinion.outcome:
        raise OutcomeWaitsError
    if opinion.published or opinion.merged or command.outcome is OutcomeRule.FREE:
        return
    if command.outcome is OutcomeRule.ALWAYS:
        raise OutcomeOwedError
    if not opinion.withheld:
        raise OutcomeUndecidedError


def _alive(command: OpinionCommand, opinion: Opinion) -> None:
    if opinion.status is Status.NEW:
        raise OpinionUnknownError
    if opinion.status is Status.CLOSED and not isinstance(command, AFTER):
        raise OpinionClosedError
    if opinion.status is Status.MERGED and not isinstance(command, MERGED):
        raise OpinionMergedError


def _received(event: OpinionReceived) -> Opinion:
    return Opinion(
        status=Status.RECEIVED,
        unit=event.unit,
        disclosure_id=event.disclosure_id,
        item_id=event.item_id,
        version=event.version,
        signed=event.signed,
        due=event.due,
        claim_by=event.claim_by,
    )


OPINION: Final[Decider[Any, Opinion, Any]] = Decider(
    initial=Opinion(), decide=decide, evolve=evolve
)
