"""更正对照 — what a revision took out and put in, word by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import Enum
from functools import lru_cache
from typing import Final

from msgspec import Struct

LONGEST: Final = 2_000  # words of a paragraph; a longer one is shown as taken out and put in whole
_WORDS: Final = re.compile(r"[A-Za-z0-9.,%]+|\s+|.", re.DOTALL)


class Change(Enum):
    """变动"""

    SAME = "same"
    OUT = "out"
    IN = "in"


class Piece(Struct, frozen=True):
    """一段文字 — kept, taken out or put in."""

    change: Change
    text: str


@lru_cache(maxsize=256)
def difference(before: str, after: str) -> tuple[tuple[Piece, ...], ...]:
    """Return the paragraphs of both texts, each as pieces; empty ones are left out."""
    return tuple(_paragraphs(_lines(before), _lines(after)))


def _lines(text: str) -> list[str]:
    return [each.strip() for each in text.splitlines() if each.strip()]


def _paragraphs(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Piece, ...]]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            yield from ((Piece(Change.SAME, each),) for each in before[a:b])
        else:
            yield from _replaced(before[a:b], after[c:d])


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Piece, ...]]:
    both = min(len(old), len(new))
    yield from (tuple(_words(o, n)) for o, n in zip(old[:both], new[:both], strict=True))
    yield from ((Piece(Change.OUT, each),) for each in old[both:])
    yield from ((Piece(Change.IN, each),) for each in new[both:])


def _words(old: str, new: str) -> Iterator[Piece]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(before), len(after)) > LONGEST:
        before, after = [old], [new]
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece(Change.SAME, "".join(before[a:b]))
            continue
        if a < b:
            yield Piece(Change.OUT, "".join(before[a:b]))
        if c < d:
            yield Piece(Change.IN, "".join(after[c:d]))
