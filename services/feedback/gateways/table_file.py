"""Tables that other houses export: CSV in the encodings used here, or a workbook."""

import csv
from io import BytesIO, StringIO
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from shared.decider import InvalidError

ENCODINGS: Final = ("utf-8-sig", "gb18030")
WORKBOOK: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class TableDamagedError(InvalidError):
    """文件读不出来。请上传 CSV 或者 XLSX 格式的工单导出表。"""


class TableTooLongError(InvalidError):
    """表格的行数太多，请分成几个文件导入。"""


def read_table(data: bytes, most: int) -> list[list[object]]:
    """Return the rows of the first table in a file.

    Raises:
        TableDamagedError: it is no table.
        TableTooLongError: it has more rows than are taken at once.

    """
    rows = _workbook(data) if data.startswith(WORKBOOK) else _text(data)
    if len(rows) > most:
        raise TableTooLongError(len(rows), most, field="file")
    return rows


def _workbook(data: bytes) -> list[list[object]]:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        return [list(row) for row in book.get_sheet_by_index(0).to_python()]
    except (CalamineError, OSError, IndexError, ValueError) as error:
        raise TableDamagedError(type(error).__name__, field="file") from error


def _text(data: bytes) -> list[list[object]]:
    text = _decoded(data)
    separator = max(",\t;", key=text[:4_000].count)
    try:
        return [list(row) for row in csv.reader(StringIO(text, newline=""), delimiter=separator)]
    except csv.Error as error:
        raise TableDamagedError(str(error), field="file") from error


def _decoded(data: bytes) -> str:
    if not data.strip() or b"\0" in data[:4_000]:
        raise TableDamagedError(field="file")
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableDamagedError(field="file")
