"""收发室 — letters to the published mailbox become opinions, each once, with their pictures."""

import asyncio
import logging
from dataclasses import dataclass
from uuid import UUID, uuid5

from services.feedback.domain.mail import MAILS, Mail, mail_opinion, read_mail, with_left
from services.feedback.domain.terms import Channel, Picture
from services.feedback.gateways.mailbox import Account, Mailbox, MailboxError
from services.feedback.handlers.intake import Intake, Letter
from services.feedback.handlers.pictures import AT_MOST, Pictures, Shot
from shared.clock import Clock
from shared.decider import InvalidError
from shared.files import FileInfectedError
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
        opinion_id = mail_opinion(self.unit, mail)
        caller = self._caller(opinion_id)
        kept, left = await self._kept(opinion_id, mail)
        letter = Letter(
            unit=self.unit,
            content=with_left(mail.content, left),
            signed=bool(mail.name and mail.contact),
            name=mail.name,
            contact=mail.contact,
            channel=Channel.EMAIL,
        )
        return await self.intake.enter(letter, opinion_id, caller, self._cause(caller), kept)

    async def _kept(self, opinion_id: UUID, mail: Mail) -> tuple[tuple[Picture, ...], list[str]]:
        """Keep what can be kept of the files that came along; name the others."""
        kept, left = list[Picture](), list[str]()
        for name, data in mail.attached:
            found = await self._one(opinion_id, name, data) if len(kept) < AT_MOST else ()
            kept.extend(found)
            left.extend(() if found else (name,))
        return tuple(kept), left

    async def _one(self, opinion_id: UUID, name: str, data: bytes) -> tuple[Picture, ...]:
        try:
            return await self.pictures.keep(opinion_id, [Shot(name=name, data=data)])
        except (InvalidError, FileInfectedError) as refusal:
            log.info("a file of a mail was not kept: %s", refusal.sentence)
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
