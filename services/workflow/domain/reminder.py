"""提醒的回执 — of one reminder and one person: read once, mailed once."""

import re
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.reminder_words import (
    MailboxNamed,
    NameMailbox,
    NoteBounce,
    NoteMail,
    ReadReminder,
    ReminderBounced,
    ReminderCommand,
    ReminderEvent,
    ReminderMailed,
    ReminderRead,
)
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

MAILBOXES: Final = UUID("5d0d6c1e-7a44-5e43-9d0f-2f4d1c5c9b10")  # namespace of their streams
_ADDRESS: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LONGEST: Final = 254  # characters of an address (RFC 5321)


class Receipt(Struct, frozen=True, kw_only=True):
    """Whether one person has read a reminder, and whether its mail is settled."""

    read: bool = False
    mail_settled: bool = False


class Mailbox(Struct, frozen=True):
    """Whether a person wants reminders by mail."""

    named: bool = False


class ReminderUnknownError(NotFoundError):
    """没有找到这条提醒。"""


class AlreadyReadError(RejectedError):
    """这条提醒已经标为已读。"""


class AlreadyMailedError(RejectedError):
    """这条提醒的邮件已经发出，不能重复发出。"""


class AddressMalformedError(InvalidError):
    """邮箱地址的写法不对，应当像 zhangsan@example.org。"""


class NoMailboxError(RejectedError):
    """没有登记提醒邮箱。"""


def decide(command: ReminderCommand, receipt: Receipt, cause: Cause) -> list[ReminderEvent]:
    """Judge one command."""
    match command:
        case ReadReminder(notice_id=notice):
            if receipt.read:
                raise AlreadyReadError(notice)
            return [ReminderRead(notice_id=notice, person_id=cause.actor)]
        case NoteMail(notice_id=notice, person_id=person):
            _unsettled(receipt, notice)
            return [ReminderMailed(notice_id=notice, person_id=person)]
        case NoteBounce(notice_id=notice, person_id=person, code=code):
            _unsettled(receipt, notice)
            return [ReminderBounced(notice_id=notice, person_id=person, code=code)]


def evolve(receipt: Receipt, event: ReminderEvent) -> Receipt:
    """Remember what became of it."""
    match event:
        case ReminderRead():
            return replace(receipt, read=True)
        case ReminderMailed() | ReminderBounced():
            return replace(receipt, mail_settled=True)


def decide_mailbox(command: NameMailbox, mailbox: Mailbox, cause: Cause) -> list[MailboxNamed]:
    """Name a mailbox, or give up the one that was named."""
    if command.sealed is None and not mailbox.named:
        raise NoMailboxError(field="address")
    return [MailboxNamed(person_id=cause.actor, sealed=command.sealed)]


def evolve_mailbox(_: Mailbox, event: MailboxNamed) -> Mailbox:
    """Remember whether there is one."""
    return Mailbox(named=event.sealed is not None)


RECEIPT: Final = Decider(initial=Receipt(), decide=decide, evolve=evolve)
MAILBOX: Final = Decider(initial=Mailbox(), decide=decide_mailbox, evolve=evolve_mailbox)


def receipt_id_of(notice_id: UUID, person: str) -> UUID:
    """Return the stream of what becomes of one reminder with one person."""
    return uuid5(notice_id, person)


def mailbox_id_of(person: str) -> UUID:
    """Return the stream of a person's mailbox."""
    return uuid5(MAILBOXES, person)


def address_of(typed: str) -> str:
    """Return an address as it was typed, without blanks around it.

    Raises:
        AddressMalformedError: no mail server would take it.

    """
    address = typed.strip()
    if len(address) > LONGEST or not _ADDRESS.fullmatch(address):
        raise AddressMalformedError(field="address")
    return address


def _unsettled(receipt: Receipt, notice: UUID) -> None:
    if receipt.mail_settled:
        raise AlreadyMailedError(notice)
