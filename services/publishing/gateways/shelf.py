"""书架 — files made once for everybody, kept until what they tell has changed."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock
from typing import Final

from msgspec import Struct

PIECE: Final = 64 * 1024  # bytes read at once
KEPT: Final = 2  # editions: a reader may still be at the one before


class Volume(Struct, frozen=True, kw_only=True):
    """一册 — where it lies, how long it is, its SHA-256 (hex)."""

    path: Path
    size: int
    sha256: str

    def pieces(self) -> Iterator[bytes]:
        """Yield its bytes."""
        with self.path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


class Shelf:
    """A folder of files by name and edition; several processes may write it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._lock = folder, Lock()
        self._known: dict[tuple[str, int], Volume] = {}

    def volume(self, name: str, edition: int, make: Callable[[], Iterable[bytes]]) -> Volume:
        """Return a file of this edition, written now if nobody has."""
        with self._lock:
            known = self._known.get((name, edition))
            if known is None or not known.path.is_file():
                known = self._known[name, edition] = self._write(name, edition, make())
                self._clear(name)
            return known

    def _write(self, name: str, edition: int, pieces: Iterable[bytes]) -> Volume:
        self._folder.mkdir(parents=True, exist_ok=True)
        digest, size = sha256(), 0
        with NamedTemporaryFile(dir=self._folder, delete=False) as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
        path = self._folder / f"{edition:012d}-{name}"
        Path(file.name).replace(path)
        return Volume(path=path, size=size, sha256=digest.hexdigest())

    def _clear(self, name: str) -> None:
        """Remove all editions but the newest."""
        for old in sorted(self._folder.glob(f"*-{name}"))[:-KEPT]:
            with suppress(OSError):
                old.unlink()
        self._known = {key: each for key, each in self._known.items() if each.path.is_file()}
