"""列席旁听 — places at a meeting are announced, asked for, drawn by lot and taken (S4-47).

The lot follows from a seed that is named only after the last day to apply, and from the numbers of
the applications: everybody can draw again. Names stay sealed; what is published are numbers.
"""

from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.feedback.domain.inspection import Seed
from services.feedback.domain.terms import PublicText, Sealed
from services.feedback.domain.writing import written
from shared.calendar import beijing_date
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.lot import drawn
from shared.record import Cause

AGENDA: Final = 30  # points open to guests


class AnnounceSitting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """公告列席旁听 — ``agenda``: the points open to guests."""

    unit: str
    title: PublicText
    held_on: date
    apply_by: date
    places: int
    agenda: tuple[PublicText, ...]


class SittingAnnounced(Struct, frozen=True, kw_only=True, tag="feedback.sitting.announced.v1"):
    """列席旁听已公告"""

    unit: str
    title: str
    held_on: date
    apply_by: date
    places: int
    agenda: tuple[str, ...]


class ApplyForSeat(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """报名旁听 — ``applicant``: keyed digest of who applies, so that nobody applies twice."""

    applicant: str
    identity: Sealed


class SeatApplied(Struct, frozen=True, kw_only=True, tag="feedback.seat.applied.v1"):
    """旁听报名已收到"""

    unit: str
    number: int
    applicant: str
    identity: Sealed


class DrawSeats(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """抽签"""

    seed: Seed


class SeatsAllotted(Struct, frozen=True, kw_only=True, tag="feedback.seats.allotted.v1"):
    """旁听席位已抽签 — out of how many applications, and which numbers were drawn."""

    unit: str
    seed: str
    of: int
    numbers: tuple[int, ...]


class RecordAttendance(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记到场"""

    numbers: tuple[int, ...]


class AttendanceRecorded(Struct, frozen=True, kw_only=True, tag="feedback.attendance.recorded.v1"):
    """旁听到场已登记"""

    unit: str
    numbers: tuple[int, ...]


class InviteGuests(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """邀请列席旁听 — those who were drawn; ``note``: how they were told."""

    note: PublicText


class GuestsInvited(Struct, frozen=True, kw_only=True, tag="feedback.guests.invited.v1"):
    """列席旁听已邀请"""

    unit: str
    numbers: tuple[int, ...]
    note: str


class RecordRemark(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记旁听意见 — what one who came had to say, by the number of the application."""

    number: int
    remark: PublicText


class RemarkRecorded(Struct, frozen=True, kw_only=True, tag="feedback.remark.recorded.v1"):
    """旁听意见已登记"""

    unit: str
    number: int
    remark: str


class EraseGuests(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """删除旁听报名人的个人信息 — of these applications; of all of them, if none is named."""

    ground: PublicText
    numbers: tuple[int, ...] = ()


class GuestsErased(Struct, frozen=True, kw_only=True, tag="feedback.guests.erased.v1"):
    """旁听报名人的个人信息已删除 — ``numbers`` empty: of everybody who had applied."""

    unit: str
    ground: str
    numbers: tuple[int, ...]


SittingCommand = (
    AnnounceSitting
    | ApplyForSeat
    | DrawSeats
    | InviteGuests
    | RecordAttendance
    | RecordRemark
    | EraseGuests
)
SittingEvent = (
    SittingAnnounced
    | SeatApplied
    | SeatsAllotted
    | GuestsInvited
    | AttendanceRecorded
    | RemarkRecorded
    | GuestsErased
)


class Sitting(Struct, frozen=True, kw_only=True):
    """What must be remembered of a meeting open to guests."""

    unit: str = ""
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
    """这次列席旁听已经公告。"""


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
        return [_announce(command, sitting, today)]
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


def evolve(  # noqa: PLR0911 — one line for each fact
    sitting: Sitting, event: SittingEvent
) -> Sitting:
    """Return the meeting as the event leaves it."""
    match event:
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


def _announce(command: AnnounceSitting, sitting: Sitting, today: date) -> SittingAnnounced:
    if sitting.unit:
        raise SittingTwiceError
    agenda = tuple(written(each, "topic") for each in command.agenda if each.strip())[:AGENDA]
    if command.places < 1 or not agenda:
        raise PlacesError(field="places")
    if not today <= command.apply_by <= command.held_on:
        raise ApplyByError(field="apply_by")
    return SittingAnnounced(
        unit=command.unit,
        title=written(command.title, "title"),
        held_on=command.held_on,
        apply_by=command.apply_by,
        places=command.places,
        agenda=agenda,
    )


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
