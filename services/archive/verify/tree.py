"""The tree, hashed again from the entries in one pass and little memory (RFC 6962, C2SP tiles)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from services.archive.verify.report import DivergenceError, IncompleteError

FULL = 256
HASH = 32


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry."""
    return sha256(b"\x00" + entry).digest()


def pair_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two hashes."""
    return sha256(b"\x01" + left + right).digest()


def subtree(row: bytes) -> bytes:
    """Return the root above a full tile."""
    while len(row) != HASH:
        row = b"".join([sha256(b"\x01" + row[i : i + 64]).digest() for i in range(0, len(row), 64)])
    return row


class Peaks:
    """峰 — the roots of the perfect trees that make up a log, and so its root."""

    def __init__(self, peaks: Iterable[tuple[int, bytes]] = ()) -> None:
        self._peaks = list(peaks)

    def add(self, height: int, top: bytes) -> None:
        """Put a perfect tree of 2^height entries to the right."""
        while self._peaks and self._peaks[-1][0] == height:
            top = pair_hash(self._peaks.pop()[1], top)
            height += 1
        self._peaks.append((height, top))

    @property
    def all(self) -> list[tuple[int, bytes]]:
        """Return the trees, tallest first: their heights and roots."""
        return list(self._peaks)

    def copy(self) -> "Peaks":
        """Return the same, to be continued another way."""
        return Peaks(self._peaks)

    def root(self) -> bytes:
        """Return the root over all that was added."""
        if not self._peaks:
            return sha256(b"").digest()
        top = self._peaks[-1][1]
        for _, left in reversed(self._peaks[:-1]):
            top = pair_hash(left, top)
        return top


@dataclass(frozen=True)
class Files:
    """日志文件 — the folder as anybody may have copied it."""

    folder: Path
    size: int

    def width(self, level: int, number: int) -> int:
        """Return how many hashes tile ``number`` of a level has."""
        return min(FULL, (self.size >> (8 * level)) - number * FULL)

    def path(self, kind: str, number: int, width: int) -> str:
        """Return where a tile lies."""
        groups = [f"{number % 1000:03d}"]
        while number := number // 1000:
            groups.insert(0, f"x{number % 1000:03d}")
        return f"tile/{kind}/{'/'.join(groups)}" + ("" if width == FULL else f".p/{width}")

    def read(self, path: str) -> bytes:
        """Return a file's bytes.

        Raises:
            IncompleteError: it cannot be read.

        """
        try:
            return (self.folder / path).read_bytes()
        except OSError as error:
            raise IncompleteError("日志文件缺失或无法读取", file=path) from error

    def tile(self, kind: str, number: int, width: int) -> tuple[str, bytes]:
        """Return where a tile lies and its bytes.

        A log that grows meanwhile drops an unfinished tile once the finished one is
        there; that one begins with the same bytes.

        Raises:
            IncompleteError: neither can be read.

        """
        path, finished = self.path(kind, number, width), self.path(kind, number, FULL)
        if (self.folder / path).exists() or not (self.folder / finished).exists():
            return path, self.read(path)
        data = self.read(finished)
        return finished, beginning(data, width) if kind == "entries" else data[: width * HASH]

    def partials(self, kind: str, number: int) -> Iterator[tuple[str, int, bytes]]:
        """Yield what is left of this tile's earlier, unfinished states."""
        path = self.path(kind, number, FULL) + ".p"
        folder = self.folder / path
        if not folder.is_dir():
            return
        for name in sorted(each.name for each in folder.iterdir() if each.name.isdecimal()):
            yield f"{path}/{name}", int(name), self.read(f"{path}/{name}")


def split(data: bytes) -> list[bytes]:
    """Take a bundle apart; what a broken length leaves over fits no hash."""
    entries, at, end = [], 0, len(data)
    while at < end:
        upto = at + 2 + int.from_bytes(data[at : at + 2], "big")
        entries.append(data[at + 2 : upto] if upto <= end else data[at:])
        at = upto
    return entries


def beginning(data: bytes, width: int) -> bytes:
    """Return the part of a bundle that holds its first entries."""
    return data[: sum(2 + len(entry) for entry in split(data)[:width])]


@dataclass
class Tower:
    """塔 — the tiles above the bundles, made again level by level."""

    files: Files
    rows: list[bytearray] = field(default_factory=list)
    done: list[int] = field(default_factory=list)

    def add(self, top: bytes) -> None:
        """Take the root of one full bundle."""
        self._put(1, top)

    def finish(self) -> None:
        """Compare the tiles that the log's end left unfinished."""
        for level in range(1, len(self.rows) + 1):
            if self.rows[level - 1]:
                self._compare(level)

    def stored(self, level: int, number: int) -> bytes | None:
        """Return the stored hash of one tile in the tile above it, if that exists."""
        above, at = divmod(number, FULL)
        width = self.files.width(level + 1, above)
        if at >= width:
            return None
        _, tile = self.files.tile(str(level + 1), above, width)
        return tile[at * HASH : (at + 1) * HASH]

    def _put(self, level: int, top: bytes) -> None:
        if level > len(self.rows):
            self.rows.append(bytearray())
            self.done.append(0)
        row = self.rows[level - 1]
        row += top
        if len(row) == FULL * HASH:
            self._compare(level)
            self._put(level + 1, subtree(bytes(row)))
            self.rows[level - 1] = bytearray()
            self.done[level - 1] += 1

    def _compare(self, level: int) -> None:
        row, number = bytes(self.rows[level - 1]), self.done[level - 1]
        path, tile = self.files.tile(str(level), number, len(row) // HASH)
        same(tile, row, path, number * FULL, FULL**level)
        for name, width, data in self.files.partials(str(level), number):
            if width * HASH <= len(row):  # wider ones await the next checkpoint
                same(data, row[: width * HASH], name, number * FULL, FULL**level)


def same(stored: bytes, derived: bytes, path: str, first: int, span: int) -> None:
    """Compare a stored tile with the derived one, hash by hash.

    Raises:
        DivergenceError: naming the first entry whose hash differs.

    """
    if stored != derived:
        at = differs(stored, derived)
        raise DivergenceError("哈希瓦片与条目不符", index=(first + at) * span, file=path)


def differs(stored: bytes, derived: bytes) -> int:
    """Return the number of the first hash that differs; the two must not be equal."""
    at = 0
    while stored[at : at + HASH] == derived[at : at + HASH]:
        at += HASH
    return at // HASH
