"""Catalogs as workbooks: cells, merged ranges, and formulas that were never computed."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final
from zipfile import ZipFile

from lxml import etree  # type: ignore[import-untyped]
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from services.catalog.domain.sheet import Cell, Sheet
from services.catalog.gateways.zip_file import DamagedFileError
from shared.decider import InvalidError

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_FORMULA: Final = b"<f"


class UncomputedFormulaError(InvalidError):
    """表中有没有计算结果的公式。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the cell."""
        return f"单元格{self.args[0]}是没有计算结果的公式，请在表格软件中打开、保存后再上传。"


def read(data: bytes) -> list[Sheet]:
    """Return the visible and hidden sheets of a workbook, in its order.

    Raises:
        DamagedFileError: the workbook cannot be read.
        UncomputedFormulaError: a formula has no stored result.

    """
    _check_formulas(data)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            return [_sheet(book.get_sheet_by_name(name)) for name in book.sheet_names]
    except CalamineError as error:
        raise DamagedFileError(type(error).__name__) from error


def _sheet(sheet: CalamineSheet) -> Sheet:
    rows = [[Cell(_text(value)) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        _merge(rows, (top, left), (bottom, right))
    return Sheet(sheet.name, tuple(map(tuple, rows)))


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _merge(rows: list[list[Cell]], first: tuple[int, int], last: tuple[int, int]) -> None:
    """Say in each cell of a merged range where it belongs."""
    (top, left), (bottom, right) = first, last
    for line in range(top, min(bottom, len(rows) - 1) + 1):
        row = rows[line]
        row.extend(Cell() for _ in range(right + 1 - len(row)))
        for column in range(left, right + 1):
            if line > top:
                row[column] = Cell("", top + 1)
            elif column > left:
                row[column] = Cell(row[left].text, top + 1)


def _check_formulas(data: bytes) -> None:
    with ZipFile(BytesIO(data)) as packed:
        for name in packed.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                content = packed.read(name)
                if _FORMULA in content:
                    _check_sheet(content)


def _check_sheet(content: bytes) -> None:
    try:
        for cell in _cells(content):
            if cell.find(f"{_MAIN}f") is not None and not cell.findtext(f"{_MAIN}v"):
                raise UncomputedFormulaError(cell.get("r", ""))
    except etree.XMLSyntaxError as error:
        raise DamagedFileError(error.msg) from error


def _cells(content: bytes) -> Iterator[Any]:
    parsed = etree.iterparse(BytesIO(content), tag=f"{_MAIN}c", resolve_entities=False)
    for _, cell in parsed:
        yield cell
        cell.clear()
