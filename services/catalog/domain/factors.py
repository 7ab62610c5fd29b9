"""第二重验证 — a person's device is enrolled, used, and reset when it is lost; pure."""

from services.catalog.domain.factor_words import (
    EnrolFactor,
    FactorCommand,
    FactorEnrolled,
    FactorEvent,
    FactorRevoked,
    FactorUsed,
    ResetFactor,
    UseFactor,
)
from shared.decider import ForbiddenError, InvalidError
from shared.record import Cause


class ResetReasonMissingError(InvalidError):
    """请写明重置理由，例如设备丢失的情况和核对身份的方式。"""


class OwnFactorError(ForbiddenError):
    """不能重置自己的第二重验证，请另一名安全管理员办理。"""


def decide_factor(command: FactorCommand, person: str, cause: Cause) -> FactorEvent:
    """Judge what is asked about a person's device; which one is in use lies apart from facts."""
    match command:
        case EnrolFactor():
            return FactorEnrolled(person_id=person)
        case UseFactor(how=how, left=left):
            return FactorUsed(person_id=person, how=how, left=left)
        case ResetFactor(reason=reason):
            return _reset(reason.strip(), person, cause)


def _reset(reason: str, person: str, cause: Cause) -> FactorRevoked:
    if cause.actor == person:
        raise OwnFactorError
    if not reason:
        raise ResetReasonMissingError(field="reason")
    return FactorRevoked(person_id=person, reason=reason, revoked_by=cause.actor)
