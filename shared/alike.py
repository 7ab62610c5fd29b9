"""Whether two texts are the same words, or so near that a person must say if they mean it."""

import re
import unicodedata
from collections import Counter
from typing import Final

WHOLE: Final = 100  # percent
SHORT: Final = 2  # letters: what is no longer lies in too many texts to mean anything
_OUTSIDE: Final = re.compile(r"[\W_]+")


def bare(text: str) -> str:
    """Return letters and figures only, full width as half width: 【2018】１号 is 20181号."""
    return _OUTSIDE.sub("", unicodedata.normalize("NFKC", text)).lower()


def likeness(one: str, other: str) -> int:
    """Return how near two texts are, in percent: 100 for the same words.

    Pairs of letters that both have are counted; one that lies wholly in the other is as near
    as can be without being the same.
    """
    one, other = bare(one), bare(other)
    if one == other:
        return WHOLE
    if min(len(one), len(other)) > SHORT and (one in other or other in one):
        return WHOLE - 1
    first, second = _pairs(one), _pairs(other)
    every = first.total() + second.total()
    return 2 * (first & second).total() * WHOLE // every if every else 0


def _pairs(text: str) -> Counter[str]:
    return Counter(text[n : n + 2] for n in range(len(text) - 1))
