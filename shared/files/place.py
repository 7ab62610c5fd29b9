"""Where files are kept: a folder of this machine, or a bucket that several machines share."""

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.hashes import SM3, Hash
from msgspec import Struct

from shared.decider import InvalidError, NotFoundError, RejectedError

PIECE: Final = 1 << 20  # bytes read at a time


class Kept(Struct, frozen=True, kw_only=True):
    """文件 — its digests (hex), its size in bytes and its kind, by which facts speak of it."""

    sha256: str
    sm3: str
    size: int
    kind: str


class UploadUnknownError(NotFoundError):
    """没有找到这次上传，可能已经完成或者过期，请重新上传。"""


class OffsetError(RejectedError):
    """上传的位置不对，请从已收到的位置继续上传。"""

    def __init__(self, received: int) -> None:
        super().__init__(received, field="offset")
        self.received = received


class FileTooLargeError(InvalidError):
    """文件太大，不能上传。"""

    status = 413

    def __init__(self, limit: int) -> None:
        super().__init__(f"每个文件最多 {limit // 1_000_000} 兆字节", field="file")


class FileEmptyError(InvalidError):
    """文件是空的，请重新选择。"""


class FileKindError(InvalidError):
    """只能上传 PDF、DOCX、XLSX、OFD、PNG、JPG 和 UTF-8 文本文件；按内容识别，改名无效。"""


class FileInfectedError(InvalidError):
    """文件没有通过病毒检查，不能上传。"""


class FileGoneError(NotFoundError):
    """没有找到这个文件，或者文件已经损坏，请联系管理员。"""


class Readable(Protocol):
    """A place where files are read by their SHA-256."""

    def has(self, digest: str) -> bool:
        """Tell whether a file is here."""

    def read(self, digest: str) -> Iterator[bytes]:
        """Return a file in pieces.

        Raises:
            FileGoneError: there is none.

        """


class Place(Readable, Protocol):
    """A place where files are kept, too."""

    def keep(self, file: Path, digest: str) -> None:
        """Keep a file that is on this machine; the same file again changes nothing."""


class Folder:
    """文件夹 — each file under its digest, the first two digits a folder of their own."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def keep(self, file: Path, digest: str) -> None:
        """Keep a file: on disk, and its name on disk, before this returns."""
        target = self._at(digest)
        if target.exists():
            file.unlink()
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        file.chmod(0o440)
        file.replace(target)
        synced(target.parent)

    def has(self, digest: str) -> bool:
        """Tell whether a file is here."""
        return self._at(digest).is_file()

    def read(self, digest: str) -> Iterator[bytes]:
        """Return a file in pieces, after its digest was found to be right."""
        target = self._at(digest)
        if not target.is_file() or digests(target)[0] != digest:
            raise FileGoneError(digest)
        return pieces(target)

    def _at(self, digest: str) -> Path:
        if len(digest) != sha256().digest_size * 2 or not digest.isalnum():
            raise FileGoneError(digest)
        return self._root / digest[:2] / digest


def digests(file: Path) -> tuple[str, str]:
    """Return SHA-256 and SM3 (hex) of a file."""
    first, second = sha256(), Hash(SM3())
    for piece in pieces(file):
        first.update(piece)
        second.update(piece)
    return first.hexdigest(), second.finalize().hex()


def pieces(file: Path) -> Iterator[bytes]:
    """Return a file piece by piece."""
    with file.open("rb") as opened:
        while piece := opened.read(PIECE):
            yield piece


def synced(folder: Path) -> None:
    """Put the names in a folder on disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def place_at(address: str, home: Path) -> Place:
    """Return the place an address names: empty for a folder below ``home``, a path, or s3://…

    ``s3://key:secret@host:port/bucket`` (``s3+http://`` without TLS).
    """
    if urlsplit(address).scheme in {"s3", "s3+http"}:
        from shared.files.bucket import Bucket  # noqa: PLC0415 — a folder needs no client

        return Bucket(address)
    return Folder(Path(address) if address else home / "files")
