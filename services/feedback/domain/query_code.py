"""查询码 — lets whoever wrote an opinion ask after it, without saying who they are.

The code follows from the letter and the house's secret, so that the same letter
sent twice gets the same code; of the code itself only a digest is kept.
"""

import hmac
import unicodedata
from hashlib import sha256
from typing import Final
from uuid import UUID

from shared.record import canonical

SYMBOLS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is mistaken for another
LENGTH: Final = 12  # symbols of five bits
_MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


def code_for(secret: bytes, letter: object) -> str:
    """Return the code of a letter, in groups of four: it can be told by telephone."""
    number = int.from_bytes(hmac.digest(secret, b"query" + canonical(letter), sha256))
    plain = "".join(SYMBOLS[(number >> 5 * n) % 32] for n in range(LENGTH))
    return "-".join(plain[n : n + 4] for n in range(0, LENGTH, 4))


def digest_of(opinion_id: UUID, code: str) -> str:
    """Return what is kept of a code: SHA-256, hex, different for every opinion."""
    return sha256(canonical([str(opinion_id), _plain(code)])).hexdigest()


def fits(opinion_id: UUID, code: str, digest: str) -> bool:
    """Tell whether a code, however it was typed, is the one of this opinion."""
    return hmac.compare_digest(digest_of(opinion_id, code), digest)


def _plain(code: str) -> str:
    typed = unicodedata.normalize("NFKC", code).upper()
    return "".join(each for each in typed if each.isalnum()).translate(_MISREAD)
