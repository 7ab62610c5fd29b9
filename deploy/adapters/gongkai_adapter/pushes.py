"""What is pushed to a system: checked that it comes from the house, and taken once.

The house pushes at least once: when a worker dies after a letter was taken and before that was
filed, whoever follows pushes it again, under the same ``webhook-id``. Only the receiver can tell.
"""

import hmac
import sqlite3
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import UUID

from deploy.adapters.gongkai_adapter.letters import Letter, read

TOLERANCE: Final = timedelta(minutes=5)  # between the house's clock and ours


class NotOursError(Exception):
    """It was not signed with the secret that was told at registration, or was altered."""


class StaleError(Exception):
    """It was signed too long ago, or the clocks differ: somebody may be repeating it."""


def opened(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Letter:
    """Return the letter of a push; ``secret`` is ``whsec_…``, headers have small letters.

    Raises:
        NotOursError: the signature does not fit, or a header is missing.
        StaleError: it is older or newer than five minutes.

    """
    name, second = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    expected = _signature(secret, f"{name}.{second}.".encode() + body)
    given = headers.get("webhook-signature", "").split()
    if not any(hmac.compare_digest(each, f"v1,{expected}") for each in given):
        raise NotOursError
    if abs(now.timestamp() - int(second)) > TOLERANCE.total_seconds():
        raise StaleError
    return read(body)


def _signature(secret: str, text: bytes) -> str:
    key = b64decode(secret.removeprefix("whsec_"))
    return b64encode(hmac.digest(key, text, sha256)).decode()


class Seen:
    """Which pushes were taken already, kept in a file of one's own."""

    def __init__(self, file: Path) -> None:
        self._file = file
        with closing(self._open()) as base, base:
            base.execute("CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY) WITHOUT ROWID")

    @contextmanager
    def once(self, push: UUID) -> Iterator[bool]:
        """Tell whether a push is new; it counts as taken when the block ends without an error."""
        with closing(self._open()) as base, base:
            taken = base.execute("INSERT OR IGNORE INTO seen VALUES (?)", (str(push),))
            yield taken.rowcount == 1

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file)
