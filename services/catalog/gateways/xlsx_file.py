"""Catalogs as workbooks: cells, merged ranges, and what formulas stand behind them."""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from posixpath import join, normpath
from typing import Any, Final
from zipfile import ZipFile

from lxml import etree  # type: ignore[import-untyped]
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from services.catalog.domain.sheet import Cell, Sheet
from services.catalog.gateways.office_file import (
    COLUMNS,
    DynamicLinkError,
    ExternalLinkError,
    check_size,
)
from services.catalog.gateways.zip_file import DamagedFileError
from shared.decider import InvalidError

Place = tuple[int, int]  # line and column, from 0
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE: Final = re.compile(r"([A-Z]{1,4})([0-9]{1,8})")
_LONGEST: Final = 200  # characters of a formula that are shown
DYNAMIC: Final = re.compile(r"\|[^!|]*!|\bDDE\w*\(", re.IGNORECASE)
OUTSIDE: Final = re.compile(
    r"\[[^\]\[]+\][^!&+*/(),=<>\[\]]*!|\b(WEBSERVICE|RTD|CALL|REGISTER)\w*\(", re.IGNORECASE
)


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
        DynamicLinkError: a formula would start a program.
        ExternalLinkError: a formula draws on something outside.
        InvalidError: a sheet reaches too far to the right or below.

    """
    formulas = _formulas(data)
    return opened(data, formulas)


def opened(data: bytes, formulas: Mapping[str, Mapping[Place, str]]) -> list[Sheet]:
    """Return the sheets of a workbook, old or new, with the formulas known of each.

    Raises:
        DamagedFileError: the workbook cannot be read.

    """
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            sheets = (book.get_sheet_by_name(name) for name in book.sheet_names)
            return [_sheet(each, formulas.get(each.name, {})) for each in sheets]
    except CalamineError as error:
        raise DamagedFileError(type(error).__name__) from error


def _sheet(sheet: CalamineSheet, formulas: Mapping[Place, str]) -> Sheet:
    check_size(sheet.total_height, sheet.total_width)
    rows = [[Cell(_text(value)) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (line, column), formula in formulas.items():
        if line < len(rows) and column < len(rows[line]):
            rows[line][column] = Cell(rows[line][column].text, formula=formula)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        _merge(rows, (top, left), (bottom, right))
    return Sheet(sheet.name, tuple(map(tuple, rows)))


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _merge(rows: list[list[Cell]], first: Place, last: Place) -> None:
    """Say in each cell of a merged range where it belongs."""
    (top, left), (bottom, right) = first, (last[0], min(last[1], COLUMNS))
    for line in range(top, min(bottom, len(rows) - 1) + 1):
        row = rows[line]
        row.extend(Cell() for _ in range(right + 1 - len(row)))
        for column in range(left, right + 1):
            if line > top:
                row[column] = Cell("", top + 1)
            elif column > left:
                row[column] = Cell(row[left].text, top + 1)


def _formulas(data: bytes) -> dict[str, dict[Place, str]]:
    """Return the formulas of every sheet by its name; every cell's place is checked."""
    try:
        with ZipFile(BytesIO(data)) as packed:
            names = _sheet_names(packed)
            return {
                names.get(part, part): dict(_of_sheet(packed.read(part)))
                for part in packed.namelist()
                if part.startswith("xl/worksheets/") and part.endswith(".xml")
            }
    except etree.XMLSyntaxError as error:
        raise DamagedFileError(error.msg) from error


def _sheet_names(packed: ZipFile) -> dict[str, str]:
    """Return the name of the sheet that each part of the file holds."""
    if "xl/_rels/workbook.xml.rels" not in packed.namelist():
        return {}
    relations = _parsed(packed.read("xl/_rels/workbook.xml.rels"))
    parts = {each.get("Id"): each.get("Target", "") for each in relations}
    sheets = _parsed(packed.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
    return {_part(parts.get(each.get(_RELATION), "")): each.get("name", "") for each in sheets}


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


def _parsed(content: bytes) -> Any:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False))


def _of_sheet(content: bytes) -> Iterator[tuple[Place, str]]:
    for cell in _cells(content):
        place = _place(cell.get("r", ""))
        found = cell.find(f"{_MAIN}f")
        if found is None:
            continue
        _check_formula(found.text or "")
        if not cell.findtext(f"{_MAIN}v"):
            raise UncomputedFormulaError(cell.get("r", ""))
        yield place, f"={found.text or ''}"[:_LONGEST]


def _check_formula(formula: str) -> None:
    if DYNAMIC.search(formula):
        raise DynamicLinkError(formula[:_LONGEST])
    if OUTSIDE.search(formula):
        raise ExternalLinkError(formula[:_LONGEST])


def _place(reference: str) -> Place:
    """Return where a cell stands; a reference that is none stands nowhere special."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return (0, 0)
    column = 0
    for letter in found.group(1):
        column = column * 26 + ord(letter) - ord("A") + 1
    check_size(int(found.group(2)), column)
    return int(found.group(2)) - 1, column - 1


def _cells(content: bytes) -> Iterator[Any]:
    parsed = etree.iterparse(BytesIO(content), tag=f"{_MAIN}c", resolve_entities=False)
    for _, cell in parsed:
        yield cell
        cell.clear()
        while cell.getprevious() is not None:
            del cell.getparent()[0]
