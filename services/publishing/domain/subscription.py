"""订阅 — one reader's wish to be told by mail, from the asking to the leaving (S1 五(二)1).

申请 → 确认邮件 → 本人确认 → 一期一期 → 退订. Nothing is sent before the owner of the mailbox has
confirmed, and what stands in one issue stands in no other, however often an issue is sent.
"""

import re
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.subscription_words import (
    ComposeDigest,
    ConfirmSubscription,
    DigestComposed,
    DigestSent,
    EndSubscription,
    NoteDigest,
    NoteInvitation,
    RequestSubscription,
    Rhythm,
    SubscriptionCommand,
    SubscriptionConfirmed,
    SubscriptionEnded,
    SubscriptionEvent,
    SubscriptionInvited,
    SubscriptionRequested,
)
from shared.calendar import BEIJING
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

HOUR: Final = 8  # of the morning in Beijing, when daily and weekly issues are composed
LONGEST: Final = 254  # characters of an address (RFC 5321)
KEYWORD: Final = 40  # characters of a keyword
UNCONFIRMED: Final = timedelta(days=7)  # after which what nobody confirmed is given up
_ADDRESS: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class Stage(Enum):
    """How far a subscription has come."""

    NONE = "none"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    ENDED = "ended"


class Subscription(Struct, frozen=True, kw_only=True):
    """What must be remembered: ``issue`` the newest composed, ``sent`` the newest sent."""

    stage: Stage = Stage.NONE
    invited: bool = False
    upto: int = 0
    issue: int = 0
    sent: int = 0


class SubscriptionUnknownError(NotFoundError):
    """没有找到这份订阅：可能已经退订，或者链接已经失效。"""


class AlreadyAskedError(RejectedError):
    """这份订阅已经申请过，正在等待确认。"""


class AlreadySubscribedError(RejectedError):
    """这份订阅已经确认，不用再次确认。"""


class NotConfirmedError(RejectedError):
    """订阅还没有经邮箱主人确认，不能寄送。"""


class AlreadyInvitedError(RejectedError):
    """确认邮件已经发出，不能重复发出。"""


class IssueWaitsError(RejectedError):
    """上一期还没有寄出，不能编下一期。"""


class NothingNewError(RejectedError):
    """没有新的公开事项，不用编成一期。"""


class IssueSentError(RejectedError):
    """这一期已经寄出，不能重复寄出。"""


class AddressMalformedError(InvalidError):
    """邮箱地址的写法不对，应当像 zhangsan@example.org。"""


class KeywordTooLongError(InvalidError):
    """关键词不能超过40个字。"""


def decide(
    command: SubscriptionCommand, now: Subscription, cause: Cause
) -> list[SubscriptionEvent]:
    """Judge one command."""
    del cause
    if isinstance(command, RequestSubscription):
        return _request(command, now)
    if now.stage in {Stage.NONE, Stage.ENDED}:
        raise SubscriptionUnknownError
    match command:
        case NoteInvitation():
            return _invite(now)
        case ConfirmSubscription(after=after):
            return _confirm(after, now)
        case EndSubscription(reason=reason):
            return [SubscriptionEnded(reason=reason)]
        case ComposeDigest():
            return _compose(command, now)
        case NoteDigest(issue=issue):
            return _sent(issue, now)


def evolve(now: Subscription, event: SubscriptionEvent) -> Subscription:
    """Remember what became of it."""
    match event:
        case SubscriptionRequested():
            return replace(now, stage=Stage.ASKED, invited=False)
        case SubscriptionInvited():
            return replace(now, invited=True)
        case SubscriptionConfirmed(after=after):
            return replace(now, stage=Stage.CONFIRMED, upto=max(after, now.upto), sent=now.issue)
        case SubscriptionEnded():
            return replace(now, stage=Stage.ENDED)
        case DigestComposed(issue=issue, upto=upto):
            return replace(now, issue=issue, upto=upto)
        case DigestSent(issue=issue):
            return replace(now, sent=issue)


SUBSCRIPTION: Final = Decider(initial=Subscription(), decide=decide, evolve=evolve)


def address_of(typed: str) -> str:
    """Return an address as mail servers tell addresses apart, the part after @ in small letters.

    Raises:
        AddressMalformedError: no mail server would take it.

    """
    address = typed.strip()
    if len(address) > LONGEST or not _ADDRESS.fullmatch(address):
        raise AddressMalformedError(field="address")
    name, _, domain = address.partition("@")
    return f"{name}@{domain.lower()}"


def keyword_of(typed: str) -> str:
    """Return a keyword without blanks around it.

    Raises:
        KeywordTooLongError: nobody looks for so much.

    """
    keyword = " ".join(typed.split())
    if len(keyword) > KEYWORD:
        raise KeywordTooLongError(field="keyword")
    return keyword


def closed_at(rhythm: Rhythm, now: datetime) -> datetime:
    """Return up to when what was disclosed stands in the issue that is composed now."""
    if rhythm is Rhythm.IMMEDIATE:
        return now
    local = now.astimezone(BEIJING)
    slot = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    slot -= timedelta(days=1) if slot > local else timedelta()
    return slot - timedelta(days=slot.weekday()) if rhythm is Rhythm.WEEKLY else slot


def _request(command: RequestSubscription, now: Subscription) -> list[SubscriptionEvent]:
    if now.stage is Stage.ASKED:
        raise AlreadyAskedError
    if now.stage is Stage.CONFIRMED:
        raise AlreadySubscribedError
    return [
        SubscriptionRequested(
            topic=command.topic,
            rhythm=command.rhythm,
            sealed=command.sealed,
            holder=command.holder,
        )
    ]


def _invite(now: Subscription) -> list[SubscriptionEvent]:
    if now.invited:
        raise AlreadyInvitedError
    return [SubscriptionInvited()]


def _confirm(after: int, now: Subscription) -> list[SubscriptionEvent]:
    if now.stage is Stage.CONFIRMED:
        raise AlreadySubscribedError
    return [SubscriptionConfirmed(after=after)]


def _compose(command: ComposeDigest, now: Subscription) -> list[SubscriptionEvent]:
    if now.stage is not Stage.CONFIRMED:
        raise NotConfirmedError
    if now.issue > now.sent:
        raise IssueWaitsError(now.issue)
    if command.upto <= now.upto or not command.count:
        raise NothingNewError(command.upto)
    return [
        DigestComposed(issue=now.issue + 1, after=now.upto, upto=command.upto, count=command.count)
    ]


def _sent(issue: int, now: Subscription) -> list[SubscriptionEvent]:
    if issue != now.issue or issue <= now.sent:
        raise IssueSentError(issue)
    return [DigestSent(issue=issue)]
