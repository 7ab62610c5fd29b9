"""The mailbox whose address is published (S0-71), read by IMAP; a letter is marked once it is kept.

Nothing is ever deleted there: what was taken in is marked as seen.
"""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from msgspec import Struct

SECONDS: Final = 30
AT_ONCE: Final = 50  # letters fetched in one visit


class Account(Struct, frozen=True, kw_only=True):
    """邮箱 — where it is, and whose opinions come in there."""

    host: str
    port: int
    security: str
    user: str
    password: str
    folder: str
    unit: str


class Found(Struct, frozen=True, kw_only=True):
    """来信 — as it lies in the mailbox."""

    uid: str
    raw: bytes


class MailboxError(Exception):
    """The mailbox does not answer as a mailbox does: try again later."""


class Mailbox:
    """信箱"""

    def __init__(self, account: Account) -> None:
        self._account = account

    def fetch(self) -> list[Found]:
        """Return letters that nobody has taken in, oldest first.

        Raises:
            MailboxError: it cannot be reached or does not let us in.

        """
        with self._open() as box:
            _, found = box.uid("SEARCH", "UNSEEN")
            uids = [each.decode() for each in (found[0] or b"").split()][:AT_ONCE]
            return [Found(uid=uid, raw=_raw(box, uid)) for uid in uids]

    def taken(self, uids: list[str]) -> None:
        """Mark letters as taken in."""
        if not uids:
            return
        with self._open() as box:
            for uid in uids:
                box.uid("STORE", uid, "+FLAGS", "(\\Seen)")

    @contextmanager
    def _open(self) -> Iterator[imaplib.IMAP4]:
        try:
            box = self._connected()
            try:
                box.login(self._account.user, self._account.password)
                box.select(self._account.folder)
                yield box
            finally:
                box.logout()
        except (OSError, imaplib.IMAP4.error) as error:
            raise MailboxError(str(error)) from error

    def _connected(self) -> imaplib.IMAP4:
        where = self._account
        if where.security == "tls":
            context = ssl.create_default_context()
            return imaplib.IMAP4_SSL(where.host, where.port, ssl_context=context, timeout=SECONDS)
        box = imaplib.IMAP4(where.host, where.port, timeout=SECONDS)
        if where.security == "starttls":
            box.starttls(ssl.create_default_context())
        return box


def _raw(box: imaplib.IMAP4, uid: str) -> bytes:
    _, parts = box.uid("FETCH", uid, "(BODY.PEEK[])")
    found = [part[1] for part in parts if isinstance(part, tuple)]
    if not found:
        raise MailboxError(uid)
    return bytes(found[0])
