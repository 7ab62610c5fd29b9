"""寄送 — confirmation mails and issues leave on rounds; what did not leave goes with the next.

An issue is composed as a fact before it leaves, so that a house that falls in between sends the
same issue again, under the same Message-ID, and never what stands in another issue.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID, uuid5

import sqlalchemy as sa
from msgspec import Struct

from services.publishing.domain.subscription import (
    SUBSCRIPTION,
    UNCONFIRMED,
    Stage,
    closed_at,
)
from services.publishing.domain.subscription_words import (
    RHYTHMS,
    ComposeDigest,
    Ending,
    NoteDigest,
    NoteInvitation,
    SubscriptionCommand,
    Topic,
)
from services.publishing.gateways.shelf import Shelf
from services.publishing.handlers.open_data import OpenData
from services.publishing.handlers.subscriptions import (
    CONFIRM,
    LEAVE,
    Mailbox,
    Subscriptions,
    token_of,
)
from services.publishing.views import PortalRow, portal
from services.publishing.views.bulletins import BulletinRow, bulletins
from services.publishing.views.subscriptions import SubscriptionRow, subscriptions
from shared.alarm import alarm
from shared.clock import Clock
from shared.mail import BouncedError, Letterbox, Mail, NotTakenError
from shared.record import SYSTEM, Cause
from shared.register import units
from shared.seal import Keyring
from shared.seek import plain, sought
from shared.service import Service
from shared.store import Task
from shared.view import Views

AT_ONCE: Final = 100  # mails on one round
LISTED: Final = 100  # matters told one by one in a mail
SOME: Final = 500  # rows in one question
DONE: Final = {"opened": "", "revised": "【更正】", "withdrawn": "【已撤回】"}

log = logging.getLogger(__name__)


class Told(Struct, frozen=True, kw_only=True):
    """一项动态 — what last happened to a matter within an issue."""

    what: str
    row: PortalRow


@dataclass(frozen=True)
class Courier:
    """寄送人 — his rounds hold up nobody. ``looked``: how far nothing was found to be told."""

    subscribing: Subscriptions
    clock: Clock
    base_url: str
    site: str
    looked: dict[UUID, int] = field(default_factory=dict)

    @property
    def views(self) -> Views:
        """Return what can be read."""
        return self.subscribing.views

    async def round(self) -> int:
        """Hand over what waits; return how many mails the server took."""
        if not self.subscribing.letterbox.is_open:
            return 0
        await self._give_up()
        taken = 0
        for row in await asyncio.to_thread(self._waiting):
            try:
                taken += await self._serve(row)
            except NotTakenError as reason:
                log.warning("mail waits: %s", reason)
                break
            if taken >= AT_ONCE:
                break
        return taken

    def told(self, row: SubscriptionRow, after: int, upto: int) -> list[Told]:
        """Return what a subscription is told of what society reads within these positions."""
        c = bulletins.c
        within = c.position > after, c.position <= upto
        newest: dict[str, BulletinRow] = {}
        for each in self.views.select(bulletins, *within, order=[c.position]):
            newest[each.disclosure_id] = each
        rows = self._rows(newest)
        return [
            Told(what="withdrawn" if rows[key].withdrawn else each.what, row=rows[key])
            for key, each in newest.items()
            if key in rows and _concerns(row.topic, rows[key])
        ]

    async def _give_up(self) -> None:
        """Forget addresses whose owners never confirmed."""
        c, long_ago = subscriptions.c, self.clock.now() - UNCONFIRMED
        stale = c.stage == Stage.ASKED, c.asked_at < long_ago
        for row in await asyncio.to_thread(self.views.select, subscriptions, *stale):
            await self.subscribing.end(row, Ending.UNCONFIRMED, self._cause(row, "unconfirmed"))

    def _waiting(self) -> list[SubscriptionRow]:
        c = subscriptions.c
        last = sa.select(sa.func.coalesce(sa.func.max(bulletins.c.position), 0)).scalar_subquery()
        invite = sa.and_(c.stage == Stage.ASKED, c.invited.is_(False))
        behind = sa.or_(c.issue > c.sent, c.upto < last)
        issue = sa.and_(c.stage == Stage.CONFIRMED, behind)
        order = [c.stage, c.asked_at]
        return self.views.select(subscriptions, sa.or_(invite, issue), order=order)

    async def _serve(self, row: SubscriptionRow) -> int:
        box = await asyncio.to_thread(self.subscribing.mailbox, row)
        if box is None:  # its owner was leaving when the house fell
            await self.subscribing.end(row, Ending.LEFT, self._cause(row, "left"))
            return 0
        if row.stage is Stage.ASKED:
            return await self._send(row, self._invitation(row, box), NoteInvitation())
        composed = row if row.waiting else await self._compose(row)
        if composed is None:
            return 0
        mail = await asyncio.to_thread(self._issue, composed, box)
        return await self._send(composed, mail, NoteDigest(issue=composed.issue))

    async def _compose(self, row: SubscriptionRow) -> SubscriptionRow | None:
        upto, count = await asyncio.to_thread(self._news, row)
        if not count:
            self.looked[row.subscription_id] = upto
            return None
        await self._file(row, f"compose/{upto}", ComposeDigest(upto=upto, count=count))
        return await asyncio.to_thread(self.views.get, subscriptions, row.subscription_id)

    def _news(self, row: SubscriptionRow) -> tuple[int, int]:
        """Return how far the issue goes that is composed now, and how much stands in it."""
        closed = bulletins.c.at <= closed_at(row.rhythm, self.clock.now())
        last = sa.select(sa.func.coalesce(sa.func.max(bulletins.c.position), 0)).where(closed)
        [(upto,)] = self.views.query(last)
        seen = max(row.upto, self.looked.get(row.subscription_id, 0))
        return int(upto), len(self.told(row, row.upto, upto)) if upto > seen else 0

    async def _send(self, row: SubscriptionRow, mail: Mail, done: SubscriptionCommand) -> int:
        try:
            await asyncio.to_thread(self.subscribing.letterbox.post, mail)
        except BouncedError as refusal:
            log.info("a mailbox refuses for good (%d)", refusal.code)
            await self.subscribing.end(row, Ending.REFUSED, self._cause(row, "refused"))
            return 0
        await self._file(row, mail.message_id, done)
        return 1

    async def _file(self, row: SubscriptionRow, step: str, command: SubscriptionCommand) -> None:
        task = Task(SUBSCRIPTION, row.subscription_id, command)
        receipt = await self.subscribing.store.file(task, cause=self._cause(row, step))
        await self.views.reached(self.subscribing.store.name, receipt.position)

    def _cause(self, row: SubscriptionRow, step: str) -> Cause:
        return Cause(
            actor=SYSTEM,
            at=self.clock.now(),
            unit=row.topic.unit,
            post=SYSTEM,
            correlation_id=row.subscription_id,
            causation_id=uuid5(UUID(row.sealed.subject), step),
        )

    def _rows(self, ids: Iterable[str]) -> Mapping[str, PortalRow]:
        wanted, found = list(ids), dict[str, PortalRow]()
        for start in range(0, len(wanted), SOME):
            some = portal.c.disclosure_id.in_(wanted[start : start + SOME])
            found |= {str(each.disclosure_id): each for each in self.views.select(portal, some)}
        return found

    def _link(self, row: SubscriptionRow, box: Mailbox, what: str) -> str:
        token = token_of(box, what)
        return f"{self.base_url}/subscriptions/{row.subscription_id}/{what}/{token}"

    def _invitation(self, row: SubscriptionRow, box: Mailbox) -> Mail:
        lines = [
            f"有人用这个邮箱申请订阅“{self.site}”的公开事项：",
            f"内容：{self.name_of(row.topic)}",
            f"频次：{RHYTHMS[row.rhythm]}",
            "",
            "如果是您本人申请的，请在七天以内打开下面的地址确认：",
            self._link(row, box, CONFIRM),
            "",
            "如果不是您申请的，不用理会：不确认就不会寄送，七天以后这个地址会被删除。",
        ]
        return Mail(
            to=box.address,
            subject=f"请确认订阅：{self.name_of(row.topic)}",
            text="\n".join(lines),
            message_id=str(uuid5(UUID(row.sealed.subject), "invite")),
            at=self.clock.now(),
        )

    def _issue(self, row: SubscriptionRow, box: Mailbox) -> Mail:
        told = self.told(row, row.after, row.upto)
        leave = self._link(row, box, LEAVE)
        lines = [
            f"您订阅的“{self.name_of(row.topic)}”有 {len(told)} 项公开动态（第 {row.issue} 期）。",
            "",
            *self._matters(told, row.topic),
            "这是系统自动发出的邮件，请勿回复。",
            f"退订：{leave}",
        ]
        return Mail(
            to=box.address,
            subject=f"{self.site}：{_summed(told)}",
            text="\n".join(lines),
            message_id=str(uuid5(UUID(row.sealed.subject), f"issue/{row.issue}")),
            at=row.composed_at or self.clock.now(),
            unsubscribe=leave,
        )

    def _matters(self, told: Sequence[Told], topic: Topic) -> Iterable[str]:
        for number, each in enumerate(told[:LISTED], 1):
            yield f"{number}. {DONE[each.what]}{each.row.title}"
            yield "　".join(filter(None, (each.row.unit_name, each.row.level1)))
            yield f"{self.base_url}/items/{each.row.disclosure_id}"
            yield ""
        if len(told) > LISTED:
            asked = {"q": topic.keyword, "unit": topic.unit, "level1": topic.level1}
            kept = urlencode({name: value for name, value in asked.items() if value})
            where = "/search?" if topic.keyword else "/?"
            yield f"另有 {len(told) - LISTED} 项，见 {self.base_url}{where}{kept}"

    def name_of(self, topic: Topic) -> str:
        """Return what a subscription is about, in words."""
        unit = self.views.get(units, topic.unit) if topic.unit else None
        parts = [
            unit.name if unit else "",
            topic.level1,
            f"含有“{topic.keyword}”" if topic.keyword else "",
        ]
        return "、".join(filter(None, parts)) or "全部公开事项"


def telling_of(service: Service, keyring: Keyring, every: float) -> dict[str, Any]:
    """Return what doors need to tell people far away, and let the courier go on his rounds."""
    letterbox, settings = Letterbox(service.settings), service.settings
    subscribing = Subscriptions(service.store, service.views, keyring, letterbox, settings.secret)
    courier = Courier(subscribing, service.clock, settings.base_url, settings.site.name)
    if every:
        service.keep("courier", alarm(courier.round, every, lambda: not service.view_lag()))
    shelf = Shelf(settings.home / service.name / "open-data")
    return {
        "subscribing": subscribing,
        "courier": courier,
        "open_data": OpenData(service.views, shelf, settings.base_url),
    }


def _concerns(topic: Topic, row: PortalRow) -> bool:
    if topic.unit not in {"", row.unit} or topic.level1 not in {"", row.level1}:
        return False
    words = sought(topic.keyword)
    text = plain(f"{row.title}\n{row.content}\n{row.unit_name}\n{row.level3}") if words else ""
    return all(each in text for each in words)


def _summed(told: Sequence[Told]) -> str:
    first = f"{DONE[told[0].what]}{told[0].row.title}" if told else "公开动态"
    return f"{first}等 {len(told)} 项" if len(told) > 1 else first
