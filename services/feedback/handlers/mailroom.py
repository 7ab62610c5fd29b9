"""收发室 — letters to the published mailbox become opinions, each once, with their pictures."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from services.feedback.domain.mail import MAILS, Mail, mail_opinion, read_mail
from services.feedback.domain.terms import Channel
from services.feedback.gateways.mailbox import Account, Mailbox, MailboxError
from services.feedback.handlers.intake import Intake, Letter
from services.feedback.handlers.pictures import Pictures, Shot
from shared.clock import Clock
from shared.decider import InvalidError
from shared.record import SYSTEM, Cause
from shared.settings import Settings
from shared.web import Caller

log = logging.getLogger(__name__)


def account_of(settings: Settings) -> Account | None:
    """Return the mailbox of this house, None if no setting names one."""
    if not (settings.imap_host and settings.imap_unit):
        return None
    return Account(
        host=settings.imap_host,
        port=settings.imap_port,
        security=settings.imap_security,
        user=settings.imap_user,
        password=settings.imap_password,
        folder=settings.imap_folder,
        unit=settings.imap_unit,
    )


@dataclass(frozen=True)
class Mailroom:
    """收发室"""

    intake: Intake
    pictures: Pictures
    clock: Clock
    mailbox: Mailbox
    unit: str

    async def ring(self) -> int:
        """Take in what has come; return how many letters were new."""
        try:
            found = await asyncio.to_thread(self.mailbox.fetch)
        except MailboxError as error:
            log.warning("the mailbox cannot be read: %s", error)
            return 0
        new = [await self._take(read_mail(each.raw)) for each in found]
        await asyncio.to_thread(self.mailbox.taken, [each.uid for each in found])
        return sum(new)

    async def _take(self, mail: Mail) -> bool:
        opinion_id = mail_opinion(self.unit, mail.mail_id)
        caller = self._caller(opinion_id)
        letter = Letter(
            unit=self.unit,
            content=mail.content,
            signed=bool(mail.name and mail.contact),
            name=mail.name,
            contact=mail.contact,
            channel=Channel.EMAIL,
        )
        kept = await self._kept(opinion_id, mail)
        return await self.intake.enter(letter, opinion_id, caller, self._cause(caller), kept)

    async def _kept(self, opinion_id: UUID, mail: Mail) -> Any:
        shots = [Shot(name=name, data=data) for name, data in mail.pictures]
        try:
            return await self.pictures.keep(opinion_id, shots)
        except InvalidError as refusal:
            log.info("pictures of a mail were not kept: %s", refusal.sentence)
            return ()

    def _caller(self, opinion_id: UUID) -> Caller:
        asked = uuid5(MAILS, str(opinion_id))
        return Caller(at=self.clock.now(), command_id=asked, correlation_id=asked)

    def _cause(self, caller: Caller) -> Cause:
        return Cause(
            actor=SYSTEM,
            at=caller.at,
            unit=self.unit,
            post=SYSTEM,
            correlation_id=caller.correlation_id,
            causation_id=caller.command_id,
        )
