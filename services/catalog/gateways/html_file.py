"""Web pages that were saved under the name of a workbook: each table, with its merged cells."""

from collections.abc import Iterator
from typing import Any, Final

from lxml import html  # type: ignore[import-untyped]
from lxml.etree import ParserError  # type: ignore[import-untyped]

from services.catalog.domain.header import NotATableError
from services.catalog.domain.sheet import Cell, Sheet
from services.catalog.gateways.office_file import check_size
from shared.decider import InvalidError

_BREAKS: Final = "\n"
_SIGNS: Final = ("<!doctype html", "<html", "<table", "<head", "<meta")
_BOOK: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_LOOK: Final = 2_000  # characters


class XmlWorkbookError(InvalidError):
    """这是 XML 格式的表格，请在表格软件中另存为 .xlsx 后再上传。"""


def is_page(text: str) -> bool:
    """Tell whether a text is a web page, or an XML workbook, whatever the file is called."""
    begun = text[:_LOOK].lstrip("\ufeff \r\n\t").lower()
    return begun.startswith((*_SIGNS, "<?xml")) and ("<table" in text.lower() or _BOOK in begun)


def read(text: str) -> list[Sheet]:
    """Return the tables of a page that hold no other table.

    Raises:
        XmlWorkbookError: it is no page but an XML workbook.
        NotATableError: there is no table in it.

    """
    if _BOOK in text[:_LOOK] and "<table" not in text[:_LOOK]:
        raise XmlWorkbookError
    try:
        page = html.fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except ParserError as error:
        raise NotATableError from error
    tables = [each for each in page.iter("table") if each.find(".//table") is None]
    if not tables:
        raise NotATableError
    return [_sheet(f"表{number}", table) for number, table in enumerate(tables, 1)]


def _sheet(name: str, table: Any) -> Sheet:
    lines = list(table.iter("tr"))
    check_size(len(lines), 0)
    below: dict[int, tuple[int, int]] = {}  # column -> its first line, and how many lines are left
    rows = [tuple(_cells(line, number, below)) for number, line in enumerate(lines, 1)]
    return Sheet(name, tuple(rows))


def _cells(line: Any, number: int, below: dict[int, tuple[int, int]]) -> Iterator[Cell]:
    column = 0
    for each in line.iterchildren("td", "th"):
        column = yield from _hanging(column, below)
        text, wide, high = _text(each), _span(each, "colspan"), _span(each, "rowspan")
        check_size(0, column + wide)
        for sideways in range(wide):
            yield Cell(text, number if sideways else 0)
            if high > 1:
                below[column + sideways] = (number, high - 1)
        column += wide
    yield from _hanging(column, below)


def _hanging(column: int, below: dict[int, tuple[int, int]]) -> Any:
    """Yield the cells of this line that belong to merged cells above; return the next column."""
    while column in below:
        first, left = below.pop(column)
        yield Cell("", first)
        if left > 1:
            below[column] = (first, left - 1)
        column += 1
    return column


def _span(cell: Any, name: str) -> int:
    given = cell.get(name, "1").strip()
    return max(1, min(int(given), 100_000)) if given.isdecimal() else 1


def _text(cell: Any) -> str:
    for each in cell.iter("br"):
        each.tail = _BREAKS + (each.tail or "")
    for each in list(cell.iter("script", "style")):
        each.drop_tree()
    return "\n".join(part.strip() for part in cell.text_content().splitlines()).strip()
