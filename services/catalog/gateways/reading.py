"""One door for every catalog file: its kind is told by its content, never by its name."""

from typing import Final

from services.catalog.domain.importing import EmptyFileError
from services.catalog.domain.sheet import Sheet
from services.catalog.gateways import docx_file, text_file, xlsx_file
from services.catalog.gateways.zip_file import members_of
from shared.decider import InvalidError

_ZIP: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class OldOfficeFileError(InvalidError):
    """这是旧版或加密的 Office 文件(.xls、.doc),请另存为未加密的 .xlsx 或 .docx 后再上传。"""


class UnsupportedFileError(InvalidError):
    """不支持这种文件，请上传 XLSX、DOCX 或 CSV 格式的目录。"""


def read(data: bytes) -> list[Sheet]:
    """Return the tables of a file.

    Raises:
        InvalidError: the file is empty, damaged, too large when unpacked, of a kind
            that is not read here, or holds formulas that were never computed.

    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise EmptyFileError
    if data.startswith(_OLD_OFFICE):
        raise OldOfficeFileError
    if not data.startswith(_ZIP):
        return text_file.read(data)
    members = members_of(data)
    if "xl/workbook.xml" in members:
        return xlsx_file.read(data)
    if "word/document.xml" in members:
        return docx_file.read(data)
    raise UnsupportedFileError
