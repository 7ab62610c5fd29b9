"""列席旁听 — places at a meeting are announced, asked for, drawn by lot and taken (S4-47).

What one person has typed is announced by another, or given back with a reason.
The lot follows from a seed that is named only after the last day to apply, and from the numbers of
the applications: everybody can draw again. Names stay sealed; what is published are numbers.
"""

from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.feedback.domain.let_out import NothingWaitsError, by_another
from services.feedback.domain.sitting_words import (
    AnnounceSitting,
    ApplyForSeat,
    ApproveSitting,
    AttendanceRecorded,
    DrawSeats,
    EraseGuests,
    GuestsErased,
    GuestsInvited,
    InviteGuests,
    RecordAttendance,
    RecordRemark,
    RemarkRecorded,
    ReturnSitting,
    SeatApplied,
    SeatsAllotted,
    SittingAnnounced,
    SittingCommand,
    SittingEvent,
    SittingProposed,
    SittingReturned,
)
from services.feedback.domain.writing import written
from shared.calendar import beijing_date
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.lot import drawn
from shared.record import Cause

AGENDA: Final = 30  # points open to guests


class Sitting(Struct, frozen=True, kw_only=True):
    """What must be remembered of a meeting open to guests; ``waits``: for another's approval."""

    unit: str = ""
    waits: SittingProposed | None = None
    held_on: date = date.min
    apply_by: date = date.min
    places: int = 0
    applicants: tuple[str, ...] = ()
    chosen: frozenset[int] | None = None
    attended: bool = False
    erased: frozenset[int] = frozenset()
    invited: bool = False
    came: frozenset[int] = frozenset()


class SittingTwiceError(RejectedError):
    """这次列席旁听已经公告，或者正在等待核准。"""


class SittingUnknownError(NotFoundError):
    """没有这次列席旁听。"""


class PlacesError(InvalidError):
    """旁听席位至少1个，并且至少写明一项向旁听人开放的议题。"""


class ApplyByError(InvalidError):
    """报名截止日期不能早于今天，也不能晚于会议日期。"""


class ApplicationsClosedError(RejectedError):
    """报名已经截止。"""


class AppliedAlreadyError(RejectedError):
    """您已经报名，不用重复提交。"""


class StillApplyingError(RejectedError):
    """报名还没有截止，不能抽签。"""


class DrawnAlreadyError(RejectedError):
    """席位已经抽签，不能重抽。"""


class NotDrawnError(InvalidError):
    """到场的人必须是抽中席位的报名号。"""


class AttendedAlreadyError(RejectedError):
    """到场情况已经登记。"""


class NobodyDrawnError(RejectedError):
    """还没有抽签，没有可以邀请的人。"""


class InvitedAlreadyError(RejectedError):
    """抽中席位的人已经邀请。"""


class NotPresentError(InvalidError):
    """旁听意见只能登记到场的人的，请填写到场的报名号。"""


class GuestUnknownError(InvalidError):
    """没有这个报名号。"""


class StillAheadError(RejectedError):
    """会议还没有开，不能一次删除全部报名人的信息；有人要求删除的，请写明报名号。"""


class GuestsErasedAlreadyError(RejectedError):
    """这些报名人的信息已经删除。"""


def applicant_id(sitting_id: UUID, applicant: str) -> UUID:
    """Return under which name the key of an applicant's data is kept."""
    return uuid5(sitting_id, applicant)


def decide(  # noqa: C901, PLR0911 — one line for each command
    command: SittingCommand, sitting: Sitting, cause: Cause
) -> list[SittingEvent]:
    """Return what follows from a command, or raise the rule that refuses it."""
    today = beijing_date(cause.at)
    if isinstance(command, AnnounceSitting):
        return [_propose(command, sitting, cause)]
    if isinstance(command, ApproveSitting):
        return [_approve(_waiting(sitting, cause), today)]
    if isinstance(command, ReturnSitting):
        return [_return(_waiting(sitting, cause), command.reason)]
    if not sitting.unit:
        raise SittingUnknownError
    match command:
        case ApplyForSeat():
            return [_apply(command, sitting, today)]
        case DrawSeats():
            return [_draw(command, sitting, today)]
        case InviteGuests(note=note):
            return [_invite(note, sitting)]
        case RecordAttendance():
            return [_attend(command, sitting)]
        case RecordRemark():
            return [_remark(command, sitting)]
        case EraseGuests():
            return [_erase(command, sitting, today)]


def evolve(  # noqa: C901, PLR0911 — one line for each fact
    sitting: Sitting, event: SittingEvent
) -> Sitting:
    """Return the meeting as the event leaves it."""
    match event:
        case SittingProposed():
            return Sitting(waits=event)
        case SittingReturned():
            return Sitting()
        case SittingAnnounced():
            return Sitting(
                unit=event.unit,
                held_on=event.held_on,
                apply_by=event.apply_by,
                places=event.places,
            )
        case SeatApplied(applicant=applicant):
            return replace(sitting, applicants=(*sitting.applicants, applicant))
        case SeatsAllotted(numbers=numbers):
            return replace(sitting, chosen=frozenset(numbers))
        case GuestsInvited():
            return replace(sitting, invited=True)
        case AttendanceRecorded(numbers=numbers):
            return replace(sitting, attended=True, came=frozenset(numbers))
        case RemarkRecorded():
            return sitting
        case GuestsErased(numbers=numbers):
            gone = frozenset(numbers) or _everybody(sitting)
            return replace(sitting, erased=sitting.erased | gone)


def _propose(command: AnnounceSitting, sitting: Sitting, cause: Cause) -> SittingProposed:
    if sitting.unit or sitting.waits:
        raise SittingTwiceError
    agenda = tuple(written(each, "topic") for each in command.agenda if each.strip())[:AGENDA]
    if command.places < 1 or not agenda:
        raise PlacesError(field="places")
    _in_time(command.apply_by, command.held_on, beijing_date(cause.at))
    return SittingProposed(
        unit=command.unit,
        writer=cause.actor,
        title=written(command.title, "title"),
        held_on=command.held_on,
        apply_by=command.apply_by,
        places=command.places,
        agenda=agenda,
    )


def _in_time(apply_by: date, held_on: date, today: date) -> None:
    if not today <= apply_by <= held_on:
        raise ApplyByError(field="apply_by")


def _waiting(sitting: Sitting, cause: Cause) -> SittingProposed:
    """Return what waits to be let out, if whoever looks at it has not typed it."""
    if sitting.waits is None:
        raise NothingWaitsError if sitting.unit else SittingUnknownError
    by_another(sitting.waits.unit, sitting.waits.writer, cause)
    return sitting.waits


def _approve(new: SittingProposed, today: date) -> SittingAnnounced:
    _in_time(new.apply_by, new.held_on, today)
    return SittingAnnounced(
        unit=new.unit,
        title=new.title,
        held_on=new.held_on,
        apply_by=new.apply_by,
        places=new.places,
        agenda=new.agenda,
    )


def _return(new: SittingProposed, reason: str) -> SittingReturned:
    return SittingReturned(unit=new.unit, reason=written(reason, "reason"))


def _apply(command: ApplyForSeat, sitting: Sitting, today: date) -> SeatApplied:
    if today > sitting.apply_by or sitting.chosen is not None:
        raise ApplicationsClosedError
    if command.applicant in sitting.applicants:
        raise AppliedAlreadyError
    return SeatApplied(
        unit=sitting.unit,
        number=len(sitting.applicants) + 1,
        applicant=command.applicant,
        identity=command.identity,
    )


def _draw(command: DrawSeats, sitting: Sitting, today: date) -> SeatsAllotted:
    if today <= sitting.apply_by:
        raise StillApplyingError(sitting.apply_by)
    if sitting.chosen is not None:
        raise DrawnAlreadyError
    numbers = [str(n) for n in range(1, len(sitting.applicants) + 1)]
    chosen = drawn(command.seed, numbers, sitting.places)
    return SeatsAllotted(
        unit=sitting.unit, seed=command.seed, of=len(numbers), numbers=tuple(map(int, chosen))
    )


def _attend(command: RecordAttendance, sitting: Sitting) -> AttendanceRecorded:
    if sitting.attended:
        raise AttendedAlreadyError
    if not set(command.numbers) <= (sitting.chosen or frozenset()):
        raise NotDrawnError(field="numbers")
    return AttendanceRecorded(unit=sitting.unit, numbers=tuple(sorted(set(command.numbers))))


def _invite(note: str, sitting: Sitting) -> GuestsInvited:
    if not sitting.chosen:
        raise NobodyDrawnError
    if sitting.invited:
        raise InvitedAlreadyError
    return GuestsInvited(
        unit=sitting.unit, numbers=tuple(sorted(sitting.chosen)), note=written(note, "note")
    )


def _remark(command: RecordRemark, sitting: Sitting) -> RemarkRecorded:
    if command.number not in sitting.came:
        raise NotPresentError(command.number, field="number")
    remark = written(command.remark, "note")
    return RemarkRecorded(unit=sitting.unit, number=command.number, remark=remark)


def _erase(command: EraseGuests, sitting: Sitting, today: date) -> GuestsErased:
    if not command.numbers and today <= sitting.held_on:
        raise StillAheadError(sitting.held_on, field="numbers")
    if strange := set(command.numbers) - _everybody(sitting):
        raise GuestUnknownError(min(strange), field="numbers")
    if (frozenset(command.numbers) or _everybody(sitting)) <= sitting.erased:
        raise GuestsErasedAlreadyError
    return GuestsErased(
        unit=sitting.unit,
        ground=written(command.ground, "ground"),
        numbers=tuple(sorted(set(command.numbers))),
    )


def _everybody(sitting: Sitting) -> frozenset[int]:
    return frozenset(range(1, len(sitting.applicants) + 1))


SITTING: Final[Decider[Any, Sitting, Any]] = Decider(
    initial=Sitting(), decide=decide, evolve=evolve
)
