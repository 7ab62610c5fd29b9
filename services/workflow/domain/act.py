"""备案登记 — an act that must be filed: sent to the superior, received with a number, or returned.

One way for what has no filing of its own elsewhere: catalogs, plans, key documents; and for
what a superior gives back (S0 六2、六3, S4 六1).
"""

from typing import Final

from msgspec import Struct

from services.workflow.domain.act_words import (
    ActCommand,
    ActEvent,
    ActLodged,
    ActReceived,
    ActReturned,
    LodgeAct,
    ReceiveAct,
    ReturnAct,
)
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

LEAST: Final = 5  # characters of a comment


class Act(Struct, frozen=True, kw_only=True):
    """What must be remembered: whose it is, with whom it was filed, whether that is answered."""

    unit: str = ""
    body: str = ""
    act_id: str = ""
    waiting: bool = False
    received: bool = False


class ActUnknownError(NotFoundError):
    """没有找到这件应备案的事项。"""


class ActFiledAlreadyError(RejectedError):
    """这件事项已经报送备案。"""


class ActNotFiledError(RejectedError):
    """这件事项没有报送备案，或者已经答复。"""


class ActSuperiorError(RejectedError):
    """本单位没有上级单位，不能报送备案。"""


class ActNotAddressedError(ForbiddenError):
    """备案件由收件的上级单位收下或者退回。"""


class ActReceiptError(InvalidError):
    """请填写备案回执的编号。"""


class ActCommentError(InvalidError):
    """退回备案件要写明意见，不少于5个字。"""


def decide(command: ActCommand, act: Act, cause: Cause) -> list[ActEvent]:
    """Judge one step; every refusal is a rule of this room."""
    if isinstance(command, LodgeAct):
        return [_lodged(command, act, cause)]
    if not act.waiting:
        raise ActNotFiledError
    if cause.unit != act.body:
        raise ActNotAddressedError
    if isinstance(command, ReceiveAct):
        return [_received(command, act, cause)]
    return [_returned(command, act, cause)]


def _lodged(command: LodgeAct, act: Act, cause: Cause) -> ActLodged:
    if act.waiting or act.received:
        raise ActFiledAlreadyError
    if not command.body:
        raise ActSuperiorError
    return ActLodged(
        unit=command.unit,
        body=command.body,
        kind=command.kind,
        title=command.title,
        act_id=command.act_id,
        number=command.asked.number.strip(),
        note=command.asked.note.strip(),
        lodged_by=cause.actor,
    )


def _received(command: ReceiveAct, act: Act, cause: Cause) -> ActReceived:
    if not command.number.strip():
        raise ActReceiptError(field="number")
    return ActReceived(
        unit=act.unit,
        body=act.body,
        act_id=act.act_id,
        number=command.number.strip(),
        received_by=cause.actor,
    )


def _returned(command: ReturnAct, act: Act, cause: Cause) -> ActReturned:
    if len(command.comment.strip()) < LEAST:
        raise ActCommentError(field="comment")
    return ActReturned(
        unit=act.unit,
        body=act.body,
        act_id=act.act_id,
        comment=command.comment.strip(),
        returned_by=cause.actor,
    )


def evolve(act: Act, event: ActEvent) -> Act:
    """Remember what happened."""
    match event:
        case ActLodged():
            return Act(unit=event.unit, body=event.body, act_id=event.act_id, waiting=True)
        case ActReceived():
            return Act(unit=act.unit, body=act.body, act_id=act.act_id, received=True)
        case ActReturned():
            return Act(unit=act.unit, body=act.body, act_id=act.act_id)


ACT: Final = Decider[ActCommand, Act, ActEvent](initial=Act(), decide=decide, evolve=evolve)
