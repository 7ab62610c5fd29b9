"""推送 — what society reads is pushed to other systems, signed; what fails is tried again."""

import re
from datetime import timedelta
from typing import Final

from msgspec import Struct

from services.publishing.domain.terms import Post
from services.publishing.domain.webhook_words import (
    EndWebhook,
    PushAbandoned,
    PushCommand,
    PushDelivered,
    Pushed,
    PushEvent,
    PushFailed,
    PushRetried,
    RecordPush,
    RegisterWebhook,
    RetryPush,
    WebhookCommand,
    WebhookEnded,
    WebhookEvent,
    WebhookRegistered,
)
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import SYSTEM, Cause

KEEPERS: Final = (Post.OFFICE, Post.PUBLISHER)
ALLOWED: Final = frozenset(each.value for each in KEEPERS)
AGAIN: Final = tuple(  # after how long each further attempt: Standard Webhooks' own schedule
    timedelta(seconds=each) for each in (5, 300, 1_800, 7_200, 18_000, 36_000, 36_000)
)
ADDRESS: Final = re.compile(r"https://[^\s/?#]+\S*")
LONGEST: Final = 500  # characters of an address
TAKEN: Final = range(200, 300)


class Webhook(Struct, frozen=True, kw_only=True):
    """What must be remembered."""

    unit: str = ""
    active: bool = False


class Push(Struct, frozen=True, kw_only=True):
    """What must be remembered: ``open`` while it is still to be tried."""

    about: Pushed | None = None
    attempts: int = 0
    state: str = "new"


class AddressMalformedError(InvalidError):
    """推送地址要以 https:// 开头，不超过 500 个字符。"""


class NameMissingError(InvalidError):
    """请写明推送给哪个系统，不超过 100 个字。"""


class EndReasonMissingError(InvalidError):
    """停用推送地址必须写明原因。"""


class WebhookUnknownError(NotFoundError):
    """没有找到这个推送地址，或者已经停用。"""


class WebhookKnownError(RejectedError):
    """这个推送地址已经登记。"""


class NotKeeperError(ForbiddenError):
    """只有本单位的发布人或者领导小组办公室可以管理推送地址。"""


class PushSettledError(RejectedError):
    """这一次推送已经收到或者已经放弃。"""


class NotAbandonedError(RejectedError):
    """这一次推送没有放弃，不用重新推送。"""


def _hook(command: WebhookCommand, state: Webhook, cause: Cause) -> list[WebhookEvent]:
    match command:
        case RegisterWebhook():
            return _register(command, state, cause)
        case EndWebhook(reason=reason):
            return _end(reason, state, cause)


def _hooked(state: Webhook, event: WebhookEvent) -> Webhook:
    del state
    return Webhook(unit=event.unit, active=isinstance(event, WebhookRegistered))


def _register(command: RegisterWebhook, state: Webhook, cause: Cause) -> list[WebhookEvent]:
    _by_keeper(command.unit, cause)
    if state.unit:
        raise WebhookKnownError
    if not 0 < len(command.name.strip()) <= 100:  # noqa: PLR2004 — said in the sentence
        raise NameMissingError(field="name")
    if len(command.url) > LONGEST or not ADDRESS.fullmatch(command.url):
        raise AddressMalformedError(field="url")
    registered = WebhookRegistered(
        unit=command.unit,
        name=command.name.strip(),
        url=command.url,
        about=command.about,
        after=command.after,
    )
    return [registered]


def _end(reason: str, state: Webhook, cause: Cause) -> list[WebhookEvent]:
    if not state.active:
        raise WebhookUnknownError
    _by_keeper(state.unit, cause)
    if not reason.strip():
        raise EndReasonMissingError(field="reason")
    return [WebhookEnded(unit=state.unit, reason=reason)]


def _push(command: PushCommand, state: Push, cause: Cause) -> list[PushEvent]:
    match command:
        case RecordPush(about=about, status=status):
            return [_record(about, status, state, cause)]
        case RetryPush():
            return [_retry(state, cause)]


def _pushed(state: Push, event: PushEvent) -> Push:
    del state
    about = Pushed(unit=event.unit, webhook_id=event.webhook_id, position=event.position)
    match event:
        case PushDelivered():
            return Push(about=about, state="delivered")
        case PushFailed(attempt=attempt):
            return Push(about=about, attempts=attempt, state="failed")
        case PushAbandoned():
            return Push(about=about, state="abandoned")
        case PushRetried():
            return Push(about=about, attempts=0, state="retried")


def _record(about: Pushed, status: int, state: Push, cause: Cause) -> PushEvent:
    if cause.post != SYSTEM:
        raise NotKeeperError
    if state.state in {"delivered", "abandoned"}:
        raise PushSettledError
    which = {"unit": about.unit, "webhook_id": about.webhook_id}
    where, attempt = about.position, state.attempts + 1
    if status in TAKEN:
        return PushDelivered(**which, position=where, status=status, attempt=attempt)
    if attempt > len(AGAIN):
        return PushAbandoned(**which, position=where, status=status, attempt=attempt)
    again_at = cause.at + AGAIN[attempt - 1]
    return PushFailed(**which, position=where, status=status, attempt=attempt, again_at=again_at)


def _retry(state: Push, cause: Cause) -> PushEvent:
    if state.about is None or state.state != "abandoned":
        raise NotAbandonedError
    about = state.about
    _by_keeper(about.unit, cause)
    return PushRetried(unit=about.unit, webhook_id=about.webhook_id, position=about.position)


def _by_keeper(unit: str, cause: Cause) -> None:
    if cause.unit != unit or cause.post not in ALLOWED:
        raise NotKeeperError


WEBHOOK: Final = Decider[WebhookCommand, Webhook, WebhookEvent](
    initial=Webhook(), decide=_hook, evolve=_hooked
)
PUSH: Final = Decider[PushCommand, Push, PushEvent](initial=Push(), decide=_push, evolve=_pushed)
