"""提醒箱 — what a person's posts are told, what they have read, where mail may go."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct, convert
from msgspec.structs import asdict

from services.workflow.domain.reminder import (
    MAILBOX,
    RECEIPT,
    ReminderUnknownError,
    address_of,
    mailbox_id_of,
    receipt_id_of,
)
from services.workflow.domain.reminder_words import NameMailbox, ReadReminder, Sealed
from services.workflow.views.reminders import (
    MailboxRow,
    NoticeRow,
    mailboxes,
    notices,
    receipts,
    standing,
)
from shared import seal
from shared.auth import Held
from shared.seal import Keyring
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

AT_ONCE: Final = 200  # reminders marked as read with one click
FIELD: Final = "reminder_address"


class Tray(Struct, frozen=True, kw_only=True):
    """提醒箱 — one page of reminders; ``read`` holds when this person read each of them."""

    rows: list[NoticeRow]
    read: dict[UUID, datetime]
    total: int
    unread: int


@dataclass(frozen=True)
class Reminders:
    """提醒"""

    store: Store[Any]
    views: Views
    keyring: Keyring
    mail_is_open: bool = False

    def tray(self, caller: Caller, *, everything: bool, page: int, size: int) -> Tray:
        """Return what waits to be read, or all that was ever told, newest first."""
        caller.known()
        mine = (
            sent_to(caller.person, caller.posts)
            if everything
            else self._unread(caller.person, caller.posts)
        )
        rows = self.views.select(
            notices,
            *mine,
            order=[notices.c.at.desc(), notices.c.notice_id],
            limit=size,
            offset=(page - 1) * size,
        )
        return Tray(
            rows=rows,
            read=self._read(caller.person, [each.notice_id for each in rows]),
            total=self.views.count(notices, *mine),
            unread=self.unread(caller),
        )

    def unread(self, caller: Caller) -> int:
        """Return how many reminders wait: not read by this person, and still to be done."""
        if not caller.posts:
            return 0
        return self.views.count(notices, *self._unread(caller.person, caller.posts))

    def notice(self, notice_id: UUID, caller: Caller) -> NoticeRow:
        """Return one reminder to those to whom it goes.

        Raises:
            ReminderUnknownError: there is none, or it goes to others.

        """
        caller.known()
        row = self.views.get(notices, notice_id)
        if row is None or not caller.holds(row.unit, row.post):
            raise ReminderUnknownError
        if row.person not in {"", caller.person}:
            raise ReminderUnknownError
        return row

    async def read(self, notice_id: UUID, caller: Caller) -> NoticeRow:
        """Mark one reminder as read; a second click changes nothing."""
        row = await asyncio.to_thread(self.notice, notice_id, caller)
        if not await asyncio.to_thread(self._read, caller.person, [notice_id]):
            await self._mark([row], caller)
        return row

    async def read_all(self, caller: Caller) -> int:
        """Mark what waits as read, the newest first, so many at once; return how many."""
        person = caller.known()
        rows = await asyncio.to_thread(
            self.views.select,
            notices,
            *self._unread(person, caller.posts),
            order=[notices.c.at.desc()],
            limit=AT_ONCE,
        )
        await self._mark(rows, caller)
        return len(rows)

    async def name_mailbox(self, typed: str, caller: Caller) -> Receipt:
        """Let reminders also go to this address; an empty one: no longer."""
        person = caller.known()
        sealed = await asyncio.to_thread(self._sealed, person, typed) if typed.strip() else None
        task = Task(MAILBOX, mailbox_id_of(person), NameMailbox(sealed=sealed))
        return await self.store.file(task, cause=caller.personally())

    def address(self, person: str) -> str:
        """Return where a person's reminders go by mail; empty: nowhere."""
        row = self.views.get(mailboxes, person)
        return self.opened(row) if row else ""

    def opened(self, row: MailboxRow) -> str:
        """Return the address of a mailbox; empty once its owner has been erased."""
        return self.keyring.open(convert(asdict(row.sealed), seal.Sealed), field=FIELD) or ""

    def _sealed(self, person: str, typed: str) -> Sealed:
        sealed = self.keyring.seal(person, address_of(typed), field=FIELD)
        return convert(asdict(sealed), Sealed)

    async def _mark(self, rows: Sequence[NoticeRow], caller: Caller) -> None:
        tasks = [
            Task(
                RECEIPT,
                receipt_id_of(each.notice_id, caller.person),
                ReadReminder(notice_id=each.notice_id),
            )
            for each in rows
        ]
        if tasks:
            await self.store.file(*tasks, cause=caller.personally())

    def _unread(self, person: str, posts: Sequence[Held]) -> tuple[Any, ...]:
        done = sa.select(receipts.c.notice_id).where(
            receipts.c.person == person, receipts.c.read_at.is_not(None)
        )
        return (*sent_to(person, posts), standing(), notices.c.notice_id.not_in(done))

    def _read(self, person: str, ids: Sequence[UUID]) -> dict[UUID, datetime]:
        found = self.views.select(
            receipts, receipts.c.person == person, receipts.c.notice_id.in_(ids)
        )
        return {each.notice_id: each.read_at for each in found if each.read_at}


def sent_to(person: str, posts: Sequence[Held]) -> tuple[Any, ...]:
    """Return the conditions that a reminder goes to a person who holds these posts."""
    held = [sa.and_(notices.c.unit == each.unit, notices.c.post == each.post) for each in posts]
    return (sa.or_(sa.false(), *held), notices.c.person.in_(["", person]))
