"""是否向党外公开 — a decision of the head, asked for when the inner phase has ended (S0-09).

A yes opens nothing by itself: what goes out passes the checks of a plan like everything else.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.workflow.domain.outward_words import (
    AskOutward,
    OutwardAsked,
    OutwardCommand,
    OutwardEvent,
    OutwardSettled,
    SettleOutward,
)
from services.workflow.domain.terms import Post
from shared.calendar import beijing_date
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import SYSTEM, Cause

HEADS: Final = (Post.LEADER, Post.DEPUTY_LEADER, Post.APPROVER)  # who decides for a unit
LINE: Final = 500  # characters of a reason


class Outward(Struct, frozen=True, kw_only=True):
    """What must be remembered of the question about one disclosure."""

    asked: OutwardAsked | None = None
    settled: bool = False


class OutwardUnknownError(NotFoundError):
    """没有找到要决定的事项。"""


class OutwardAskedError(RejectedError):
    """这个事项已经提请决定。"""


class OutwardSettledError(RejectedError):
    """这个事项是否向党外公开已经决定。"""


class NotHeadError(ForbiddenError):
    """是否向党外公开由本单位的领导小组组长、副组长或者审批人决定。"""


class OutwardReasonError(InvalidError):
    """决定不向党外公开的，要写明理由，不超过500个字。"""


def outward_id_of(disclosure_id: str) -> UUID:
    """Return the stream of the question about a disclosure."""
    return uuid5(UUID(disclosure_id), "outward")


def concerns(levels: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether a scheme counts a matter of the catalog among what people care for."""
    return any(word in each for word in words for each in levels)


def decide(command: OutwardCommand, state: Outward, cause: Cause) -> list[OutwardEvent]:
    """Ask once; let the head answer once."""
    match command:
        case AskOutward():
            return [_ask(command, state, cause)]
        case SettleOutward():
            return [_settle(command, state, cause)]


def evolve(state: Outward, event: OutwardEvent) -> Outward:
    """Remember what was asked, and that it was settled."""
    match event:
        case OutwardAsked():
            return Outward(asked=event)
        case OutwardSettled():
            return Outward(asked=state.asked, settled=True)


def _ask(command: AskOutward, state: Outward, cause: Cause) -> OutwardAsked:
    if cause.post != SYSTEM:
        raise NotHeadError
    if state.asked:
        raise OutwardAskedError
    return OutwardAsked(
        unit=command.unit,
        disclosure_id=command.disclosure_id,
        item_id=command.item_id,
        title=command.title,
        ended=command.ended,
        due=command.due,
    )


def _settle(command: SettleOutward, state: Outward, cause: Cause) -> OutwardSettled:
    asked = state.asked
    if asked is None:
        raise OutwardUnknownError
    if cause.unit != asked.unit or cause.post not in {each.value for each in HEADS}:
        raise NotHeadError
    if state.settled:
        raise OutwardSettledError
    reason = command.reason.strip()
    if len(reason) > LINE or not (command.outward or reason):
        raise OutwardReasonError(field="reason")
    return OutwardSettled(
        unit=asked.unit,
        disclosure_id=asked.disclosure_id,
        item_id=asked.item_id,
        outward=command.outward,
        reason=reason,
        settled_by=cause.actor,
        late=beijing_date(cause.at) > asked.due,
    )


OUTWARD: Final = Decider[OutwardCommand, Outward, OutwardEvent](
    initial=Outward(), decide=decide, evolve=evolve
)
