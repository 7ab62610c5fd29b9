"""The package of a volume: BagIt 1.0 (RFC 8493) in a ZIP file; same facts, same bytes."""

import io
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256, sha512
from typing import Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from cryptography.hazmat.primitives.hashes import SM3, Hash

_BAGIT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_UNSAFE: Final = str.maketrans(dict.fromkeys('/\\:*?"<>|\r\n\t%', "_"))
_LONGEST: Final = 120  # characters of a file's name


def packed(payload: Mapping[str, bytes], info: Mapping[str, str], at: datetime) -> bytes:
    """Return the package; names of the payload are relative to ``data/``."""
    files = {f"data/{name}": data for name, data in payload.items()}
    tags = {
        "bagit.txt": _BAGIT,
        "bag-info.txt": _lines(info, files, at),
        "manifest-sha512.txt": _manifest(files, _sha512),
        "manifest-sm3-extra.tag": _manifest(files, _sm3),
    }
    tags["tagmanifest-sha512.txt"] = _manifest(tags, _sha512)
    return _zipped({**tags, **files}, at)


def digest_of(package: bytes) -> str:
    """Return the SHA-256 of a package in hexadecimal."""
    return sha256(package).hexdigest()


def plain(name: str) -> str:
    """Return a file's name as every machine can write it."""
    return name.translate(_UNSAFE).strip(". ")[-_LONGEST:] or "file"


def _lines(info: Mapping[str, str], files: Mapping[str, bytes], at: datetime) -> bytes:
    octets = sum(map(len, files.values()))
    told = {
        **info,
        "Bagging-Date": at.strftime("%Y-%m-%d"),
        "Payload-Oxum": f"{octets}.{len(files)}",
    }
    return "".join(f"{key}: {value}\n" for key, value in told.items()).encode()


def _manifest(files: Mapping[str, bytes], digest: Callable[[bytes], str]) -> bytes:
    return "".join(f"{digest(data)}  {name}\n" for name, data in sorted(files.items())).encode()


def _sha512(data: bytes) -> str:
    return sha512(data).hexdigest()


def _sm3(data: bytes) -> str:
    found = Hash(SM3())
    found.update(data)
    return found.finalize().hex()


def _zipped(files: Mapping[str, bytes], at: datetime) -> bytes:
    """Nothing is compressed: every byte stands where an archivist can find it."""
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for name in sorted(files):
            entry = ZipInfo(name, at.timetuple()[:6])
            entry.external_attr = 0o100444 << 16
            archive.writestr(entry, files[name])
    return target.getvalue()
