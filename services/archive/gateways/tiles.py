"""The log's writer: C2SP tlog-tiles as plain files that any web server may hand out.

Bundles are written first, then tiles; each is on the disk before the next begins.
The root is then derived again from what was written, signed, remembered under
``checkpoints/<size>``, and only then does ``checkpoint`` speak of it. A crash at any
moment leaves the old checkpoint standing over complete files, and the same
entries appended again make the same bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from services.archive.gateways.disk import Folder
from services.archive.gateways.merkle import (
    SIZE,
    WIDTH,
    Edge,
    Growth,
    edge_paths,
    fold,
    grow,
    leaf,
    root,
    tile_path,
    unbundle,
)
from services.archive.gateways.notes import Checkpoint, Signer


class DamagedLogError(Exception):
    """日志文件与检查点不符，已停止写入。"""


class TileLog:
    """日志 — grows only; ``size`` and ``note`` are those of the published checkpoint."""

    def __init__(self, folder: Path, signer: Signer) -> None:
        self._folder = Folder(folder)
        self._signer = signer
        self._edge = Edge()
        self.note = ""

    @property
    def size(self) -> int:
        """Return how many entries the published checkpoint covers."""
        return self._edge.size

    @property
    def root(self) -> bytes:
        """Return the root that the published checkpoint names."""
        return root(self._edge.levels)

    def open(self) -> None:
        """Take the folder and go on where the published checkpoint stands.

        Raises:
            LockedError: another process writes here.
            DiskError: the folder cannot be written to.
            DamagedLogError: the files do not bear out the checkpoint.
            UnsignedError: the checkpoint is not of this log's key.

        """
        self._folder.open()
        try:
            self._resume()
        except BaseException:
            self._folder.close()
            raise

    def close(self) -> None:
        """Leave the folder to another process."""
        self._folder.close()

    def append(self, entries: Sequence[bytes]) -> Checkpoint:
        """Add entries, at most 65,535 bytes each, and publish a checkpoint that covers them.

        Returns when all is on the disk. After an error the log is as it was, and the
        same entries may be appended again.

        Raises:
            DiskError: the disk refused to take a file.
            ConflictError: a file of other content is in the way.
            DamagedLogError: what was written reads differently.

        """
        growth = grow(self._edge, entries)
        self._folder.add(growth.bundles)
        self._folder.add(growth.tiles)
        top = self._read_back(growth)
        size = growth.edge.size
        note = self._signed(size, top)
        self._folder.add({f"checkpoints/{size}": note.encode()})
        self._folder.replace("checkpoint", note.encode())
        self._edge, self.note = growth.edge, note
        self._folder.drop(_superseded(growth))
        return Checkpoint(origin=self._signer.origin, size=size, root=top)

    def _signed(self, size: int, top: bytes) -> str:
        """Sign, unless that was done before a crash: not every signature comes out the same."""
        if (self._folder.path / f"checkpoints/{size}").exists():
            note = self._folder.read(f"checkpoints/{size}").decode()
            if self._signer.read(note).root == top:
                return note
        return self._signer.sign(size, top)

    def _resume(self) -> None:
        if not (self._folder.path / "checkpoint").exists():
            return
        note = self._folder.read("checkpoint").decode()
        checkpoint = self._signer.read(note)
        self._edge, self.note = self._edge_at(checkpoint.size), note
        if self.root != checkpoint.root:
            raise DamagedLogError("checkpoint", checkpoint.size)

    def _edge_at(self, size: int) -> Edge:
        number, width = divmod(size, WIDTH)
        data = self._read_some(tile_path("entries", number, width)) if width else b""
        levels = tuple(self._read_some(path) for path in edge_paths(size))
        entries = tuple(unbundle(data))
        if width and b"".join(map(leaf, entries)) != levels[0]:
            raise DamagedLogError(tile_path("entries", number, width))
        return Edge(size=size, entries=entries, levels=levels)

    def _read_some(self, path: str) -> bytes:
        try:
            return self._folder.read(path) if path else b""
        except FileNotFoundError as error:
            raise DamagedLogError(path) from error

    def _read_back(self, growth: Growth) -> bytes:
        """Derive the root from the files on the disk alone: bit flips have killed real logs."""
        tiles = {path: self._folder.read(path) for path in growth.tiles}
        bundles = {path: self._folder.read(path) for path in growth.bundles}
        for path, tile in _tiles_below(growth, bundles, tiles):
            if tiles[path] != tile:
                raise DamagedLogError(path)
        return root([tiles.get(path, b"") for path in edge_paths(growth.edge.size)])


def _tiles_below(
    growth: Growth, bundles: Mapping[str, bytes], tiles: Mapping[str, bytes]
) -> Iterator[tuple[str, bytes]]:
    """Derive every tile that was written from the files below it."""
    for path, data in bundles.items():
        below = path.replace("tile/entries/", "tile/0/")
        yield below, b"".join([leaf(entry) for entry in unbundle(data)])
    yield from _tiles_above(growth, tiles)


def _tiles_above(growth: Growth, tiles: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    size, level = growth.edge.size, 0
    while at_level := size // WIDTH ** (level + 1):
        level += 1
        for path, tile in tiles.items():
            if path.startswith(f"tile/{level}/"):
                yield path, _rederived(tile, level, _number(path), at_level, tiles)


def _rederived(
    tile: bytes, level: int, number: int, at_level: int, tiles: Mapping[str, bytes]
) -> bytes:
    """Return a tile as the tiles below it make it, those that were written in this append."""
    hashes = bytearray(tile)
    for child in range(number * WIDTH, min((number + 1) * WIDTH, at_level)):
        below = tiles.get(tile_path(level - 1, child))
        if below is not None:
            at = (child - number * WIDTH) * SIZE
            hashes[at : at + SIZE] = fold(below)
    return bytes(hashes)


def _number(path: str) -> int:
    digits = path.partition(".p/")[0].split("/")[2:]
    return int("".join(part.removeprefix("x") for part in digits))


def _superseded(growth: Growth) -> list[str]:
    """Name the folders of unfinished tiles whose finished tile is now published."""
    return [f"{path}.p" for path in (*growth.bundles, *growth.tiles) if ".p/" not in path]
