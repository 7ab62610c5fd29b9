"""照片比对 — the same picture is found again when it was resaved or made smaller (C6)."""

from typing import Final

BITS: Final = 128  # of a likeness: 64 along the rows, 64 along the columns
NEAR: Final = 10  # bits apart: a copy stays below it, another picture of the place far above


def distance(first: str, second: str) -> int:
    """Return in how many bits two likenesses (hex) differ."""
    return (int(first, 16) ^ int(second, 16)).bit_count()


def is_alike(first: str, second: str) -> bool:
    """Tell whether two photos show the very same picture."""
    return distance(first, second) <= NEAR
