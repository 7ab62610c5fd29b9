"""相同来信 — letters that say the same have one keyed digest; nothing can be read from it."""

import hmac
import unicodedata
from hashlib import sha256
from typing import Final

from shared.record import canonical

SHORT: Final = 24  # hex digits: enough to tell a county's letters apart


def likeness_of(secret: bytes, unit: str, content: str) -> str:
    """Return the same for letters to a unit that differ in blanks, width, case and marks alone."""
    folded = unicodedata.normalize("NFKC", content).casefold()
    plain = "".join(each for each in folded if each.isalnum()) or folded
    return _digest(secret, b"likeness", [unit, plain])


def sender_of(secret: bytes, person: str) -> str:
    """Return the same for all letters that somebody signed while logged in."""
    return _digest(secret, b"sender", [person])


def _digest(secret: bytes, use: bytes, words: list[str]) -> str:
    return hmac.digest(secret, use + canonical(words), sha256).hex()[:SHORT]
