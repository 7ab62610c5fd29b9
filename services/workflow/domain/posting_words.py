"""公示的请求和事实 — what may be asked of a notice period, and what has happened in it."""

from datetime import date
from enum import Enum
from typing import Final

from msgspec import Struct

from services.workflow.domain.duty import Deadline, TimeLimits
from shared.calendar import Calendar


class PostingKind(Enum):
    """公示种类 — for what the opinion of others is asked before it is settled (五(三)4)."""

    INSPECTION = "inspection"
    APPOINTMENT = "appointment"
    MEMBERSHIP = "membership"
    PROMOTION = "promotion"
    HONOURS = "honours"
    OTHER = "other"


POSTING_KINDS: Final = {
    PostingKind.INSPECTION: "干部考察预告",
    PostingKind.APPOINTMENT: "干部任前公示",
    PostingKind.MEMBERSHIP: "发展党员公示",
    PostingKind.PROMOTION: "职级晋升公示",
    PostingKind.HONOURS: "评先评优公示",
    PostingKind.OTHER: "其他公示",
}


class RegisterPosting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记公示事项"""

    item_id: str
    kind: PostingKind
    matter: str
    happened_on: date


class BeginPosting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """立为公示事项 — of this unit, by the rule in force on the day on which it arose."""

    unit: str
    asked: RegisterPosting
    limits: TimeLimits


class OpenPosting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """开始公示 — its text can be read from this day on."""

    disclosure_id: str
    opened_on: date
    calendar: Calendar


class AttachObjection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """归入公示异议 — an opinion that came in on this day."""

    opinion_id: str
    received_on: date


class RecountPosting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """重新计算公示期"""

    calendar: Calendar


class InterruptPosting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """中断公示 — its text was withdrawn or cancelled before the period was over."""

    disclosure_id: str


class RestartPosting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """个别对象重新公示 — about whom something material was put right by the newest version."""

    subject: str


class BeginAgain(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """重新计算个别对象的公示期 — from the day on which its version came out."""

    asked: RestartPosting
    version: int
    revised_on: date | None
    calendar: Calendar


class DecidePosting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """作出公示后的决定 — about one of those who were shown, once their own period is over."""

    subject: str
    decision: str


class ClosePosting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """结束公示"""


class PostingRegistered(Struct, frozen=True, kw_only=True, tag="workflow.posting.registered.v1"):
    """公示事项已登记 — ``limits``: the rule by which it is judged to its end (N4)."""

    unit: str
    item_id: str
    kind: PostingKind
    matter: str
    happened_on: date
    limits: TimeLimits


class PostingOpened(Struct, frozen=True, kw_only=True, tag="workflow.posting.opened.v1"):
    """公示已开始 — ``deadline``: its last day, with each day that was counted."""

    unit: str
    kind: PostingKind
    matter: str
    disclosure_id: str
    opened_on: date
    deadline: Deadline


class PostingObjected(Struct, frozen=True, kw_only=True, tag="workflow.posting.objected.v1"):
    """公示异议已归入"""

    opinion_id: str
    received_on: date


class PostingRescheduled(Struct, frozen=True, kw_only=True, tag="workflow.posting.rescheduled.v1"):
    """公示期已重新计算"""

    disclosure_id: str
    deadline: Deadline


class PostingInterrupted(Struct, frozen=True, kw_only=True, tag="workflow.posting.interrupted.v1"):
    """公示已中断 — it must be made anew, for its whole period."""

    on: date
    disclosure_id: str


class PostingClosed(Struct, frozen=True, kw_only=True, tag="workflow.posting.closed.v1"):
    """公示已结束 — ``on``: the day after its last; from then on its result is owed."""

    on: date
    disclosure_id: str
    objections: int = 0


class PostingRestarted(Struct, frozen=True, kw_only=True, tag="workflow.posting.restarted.v1"):
    """个别对象的公示期已重新计算 — for this subject alone; the others keep theirs."""

    disclosure_id: str
    subject: str
    version: int
    revised_on: date
    deadline: Deadline


class PostingDecided(Struct, frozen=True, kw_only=True, tag="workflow.posting.decided.v1"):
    """公示后的决定已作出"""

    disclosure_id: str
    subject: str
    decision: str
    decided_on: date
    decided_by: str


PostingCommand = (
    RegisterPosting
    | BeginPosting
    | OpenPosting
    | AttachObjection
    | RecountPosting
    | InterruptPosting
    | ClosePosting
    | RestartPosting
    | BeginAgain
    | DecidePosting
)
PostingEvent = (
    PostingRegistered
    | PostingOpened
    | PostingObjected
    | PostingRescheduled
    | PostingInterrupted
    | PostingClosed
    | PostingRestarted
    | PostingDecided
)
