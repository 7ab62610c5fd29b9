"""Facts of other services, as feedback hears them: only the fields it needs.

The owner's full fact is in its golden file under tests/contracts; a test proves
that what is declared here can read it.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from shared.register.facts import *  # noqa: F403 — what the register keeps of the catalog
from shared.seal import Sealed


class HeardScheme(Struct, frozen=True, kw_only=True):
    """实施方案 — its settings by key, and from which day on they hold."""

    id: str
    version: int
    effective: date
    values: dict[str, Any] = {}


class SchemeAdopted(Struct, frozen=True, kw_only=True, tag="catalog.scheme.adopted.v1"):
    """实施方案已采用"""

    unit: str
    scheme: HeardScheme


class HeardHoliday(Struct, frozen=True, kw_only=True):
    """放假"""

    name: str
    first: date
    last: date


class HeardMakeUp(Struct, frozen=True, kw_only=True):
    """调休上班"""

    date: date
    holiday: str = ""


class CalendarAdopted(Struct, frozen=True, kw_only=True, tag="catalog.calendar.adopted.v1"):
    """放假安排已采用"""

    year: int
    version: str
    holidays: tuple[HeardHoliday, ...] = ()
    workdays: tuple[HeardMakeUp, ...] = ()


class TopicAdopted(Struct, frozen=True, kw_only=True, tag="catalog.topic.adopted.v1"):
    """点题已采纳"""

    topic_id: str
    title: str
    reply: str


class TopicRefused(Struct, frozen=True, kw_only=True, tag="catalog.topic.refused.v1"):
    """点题未采纳"""

    topic_id: str
    reason: str


class Plan(Struct, frozen=True, kw_only=True):
    """公开方案 — what it is called and whom it is for."""

    title: str
    scope: str
    readers: tuple[str, ...] = ()


class DisclosureRegistered(
    Struct, frozen=True, kw_only=True, tag="publishing.disclosure.registered.v1"
):
    """公开事项已登记"""

    unit: str
    item_id: str
    proposal_id: str
    version: int
    plan: Plan


class InnerOpened(Struct, frozen=True, kw_only=True, tag="publishing.inner.opened.v1"):
    """党内公开已开始"""

    version: int


class PublicOpened(Struct, frozen=True, kw_only=True, tag="publishing.public.opened.v1"):
    """社会公开已开始"""

    version: int


class DisclosureRevised(Struct, frozen=True, kw_only=True, tag="publishing.disclosure.revised.v1"):
    """公开事项已更正 — ``public``: society sees this version."""

    version: int
    plan: Plan
    public: bool
    explanation: str = ""
    opinion_id: str = ""
    proposal_id: str = ""


class DisclosureWithdrawn(
    Struct, frozen=True, kw_only=True, tag="publishing.disclosure.withdrawn.v1"
):
    """公开事项已撤回"""

    explanation: str = ""


class DisclosureCancelled(
    Struct, frozen=True, kw_only=True, tag="publishing.disclosure.cancelled.v1"
):
    """公开事项已取消 — before anybody had read it: nobody may give an opinion on it."""


class RemarkNoted(Struct, frozen=True, kw_only=True, tag="publishing.remark.noted.v1"):
    """六进意见已记下 — sealed for the opinion of this id."""

    unit: str
    place: str
    opinion_id: str
    disclosure_id: str
    version: int
    content: Sealed


class SheetPosted(Struct, frozen=True, kw_only=True, tag="publishing.sheet.posted.v1"):
    """事项已上墙 — with a photo that proves it; ``poster`` put it up."""

    unit: str
    board_id: UUID
    disclosure_id: str
    poster: str
    posted_at: datetime


class HeardDeadline(Struct, frozen=True, kw_only=True):
    """期限的计算"""

    due: date


class ConsultationOpened(Struct, frozen=True, kw_only=True, tag="workflow.consultation.opened.v1"):
    """预公开已开始"""

    disclosure_id: str
    opened_on: date
    deadline: HeardDeadline
    questions: tuple[str, ...] = ()


class ConsultationRescheduled(
    Struct, frozen=True, kw_only=True, tag="workflow.consultation.rescheduled.v1"
):
    """预公开期已重新计算"""

    disclosure_id: str
    deadline: HeardDeadline


class ConsultationInterrupted(
    Struct, frozen=True, kw_only=True, tag="workflow.consultation.interrupted.v1"
):
    """预公开已中断"""

    disclosure_id: str


class ConsultationClosed(Struct, frozen=True, kw_only=True, tag="workflow.consultation.closed.v1"):
    """预公开意见已汇总"""

    disclosure_id: str


class ProposalSubmitted(Struct, frozen=True, kw_only=True, tag="workflow.proposal.submitted.v1"):
    """方案已提出"""

    disclosure_id: str = ""


class ProposalResubmitted(
    Struct, frozen=True, kw_only=True, tag="workflow.proposal.resubmitted.v1"
):
    """方案已修改重报"""


class ProposalReviewed(Struct, frozen=True, kw_only=True, tag="workflow.proposal.reviewed.v1"):
    """方案已审核"""


class ProposalApproved(Struct, frozen=True, kw_only=True, tag="workflow.proposal.approved.v1"):
    """方案已批准"""

    kind: str = ""
    disclosure_id: str = ""
    opinion_id: str = ""
