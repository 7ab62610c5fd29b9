"""Opening a packed file without letting it fill the house."""

import zlib
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile

from shared.decider import InvalidError

UNPACKED_LIMIT: Final = 120_000_000  # bytes; a catalog of 20,000 entries unpacks to about 10 MB
_PIECE: Final = 1 << 20


class DamagedFileError(InvalidError):
    """文件已损坏，无法读取，请重新导出后再上传。"""


class UnpacksTooLargeError(InvalidError):
    """文件解压后过大，为安全起见不予读取。"""


def members_of(data: bytes) -> frozenset[str]:
    """Return the names of what is packed inside, after unpacking all of it once.

    The sizes a packed file states of itself may lie, so they are measured.

    Raises:
        DamagedFileError: it cannot be unpacked.
        UnpacksTooLargeError: it unpacks to more than ``UNPACKED_LIMIT`` bytes.

    """
    try:
        with ZipFile(BytesIO(data)) as packed:
            _measure(packed)
            return frozenset(packed.namelist())
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise DamagedFileError(type(error).__name__) from error


def _measure(packed: ZipFile) -> None:
    if sum(member.file_size for member in packed.infolist()) > UNPACKED_LIMIT:
        raise UnpacksTooLargeError
    total = 0
    for member in packed.infolist():
        with packed.open(member) as stream:
            while piece := stream.read(_PIECE):
                total += len(piece)
                if total > UNPACKED_LIMIT:
                    raise UnpacksTooLargeError
