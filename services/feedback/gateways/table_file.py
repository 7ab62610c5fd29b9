"""Tables that other houses export: CSV in the encodings used here, or a workbook."""

import csv
from collections import Counter
from io import BytesIO, StringIO
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from services.feedback.domain.hotline import BROKEN
from shared.decider import InvalidError

ENCODINGS: Final = ("utf-8-sig", "gb18030")
WIDE: Final = (b"\xff\xfe", b"\xfe\xff")  # marks of UTF-16, Excel's "Unicode text"
FEW: Final = 20  # unreadable characters that damage their rows only, or one of a hundred
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
    csv.field_size_limit(len(text) + 1)  # a cell that is too long is a fault of its row alone
    try:
        return _rows(text, separator)
    except csv.Error:  # a quotation mark that nobody closes would swallow all that follows
        return _lines(text, separator)


def _rows(text: str, separator: str) -> list[list[object]]:
    lines = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    return [list(row) for row in lines]


def _lines(text: str, separator: str) -> list[list[object]]:
    """Return each line as a row; one that is not as wide as the others cannot be read."""
    rows = [next(csv.reader([line], delimiter=separator), []) for line in text.splitlines()]
    width = Counter(map(len, rows)).most_common(1)[0][0]
    return [list(row) if len(row) in {0, width} else [*row[:1], BROKEN] for row in rows]


def _decoded(data: bytes) -> str:
    if not data.strip():
        raise TableDamagedError(field="file")
    found = data.decode("utf-16", "replace") if data.startswith(WIDE) else _narrow(data)
    if found.count(BROKEN) > max(FEW, len(found) // 100) or "\0" in found[:4_000]:
        raise TableDamagedError(field="file")
    return found


def _narrow(data: bytes) -> str:
    """Return the text in whichever encoding reads more of it; the rest stands as U+FFFD."""
    read = [data.decode(each, "replace") for each in ENCODINGS]
    return min(read, key=lambda text: text.count(BROKEN))
