"""Part of a file: a browser goes on where its download broke off (RFC 9110, 14)."""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

_ASKED: Final = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)
LONGEST: Final = 18  # digits of a place in a file


class Part(Struct, frozen=True):
    """Bytes from ``first`` to ``last``, both counted from 0 and both within."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """Return how many bytes it has."""
        return self.last - self.first + 1

    def of(self, size: int) -> str:
        """Return the header that says which part of how much this is."""
        return f"bytes {self.first}-{self.last}/{size}"


class OutsideError(ValueError):
    """There is no such part."""


def part_of(asked: str, size: int) -> Part | None:
    """Return the part that a ``Range`` header asks for; None: the whole file answers it.

    Several parts at once, other units and what cannot be read are answered with the whole.

    Raises:
        OutsideError: it begins behind the end.

    """
    found = _ASKED.fullmatch(asked.strip())
    if found is None or not any(found.groups()) or max(map(len, found.groups())) > LONGEST:
        return None
    begin, end = found.groups()
    first = int(begin) if begin else max(size - int(end), 0)
    last = min(int(end), size - 1) if begin and end else size - 1
    if begin and end and int(end) < first:
        return None
    if first >= size or (not begin and int(end) == 0):
        raise OutsideError(asked)
    return Part(first, last)


def cut(pieces: Iterator[bytes], part: Part) -> Iterator[bytes]:
    """Yield the bytes of a part out of those of the whole."""
    place = 0
    for piece in pieces:
        start, stop = max(part.first - place, 0), part.last + 1 - place
        if start < len(piece) and stop > 0:
            yield piece[start:stop]
        place += len(piece)
        if place > part.last:
            return
