"""公开办理结果 — typed by the handler, let out by somebody else of the unit (S0 五(一)2)."""

from collections.abc import Sequence

from services.feedback.domain import merging
from services.feedback.domain.events import (
    OpinionEvent,
    OpinionReplied,
    OutcomeCirculated,
    OutcomePublished,
)
from services.feedback.domain.let_out import NothingWaitsError, by_another
from services.feedback.domain.opinion_state import (
    NotConcludedError,
    Opinion,
    handled,
    unconcerned,
)
from services.feedback.domain.outcome_words import (
    ApproveOutcome,
    OutcomeCommand,
    OutcomeProposed,
    OutcomeReturned,
    PublishOutcome,
    ReturnOutcome,
)
from services.feedback.domain.terms import Audience, Delivery, Proof
from services.feedback.domain.writing import written
from shared.calendar import beijing_date
from shared.decider import RejectedError
from shared.record import Cause

Outcome = OutcomePublished | OutcomeCirculated


class OutcomeAlreadyPublishedError(RejectedError):
    """办理结果已经公开，不能重复公开。"""


class OutcomeWaitsError(RejectedError):
    """办理结果正在等待另一人核准。"""


def decide(command: OutcomeCommand, opinion: Opinion, cause: Cause) -> Sequence[OpinionEvent]:
    """Return what follows from a command about the public outcome of an opinion."""
    match command:
        case PublishOutcome():
            return [_propose(command, opinion, cause)]
        case ApproveOutcome():
            return _approve(command, opinion, cause)
        case ReturnOutcome(reason=reason):
            waits = _waiting(opinion, cause)
            return [OutcomeReturned(unit=waits.unit, reason=written(reason, "reason"))]


def _propose(command: PublishOutcome, opinion: Opinion, cause: Cause) -> OutcomeProposed:
    handled(opinion, cause)
    if opinion.finding is None:
        raise NotConcludedError
    if opinion.published:
        raise OutcomeAlreadyPublishedError
    if opinion.outcome:
        raise OutcomeWaitsError
    return OutcomeProposed(
        unit=opinion.unit,
        writer=cause.actor,
        finding=opinion.finding,
        remedy=opinion.remedy,
        summary=written(command.summary, "summary"),
        to_society=command.to_society,
    )


def _waiting(opinion: Opinion, cause: Cause) -> OutcomeProposed:
    if opinion.outcome is None:
        raise NothingWaitsError
    by_another(opinion.unit, opinion.outcome.writer, cause)
    unconcerned(opinion, cause.actor)
    return opinion.outcome


def _approve(
    command: ApproveOutcome, opinion: Opinion, cause: Cause
) -> list[Outcome | OpinionReplied]:
    """Let it out to whom it was written for, as far as they may still read the disclosure."""
    waits = _waiting(opinion, cause)
    shape = OutcomePublished if waits.to_society and command.to_society else OutcomeCirculated
    outcome = shape(
        unit=opinion.unit,
        disclosure_id=opinion.disclosure_id,
        item_id=opinion.item_id,
        finding=waits.finding,
        remedy=waits.remedy,
        summary=waits.summary,
    )
    late = merging.lapsed(opinion, beijing_date(cause.at))
    return [outcome] if opinion.signed else [outcome, _public_reply(cause), *late]


def _public_reply(cause: Cause) -> OpinionReplied:
    shown = Proof(how=Delivery.OUTCOME, at=cause.at)
    return OpinionReplied(to=Audience.PUBLIC, reply=None, proof=shown)
