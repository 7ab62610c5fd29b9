"""Files that appear whole or not at all, are never overwritten, and survive a power cut."""

import fcntl
import os
import shutil
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

AT_ONCE: Final = 4  # files on their way to the disk at the same time


class DiskError(Exception):
    """日志文件夹无法写入（磁盘已满、只读或没有权限）。"""


class ConflictError(Exception):
    """日志文件已存在而内容不同，拒绝覆盖。"""


class LockedError(Exception):
    """日志文件夹正由另一个进程写入。"""


class Folder:
    """文件夹 — where the log lies; one process may write to it at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[bytes] | None = None
        self._settled: set[Path] = set()

    def open(self) -> None:
        """Make the folder if need be, and take it for this process.

        Raises:
            LockedError: another process writes here.
            DiskError: it cannot be written to.

        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock = (self.path / ".lock").open("wb")
        except OSError as error:
            raise DiskError(str(self.path), error.strerror) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise LockedError(str(self.path)) from error
        self._lock = lock

    def close(self) -> None:
        """Let another process write here."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def read(self, path: str) -> bytes:
        """Return the bytes of a file."""
        return (self.path / path).read_bytes()

    def add(self, files: Mapping[str, bytes]) -> None:
        """Write new files and wait until the disk has them; equal ones may be there already.

        Raises:
            ConflictError: one is there with other bytes; the archive never overwrites.
            DiskError: the disk refused; none of the names given is half written.

        """
        try:
            self._settle(self._add_all(files))
        except OSError as error:
            raise DiskError(error.filename or str(self.path), error.strerror) from error

    def replace(self, path: str, data: bytes) -> None:
        """Put new bytes under the one name that may change.

        Raises:
            DiskError: the disk refused; the old bytes are still there.

        """
        try:
            self._write(self.path / path, data)
            self._settle({(self.path / path).parent})
        except OSError as error:
            raise DiskError(error.filename or path, error.strerror) from error

    def drop(self, paths: Iterable[str]) -> None:
        """Remove folders of files that have been superseded; what resists may stay."""
        for path in paths:
            with suppress(OSError):
                shutil.rmtree(self.path / path)

    def _add_all(self, files: Mapping[str, bytes]) -> set[Path]:
        if len(files) <= AT_ONCE:
            return {self._add(path, data) for path, data in files.items()}
        with ThreadPoolExecutor(AT_ONCE) as hands:
            return set(hands.map(self._add, files.keys(), files.values()))

    def _add(self, path: str, data: bytes) -> Path:
        file = self.path / path
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            self._write(file, data)
        elif file.read_bytes() != data:
            raise ConflictError(path)
        return file.parent

    @staticmethod
    def _write(file: Path, data: bytes) -> None:
        fresh = file.with_name(f".{file.name}.tmp")
        with fresh.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        fresh.rename(file)

    def _settle(self, folders: set[Path]) -> None:
        """Make the names durable too; of a folder seen for the first time also its own name."""
        for folder in folders:
            for each in (folder, *self._unsettled_above(folder)):
                sync(each)
        self._settled |= folders

    def _unsettled_above(self, folder: Path) -> list[Path]:
        if folder in self._settled:
            return []
        return [up for up in folder.parents if up.is_relative_to(self.path)]


def sync(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
