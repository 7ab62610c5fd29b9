"""One door for every catalog file: its kind is told by its content, never by its name."""

from typing import Final

from services.catalog.domain.importing import EmptyFileError
from services.catalog.domain.sheet import Sheet
from services.catalog.gateways import docx_file, office_file, old_file, text_file, xlsx_file
from services.catalog.gateways.zip_file import members_of
from shared.decider import InvalidError

_ZIP: Final = b"PK\x03\x04"
_BLANK: Final = b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"
_OTHERS: Final = {
    b"%PDF": "PDF 文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"II*\x00": "图片",
    b"BM": "图片",
    b"{\\rtf": "RTF 文档",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
    b"MZ": "程序",
    b"\x7fELF": "程序",
    b"SQLite format 3": "数据库",
}


class UnsupportedFileError(InvalidError):
    """不支持这种文件，请上传 XLSX、XLS、DOCX 或 CSV 格式的目录。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming what the file really is, if that is known."""
        found = f"这个文件实际上是{self.args[0]}，" if self.args else "不支持这种文件，"
        return f"{found}请上传 XLSX、XLS、DOCX 或 CSV 格式的目录。"


def read(data: bytes) -> list[Sheet]:
    """Return the tables of a file.

    Raises:
        InvalidError: the file is empty, damaged, locked, too large when unpacked, of a
            kind that is not read here, carries more than words and numbers, or holds
            formulas that were never computed.

    """
    if not data.strip(_BLANK):
        raise EmptyFileError
    for sign, kind in _OTHERS.items():
        if data.startswith(sign):
            raise UnsupportedFileError(kind)
    if data.startswith(old_file.MAGIC):
        return old_file.read(data)
    return _packed(data) if data.startswith(_ZIP) else text_file.read(data)


def _packed(data: bytes) -> list[Sheet]:
    members = members_of(data)
    if "xl/workbook.xml" in members:
        office_file.check(data, members)
        return xlsx_file.read(data)
    if "word/document.xml" in members:
        office_file.check(data, members)
        return docx_file.read(data)
    raise UnsupportedFileError("压缩包")
