"""订阅的请求和事实 — what may be asked about a subscription by mail, and what has become of it.

No fact holds an address in the clear: it is sealed with a key of its own, and the key is
destroyed with the subscription's end.
"""

from enum import Enum
from typing import Final

from msgspec import Struct


class Rhythm(Enum):
    """寄送频次"""

    IMMEDIATE = "immediate"
    DAILY = "daily"
    WEEKLY = "weekly"


RHYTHMS: Final = {
    Rhythm.IMMEDIATE: "有新公开就寄",
    Rhythm.DAILY: "每天一封",
    Rhythm.WEEKLY: "每周一封",
}


class Ending(Enum):
    """订阅结束的原因 — left by its reader, refused by the mail server, never confirmed."""

    LEFT = "left"
    REFUSED = "refused"
    UNCONFIRMED = "unconfirmed"


class Topic(Struct, frozen=True, kw_only=True):
    """订阅内容 — empty fields do not restrict; ``keyword`` is plain text."""

    unit: str = ""
    level1: str = ""
    keyword: str = ""


class SealedAddress(Struct, frozen=True, kw_only=True):
    """密封的邮箱 — only the keyring opens it; base64 texts."""

    subject: str
    nonce: str
    box: str
    commitment: str


class RequestSubscription(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """申请订阅 — ``holder`` tells equal addresses by a keyed digest, and nothing else of them."""

    topic: Topic
    rhythm: Rhythm
    sealed: SealedAddress
    holder: str


class NoteInvitation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记确认邮件已发 — a mail server has taken it."""


class ConfirmSubscription(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """确认订阅 — ``after``: what society reads up to this own position is not sent any more."""

    after: int


class EndSubscription(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """结束订阅"""

    reason: Ending


class ComposeDigest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """编成一期 — of so many matters that society reads up to an own position."""

    upto: int
    count: int


class NoteDigest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记一期已寄出 — a mail server has taken it."""

    issue: int


class SubscriptionRequested(
    Struct, frozen=True, kw_only=True, tag="publishing.subscription.requested.v1"
):
    """订阅已申请"""

    topic: Topic
    rhythm: Rhythm
    sealed: SealedAddress
    holder: str


class SubscriptionInvited(
    Struct, frozen=True, kw_only=True, tag="publishing.subscription.invited.v1"
):
    """订阅确认邮件已发出"""


class SubscriptionConfirmed(
    Struct, frozen=True, kw_only=True, tag="publishing.subscription.confirmed.v1"
):
    """订阅已确认"""

    after: int


class SubscriptionEnded(Struct, frozen=True, kw_only=True, tag="publishing.subscription.ended.v1"):
    """订阅已结束 — the key of its address is destroyed."""

    reason: Ending


class DigestComposed(Struct, frozen=True, kw_only=True, tag="publishing.digest.composed.v1"):
    """订阅一期已编成 — of what society reads after one own position and up to another."""

    issue: int
    after: int
    upto: int
    count: int


class DigestSent(Struct, frozen=True, kw_only=True, tag="publishing.digest.sent.v1"):
    """订阅一期已寄出"""

    issue: int


SubscriptionCommand = (
    RequestSubscription
    | NoteInvitation
    | ConfirmSubscription
    | EndSubscription
    | ComposeDigest
    | NoteDigest
)
SubscriptionEvent = (
    SubscriptionRequested
    | SubscriptionInvited
    | SubscriptionConfirmed
    | SubscriptionEnded
    | DigestComposed
    | DigestSent
)
