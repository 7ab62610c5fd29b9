"""Facts of others, as the catalog hears them: only the fields it reads."""

from datetime import date

from msgspec import Struct

from shared.seal import Sealed


class TopicRaised(Struct, frozen=True, kw_only=True, tag="feedback.topic.raised.v1"):
    """群众点题已收到"""

    unit: str
    content: Sealed


class TopicSupported(Struct, frozen=True, kw_only=True, tag="feedback.topic.supported.v1"):
    """群众点题已有人附议 — how many support it now"""

    count: int


class OpinionReceived(Struct, frozen=True, kw_only=True, tag="feedback.opinion.received.v1"):
    """意见已收到 — ``item_id``: of the item it is about, if it is about one"""

    unit: str
    item_id: str = ""


class RequestReceived(Struct, frozen=True, kw_only=True, tag="feedback.request.received.v1"):
    """公开申请已收到"""

    unit: str


class ProposalRouted(Struct, frozen=True, kw_only=True, tag="workflow.proposal.routed.v1"):
    """方案已定审批路径 — of a matter outside the catalog, too"""

    unit: str
    way: str
    title: str


class ProposalConsented(Struct, frozen=True, kw_only=True, tag="workflow.proposal.consented.v1"):
    """方案已经有权机关同意"""

    way: str


class TopicText(Struct, frozen=True, kw_only=True):
    """点题内容 — as it lies in the sealed part of the fact."""

    title: str
    detail: str = ""


class MandateLifted(Struct, frozen=True, kw_only=True, tag="workflow.mandate.lifted.v1"):
    """公开要求已撤销"""

    mandate: str
    reason: str


class ChannelChecked(Struct, frozen=True, kw_only=True, tag="feedback.channel.checked.v1"):
    """渠道检查已登记"""

    unit: str
    channel: str
    works: bool


class SupervisorAppointed(
    Struct, frozen=True, kw_only=True, tag="feedback.supervisor.appointed.v1"
):
    """监督员已聘请"""

    unit: str
    person_id: str
    since: date
    until: date


class SupervisorDismissed(
    Struct, frozen=True, kw_only=True, tag="feedback.supervisor.dismissed.v1"
):
    """监督员已解聘"""

    unit: str
    person_id: str


class DueDay(Struct, frozen=True, kw_only=True):
    """期限 — the due day alone"""

    due: date


class ObligationRaised(Struct, frozen=True, kw_only=True, tag="workflow.obligation.raised.v1"):
    """公开义务已产生"""

    unit: str
    item_id: str
    title: str
    deadline: DueDay


class ObligationRescheduled(
    Struct, frozen=True, kw_only=True, tag="workflow.obligation.rescheduled.v1"
):
    """公开义务期限已重新计算"""

    deadline: DueDay


class ObligationFulfilled(
    Struct, frozen=True, kw_only=True, tag="workflow.obligation.fulfilled.v1"
):
    """公开义务已履行"""


class ObligationConfirmed(
    Struct, frozen=True, kw_only=True, tag="workflow.obligation.confirmed.v1"
):
    """长期公开内容已复核无变化"""


class ObligationExcused(Struct, frozen=True, kw_only=True, tag="workflow.obligation.excused.v1"):
    """公开义务已免除"""


class ReportSent(Struct, frozen=True, kw_only=True, tag="workflow.report.sent.v1"):
    """报告已报送"""

    unit: str
    kind: str
    period: str


class ReportReceived(Struct, frozen=True, kw_only=True, tag="workflow.report.received.v1"):
    """报告已签收"""

    addressee: str
    number: str


class ReportReturned(Struct, frozen=True, kw_only=True, tag="workflow.report.returned.v1"):
    """报告已退回"""


class InnerOpened(Struct, frozen=True, kw_only=True, tag="publishing.inner.opened.v1"):
    """党内公开已开始"""

    unit: str
    item_id: str


class PublicOpened(Struct, frozen=True, kw_only=True, tag="publishing.public.opened.v1"):
    """社会公开已开始"""

    unit: str
    item_id: str


class DisclosureWithdrawn(
    Struct, frozen=True, kw_only=True, tag="publishing.disclosure.withdrawn.v1"
):
    """公开事项已撤回"""


class ChannelTried(Struct, frozen=True, kw_only=True, tag="publishing.channel.tried.v1"):
    """渠道已测试"""

    unit: str
    form: str
    works: bool
