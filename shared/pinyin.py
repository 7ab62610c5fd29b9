"""拼音 — how Chinese sounds, so that it is found by who types letters and no characters.

A text is known by the marks of its sounds: every two syllables that follow one another, and the
first letters of these. What is typed, such as dangfei or df, is read as such marks; it may be
read in several ways. Which sounds a character has depends on those beside it (银行、行政).
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice, pairwise
from typing import Final

WAYS: Final = 4  # in which letters are read
LONGEST: Final = 40  # letters
_HAN: Final = re.compile("[\u3400-\u9fff]{2,}")
_LETTERS: Final = re.compile(r"[a-z]+(?:['\"][a-z]+)*", re.ASCII)  # as ``plain`` has it
_DEEPEST: Final = 6  # letters of a syllable: zhuang

Reading = tuple[str, ...]


@lru_cache(maxsize=20_000)
def sounds(text: str) -> frozenset[str]:
    """Return the marks of how a text sounds."""
    return frozenset(mark for run in _HAN.findall(text) for mark in _marks(_said(run)))


def readings(typed: str) -> tuple[Reading, ...]:
    """Return the ways to read letters: the marks of each; none if they are nothing that is said.

    Whole syllables come before first letters, fewer syllables before more.
    """
    if len(typed) > LONGEST or not _LETTERS.fullmatch(typed):
        return ()
    parts = typed.replace('"', "'").split("'")
    whole = [] if len(parts) > 1 else [_firsts(typed)]
    spoken = islice(_spoken(parts), WAYS)
    found = [tuple(_pair(a, b) for a, b in pairwise(each)) for each in spoken]
    return tuple(filter(None, [*found, *whole]))


def _marks(syllables: list[str]) -> Iterator[str]:
    yield from (_pair(a, b) for a, b in pairwise(syllables))
    yield from _firsts("".join(each[0] for each in syllables))


def _pair(first: str, second: str) -> str:
    return f"y{first}0{second}"  # fan-gan is not fang-an


def _firsts(letters: str) -> Reading:
    return tuple(f"z{a}{b}" for a, b in pairwise(letters))


def _said(run: str) -> list[str]:
    """Return the syllables of a run of characters."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 — its tables are large, and not always asked

    return [each for each in lazy_pinyin(run) if each.isascii() and each.isalpha()]


@cache
def _syllables() -> frozenset[str]:
    """Return every syllable there is."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415

    common = (chr(code) for code in PINYIN_DICT if 0x4E00 <= code <= 0x9FFF)  # noqa: PLR2004 — 汉字
    said = (each for sign in common for each in lazy_pinyin(sign, style=Style.NORMAL))
    return frozenset(said) - {"m", "n"}


def _spoken(parts: list[str]) -> Iterator[list[str]]:
    """Yield how letters fall into syllables, the longest first."""
    if not parts:
        yield []
        return
    first, *rest = parts
    for head in _cut(first):
        for tail in _spoken(rest):
            yield [*head, *tail]


def _cut(letters: str) -> Iterator[list[str]]:
    """Yield how letters are cut, and nothing is tried from where no end is reached."""
    good = {len(letters)}
    for start in range(len(letters) - 1, -1, -1):
        if any(end in good for end in _ends(letters, start)):
            good.add(start)

    def onwards(start: int) -> Iterator[list[str]]:
        if start == len(letters):
            yield []
        for end in _ends(letters, start):
            if end in good:
                yield from ([letters[start:end], *rest] for rest in onwards(end))

    yield from onwards(0)


def _ends(letters: str, start: int) -> list[int]:
    last = min(start + _DEEPEST, len(letters))
    known = _syllables()
    return [end for end in range(last, start, -1) if letters[start:end] in known]
