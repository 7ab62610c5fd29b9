"""推送 — letters that society reads go to registered systems; what nobody takes waits its turn."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct, json

from services.publishing.domain.turn import LASTS, MARGIN, TURN, turn_id_of
from services.publishing.domain.turn_words import ClaimTurn
from services.publishing.domain.webhook import KEEPERS, PUSH, WEBHOOK, WebhookUnknownError
from services.publishing.domain.webhook_words import (
    EndWebhook,
    Pushed,
    RecordPush,
    RegisterWebhook,
    RetryPush,
)
from services.publishing.gateways.pushing import NOBODY, Postman, secret_of, signed, spelled
from services.publishing.views import outbox
from services.publishing.views.channels import END, outbox_ends
from services.publishing.views.webhooks import HookRow, PushRow, hooks, pushes
from shared.clock import Clock
from shared.decider import RejectedError
from shared.record import SYSTEM, Cause
from shared.register import units
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

PAGE: Final = 100  # letters looked at for one receiver in one look
PUBLIC: Final = "portal.society"  # what is pushed: what the website shows
SHOWN: Final = 100  # dead letters on one page


class Registered(Struct, frozen=True, kw_only=True):
    """推送地址已登记 — the secret is told this once."""

    webhook_id: UUID
    secret: str


class _Letter(Struct):
    id: str
    subject: str


_letter: Final = json.Decoder(_Letter)


@dataclass(frozen=True)
class Webhooks:
    """Who is told what society reads, and what became of it."""

    store: Store[Any]
    views: Views
    clock: Clock
    secret: bytes
    postman: Postman
    worker: str = "only"
    _looked: dict[UUID, int] = field(default_factory=dict)
    _turns: dict[UUID, datetime] = field(default_factory=dict)

    async def register(
        self, unit: str, name: str, url: str, about: str, caller: Caller
    ) -> Registered:
        """Register a receiver; it hears what is disclosed from now on.

        Raises:
            WrongPostError: the caller keeps no webhooks of this unit.
            AddressMalformedError, NameMissingError: it cannot be registered so.

        """
        cause = caller.acting(unit, *KEEPERS)
        end = await asyncio.to_thread(self.views.get, outbox_ends, END)
        webhook_id = uuid5(caller.command_id, "webhook")
        command = RegisterWebhook(
            unit=unit, name=name, url=url, about=about, after=end.position if end else 0
        )
        receipt = await self.store.file(Task(WEBHOOK, webhook_id, command), cause=cause)
        await self.views.reached("publishing", receipt.position)
        secret = spelled(secret_of(self.secret, webhook_id))
        return Registered(webhook_id=webhook_id, secret=secret)

    async def end(self, webhook_id: UUID, reason: str, caller: Caller) -> Receipt:
        """Push no more."""
        row = await self._row(webhook_id)
        cause = caller.acting(row.unit, *KEEPERS)
        task = Task(WEBHOOK, webhook_id, EndWebhook(reason=reason))
        return await self.store.file(task, cause=cause)

    async def retry(self, push_id: UUID, caller: Caller) -> Receipt:
        """Try a dead letter once more."""
        row = await asyncio.to_thread(self.views.get, pushes, push_id)
        if row is None:
            raise WebhookUnknownError
        cause = caller.acting(row.unit, *KEEPERS)
        return await self.store.file(Task(PUSH, push_id, RetryPush()), cause=cause)

    def name_of(self, unit: str) -> str:
        """Return a unit's name."""
        row = self.views.get(units, unit)
        return row.name if row else unit

    def of(self, caller: Caller) -> list[HookRow]:
        """Return the receivers of this person's units."""
        mine = hooks.c.unit.in_(caller.units(*KEEPERS))
        return self.views.select(hooks, mine, order=[hooks.c.active.desc(), hooks.c.name])

    def broken(self, caller: Caller) -> list[tuple[HookRow, int]]:
        """Return the receivers that take nothing now, with how many letters wait for them."""
        c, p = hooks.c, pushes.c
        mine = c.unit.in_(caller.units(*KEEPERS)), c.active.is_(True), c.failing.is_not(None)
        rows = self.views.select(hooks, *mine, order=[c.failing])
        return [(each, self.views.count(pushes, p.webhook_id == each.webhook_id)) for each in rows]

    def dead(self, caller: Caller) -> list[PushRow]:
        """Return what was not taken, given up ones first."""
        c = pushes.c
        mine = c.unit.in_(caller.units(*KEEPERS))
        return self.views.select(pushes, mine, order=[c.state, c.at.desc()], limit=SHOWN)

    async def ring(self) -> int:
        """Push what is new and what is due again; one receiver that hangs delays no other."""
        rows = await asyncio.to_thread(self.views.select, hooks, hooks.c.active.is_(True))
        return sum(await asyncio.gather(*(self._serve(each) for each in rows)))

    async def _serve(self, hook: HookRow) -> int:
        if not await asyncio.to_thread(self._due, hook) or not await self._mine(hook):
            return 0
        now = await asyncio.to_thread(self.views.get, hooks, hook.webhook_id)
        due = await asyncio.to_thread(self._due, now or hook)  # another may have pushed meanwhile
        there = bool(due) and await asyncio.to_thread(self.postman.may_ask, hook.url)
        done = 0
        for position in due:
            if not await self._mine(hook):
                break
            await self._push(hook, position, there=there)
            done += 1
        return done

    async def _mine(self, hook: HookRow) -> bool:
        """Tell whether this process pushes to a webhook now, or may from now on."""
        now = self.clock.now()
        until = self._turns.get(hook.webhook_id)
        if until and now < until - MARGIN:
            return True
        return await self._taken(hook, now)

    async def _taken(self, hook: HookRow, now: datetime) -> bool:
        stream, until = turn_id_of(hook.webhook_id), now + LASTS
        command = ClaimTurn(
            unit=hook.unit, webhook_id=str(hook.webhook_id), worker=self.worker, until=until
        )
        cause = Cause(
            actor=SYSTEM,
            at=now,
            correlation_id=hook.webhook_id,
            causation_id=uuid5(stream, f"{self.worker}/{now.isoformat()}"),
            unit=hook.unit,
            post=SYSTEM,
        )
        try:
            receipt = await self.store.file(Task(TURN, stream, command), cause=cause)
        except RejectedError:
            return False  # another's turn, or the vault is busy: the next look asks again
        self._turns[hook.webhook_id] = until
        await self.views.reached("publishing", receipt.position)
        return True

    def _due(self, hook: HookRow) -> list[int]:
        c = pushes.c
        ripe = (
            c.webhook_id == hook.webhook_id,
            c.state != "abandoned",
            c.again_at <= self.clock.now(),
        )
        again = self.views.select(pushes, *ripe, order=[c.again_at], limit=PAGE)
        return [*(each.position for each in again), *self._new(hook)]

    def _new(self, hook: HookRow) -> Sequence[int]:
        after = max(hook.position, self._looked.get(hook.webhook_id, 0))
        c = outbox.c
        rows = self.views.select(outbox, c.position > after, order=[c.position], limit=PAGE)
        mine = [each.position for each in rows if _concerns(hook, each.body)]
        if rows and not mine:
            self._looked[hook.webhook_id] = rows[-1].position
        return mine

    async def _push(self, hook: HookRow, position: int, *, there: bool) -> None:
        row = await asyncio.to_thread(self.views.get, outbox, position)
        body, now = row.body.encode() if row else b"", self.clock.now()
        secret = secret_of(self.secret, hook.webhook_id)
        headers = signed(secret, _letter.decode(body).id, now, body) if row else {}
        status = await self.postman.send(hook.url, headers, body) if row and there else NOBODY
        about = Pushed(unit=hook.unit, webhook_id=str(hook.webhook_id), position=position)
        await self._record(hook, about, status)

    async def _record(self, hook: HookRow, about: Pushed, status: int) -> None:
        push_id, now = uuid5(hook.webhook_id, str(about.position)), self.clock.now()
        cause = Cause(
            actor=SYSTEM,
            at=now,
            correlation_id=hook.webhook_id,
            causation_id=uuid5(push_id, now.isoformat()),
            unit=hook.unit,
            post=SYSTEM,
        )
        task = Task(PUSH, push_id, RecordPush(about=about, status=status))
        receipt = await self.store.file(task, cause=cause)
        await self.views.reached("publishing", receipt.position)

    async def _row(self, webhook_id: UUID) -> HookRow:
        row = await asyncio.to_thread(self.views.get, hooks, webhook_id)
        if row is None:
            raise WebhookUnknownError
        return row


def _concerns(hook: HookRow, body: str) -> bool:
    subject = _letter.decode(body).subject
    return subject == f"{PUBLIC}.{hook.about}" if hook.about else subject.startswith(f"{PUBLIC}.")
