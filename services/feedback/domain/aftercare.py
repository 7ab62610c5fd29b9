"""公开与否、评价、重办、更正、删除 — what follows the answer."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.structs import asdict

from services.feedback.domain.handling_rules import (
    AlreadyRatedError,
    AlreadyReopenedError,
    AnonymousMustBeAnsweredError,
    ErasedOpinionError,
    ErasedTooEarlyError,
    NotAnsweredYetError,
    OutcomeMustBePublicError,
    ReopenTooLateError,
)
from services.feedback.domain.handling_words import (
    CorrectIdentity,
    EraseOpinion,
    IdentityCorrected,
    LinkProposal,
    OpinionErased,
    OpinionReopened,
    OutcomeReserved,
    ProposalLinked,
    RateReply,
    ReopenOpinion,
    ReplyRated,
    WithholdOutcome,
)
from services.feedback.domain.opinion_state import (
    AnonymousHasNoPersonError,
    NotConcludedError,
    Opinion,
    handled,
    unconcerned,
)
from services.feedback.domain.terms import (
    Status,
)
from services.feedback.domain.writing import written
from shared.calendar import beijing_date
from shared.record import Cause


def _withhold(command: WithholdOutcome, opinion: Opinion, cause: Cause) -> list[Any]:
    handled(opinion, cause)
    if opinion.finding is None:
        raise NotConcludedError
    if command.must_publish:
        raise OutcomeMustBePublicError
    if not opinion.signed:
        raise AnonymousMustBeAnsweredError
    return [OutcomeReserved(reason=written(command.reason, "reason"))]


def _rate(command: RateReply, opinion: Opinion, cause: Cause) -> list[Any]:
    del cause
    _answered(opinion)
    if opinion.rated:
        raise AlreadyRatedError
    return [ReplyRated(unit=opinion.unit, satisfaction=command.satisfaction)]


def _reopen(command: ReopenOpinion, opinion: Opinion, cause: Cause) -> list[Any]:
    _answered(opinion)
    if opinion.reopened:
        raise AlreadyReopenedError
    if beijing_date(cause.at) > command.last_day:
        raise ReopenTooLateError(command.last_day)
    return [OpinionReopened(unit=opinion.unit, reason=command.reason, due=command.due)]


def _correct(command: CorrectIdentity, opinion: Opinion, cause: Cause) -> list[Any]:
    del cause
    if not opinion.signed:
        raise AnonymousHasNoPersonError
    return [IdentityCorrected(identity=command.identity)]


def _erase(command: EraseOpinion, opinion: Opinion, cause: Cause) -> list[Any]:
    unconcerned(opinion, cause.actor)
    if opinion.erased:
        raise ErasedOpinionError
    if opinion.status not in {Status.REPLIED, Status.CLOSED}:
        raise ErasedTooEarlyError
    return [OpinionErased(unit=opinion.unit, ground=written(command.ground, "ground"))]


def _link(command: LinkProposal, opinion: Opinion, cause: Cause) -> list[Any]:
    del opinion, cause
    return [ProposalLinked(**asdict(command))]


def _answered(opinion: Opinion) -> None:
    if opinion.status not in {Status.REPLIED, Status.CLOSED}:
        raise NotAnsweredYetError


STEPS: Final[Mapping[type, Callable[[Any, Opinion, Cause], list[Any]]]] = {
    WithholdOutcome: _withhold,
    RateReply: _rate,
    ReopenOpinion: _reopen,
    CorrectIdentity: _correct,
    EraseOpinion: _erase,
    LinkProposal: _link,
}
