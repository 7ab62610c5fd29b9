"""Hashes, paths and edges of a C2SP tile log: what grows and how, without touching a disk."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final

from msgspec import Struct

WIDTH: Final = 256  # entries of a bundle, hashes of a tile
SIZE: Final = 32  # bytes of a hash
EMPTY: Final = sha256(b"").digest()


def leaf(entry: bytes) -> bytes:
    """Return the hash of an entry (RFC 6962)."""
    return sha256(b"\0" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash above two hashes (RFC 6962)."""
    return sha256(b"\1" + left + right).digest()


def fold(hashes: bytes) -> bytes:
    """Return the root of 2^n neighbouring hashes, joined."""
    while len(hashes) > SIZE:
        hashes = b"".join(
            [
                sha256(b"\1" + hashes[at : at + 2 * SIZE]).digest()
                for at in range(0, len(hashes), 2 * SIZE)
            ]
        )
    return hashes


def number_path(number: int) -> str:
    """Write a tile's number as its path: 1234067 becomes x001/x234/067."""
    parts = [f"{number % 1000:03d}"]
    while number := number // 1000:
        parts.append(f"x{number % 1000:03d}")
    return "/".join(reversed(parts))


def tile_path(level: int | str, number: int, width: int = WIDTH) -> str:
    """Return where a tile lies, or with ``level`` "entries" a bundle."""
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{number_path(number)}{partial}"


def bundle(entries: Iterable[bytes]) -> bytes:
    """Join entries, each behind its length in two bytes."""
    return b"".join([len(entry).to_bytes(2, "big") + entry for entry in entries])


def unbundle(data: bytes) -> list[bytes]:
    """Take a bundle apart.

    Raises:
        ValueError: the bundle ends within an entry.

    """
    entries, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        entries.append(data[at + 2 : end])
        at = end
    if at != len(data):
        raise ValueError(at)
    return entries


class Edge(Struct, frozen=True, kw_only=True):
    """边缘 — the growing end of a log: its last, unfinished bundle and tiles.

    ``levels[n]`` are the joined hashes of the unfinished tile at level n.
    """

    size: int = 0
    entries: tuple[bytes, ...] = ()
    levels: tuple[bytes, ...] = ()


class Growth(Struct, frozen=True, kw_only=True):
    """增量 — the files that make a log longer, and the edge it has then."""

    edge: Edge
    bundles: Mapping[str, bytes]
    tiles: Mapping[str, bytes]


def grow(edge: Edge, entries: Sequence[bytes]) -> Growth:
    """Return what must be written so that these entries follow."""
    bundles: dict[str, bytes] = {}
    tiles: dict[str, bytes] = {}
    levels = list(edge.levels)
    open_entries, size, taken = edge.entries, edge.size, 0
    while taken < len(entries):
        room = WIDTH - len(open_entries)
        fresh = entries[taken : taken + room]
        taken, size = taken + len(fresh), size + len(fresh)
        open_entries = (*open_entries, *fresh)
        _extend(levels, 0, b"".join([leaf(entry) for entry in fresh]))
        if len(open_entries) == WIDTH:
            bundles[tile_path("entries", size // WIDTH - 1)] = bundle(open_entries)
            open_entries = ()
            _promote(levels, size, tiles)
    if open_entries:
        path = tile_path("entries", size // WIDTH, len(open_entries))
        bundles[path] = bundle(open_entries)
    tiles |= _unfinished(levels, size)
    after = Edge(size=size, entries=open_entries, levels=tuple(levels))
    return Growth(edge=after, bundles=bundles, tiles=tiles)


def _extend(levels: list[bytes], level: int, hashes: bytes) -> None:
    if level == len(levels):
        levels.append(b"")
    levels[level] += hashes


def _promote(levels: list[bytes], size: int, tiles: dict[str, bytes]) -> None:
    """Close every tile that is full, and put its root into the tile above."""
    level = 0
    while len(levels[level]) == WIDTH * SIZE:
        span = WIDTH ** (level + 1)
        tiles[tile_path(level, size // span - 1)] = levels[level]
        _extend(levels, level + 1, fold(levels[level]))
        levels[level] = b""
        level += 1


def _unfinished(levels: Sequence[bytes], size: int) -> dict[str, bytes]:
    return {
        tile_path(level, size // WIDTH ** (level + 1), len(hashes) // SIZE): hashes
        for level, hashes in enumerate(levels)
        if hashes
    }


def edge_paths(size: int) -> list[str]:
    """Return the unfinished tiles of a log of this size, lowest first; "" where there is none."""
    paths, level = [], 0
    while at_level := size // WIDTH**level:
        width = at_level % WIDTH
        paths.append(tile_path(level, at_level // WIDTH, width) if width else "")
        level += 1
    return paths


def root(levels: Sequence[bytes]) -> bytes:
    """Return the root of a log whose edge holds these hashes, lowest level first."""
    peaks = [peak for hashes in reversed(levels) for peak in _peaks(hashes)]
    if not peaks:
        return EMPTY
    top = peaks.pop()
    while peaks:
        top = node(peaks.pop(), top)
    return top


def _peaks(hashes: bytes) -> list[bytes]:
    """Return the roots of the perfect trees in an unfinished tile, tallest first."""
    peaks, at = [], 0
    for bit in reversed(range(8)):
        width = SIZE << bit
        if len(hashes) & width:
            peaks.append(fold(hashes[at : at + width]))
            at += width
    return peaks
