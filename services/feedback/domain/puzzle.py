"""算一算 — a sum in plain words, for people rather than machines; a screen reader can read it.

Nobody is ever locked out by it: it is asked only where very many letters come from one
address, a wrong answer is answered with a new sum, and a letter may wait instead.
"""

import hmac
import unicodedata
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from msgspec import Struct

from shared.decider import InvalidError
from shared.record import canonical

DIGITS: Final = "零一二三四五六七八九十"
VALID: Final = timedelta(minutes=30)  # time for somebody who reads and types slowly
_WORDS: Final = {word: n for n, word in enumerate(DIGITS)} | {"两": 2, "〇": 0}


class Puzzle(Struct, frozen=True, kw_only=True):
    """算题 — the token goes back with the answer."""

    question: str
    token: str


class PuzzleUnsolvedError(InvalidError):
    """算一算的答案不对，或者题目已经过期，请按新题再算一次。"""


def puzzle_for(secret: bytes, address: str, now: datetime) -> Puzzle:
    """Return a sum that follows from the moment and the place; nothing of it is kept."""
    moment = f"{now.timestamp():.6f}"
    first, second = _numbers(secret, moment, address)
    return Puzzle(
        question=f"请算一算：{DIGITS[first]}加{DIGITS[second]}等于几？",
        token=f"{moment}.{_mark(secret, moment, address)}",
    )


def solves(secret: bytes, token: str, answer: str, address: str, now: datetime) -> bool:
    """Tell whether an answer in figures or words, of any width, is right and in time."""
    moment, _, mark = token.rpartition(".")
    if not hmac.compare_digest(_mark(secret, moment, address).encode(), mark.encode()):
        return False
    asked = datetime.fromtimestamp(float(moment), tz=now.tzinfo)
    return asked <= now <= asked + VALID and _read(answer) == sum(_numbers(secret, moment, address))


def _numbers(secret: bytes, moment: str, address: str) -> tuple[int, int]:
    dice = hmac.digest(secret, b"sum" + canonical([moment, address]), sha256)
    return 1 + dice[0] % 9, 1 + dice[1] % 9


def _mark(secret: bytes, moment: str, address: str) -> str:
    return hmac.digest(secret, b"puzzle" + canonical([moment, address]), sha256).hex()[:32]


def _read(answer: str) -> int | None:
    plain = unicodedata.normalize("NFKC", answer).strip().removesuffix("。")
    if plain.isdecimal():
        return int(plain)
    tens, ten, ones = plain.rpartition("十")
    if not ten:
        return _WORDS.get(plain)
    return 10 * (_WORDS.get(tens, 0) if tens else 1) + (_WORDS.get(ones, 0) if ones else 0)
