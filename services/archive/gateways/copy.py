"""日志副本 — the whole log as one file to take home, made while the log may go on growing."""

from collections.abc import Iterator
from io import RawIOBase
from pathlib import Path
from typing import Final, Self
from zipfile import ZIP_STORED, ZipFile

HEAD: Final = "checkpoint"
_FOLDERS: Final = ("keys", "cosigned", "evidence", "tile")


def copied(folder: Path) -> Iterator[bytes]:
    """Yield a ZIP file of the log, piece by piece."""
    out = _Pieces()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for name, data in files_of(folder):
            archive.writestr(f"log/{name}", data)
            yield out.taken()
    yield out.taken()


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a log, each by its name in the log, while it may go on growing.

    The checkpoint comes first, and no later one is taken along: what is added meanwhile
    harms nobody who checks the copy. An unfinished tile that is gone before it is read
    has just been finished, so that tiles are looked for a second time.
    """
    head = _read(folder / HEAD) or b""
    yield HEAD, head
    seen = set[str]()
    for file in _files(folder, _size(head)):
        name = file.relative_to(folder).as_posix()
        if name not in seen and (data := _read(file)) is not None:
            seen.add(name)
            yield name, data


def _size(head: bytes) -> int:
    return int(head.split(b"\n")[1])


def _files(folder: Path, size: int) -> Iterator[Path]:
    yield from (each for each in _all(folder / "checkpoints") if int(each.name) <= size)
    for each in (*_FOLDERS, "tile"):
        yield from _all(folder / each)


def _all(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if not file.name.startswith("."))


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes() if file.is_file() else None
    except FileNotFoundError:
        return None


class _Pieces(RawIOBase):
    """What has been written and not been taken yet; nobody can go back in it."""

    def __init__(self: Self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: object, /) -> int:
        data = bytes(piece)  # type: ignore[call-overload]
        self._pieces.append(data)
        return len(data)

    def taken(self) -> bytes:
        data, self._pieces = b"".join(self._pieces), []
        return data
