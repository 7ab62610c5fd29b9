"""列席旁听的词 — a notice and who lets it out, applications, the lot, who came, what they said."""

from datetime import date

from msgspec import Struct

from services.feedback.domain.inspection import Seed
from services.feedback.domain.terms import PublicText, Sealed


class AnnounceSitting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """拟列席旁听公告 — ``agenda``: the points open to guests; anew after a return."""

    unit: str
    title: PublicText
    held_on: date
    apply_by: date
    places: int
    agenda: tuple[PublicText, ...]


class SittingProposed(Struct, frozen=True, kw_only=True, tag="feedback.sitting.proposed.v1"):
    """列席旁听公告已拟 — ``writer`` (a person id) typed it and does not let it out."""

    unit: str
    writer: str
    title: str
    held_on: date
    apply_by: date
    places: int
    agenda: tuple[str, ...]


class ApproveSitting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """核准列席旁听公告"""


class ReturnSitting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """退回列席旁听公告"""

    reason: PublicText


class SittingReturned(Struct, frozen=True, kw_only=True, tag="feedback.sitting.returned.v1"):
    """列席旁听公告已退回"""

    unit: str
    reason: str


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
    | ApproveSitting
    | ReturnSitting
    | ApplyForSeat
    | DrawSeats
    | InviteGuests
    | RecordAttendance
    | RecordRemark
    | EraseGuests
)
SittingEvent = (
    SittingProposed
    | SittingReturned
    | SittingAnnounced
    | SeatApplied
    | SeatsAllotted
    | GuestsInvited
    | AttendanceRecorded
    | RemarkRecorded
    | GuestsErased
)
