"""再公开 — where a scheme makes it a step of its own, somebody decides before it is proposed (V19).

S2 三(三)4: what was changed because of opinions is reviewed again and disclosed anew.
"""

from typing import Final

from msgspec import Struct

from services.workflow.domain.change_words import RepublicationDecided, SettleRepublication
from services.workflow.domain.terms import Kind, Post, Rules
from shared.decider import Decider, ForbiddenError, InvalidError, RejectedError
from shared.record import Cause

DECIDERS: Final = (Post.OFFICE, Post.APPROVER, Post.LEADER, Post.DEPUTY_LEADER)
LINE: Final = 500  # characters


class Republication(Struct, frozen=True, kw_only=True):
    """What must be remembered of one disclosure: about which version was decided last."""

    version: int = 0


class RepublicationUndecidedError(RejectedError):
    """本单位的实施方案规定再公开是单独一步，请先决定是否再公开。"""


class RepublicationDeclinedError(RejectedError):
    """已经决定不再公开，不能提出更正。"""


class NotRepublicationDeciderError(ForbiddenError):
    """是否再公开由本单位的领导小组办公室、审批人或者领导小组组长决定。"""


class RepublicationReasonError(InvalidError):
    """决定不再公开的，要写明理由，不超过500个字。"""


class RepublicationDecidedError(RejectedError):
    """这一版是否再公开已经决定。"""


def decided(rules: Rules, kind: Kind, republish: bool | None) -> None:
    """Refuse a revision on which nobody has decided, where the scheme makes that a step."""
    if kind is not Kind.REVISE or not rules.procedure.republish:
        return
    if republish is None:
        raise RepublicationUndecidedError
    if not republish:
        raise RepublicationDeclinedError


def decide(
    command: SettleRepublication, state: Republication, cause: Cause
) -> list[RepublicationDecided]:
    """Decide once for each version that is in force."""
    asked = command.asked
    if cause.unit != command.unit or cause.post not in {each.value for each in DECIDERS}:
        raise NotRepublicationDeciderError
    if command.version <= state.version:
        raise RepublicationDecidedError(command.version)
    reason = asked.reason.strip()
    if len(reason) > LINE or not (asked.republish or reason):
        raise RepublicationReasonError(field="reason")
    return [
        RepublicationDecided(
            unit=command.unit,
            disclosure_id=asked.disclosure_id,
            version=command.version,
            republish=asked.republish,
            reason=reason,
            opinion_id=asked.opinion_id,
            decided_by=cause.actor,
        )
    ]


def evolve(_: Republication, event: RepublicationDecided) -> Republication:
    """Remember about which version was decided."""
    return Republication(version=event.version)


REPUBLICATION: Final = Decider[SettleRepublication, Republication, RepublicationDecided](
    initial=Republication(), decide=decide, evolve=evolve
)
