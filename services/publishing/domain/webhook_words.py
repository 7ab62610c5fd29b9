"""推送的词 — what may be asked about a webhook and one push to it, and what has happened."""

from datetime import datetime

from msgspec import Struct


class RegisterWebhook(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记推送地址 — ``about`` is the unit whose disclosures are pushed, empty for all."""

    unit: str
    name: str
    url: str
    about: str = ""
    after: int = 0


class EndWebhook(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """停用推送地址"""

    reason: str


WebhookCommand = RegisterWebhook | EndWebhook


class Pushed(Struct, frozen=True, kw_only=True):
    """推送对象 — one letter (by its position) to one webhook."""

    unit: str
    webhook_id: str
    position: int


class RecordPush(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """记录一次推送 — ``status`` is the HTTP answer, 0 if there was none."""

    about: Pushed
    status: int


class RetryPush(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """要求重新推送"""


PushCommand = RecordPush | RetryPush


class WebhookRegistered(Struct, frozen=True, kw_only=True, tag="publishing.webhook.registered.v1"):
    """推送地址已登记 — letters after this position are pushed."""

    unit: str
    name: str
    url: str
    about: str
    after: int


class WebhookEnded(Struct, frozen=True, kw_only=True, tag="publishing.webhook.ended.v1"):
    """推送地址已停用"""

    unit: str
    reason: str


class PushDelivered(Struct, frozen=True, kw_only=True, tag="publishing.push.delivered.v1"):
    """推送已收到"""

    unit: str
    webhook_id: str
    position: int
    status: int
    attempt: int


class PushFailed(Struct, frozen=True, kw_only=True, tag="publishing.push.failed.v1"):
    """推送未收到 — it is tried again at ``again_at`` (UTC)."""

    unit: str
    webhook_id: str
    position: int
    status: int
    attempt: int
    again_at: datetime


class PushAbandoned(Struct, frozen=True, kw_only=True, tag="publishing.push.abandoned.v1"):
    """推送已放弃 — every attempt has failed; it waits among the dead letters."""

    unit: str
    webhook_id: str
    position: int
    status: int
    attempt: int


class PushRetried(Struct, frozen=True, kw_only=True, tag="publishing.push.retried.v1"):
    """已要求重新推送"""

    unit: str
    webhook_id: str
    position: int


WebhookEvent = WebhookRegistered | WebhookEnded
PushEvent = PushDelivered | PushFailed | PushAbandoned | PushRetried
