"""说法 — settings of a scheme that say ``左=右、右`` in a row of words."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

EQUALS: Final = re.compile("[=＝]")
BETWEEN: Final = re.compile("[、，,]")


def pairs(words: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what is said as ``左=右、右``; what is said otherwise says nothing."""
    for each in words:
        left, *right = EQUALS.split(each.strip(), maxsplit=1)
        if left and right:
            yield left.strip(), tuple(part.strip() for part in BETWEEN.split(right[0]))
