"""衔接 — one matter in two systems: linked once, counted apart, neither replaces the other (二4).

Nothing here fulfils anything: only what the Party itself discloses does. Society reads of a link
what somebody else than who typed it has approved.
"""

from datetime import date
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.session import APPROVERS
from services.publishing.domain.showing import NotRecorderError, by_recorder, choices, line, written
from services.publishing.domain.sister_words import (
    SYSTEMS,
    ApproveSister,
    CheckSister,
    LinkSister,
    SisterApproved,
    SisterChecked,
    SisterCommand,
    SisterEvent,
    SisterLinked,
    SisterOutdated,
    SisterWithdrawn,
    TellSister,
    WithdrawSister,
)
from shared.calendar import beijing_date
from shared.decider import (
    Decider,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    RejectedError,
)
from shared.record import SYSTEM, Cause

JOINED_KEY: Final = "related_disclosure"
JOINED: Final = {
    "政务公开": ("government",),
    "校务公开": ("school",),
    "党务政务合一": ("government",),
    "不衔接": (),
    "没有写": tuple(SYSTEMS),
}
SISTERS: Final = UUID("5f9d7f1c-6a43-5c53-9a0e-4d1c2f0b7e21")  # namespace of links


class Sister(Struct, frozen=True, kw_only=True):
    """What must be remembered: whose link it is, and whether something waits to be looked at."""

    unit: str = ""
    owner: str = ""
    approved: bool = False
    withdrawn: bool = False
    waits: bool = False


class SisterUnknownError(NotFoundError):
    """没有找到这个衔接事项。"""


class LinkedAlreadyError(RejectedError):
    """这个事项已经与同一项公开衔接，不能重复登记。"""


class SystemUnknownError(InvalidError):
    """请选择与哪种公开衔接。"""


class SystemNotJoinedError(RejectedError):
    """本单位的实施方案没有规定与这种公开衔接。"""


class SisterDateError(InvalidError):
    """请填写日期，不能晚于今天。"""


class SisterGoneError(RejectedError):
    """这个衔接事项已经登记为已撤。"""


class NotSisterApproverError(ForbiddenError):
    """只有本单位的审批人或者领导小组办公室可以核准衔接事项对外展示。"""


class OwnSisterError(RejectedError):
    """登记衔接事项的人不能自己核准对外展示，请由另一人核准。"""


class SisterApprovedAlreadyError(RejectedError):
    """这个衔接事项已经核准对外展示。"""


class NothingToCheckError(RejectedError):
    """这个衔接事项没有变化，不用核对。"""


def joined(word: str) -> tuple[str, ...]:
    """Return the systems that a unit's scheme joins the Party's disclosure with (V56)."""
    return JOINED.get(word, tuple(SYSTEMS))


def sister_id_of(item_id: str, address: str) -> UUID:
    """Return the stream of a link: the same address of the same matter is the same link."""
    plain = "".join(address.split()).rstrip("/").lower()
    plain = plain.removeprefix("https://").removeprefix("http://")
    return uuid5(SISTERS, f"{item_id}/{plain}")


def decide(command: SisterCommand, state: Sister, cause: Cause) -> list[SisterEvent]:
    """Return what follows from a command, or refuse it by a rule."""
    if isinstance(command, LinkSister):
        return [_link(command, state, cause)]
    if not state.unit:
        raise SisterUnknownError
    if isinstance(command, TellSister):
        return [_tell(command, state, cause)]
    if isinstance(command, ApproveSister):
        return [_approve(command, state, cause)]
    by_recorder(state.owner if cause.unit == state.owner else state.unit, cause)
    match command:
        case WithdrawSister():
            return [_withdraw(command, state, cause)]
        case CheckSister():
            return [_check(command, state)]


def evolve(state: Sister, event: SisterEvent) -> Sister:
    """Remember what happened."""
    match event:
        case SisterLinked(unit=unit, owner=owner):
            return Sister(unit=unit, owner=owner)
        case SisterApproved():
            return replace(state, approved=True)
        case SisterOutdated():
            return replace(state, waits=True)
        case SisterWithdrawn():
            return replace(state, withdrawn=True, waits=True)
        case SisterChecked():
            return replace(state, waits=False)


def _link(command: LinkSister, state: Sister, cause: Cause) -> SisterLinked:
    if state.unit and not state.withdrawn:  # what was taken down may come back, or be put right
        raise LinkedAlreadyError
    by_recorder(command.unit, cause)
    if command.system not in SYSTEMS:
        raise SystemUnknownError(*choices(SYSTEMS), field="system")
    return SisterLinked(
        unit=command.unit,
        item_id=command.item_id,
        disclosure_id=command.disclosure_id,
        system=command.system,
        title=line(command.title, "title"),
        address=line(command.address, "address"),
        disclosed_on=_day(command.disclosed_on, cause, "disclosed_on"),
        owner=command.owner,
    )


def _approve(command: ApproveSister, state: Sister, cause: Cause) -> SisterApproved:
    if cause.unit != state.unit or cause.post not in APPROVERS:
        raise NotSisterApproverError
    if cause.actor == command.writer:
        raise OwnSisterError
    if state.withdrawn:
        raise SisterGoneError
    if state.approved:
        raise SisterApprovedAlreadyError
    return SisterApproved(unit=state.unit)


def _tell(command: TellSister, state: Sister, cause: Cause) -> SisterOutdated:
    if cause.post != SYSTEM:
        raise NotRecorderError
    if state.withdrawn:
        raise SisterGoneError
    return SisterOutdated(
        unit=state.unit,
        owner=state.owner or state.unit,
        disclosure_id=command.disclosure_id,
        version=command.version,
    )


def _withdraw(command: WithdrawSister, state: Sister, cause: Cause) -> SisterWithdrawn:
    if state.withdrawn:
        raise SisterGoneError
    on = _day(command.on, cause, "on")
    return SisterWithdrawn(unit=state.unit, on=on, reason=written(command.reason, "reason"))


def _check(command: CheckSister, state: Sister) -> SisterChecked:
    if not state.waits:
        raise NothingToCheckError
    return SisterChecked(unit=state.unit, note=written(command.note, "note"))


def _day(day: date | None, cause: Cause, field: str) -> date:
    if day is None or day > beijing_date(cause.at):
        raise SisterDateError(field=field)
    return day


SISTER: Final = Decider[SisterCommand, Sister, SisterEvent](
    initial=Sister(), decide=decide, evolve=evolve
)
