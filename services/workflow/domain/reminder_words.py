"""提醒 — what may be asked about a reminder and its reader, and what then has happened.

A reminder itself is no fact of its own: the obligation says to which posts it goes. Facts
here say what became of it with one person: read, mailed, refused by a mailbox.
"""

from uuid import UUID

from msgspec import Struct


class Sealed(Struct, frozen=True, kw_only=True):
    """封存 — data only the keyring opens, of one subject; base64 texts, safe in a fact."""

    subject: str
    nonce: str
    box: str
    commitment: str


class ReadReminder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """标为已读"""

    notice_id: UUID


class NoteMail(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记提醒邮件已发 — a mail server has taken it."""

    notice_id: UUID
    person_id: str


class NoteBounce(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记提醒邮件被拒收 — a mail server refused it for good; ``code`` is its answer."""

    notice_id: UUID
    person_id: str
    code: int


class NameMailbox(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记提醒邮箱 — None: no mail any more."""

    sealed: Sealed | None


class ReminderRead(Struct, frozen=True, kw_only=True, tag="workflow.reminder.read.v1"):
    """提醒已读"""

    notice_id: UUID
    person_id: str


class ReminderMailed(Struct, frozen=True, kw_only=True, tag="workflow.reminder.mailed.v1"):
    """提醒邮件已发出"""

    notice_id: UUID
    person_id: str


class ReminderBounced(Struct, frozen=True, kw_only=True, tag="workflow.reminder.bounced.v1"):
    """提醒邮件被拒收"""

    notice_id: UUID
    person_id: str
    code: int


class MailboxNamed(Struct, frozen=True, kw_only=True, tag="workflow.mailbox.named.v1"):
    """提醒邮箱已登记 — the address is sealed; None: the person wants no mail any more."""

    person_id: str
    sealed: Sealed | None


ReminderCommand = ReadReminder | NoteMail | NoteBounce
ReminderEvent = ReminderRead | ReminderMailed | ReminderBounced
