"""Opening a packed file without letting it fill the house or reach out of it."""

import re
import zlib
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from shared.decider import InvalidError

UNPACKED_LIMIT: Final = 120_000_000  # bytes; a catalog of 20,000 entries unpacks to about 10 MB
MEMBERS_LIMIT: Final = 2_000
RATIO_LIMIT: Final = 200  # unpacked to packed; text of a catalog shrinks to a tenth or so
_SMALL: Final = 10_000_000  # bytes: below, a high ratio harms nobody
_PIECE: Final = 1 << 20
_ENCRYPTED: Final = 0x1
_REACHES_OUT: Final = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|\x00")


class DamagedFileError(InvalidError):
    """文件已损坏，无法读取，请重新导出后再上传。"""


class UnpacksTooLargeError(InvalidError):
    """文件解压后过大，为安全起见不予读取。"""


class TooManyMembersError(InvalidError):
    """文件里打包的部分太多，为安全起见不予读取。"""


class EncryptedFileError(InvalidError):
    """文件加了密码，请去掉密码、另存后再上传。"""


class UnsafeNameError(InvalidError):
    """文件内部有越出文件夹或者重复的名称，为安全起见不予读取。"""


def members_of(data: bytes) -> frozenset[str]:
    """Return the names of what is packed inside, after unpacking all of it once.

    The sizes a packed file states of itself may lie, so they are measured.

    Raises:
        DamagedFileError: it cannot be unpacked.
        EncryptedFileError: a part of it needs a password.
        TooManyMembersError: it has more than ``MEMBERS_LIMIT`` parts.
        UnpacksTooLargeError: it unpacks to more than ``UNPACKED_LIMIT`` bytes, or to
            more than ``RATIO_LIMIT`` times its own size.
        UnsafeNameError: a name leads out of the file, or stands twice.

    """
    try:
        with ZipFile(BytesIO(data)) as packed:
            _check_names(packed.infolist())
            _measure(packed, len(data))
            return frozenset(packed.namelist())
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise DamagedFileError(type(error).__name__) from error


def _check_names(members: list[ZipInfo]) -> None:
    if len(members) > MEMBERS_LIMIT:
        raise TooManyMembersError(len(members))
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise EncryptedFileError
    names = [member.orig_filename for member in members]
    if len(set(names)) < len(names) or any(map(_REACHES_OUT.search, names)):
        raise UnsafeNameError


def _measure(packed: ZipFile, size: int) -> None:
    allowed = min(UNPACKED_LIMIT, max(_SMALL, size * RATIO_LIMIT))
    if sum(member.file_size for member in packed.infolist()) > allowed:
        raise UnpacksTooLargeError
    total = 0
    for member in packed.infolist():
        with packed.open(member) as stream:
            while piece := stream.read(_PIECE):
                total += len(piece)
                if total > allowed:
                    raise UnpacksTooLargeError
