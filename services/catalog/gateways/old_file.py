"""Old Office files: which kind it is, whether it is locked or carries a program, its sheets."""

import struct
from collections.abc import Iterator
from typing import Final

from services.catalog.domain.sheet import Sheet
from services.catalog.gateways import xlsx_file
from services.catalog.gateways.office_file import EmbeddedObjectError, MacroFileError
from services.catalog.gateways.zip_file import EncryptedFileError
from shared.decider import InvalidError

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY: Final = 128  # bytes of one entry of the file's own folder
_NAME: Final = 64  # bytes at most, with two bytes to a letter and two at the end
_SHORTEST: Final = 4
_KINDS: Final = frozenset({1, 2, 5})  # storage, stream, root
_BOOKS: Final = frozenset({"Workbook", "Book"})
_LOCKED: Final = frozenset({"EncryptedPackage", "EncryptionInfo"})
_MACROS: Final = frozenset({"_VBA_PROJECT_CUR", "_VBA_PROJECT", "Macros", "VBA"})
_FILE_PASS: Final = b"\x2f\x00"  # the record that says a workbook is locked
_BEGINNING: Final = b"\x09\x08\x10\x00\x00\x06"  # the record with which a workbook begins


class OldOfficeFileError(InvalidError):
    """这是旧版或加密的 Office 文件，请另存为未加密的 .xlsx 或 .docx 后再上传。"""


def read(data: bytes) -> list[Sheet]:
    """Return the sheets of an old workbook (.xls).

    Raises:
        EncryptedFileError: it needs a password.
        MacroFileError: it holds a program.
        EmbeddedObjectError: another file lies in it.
        OldOfficeFileError: it is an old document of another kind.
        DamagedFileError: it cannot be read.

    """
    names = frozenset(_names(data))
    if names & _LOCKED or _is_locked(data):
        raise EncryptedFileError
    if names & _MACROS:
        raise MacroFileError
    if any(name.startswith("MBD") or name == "\x01Ole10Native" for name in names):
        raise EmbeddedObjectError
    if not names & _BOOKS:
        raise OldOfficeFileError
    return xlsx_file.opened(data, {})


def _names(data: bytes) -> Iterator[str]:
    """Yield the names in the file's own folder, whose entries lie at multiples of their size."""
    for start in range(512, len(data) - _ENTRY + 1, _ENTRY):
        length, kind = struct.unpack_from("<HB", data, start + _NAME)
        if _SHORTEST <= length <= _NAME and length % 2 == 0 and kind in _KINDS:
            name = data[start : start + length - 2].decode("utf-16-le", "replace")
            if name.isprintable() or name.startswith(("\x01", "\x05")):
                yield name


def _is_locked(data: bytes) -> bool:
    begun = data.find(_BEGINNING)
    if begun < 0:
        return False
    following = begun + 4 + struct.unpack_from("<H", data, begun + 2)[0]
    return data[following : following + 2] == _FILE_PASS
