"""会议公开的词 — what may be asked about a meeting, and what has happened."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from services.publishing.domain.showing_words import Matter
from services.publishing.domain.terms import Attachment

MEETINGS: Final = {
    "congress": "支部党员大会",
    "committee": "支部委员会会议",
    "group": "党小组会",
    "lecture": "党课",
    "day": "主题党日",
    "body": "党委（党组）会议",
    "other": "其他党内会议",
}


class RecordMeeting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记会议公开 — ``due`` and ``present`` are person ids; ``matters`` what was disclosed.

    ``beyond``: those due who are outside the scope of what was disclosed.
    """

    unit: str
    kind: str
    title: str
    place: str
    held_at: datetime | None
    due: tuple[str, ...]
    present: tuple[str, ...]
    minutes: Attachment | None
    matters: tuple[Matter, ...]
    guests: int = 0
    beyond: tuple[str, ...] = ()


class MeetingRecorded(Struct, frozen=True, kw_only=True, tag="publishing.meeting.recorded.v1"):
    """会议公开已登记

    ``due`` are the persons who ought to have come, ``absent`` those of them who did not;
    ``guests`` came beside them. ``minutes`` is the file that proves it.
    """

    unit: str
    kind: str
    title: str
    place: str
    held_at: datetime
    due: tuple[str, ...]
    absent: tuple[str, ...]
    minutes: Attachment
    disclosures: tuple[str, ...]
    guests: int = 0


MeetingCommand = RecordMeeting
MeetingEvent = MeetingRecorded
