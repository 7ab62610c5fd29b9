"""订阅 — a reader asks to be told by mail, confirms that the mailbox is theirs, and leaves again.

Whoever asks is answered alike, whether the mailbox is already told or not: nobody learns from
the answer who subscribes to what.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from hmac import new as keyed
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct, convert, structs

from services.publishing.domain.subscription import (
    SUBSCRIPTION,
    AlreadyAskedError,
    AlreadySubscribedError,
    Stage,
    SubscriptionUnknownError,
    address_of,
    keyword_of,
)
from services.publishing.domain.subscription_words import (
    ConfirmSubscription,
    Ending,
    EndSubscription,
    RequestSubscription,
    Rhythm,
    SealedAddress,
    SubscriptionCommand,
    Topic,
)
from services.publishing.views.subscriptions import SubscriptionRow, subscriptions
from shared.decider import InvalidError, RejectedError
from shared.mail import Letterbox
from shared.record import Cause, canonical
from shared.register import units
from shared.seal import Keyring, Sealed
from shared.store import Store, Task
from shared.view import Views
from shared.web import Caller

SPACE: Final = UUID("7d3c8a52-0f4e-5b6c-9a1d-2e8f60c4b7a1")  # namespace of their streams
FIELD: Final = "address"
WAITING: Final = 5  # subscriptions of one mailbox that nobody has confirmed yet
FLOOD: Final = 300  # subscriptions asked for within one hour
LONG: Final = 100  # characters of a class
CONFIRM, LEAVE = "confirm", "leave"


class MailClosedError(RejectedError):
    """本站没有设置邮件服务器，不能用邮件订阅；可以改用本页列出的订阅源。"""


class RhythmUnknownError(InvalidError):
    """寄送频次请从列出的几种里选一种。"""


class TopicUnknownError(InvalidError):
    """没有这个单位或者类别，请从列出的里面选。"""


class TooManyWaitingError(RejectedError):
    """这个邮箱有多份订阅还没有确认，请先打开确认邮件。"""

    status = 429


class TooManyAskingError(RejectedError):
    """现在申请订阅的人太多，请过一小时再试。"""

    status = 429


class Wish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """订阅申请 — as it is typed."""

    address: str
    unit: str = ""
    level1: str = ""
    keyword: str = ""
    rhythm: str = Rhythm.WEEKLY.value


class Mailbox(Struct, frozen=True, kw_only=True):
    """邮箱 — what is sealed: the address, and the key by which its links are known.

    The key lies with the address, so that links to leave outlive every other key of the house.
    """

    address: str
    key: str


@dataclass(frozen=True)
class Subscriptions:
    """What readers do with their subscriptions."""

    store: Store[Any]
    views: Views
    keyring: Keyring
    letterbox: Letterbox
    secret: bytes

    async def request(self, wish: Wish, caller: Caller) -> None:
        """Ask for a subscription; that it was asked for before makes no difference to see.

        Raises:
            MailClosedError: no mail leaves this house.
            TooManyWaitingError: this mailbox has others to confirm first.
            TooManyAskingError: so many ask that somebody may be playing with mailboxes.

        """
        if not self.letterbox.is_open:
            raise MailClosedError
        stream, command = await asyncio.to_thread(self._asked, wish, caller)
        with suppress(AlreadyAskedError, AlreadySubscribedError):
            await self._file(stream, command, caller.citizen())

    async def confirm(self, subscription_id: UUID, token: str, caller: Caller) -> SubscriptionRow:
        """Confirm by the link in the mail; a second click changes nothing.

        Raises:
            SubscriptionUnknownError: it has ended, or the link is not the one that was sent.

        """
        row = await asyncio.to_thread(self.row, subscription_id, CONFIRM, token)
        if row.stage is Stage.ENDED:
            raise SubscriptionUnknownError
        last = await asyncio.to_thread(self.store.last)
        with suppress(AlreadySubscribedError):
            command = ConfirmSubscription(after=last)
            await self._file(subscription_id, command, caller.citizen())
        return row

    async def leave(self, subscription_id: UUID, token: str, caller: Caller) -> SubscriptionRow:
        """Leave by the link in any mail; the address is gone for ever. A second click is as good.

        Raises:
            SubscriptionUnknownError: the link is not the one that was sent.

        """
        row = await asyncio.to_thread(self.row, subscription_id, LEAVE, token)
        if row.stage is not Stage.ENDED:
            await self.end(row, Ending.LEFT, caller.citizen())
        return row

    async def end(self, row: SubscriptionRow, reason: Ending, cause: Cause) -> None:
        """End a subscription; the key goes first, so that no fall can save the address."""
        await asyncio.to_thread(self.keyring.erase, row.sealed.subject)
        with suppress(SubscriptionUnknownError):
            await self._file(row.subscription_id, EndSubscription(reason=reason), cause)

    def row(self, subscription_id: UUID, what: str, token: str) -> SubscriptionRow:
        """Return the subscription to which a link belongs.

        Raises:
            SubscriptionUnknownError: to none.

        """
        row = self.views.get(subscriptions, subscription_id)
        if row is None:
            raise SubscriptionUnknownError
        box = self.mailbox(row)
        if box is None and what == LEAVE:
            return row  # its key went with the first click
        if box is None or not compare_digest(token_of(box, what), token):
            raise SubscriptionUnknownError
        return row

    def mailbox(self, row: SubscriptionRow) -> Mailbox | None:
        """Return where its mails go, None once that is destroyed."""
        return self.keyring.open(convert(structs.asdict(row.sealed), Sealed), Mailbox, field=FIELD)

    def _asked(self, wish: Wish, caller: Caller) -> tuple[UUID, RequestSubscription]:
        address, topic, rhythm = address_of(wish.address), self._topic(wish), _rhythm(wish.rhythm)
        holder = keyed(self.secret, f"holder/{address}".encode(), sha256).hexdigest()
        stream = uuid5(SPACE, canonical([holder, topic, rhythm]).decode())
        self._allowed(holder, caller)
        subject = str(uuid5(stream, str(caller.command_id)))
        key = keyed(self.secret, f"links/{subject}".encode(), sha256).hexdigest()
        box = Mailbox(address=address, key=key)
        sealed = structs.asdict(self.keyring.seal(subject, box, field=FIELD))
        command = RequestSubscription(
            topic=topic, rhythm=rhythm, sealed=convert(sealed, SealedAddress), holder=holder
        )
        return stream, command

    def _topic(self, wish: Wish) -> Topic:
        if wish.unit and self.views.get(units, wish.unit) is None:
            raise TopicUnknownError(wish.unit[:40], field="unit")
        if len(wish.level1) > LONG:
            raise TopicUnknownError(wish.level1[:40], field="level1")
        return Topic(unit=wish.unit, level1=wish.level1, keyword=keyword_of(wish.keyword))

    def _allowed(self, holder: str, caller: Caller) -> None:
        c = subscriptions.c
        waiting = c.stage == Stage.ASKED
        if self.views.count(subscriptions, c.holder == holder, waiting) >= WAITING:
            raise TooManyWaitingError
        lately = c.asked_at > caller.at - timedelta(hours=1)
        if self.views.count(subscriptions, waiting, lately) >= FLOOD:
            raise TooManyAskingError

    async def _file(self, stream: UUID, command: SubscriptionCommand, cause: Cause) -> None:
        receipt = await self.store.file(Task(SUBSCRIPTION, stream, command), cause=cause)
        await self.views.reached(self.store.name, receipt.position)


def token_of(box: Mailbox, what: str) -> str:
    """Return what only who reads the mails of this very subscription can know."""
    return keyed(box.key.encode(), what.encode(), sha256).hexdigest()[:40]


def _rhythm(typed: str) -> Rhythm:
    try:
        return Rhythm(typed)
    except ValueError:
        raise RhythmUnknownError(typed[:40], field="rhythm") from None
