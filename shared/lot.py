"""抽签 — what is drawn follows from a seed and the names alone, so that anybody can repeat it.

Each name is put behind the seed and hashed; the smallest digests are drawn. Whoever has the
seed and the list comes to the same result, with any program that knows SHA-256.
"""

from collections.abc import Iterable
from hashlib import sha256


def drawn(seed: str, names: Iterable[str], count: int) -> tuple[str, ...]:
    """Return so many of the names, in the order in which they were drawn."""
    return tuple(sorted(set(names), key=lambda name: (_mark(seed, name), name))[:count])


def _mark(seed: str, name: str) -> str:
    return sha256(f"{seed}\n{name}".encode()).hexdigest()
