"""Events of other services whose meaning the archive knows: only the fields it needs.

All other facts it keeps unopened. The owner's full event is in its golden file
under tests/contracts; a test proves that what is declared here can read it.
"""

from datetime import date
from typing import Any

from msgspec import Struct

from shared.register.facts import *  # noqa: F403 — what the register keeps of the catalog


class HeardScheme(Struct, frozen=True, kw_only=True):
    """实施方案 — ``values``: every setting by its key (docs/schemes.md)."""

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
    level1: str = ""
    level2: str = ""
    level3: str = ""


class ItemScheduled(Struct, frozen=True, kw_only=True, tag="catalog.item.scheduled.v1"):
    """事项启用安排已生效"""

    item_id: str
    starts: date | None = None


class ItemRetired(Struct, frozen=True, kw_only=True, tag="catalog.item.retired.v1"):
    """事项已移出目录"""

    item_id: str


class HeardPlan(Struct, frozen=True, kw_only=True):
    """方案"""

    title: str = ""


class DisclosureRegistered(
    Struct, frozen=True, kw_only=True, tag="publishing.disclosure.registered.v1"
):
    """公开事项已登记"""

    unit: str = ""
    item_id: str = ""
    proposal_id: str = ""
    plan: HeardPlan = HeardPlan()


class InnerOpened(Struct, frozen=True, kw_only=True, tag="publishing.inner.opened.v1"):
    """党内公开已开始"""

    opened_on: date | None = None


class PublicOpened(Struct, frozen=True, kw_only=True, tag="publishing.public.opened.v1"):
    """社会公开已开始"""

    content: str = ""
    opened_on: date | None = None


class DisplayEnded(Struct, frozen=True, kw_only=True, tag="publishing.display.ended.v1"):
    """展示期已满"""

    disclosure_id: str = ""
    ended_on: date | None = None


class DisclosureWithdrawn(
    Struct, frozen=True, kw_only=True, tag="publishing.disclosure.withdrawn.v1"
):
    """公开事项已撤回"""

    withdrawn_on: date | None = None


class ObligationFulfilled(
    Struct, frozen=True, kw_only=True, tag="workflow.obligation.fulfilled.v1"
):
    """公开义务已履行"""

    disclosure_id: str = ""
    on: date | None = None
    due: date | None = None


class ObligationConfirmed(
    Struct, frozen=True, kw_only=True, tag="workflow.obligation.confirmed.v1"
):
    """长期公开内容已复核无变化"""

    on: date
    due: date


class HeardDeadline(Struct, frozen=True, kw_only=True):
    """期限 — the day by which it is to be done."""

    due: date


class ObligationRaised(Struct, frozen=True, kw_only=True, tag="workflow.obligation.raised.v1"):
    """公开义务已产生"""

    unit: str
    title: str
    deadline: HeardDeadline
    item_id: str = ""


class ObligationRescheduled(
    Struct, frozen=True, kw_only=True, tag="workflow.obligation.rescheduled.v1"
):
    """公开义务已改期"""

    deadline: HeardDeadline


class ObligationMissed(Struct, frozen=True, kw_only=True, tag="workflow.obligation.missed.v1"):
    """公开义务已逾期"""

    due: date


class ObligationExcused(Struct, frozen=True, kw_only=True, tag="workflow.obligation.excused.v1"):
    """公开义务已免除"""

    ground: str


class OpinionReceived(Struct, frozen=True, kw_only=True, tag="feedback.opinion.received.v1"):
    """意见已收到"""

    unit: str
    disclosure_id: str = ""
    item_id: str = ""
    channel: str = ""
    reference: str = ""


class OpinionReplied(Struct, frozen=True, kw_only=True, tag="feedback.opinion.replied.v1"):
    """意见已答复"""

    to: str = ""


class OpinionLapsed(Struct, frozen=True, kw_only=True, tag="feedback.opinion.lapsed.v1"):
    """意见答复已超期"""

    due: date


class OpinionForwarded(Struct, frozen=True, kw_only=True, tag="feedback.opinion.forwarded.v1"):
    """意见已转送"""

    unit: str


class RectificationOrdered(
    Struct, frozen=True, kw_only=True, tag="feedback.rectification.ordered.v1"
):
    """整改已责成"""

    unit: str
    task: str
    due: date


class RectificationReported(
    Struct, frozen=True, kw_only=True, tag="feedback.rectification.reported.v1"
):
    """整改情况已报告"""

    done: str = ""


class RectificationChecked(
    Struct, frozen=True, kw_only=True, tag="feedback.rectification.checked.v1"
):
    """整改已验收"""

    passed: bool


class CaseOrdered(Struct, frozen=True, kw_only=True, tag="workflow.case.ordered.v1"):
    """案件已责令限期整改"""

    unit: str
    due: date
    note: str = ""


class CaseRectified(Struct, frozen=True, kw_only=True, tag="workflow.case.rectified.v1"):
    """案件整改已报告"""

    unit: str


class CaseClosed(Struct, frozen=True, kw_only=True, tag="workflow.case.closed.v1"):
    """责任追究已结案"""

    unit: str


class FindingRecorded(
    Struct, frozen=True, kw_only=True, tag="feedback.supervisor_finding.recorded.v1"
):
    """监督员检查结论已登记"""

    unit: str
    matter: str = ""


class ReadingLogged(Struct, frozen=True, kw_only=True, tag="publishing.reading.logged.v1"):
    """查阅已登记"""

    unit: str
    document_id: str = ""
