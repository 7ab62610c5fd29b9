"""Reads the published log: entries, and proofs that they are in it (C2SP tlog-proof)."""

from base64 import b64encode
from functools import lru_cache
from pathlib import Path
from typing import Final

from services.archive.gateways.merkle import (
    SIZE,
    WIDTH,
    fold,
    node,
    tile_path,
    unbundle,
)
from services.archive.gateways.notes import Checkpoint, checkpoint_of

_MAGIC: Final = "c2sp.org/tlog-proof@v1"


class NotLoggedError(Exception):
    """这条记录还没有收录进日志。"""


class Reader:
    """读者 — a log as it stood under one checkpoint."""

    def __init__(self, folder: Path, note: str) -> None:
        self.note = note
        self.checkpoint: Checkpoint = checkpoint_of(note)
        self._folder = folder
        self._tile = lru_cache(maxsize=64)(self._read_tile)

    @property
    def size(self) -> int:
        """Return how many entries the checkpoint covers."""
        return self.checkpoint.size

    def entry(self, index: int) -> bytes:
        """Return one entry.

        Raises:
            NotLoggedError: the checkpoint does not cover it.

        """
        self._must_cover(index)
        return unbundle(self._file("entries", index // WIDTH, self.size))[index % WIDTH]

    def inclusion(self, index: int) -> list[bytes]:
        """Return the hashes that lead from an entry to the root, lowest first.

        Raises:
            NotLoggedError: the checkpoint does not cover it.

        """
        self._must_cover(index)
        return self._path(index, 0, self.size)

    def consistency(self, size: int) -> list[bytes]:
        """Return the proof that the log of an earlier size is the beginning of this one."""
        if size in {0, self.size}:
            return []
        return self._growth(size, 0, self.size, known=True)

    def proof(self, index: int) -> str:
        """Return the text with which anybody can check one entry for themselves."""
        hashes = "".join(b64encode(each).decode() + "\n" for each in self.inclusion(index))
        return f"{_MAGIC}\nindex {index}\n{hashes}\n{self.note}"

    def _must_cover(self, index: int) -> None:
        if not 0 <= index < self.size:
            raise NotLoggedError(index)

    def _path(self, index: int, first: int, end: int) -> list[bytes]:
        if end - first == 1:
            return []
        middle = first + _split(end - first)
        if index < middle:
            return [*self._path(index, first, middle), self._head(middle, end)]
        return [*self._path(index, middle, end), self._head(first, middle)]

    def _growth(self, size: int, first: int, end: int, *, known: bool) -> list[bytes]:
        if first + size == end:
            return [] if known else [self._head(first, end)]
        middle = first + _split(end - first)
        if first + size <= middle:
            return [*self._growth(size, first, middle, known=known), self._head(middle, end)]
        rest = self._growth(first + size - middle, middle, end, known=False)
        return [*rest, self._head(first, middle)]

    def _head(self, first: int, end: int) -> bytes:
        """Return the root over the entries from ``first`` to before ``end``."""
        count = end - first
        if count & (count - 1):
            middle = first + _split(count)
            return node(self._head(first, middle), self._head(middle, end))
        level, height = divmod(count.bit_length() - 1, 8)
        number, at = divmod(first >> (8 * level), WIDTH)
        return fold(self._tile(level, number)[at * SIZE : (at + (1 << height)) * SIZE])

    def _read_tile(self, level: int, number: int) -> bytes:
        return self._file(level, number, self.size >> (8 * level))

    def _file(self, level: int | str, number: int, total: int) -> bytes:
        """Read a tile or bundle; one that has been finished since then stands for its beginning."""
        width = min(WIDTH, total - number * WIDTH)
        try:
            return (self._folder / tile_path(level, number, width)).read_bytes()
        except FileNotFoundError:
            return (self._folder / tile_path(level, number)).read_bytes()


def _split(count: int) -> int:
    """Return the largest power of two below a count."""
    return 1 << ((count - 1).bit_length() - 1)
