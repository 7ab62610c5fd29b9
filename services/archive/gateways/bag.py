"""The package of a volume: BagIt 1.0 (RFC 8493) in a ZIP file; same facts, same bytes.

Nothing is held in memory but one piece of one file at a time.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256, sha512
from pathlib import Path
from typing import Final, NamedTuple
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from cryptography.hazmat.primitives.hashes import SM3, Hash

from services.archive.gateways.disk import DiskError, sync

Content = bytes | Callable[[], Iterable[bytes]]
"""A file's bytes, or what yields them in pieces."""

_BAGIT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_UNSAFE: Final = str.maketrans(dict.fromkeys('/\\:*?"<>|\r\n\t%', "_"))
_LONGEST: Final = 120  # characters of a file's name
_PIECE: Final = 1 << 20


class Packed(NamedTuple):
    """包 — where it lies until it is kept, its SHA-256 (hex) and its size in bytes."""

    file: Path
    digest: str
    size: int


class _Line(NamedTuple):
    name: str
    sha512: str
    sm3: str
    size: int


def packed(
    folder: Path, name: str, payload: Mapping[str, Content], info: Mapping[str, str], at: datetime
) -> Packed:
    """Write a package to the disk under a passing name; its payload lies in ``data/``.

    Raises:
        DiskError: the disk refused; nothing is left of it.

    """
    target = folder / f".{name}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with target.open("w+b") as out:
            _bag(out.name, payload, info, at)
            os.fsync(out.fileno())
    except BaseException as error:
        target.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise DiskError(error.filename or str(folder), error.strerror) from error
        raise
    return Packed(target, digest_of(target), target.stat().st_size)


def kept(package: Packed, folder: Path) -> Path:
    """Give a package the name under which it stays; the same one again changes nothing.

    Raises:
        DiskError: the disk refused.

    """
    target = folder / f"{package.digest}.zip"
    try:
        package.file.rename(target)
        sync(folder)
    except OSError as error:
        raise DiskError(error.filename or str(folder), error.strerror) from error
    return target


def pieces(file: Path) -> Iterator[bytes]:
    """Yield a file in pieces."""
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            yield piece


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    found = sha256()
    for piece in pieces(file):
        found.update(piece)
    return found.hexdigest()


def plain(name: str) -> str:
    """Return a file's name as every machine can write it."""
    return name.translate(_UNSAFE).strip(". ")[-_LONGEST:] or "file"


def _bag(
    target: str, payload: Mapping[str, Content], info: Mapping[str, str], at: datetime
) -> None:
    """Nothing is compressed: every byte stands where an archivist can find it."""
    with ZipFile(target, "w", ZIP_STORED) as archive:
        held = [_added(archive, f"data/{name}", payload[name], at) for name in sorted(payload)]
        tags = {
            "bag-info.txt": _lines(info, held, at),
            "bagit.txt": _BAGIT,
            "manifest-sha512.txt": _manifest((each.sha512, each.name) for each in held),
            "manifest-sm3-extra.tag": _manifest((each.sm3, each.name) for each in held),
        }
        told = [_added(archive, name, data, at) for name, data in tags.items()]
        over = _manifest((each.sha512, each.name) for each in told)
        _added(archive, "tagmanifest-sha512.txt", over, at)


def _added(archive: ZipFile, name: str, content: Content, at: datetime) -> _Line:
    entry = ZipInfo(name, at.timetuple()[:6])
    entry.external_attr = 0o100444 << 16
    first, second, size = sha512(), Hash(SM3()), 0
    with archive.open(entry, "w") as out:
        for piece in [content] if isinstance(content, bytes) else content():
            out.write(piece)
            first.update(piece)
            second.update(piece)
            size += len(piece)
    return _Line(name, first.hexdigest(), second.finalize().hex(), size)


def _lines(info: Mapping[str, str], held: Iterable[_Line], at: datetime) -> bytes:
    sizes = [each.size for each in held]
    told = {
        **info,
        "Bagging-Date": at.strftime("%Y-%m-%d"),
        "Payload-Oxum": f"{sum(sizes)}.{len(sizes)}",
    }
    return "".join(f"{key}: {value}\n" for key, value in told.items()).encode()


def _manifest(lines: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{digest}  {name}\n" for digest, name in lines).encode()
