"""Facts of other services, as publishing hears them: only the fields it needs.

The owner's full fact is in its golden file under tests/contracts; a test proves
that what is declared here can read it.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from shared.register.facts import *  # noqa: F403 — what the register keeps of the catalog


class HeardScheme(Struct, frozen=True, kw_only=True):
    """实施方案 — ``values``: every setting by its key (docs/schemes.md)."""

    id: str
    version: int
    effective: date
    values: dict[str, Any] = {}


class SchemeAdopted(Struct, frozen=True, kw_only=True, tag="catalog.scheme.adopted.v1"):
    """实施方案已采用"""

    unit: str
    scheme: HeardScheme


class ItemListed(Struct, frozen=True, kw_only=True, tag="catalog.item.listed.v1"):
    """事项已列入目录"""

    item_id: str
    unit: str
    catalog_version: int
    code: str = ""
    level1: str = ""
    level2: str = ""
    level3: str = ""
    scope: str = ""
    time_limit: str = ""


class ItemScheduled(Struct, frozen=True, kw_only=True, tag="catalog.item.scheduled.v1"):
    """事项启用安排已生效"""

    item_id: str
    starts: date | None = None


class ItemRetired(Struct, frozen=True, kw_only=True, tag="catalog.item.retired.v1"):
    """事项已移出目录"""

    item_id: str


class HeardLimits(Struct, frozen=True, kw_only=True):
    """公开时限规则 — ``review_months``: from one review of a standing entry to the next."""

    review_months: int = 12


class ObligationRaised(Struct, frozen=True, kw_only=True, tag="workflow.obligation.raised.v1"):
    """公开义务已产生 — of a standing entry: it is to be disclosed, or looked through."""

    item_id: str
    duty: str
    begins: date
    limits: HeardLimits


class ObligationFulfilled(
    Struct, frozen=True, kw_only=True, tag="workflow.obligation.fulfilled.v1"
):
    """公开义务已履行 — ``late``: only after the day by which it was owed (逾期补公开)."""

    disclosure_id: str
    due: date
    late: bool
    days_late: int


class CatalogScreened(Struct, frozen=True, kw_only=True, tag="catalog.catalog.screened.v1"):
    """目录已保密初审"""

    unit: str
    version: int
    verdict: str


class CatalogApproved(Struct, frozen=True, kw_only=True, tag="catalog.catalog.approved.v1"):
    """目录已审批"""

    unit: str
    version: int


class AmendmentAnnounced(Struct, frozen=True, kw_only=True, tag="catalog.amendment.announced.v1"):
    """目录调整已公告"""

    item_id: str
    kind: str
    explanation: str


class HeardHoliday(Struct, frozen=True):
    """放假"""

    name: str
    first: date
    last: date

    def days(self) -> Iterable[date]:
        """Return each of its days."""
        return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


class HeardMakeUp(Struct, frozen=True):
    """调休上班"""

    date: date
    holiday: str = ""


class CalendarAdopted(Struct, frozen=True, kw_only=True, tag="catalog.calendar.adopted.v1"):
    """放假安排已采用"""

    year: int
    version: str
    holidays: tuple[HeardHoliday, ...] = ()
    workdays: tuple[HeardMakeUp, ...] = ()


class ProposalSubmitted(Struct, frozen=True, kw_only=True, tag="workflow.proposal.submitted.v1"):
    """方案已提出 — ``plan`` is heard whole: its digest is over every word of it."""

    plan: dict[str, Any]
    explanation: str = ""


class ProposalRouted(Struct, frozen=True, kw_only=True, tag="workflow.proposal.routed.v1"):
    """方案已定审批路径 — of a matter outside the catalog this is all that names it."""

    unit: str
    item_id: str
    way: str
    title: str = ""


class ProposalResubmitted(
    Struct, frozen=True, kw_only=True, tag="workflow.proposal.resubmitted.v1"
):
    """方案已修改重报"""

    plan: dict[str, Any]
    explanation: str = ""


class ProposalAttached(Struct, frozen=True, kw_only=True, tag="workflow.proposal.attached.v1"):
    """方案附件已附上 — heard whole: the digest of the text filed next is over every word of it."""

    attachments: list[dict[str, Any]]


class HeardDeclared(Struct, frozen=True, kw_only=True):
    """要件说明"""

    superior_document: str = ""
    superior_link: str = ""
    objection_channel: str = ""
    objection_until: date | None = None
    earlier: str = ""
    earlier_note: str = ""
    carries_out: str = ""


class ProposalDeclared(Struct, frozen=True, kw_only=True, tag="workflow.proposal.declared.v1"):
    """方案要件已说明"""

    unit: str
    item_id: str
    declared: HeardDeclared


class ProposalReviewed(Struct, frozen=True, kw_only=True, tag="workflow.proposal.reviewed.v1"):
    """方案已审核"""

    digest: str
    check: str = ""
    verdict: str = ""


class ProposalApproved(Struct, frozen=True, kw_only=True, tag="workflow.proposal.approved.v1"):
    """方案已批准 — says what is to be carried out; the text is the one that was submitted."""

    unit: str
    item_id: str
    kind: str
    digest: str
    disclosure_id: str = ""
    opinion_id: str = ""
    inner_first: bool = True
    min_inner_working_days: int = 0


class ProposalRevoked(Struct, frozen=True, kw_only=True, tag="workflow.proposal.revoked.v1"):
    """批准已撤销 — what nobody has read is cancelled, what somebody has read is withdrawn."""

    reason: str


class OpinionReceived(Struct, frozen=True, kw_only=True, tag="feedback.opinion.received.v1"):
    """意见已收到 — only about what: neither what it says nor who said it."""

    disclosure_id: str = ""


class SchemeCited(Struct, frozen=True, kw_only=True, tag="workflow.scheme.cited.v1"):
    """批准所依方案已记明 — heard before the approval; ``unit``: whose scheme."""

    unit: str
    digest: str
    version: int


class RestartOrdered(Struct, frozen=True, kw_only=True, tag="workflow.restart.ordered.v1"):
    """党内公开须重新满期"""

    digest: str
    min_inner_working_days: int


class RepostApproved(Struct, frozen=True, kw_only=True, tag="workflow.repost.approved.v1"):
    """转载已批准"""

    unit: str
    disclosure_id: str
    scope: str
    channels: tuple[str, ...]


class OutcomePublished(Struct, frozen=True, kw_only=True, tag="feedback.outcome.published.v1"):
    """办理结果已公开"""

    disclosure_id: str
    finding: str
    summary: str


class Run(Struct, frozen=True, kw_only=True):
    """区段 — neighbouring entries of one service; ``index`` counts from 0."""

    service: str
    position: int
    index: int
    count: int


class CheckpointSigned(Struct, frozen=True, kw_only=True, tag="archive.checkpoint.signed.v1"):
    """检查点已签署"""

    size: int
    root: str
    runs: tuple[Run, ...]
