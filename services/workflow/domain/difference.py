"""修改对照 — two texts side by side, paragraph by paragraph, with the words that differ.

Chinese has no spaces between words: a character is compared with a character, a number or a
Latin word as a whole, and a single character that happens to stay between two changes is
shown as changed with them, so that people read phrases and not crumbs.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import Final

from msgspec import Struct

LONGEST: Final = 600  # words of a stretch that are compared one by one; a longer one as a whole
AROUND: Final = 1  # unchanged paragraphs shown on either side of a changed one
_WORDS: Final = re.compile(r"[A-Za-z0-9.,%]+|\s+|.", re.DOTALL)
_SENTENCES: Final = re.compile(r"[^。！？；]+[。！？；]*|[。！？；]+")

Tokens = list[str]
Opcode = tuple[str, int, int, int, int]


class Change(Enum):
    """变动"""

    SAME = "same"
    CHANGED = "changed"


class Piece(Struct, frozen=True):
    """一段文字 — found on both sides, or on this one only."""

    change: Change
    text: str


class Pair(Struct, frozen=True, kw_only=True):
    """一行 — a paragraph before and after; ``skipped``: so many unchanged ones are left out."""

    before: tuple[Piece, ...] = ()
    after: tuple[Piece, ...] = ()
    skipped: int = 0

    @property
    def same(self) -> bool:
        """Tell whether nothing was changed here."""
        return self.before == self.after


@lru_cache(maxsize=128)
def sides(before: str, after: str) -> tuple[Pair, ...]:
    """Return two texts side by side; of what did not change only the neighbourhood."""
    return tuple(_folded(list(_pairs(_lines(before), _lines(after)))))


def _lines(text: str) -> Tokens:
    paragraphs = [each.strip() for each in text.splitlines() if each.strip()]
    return [line for each in paragraphs for line in _short(each)]


def _short(paragraph: str) -> Tokens:
    """Return a paragraph, or its sentences if it is too long to be compared as one."""
    return [paragraph] if len(paragraph) <= LONGEST else _SENTENCES.findall(paragraph)


def _pairs(before: Tokens, after: Tokens) -> Iterator[Pair]:
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield from (Pair(before=_whole(each), after=_whole(each)) for each in before[a:b])
        else:
            yield from _replaced(before[a:b], after[c:d])


def _whole(text: str) -> tuple[Piece, ...]:
    return (Piece(Change.SAME, text),)


def _replaced(old: Tokens, new: Tokens) -> Iterator[Pair]:
    both = min(len(old), len(new))
    yield from (_words(o, n) for o, n in zip(old[:both], new[:both], strict=True))
    yield from (Pair(before=(Piece(Change.CHANGED, each),)) for each in old[both:])
    yield from (Pair(after=(Piece(Change.CHANGED, each),)) for each in new[both:])


def _words(old: str, new: str) -> Pair:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(before), len(after)) > LONGEST:
        before, after = [old], [new]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    codes = _joined(matcher.get_opcodes(), before)
    return Pair(
        before=_side([(what, before[a:b]) for what, a, b, _, _ in codes]),
        after=_side([(what, after[c:d]) for what, _, _, c, d in codes]),
    )


def _joined(codes: Sequence[Opcode], before: Tokens) -> list[Opcode]:
    """Return the steps with every single letter between two changes counted as changed."""
    lonely = {n for n, code in enumerate(codes) if 0 < n < len(codes) - 1 and _crumb(code, before)}
    return [("replace", *c[1:]) if n in lonely else c for n, c in enumerate(codes)]


def _crumb(code: Opcode, before: Tokens) -> bool:
    what, a, b, _, _ = code
    return what == "equal" and b - a == 1 and before[a].isalpha()


def _side(steps: Sequence[tuple[str, Tokens]]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for what, tokens in steps:
        change = Change.SAME if what == "equal" else Change.CHANGED
        text = "".join(tokens)
        if pieces and pieces[-1].change is change:
            pieces[-1] = Piece(change, pieces[-1].text + text)
        elif text:
            pieces.append(Piece(change, text))
    return tuple(pieces)


def _folded(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Yield what is near a change; in place of the rest, how much it is."""
    changed = [n for n, each in enumerate(pairs) if not each.same]
    near = {n for at in changed for n in range(at - AROUND, at + AROUND + 1)}
    shown = [n for n in range(len(pairs)) if n in near]
    for before, here in pairwise([-1, *shown, len(pairs)]):
        if here - before > 1:
            yield Pair(skipped=here - before - 1)
        if here < len(pairs):
            yield pairs[here]
