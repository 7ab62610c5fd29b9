"""会议公开 — counts only with its day, who was there and who was not, and minutes (五(二)3)."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from services.publishing.domain.meeting_words import MEETINGS, MeetingRecorded, RecordMeeting
from services.publishing.domain.showing import (
    AT_ONCE,
    ReaderBeyondScopeError,
    by_recorder,
    choices,
    line,
    may_show,
)
from services.publishing.domain.terms import Attachment
from shared.calendar import beijing_date
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause

FORM: Final = "会议"


class Meeting(Struct, frozen=True, kw_only=True):
    """What must be remembered: whether it is recorded."""

    recorded: bool = False


class MeetingAgainError(RejectedError):
    """这次会议已经登记，不能重复登记。"""


class MeetingKindError(InvalidError):
    """请选择会议的种类。"""


class MeetingDateError(InvalidError):
    """会议公开必须写明会议日期和时间。"""


class MeetingAheadError(InvalidError):
    """会议还没有召开，召开以后才能登记。"""


class AttendanceMissingError(InvalidError):
    """会议公开必须写明应到和实到人员。"""


class AttendanceStrangerError(InvalidError):
    """实到人员不在应到人员之内，请核对到会情况。"""


class AttendanceLongError(InvalidError):
    """一次会议最多登记1000名应到人员，请按支部分次登记。"""


class MinutesMissingError(InvalidError):
    """会议公开必须附会议记录，没有会议记录不能算作公开。"""


class NothingDisclosedError(InvalidError):
    """请选择会议上公开了哪些事项。"""


def decide(command: RecordMeeting, state: Meeting, cause: Cause) -> list[MeetingRecorded]:
    """Record a meeting, or refuse it by a rule."""
    if state.recorded:
        raise MeetingAgainError
    by_recorder(command.unit, cause)
    if command.kind not in MEETINGS:
        raise MeetingKindError(*choices(MEETINGS), field="kind")
    held_at = _held(command, cause)
    minutes = _minutes(command)
    return [
        MeetingRecorded(
            unit=command.unit,
            kind=command.kind,
            title=line(command.title, "title"),
            place=line(command.place, "place"),
            held_at=held_at,
            due=command.due,
            absent=_absent(command),
            minutes=minutes,
            disclosures=_disclosed(command, held_at),
            guests=max(command.guests, 0),
        )
    ]


def evolve(_: Meeting, event: MeetingRecorded) -> Meeting:
    """Remember it."""
    del event
    return Meeting(recorded=True)


def _held(command: RecordMeeting, cause: Cause) -> datetime:
    if command.held_at is None:
        raise MeetingDateError(field="held_at")
    if command.held_at > cause.at:
        raise MeetingAheadError(field="held_at")
    return command.held_at


def _absent(command: RecordMeeting) -> tuple[str, ...]:
    due, present = set(command.due), set(command.present)
    if not due or not present:
        raise AttendanceMissingError(field="present" if due else "due")
    if len(command.due) > AT_ONCE:
        raise AttendanceLongError(len(command.due), field="due")
    if command.beyond:
        raise ReaderBeyondScopeError(len(command.beyond), field="due")
    if not present <= due or len(due) != len(command.due):
        raise AttendanceStrangerError(field="present")
    return tuple(each for each in command.due if each not in present)


def _minutes(command: RecordMeeting) -> Attachment:
    if command.minutes is None:
        raise MinutesMissingError(field="minutes")
    return command.minutes


def _disclosed(command: RecordMeeting, held_at: datetime) -> tuple[str, ...]:
    if not command.matters:
        raise NothingDisclosedError(field="disclosures")
    for each in command.matters:
        may_show(each, command.unit, FORM, beijing_date(held_at))
    return tuple(each.disclosure_id for each in command.matters)


MEETING: Final = Decider[RecordMeeting, Meeting, MeetingRecorded](
    initial=Meeting(), decide=decide, evolve=evolve
)
