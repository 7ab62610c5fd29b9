"""办理过程的行 — what is known of how an opinion is handled; no text of it and no name.

Counting over these rows tells nothing of who wrote what.
"""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from services.feedback.domain.outcome_draft import Reporter
from services.feedback.domain.terms import (
    Channel,
    Finding,
    Kind,
    Picture,
    Satisfaction,
    Sealed,
    Status,
)


class MeetingLine(Struct, frozen=True, kw_only=True):
    """会议 — where a major matter was studied or decided, on which day, with what result."""

    body: str
    meeting: str
    held_on: date
    said: str


class InquiryLine(Struct, frozen=True, kw_only=True):
    """调查核实 — on what day, by whom besides the handler; the note stays sealed."""

    held_on: date
    note: Sealed
    members: tuple[str, ...]


class RectificationLine(Struct, frozen=True, kw_only=True):
    """整改 — what is to be put right, by whom, by when, and what the check said."""

    owner: str
    task: str
    due: date
    done: str = ""
    note: str = ""
    accepted_at: datetime | None = None


class CourseRow(Struct, frozen=True, kw_only=True):
    """办理过程"""

    opinion_id: UUID
    unit: str
    channel: Channel
    signed: bool
    received_at: datetime
    month: str
    likeness: str
    sender: str
    status: Status
    due: date | None = None
    claim_by: date | None = None
    handler: str = ""
    kind: Kind | None = None
    topic: str = ""
    named: tuple[str, ...] = ()
    prominent: bool = False
    reporter: Reporter = Reporter.MASSES
    pictures: tuple[Picture, ...] = ()
    lead: str = ""
    followers: int = 0
    forwards: tuple[str, ...] = ()
    stopped_on: date | None = None
    stop_reason: str = ""
    extensions: int = 0
    extension_reason: str = ""
    escalated_at: datetime | None = None
    superior: str = ""
    inquiries: tuple[InquiryLine, ...] = ()
    major: str = ""
    meetings: tuple[MeetingLine, ...] = ()
    group_report: str = ""
    finding: Finding | None = None
    concluded_at: datetime | None = None
    answered_at: datetime | None = None
    rectification: RectificationLine | None = None
    rectify_by: date | None = None
    published_at: datetime | None = None
    withheld: str = ""
    satisfaction: Satisfaction | None = None
    reopened_at: datetime | None = None
    reopen_reason: Sealed | None = None
    closed_at: datetime | None = None
    erased_at: datetime | None = None
    ground: str = ""
    proposals: tuple[str, ...] = ()
    lapsed_due: date | None = None  # the day after which it was answered, if it was late

    @property
    def open(self) -> bool:
        """Tell whether an answer is still owed."""
        return self.answered_at is None and self.closed_at is None

    def late(self, today: date) -> bool:
        """Tell whether the day on which an answer was due has passed without one."""
        running = self.open and self.stopped_on is None and not self.lead
        return running and self.due is not None and self.due < today
