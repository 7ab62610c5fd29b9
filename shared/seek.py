"""检索用字 — how text is cut into pairs of signs, so that any part of it is found, however short.

Chinese is written without spaces, so nothing here knows of words: what somebody types is found
wherever these signs stand one after another. Width, case, the kind of bracket, the commas within
numbers and the wide blank inside a short name do not matter; line ends and blanks part.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

EDITION: Final = 1  # raised when texts are cut otherwise: what was cut before is cut anew
AROUND: Final = 36  # signs shown on each side of what was found
PARTS: Final = 2  # places of one text that are shown

_WIDE_BLANK: Final = "\u3000"
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_ALIKE: Final = (
    dict.fromkeys("〔[{【〖〘「『《〈", "(")
    | dict.fromkeys("〕]}】〗〙」』》〉", ")")
    | dict.fromkeys("—–‐‑‒―−", "-")
    | dict.fromkeys("“”‘’＂＇", '"')
    | {"'": '"'}
)
_SAFE: Final = {n: n + 0xFEE0 for n in range(0x21, 0x7F) if not chr(n).isalnum()}


class Piece(NamedTuple):
    """片段 — ``hit``: this is what was looked for."""

    text: str
    hit: bool


class _Folding(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = folded = _folded(chr(code))
        return folded


def _folded(sign: str) -> str:
    if sign == _WIDE_BLANK:
        return ""
    if sign in _ALIKE:
        return _ALIKE[sign]
    kind = unicodedata.category(sign)
    if kind in {"Cf", "Mn"}:  # joiners, and selectors of a variant of the same character
        return ""
    if kind in {"Cc", "Cs"} or sign.isspace():
        return " "
    return "".join(_ALIKE.get(c, c) for c in unicodedata.normalize("NFKC", sign).casefold())


_FOLDING: Final = _Folding()


def plain(text: str) -> str:
    """Return a text as it is compared: what parts is one blank, the rest its plainest form."""
    return _THOUSANDS.sub("", " ".join(text.translate(_FOLDING).split()))


def sought(typed: str) -> tuple[str, ...]:
    """Return the plain words that somebody looks for, each once, as they were typed."""
    parted = typed.replace(_WIDE_BLANK, " ")
    return tuple(dict.fromkeys(plain(parted).split()))


def grams(plain_text: str) -> list[str]:
    """Return the signs of a plain text in pairs, in order, and then each sign by itself.

    A run ends with its last sign alone, so that no pair follows another over what parts them.
    """
    cut: list[str] = []
    for run in plain_text.translate(_SAFE).split():
        cut += [a + b for a, b in pairwise(run)]
        cut.append(run[-1])
    return [*cut, *sorted({each[0] for each in cut})]


def phrase(word: str) -> list[str]:
    """Return the pairs that stand one after another where a word does."""
    safe = word.translate(_SAFE)
    return [a + b for a, b in pairwise(safe)] or [safe]


def marked(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """Return a text in pieces, with what was looked for marked wherever it stands."""
    spans = _spans(text, words)
    pieces, end = [], 0
    for start, stop in spans:
        pieces += [Piece(text[end:start], hit=False), Piece(text[start:stop], hit=True)]
        end = stop
    return tuple(each for each in (*pieces, Piece(text[end:], hit=False)) if each.text)


def snippet(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """Return the places of a text where it is found, shortened; nothing if it is not there."""
    found = (line for line in text.splitlines() if _holds(line, words))
    shown: list[Piece] = []
    for line, _ in zip(found, range(PARTS), strict=False):
        shown += [*_excerpt(line.strip(), words)]
    return tuple(shown)


def _holds(line: str, words: Iterable[str]) -> bool:
    here = plain(line)
    return any(each in here for each in words)


def _excerpt(line: str, words: Sequence[str]) -> Iterable[Piece]:
    spans = _spans(line, words)
    if not spans:
        return ()
    start, stop = max(spans[0][0] - AROUND, 0), min(spans[0][1] + 2 * AROUND, len(line))
    cut = ("…" if start else "") + line[start:stop] + ("…" if stop < len(line) else "")
    return marked(cut, words)


def _spans(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    signs, places = _placed(text)
    found = sorted(
        (places[at], places[at + len(word) - 1] + 1) for word in words for at in _all(signs, word)
    )
    merged: list[tuple[int, int]] = []
    for start, stop in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


def _placed(text: str) -> tuple[str, list[int]]:
    """Return the plain signs of a text, and where each of them stands in it."""
    signs = [(sign, at) for at, c in enumerate(text) for sign in _FOLDING[ord(c)]]
    whole = "".join(sign for sign, _ in signs)
    silent = {found.start() for found in _THOUSANDS.finditer(whole)}
    kept = [each for n, each in enumerate(signs) if n not in silent]
    return "".join(sign for sign, _ in kept), [at for _, at in kept]


def _all(signs: str, word: str) -> Iterable[int]:
    at = signs.find(word)
    while word and at >= 0:
        yield at
        at = signs.find(word, at + 1)
