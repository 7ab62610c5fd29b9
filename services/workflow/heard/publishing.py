"""发布说的 — facts of publishing, as this service hears them: only the fields it needs."""

from datetime import date, datetime

from msgspec import Struct


class HeardPlan(Struct, frozen=True, kw_only=True):
    """公开方案"""

    title: str
    content: str
    scope: str
    disclose_on: date
    duration_days: int | None
    channels: tuple[str, ...]
    readers: tuple[str, ...] = ()
    waiver: str = ""


class DisclosureRegistered(Struct, frozen=True, tag="publishing.disclosure.registered.v1"):
    """公开事项已登记"""

    unit: str
    item_id: str
    plan: HeardPlan
    version: int = 1
    proposal_id: str = ""


class DisclosureRevised(Struct, frozen=True, tag="publishing.disclosure.revised.v1"):
    """公开事项已更正"""

    version: int
    plan: HeardPlan
    item_id: str = ""
    revised_on: date | None = None
    public: bool = False
    proposal_id: str = ""


class HeardAttachment(Struct, frozen=True, kw_only=True):
    """附件"""

    name: str
    sha256: str
    sm3: str
    size: int
    kind: str


class AttachmentsListed(Struct, frozen=True, kw_only=True, tag="publishing.attachments.listed.v1"):
    """公开事项附件已列明"""

    version: int
    attachments: tuple[HeardAttachment, ...] = ()


class InnerOpened(Struct, frozen=True, tag="publishing.inner.opened.v1"):
    """党内公开已开始"""

    item_id: str
    opened_on: date


class PublicOpened(Struct, frozen=True, tag="publishing.public.opened.v1"):
    """社会公开已开始"""

    item_id: str
    opened_on: date


class DisclosureWithdrawn(Struct, frozen=True, tag="publishing.disclosure.withdrawn.v1"):
    """公开事项已撤回"""


class DisclosureCancelled(Struct, frozen=True, tag="publishing.disclosure.cancelled.v1"):
    """公开事项已取消"""


class RepostPublished(Struct, frozen=True, tag="publishing.repost.published.v1"):
    """转载已公开"""

    disclosure_id: str


class RepostWithdrawn(Struct, frozen=True, tag="publishing.repost.withdrawn.v1"):
    """转载已撤下"""

    reason: str


class EvidenceAwaited(Struct, frozen=True, tag="publishing.evidence.awaited.v1"):
    """等待公开凭据"""

    disclosure_id: str


class DeliveryDelivered(Struct, frozen=True, tag="publishing.delivery.delivered.v1"):
    """已送达"""

    unit: str
    form: str
    shown_at: datetime


class DeliveryConfirmed(Struct, frozen=True, tag="publishing.delivery.confirmed.v1"):
    """送达已补确认"""

    unit: str
    form: str
    shown_at: datetime


class DeliveryFailed(Struct, frozen=True, tag="publishing.delivery.failed.v1"):
    """未送达"""

    unit: str
    form: str


class DisclosureEvidenced(Struct, frozen=True, tag="publishing.disclosure.evidenced.v1"):
    """按批准形式公开完毕"""

    disclosure_id: str
    on: date
    evidence: tuple[dict[str, str], ...] = ()


class DocumentReminded(Struct, frozen=True, tag="publishing.document.reminded.v1"):
    """已提醒签收"""

    title: str
    to: tuple[dict[str, str], ...]
