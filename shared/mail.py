"""A letter box in the wall: hands plain letters to a mail server, or says why it could not.

Blocking: call it beside the event loop. Which letters there are, and that each leaves
once, is its caller's affair; the same ``message_id`` lets a mail system know a letter
that comes again.
"""

import smtplib
import ssl
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from msgspec import Struct

from shared.settings import Settings

PATIENCE: Final = 15.0  # seconds for a mail server to answer
FOR_GOOD: Final = 500  # answers from here on will be the same tomorrow (RFC 5321 4.2.1)


class Mail(Struct, frozen=True, kw_only=True):
    """邮件 — plain text to one address; ``unsubscribe``: where one click ends it (RFC 8058)."""

    to: str
    subject: str
    text: str
    message_id: str
    at: datetime
    unsubscribe: str = ""


class NotTakenError(Exception):
    """邮件服务器暂时不能收信。Try again later."""


class BouncedError(Exception):
    """邮件服务器拒收。The address will never take it; ``code`` is the server's answer."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Letterbox:
    """信箱 — closed unless the operator names a mail server (GK_SMTP_HOST, GK_SMTP_FROM)."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def is_open(self) -> bool:
        """Tell whether there is a mail server to hand letters to."""
        return bool(self._settings.smtp_host and self._settings.smtp_from)

    def post(self, mail: Mail) -> None:
        """Hand over one letter.

        Raises:
            BouncedError: the server refuses this address for good.
            NotTakenError: the server cannot be reached or is busy.

        """
        try:
            with self._server() as server:
                server.send_message(self._message(mail))
        except smtplib.SMTPRecipientsRefused as refusal:
            code = next(iter(refusal.recipients.values()))[0]
            raise _why(code) from refusal
        except (smtplib.SMTPException, OSError) as error:
            raise NotTakenError(repr(error)) from error

    def _server(self) -> smtplib.SMTP:
        chosen = self._settings
        if chosen.smtp_security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                chosen.smtp_host,
                chosen.smtp_port,
                timeout=PATIENCE,
                context=ssl.create_default_context(),
            )
        else:
            server = smtplib.SMTP(chosen.smtp_host, chosen.smtp_port, timeout=PATIENCE)
        if chosen.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if chosen.smtp_user:
            server.login(chosen.smtp_user, chosen.smtp_password)
        return server

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage()
        sender = self._settings.smtp_from
        message["From"] = Address(display_name=self._settings.site.name, addr_spec=sender)
        message["To"] = Address(addr_spec=mail.to)
        message["Subject"] = " ".join(mail.subject.split())
        message["Date"] = format_datetime(mail.at)
        message["Message-ID"] = f"<{mail.message_id}@{sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        if mail.unsubscribe:
            message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(mail.text)
        return message


def _why(code: int) -> BouncedError | NotTakenError:
    return BouncedError(code) if code >= FOR_GOOD else NotTakenError(str(code))
