"""送信 — reminders leave by mail too, to those who named a mailbox; one each, retried."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid5

import sqlalchemy as sa
from msgspec import Struct

from services.workflow.domain.reminder import RECEIPT, receipt_id_of
from services.workflow.domain.reminder_words import NoteBounce, NoteMail
from services.workflow.handlers.names import Names
from services.workflow.handlers.reminders import Reminders, sent_to
from services.workflow.views.reminders import (
    MailboxRow,
    NoticeRow,
    mailboxes,
    notices,
    receipts,
    standing,
)
from shared.aside import aside
from shared.clock import Clock
from shared.mail import BouncedError, Letterbox, Mail, NotTakenError
from shared.record import SYSTEM, Cause
from shared.register import Holdings
from shared.store import Store, Task
from shared.view import Views

AT_ONCE: Final = 100  # letters on one round

log = logging.getLogger(__name__)


class Errand(Struct, frozen=True, kw_only=True):
    """一封提醒 — which reminder goes to whom, at which address."""

    notice: NoticeRow
    person: str
    address: str


@dataclass(frozen=True)
class Postman:
    """送信人 — his rounds never hold up anybody; what did not leave goes with the next.

    A letter counts as sent when the mail server has taken it, and that is filed at once.
    Should the house fall in between, it leaves again under the same Message-ID.
    """

    store: Store[Any]
    views: Views
    clock: Clock
    reminders: Reminders
    names: Names
    letterbox: Letterbox
    base_url: str

    async def round(self) -> int:
        """Hand over what waits; return how many letters the server took."""
        if not self.letterbox.is_open:
            return 0
        taken = 0
        for errand in await aside(self._waiting):
            try:
                taken += await self._deliver(errand)
            except NotTakenError as reason:
                log.warning("mail waits: %s", reason)
                break
        return taken

    def _waiting(self) -> list[Errand]:
        boxes = self.views.select(mailboxes, order=[mailboxes.c.since])
        return [errand for box in boxes for errand in self._of(box)][:AT_ONCE]

    def _of(self, box: MailboxRow) -> Iterator[Errand]:
        address = self.reminders.opened(box)
        if not address:
            return
        settled = sa.select(receipts.c.notice_id).where(
            receipts.c.person == box.person,
            sa.or_(receipts.c.mailed_at.is_not(None), receipts.c.bounced > 0),
        )
        rows = self.views.select(
            notices,
            *sent_to(box.person, Holdings(self.views, self.clock).of(box.person)),
            standing(),
            notices.c.at >= box.since,
            notices.c.notice_id.not_in(settled),
            order=[notices.c.at, notices.c.notice_id],
            limit=AT_ONCE,
        )
        for row in rows:
            yield Errand(notice=row, person=box.person, address=address)

    async def _deliver(self, errand: Errand) -> int:
        notice, person = errand.notice.notice_id, errand.person
        try:
            await aside(self.letterbox.post, await aside(self._mail, errand))
        except BouncedError as refusal:
            command = NoteBounce(notice_id=notice, person_id=person, code=refusal.code)
            await self._file(errand, command)
            return 0
        await self._file(errand, NoteMail(notice_id=notice, person_id=person))
        return 1

    async def _file(self, errand: Errand, command: NoteMail | NoteBounce) -> None:
        stream = receipt_id_of(errand.notice.notice_id, errand.person)
        key = uuid5(stream, "mail")
        cause = Cause(
            actor=SYSTEM,
            at=self.clock.now(),
            unit=errand.notice.unit,
            post=SYSTEM,
            correlation_id=errand.notice.notice_id,
            causation_id=key,
        )
        receipt = await self.store.file(Task(RECEIPT, stream, command), cause=cause)
        await self.views.reached(self.store.name, receipt.position)

    def _mail(self, errand: Errand) -> Mail:
        row = errand.notice
        lines = [
            f"{row.headline}。",
            f"单位：{self.names.unit(row.owner)}",
            *([f"公开期限：{row.due.year}年{row.due.month}月{row.due.day}日"] if row.due else []),
            *([f"要求：{row.note}"] if row.note else []),
            f"办理：{self.base_url}{row.href}",
            "",
            "这是系统自动发出的邮件，请勿回复。不想再收到，请在“提醒”页删去邮箱。",
        ]
        return Mail(
            to=errand.address,
            subject=f"提醒：{row.headline}",
            text="\n".join(lines),
            message_id=str(receipt_id_of(row.notice_id, errand.person)),
            at=self.clock.now(),
        )
