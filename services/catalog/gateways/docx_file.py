"""Catalogs as documents: every table, its cells merged downwards and sideways."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.oxml.ns import qn

from services.catalog.domain.sheet import Cell, Sheet
from services.catalog.gateways.office_file import DynamicLinkError, check_size
from services.catalog.gateways.zip_file import DamagedFileError
from shared.decider import InvalidError

_REVISIONS: Final = (qn("w:ins"), qn("w:del"), qn("w:moveFrom"), qn("w:moveTo"))
_BREAKS: Final = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): " "}
_TEXT: Final = qn("w:t")
_FIELDS: Final = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE)\b", re.IGNORECASE)


class TrackedChangesError(InvalidError):
    """文档的表格里有未处理的修订，请先接受或拒绝全部修订后再上传。"""


def read(data: bytes) -> list[Sheet]:
    """Return the tables of a document, in its order; a table inside a cell is not one.

    Raises:
        DamagedFileError: the document cannot be read.
        DynamicLinkError: a field would start a program or fetch another file.
        TrackedChangesError: a table has revisions nobody has accepted or rejected.

    """
    try:
        document = Document(BytesIO(data))
        tables = document.tables
    except Exception as error:  # python-docx lets errors of zip, XML and its own through
        raise DamagedFileError(type(error).__name__) from error
    _check_fields(document.element)
    return [_sheet(f"表{number}", table._tbl) for number, table in enumerate(tables, 1)]  # noqa: SLF001


def _check_fields(document: Any) -> None:
    """Refuse fields that act: their words may be cut into pieces, so they are joined first."""
    words = "".join(each.text or "" for each in document.iter(qn("w:instrText")))
    simple = (each.get(qn("w:instr"), "") for each in document.iter(qn("w:fldSimple")))
    if _FIELDS.search(words) or any(map(_FIELDS.search, simple)):
        raise DynamicLinkError


def _sheet(name: str, table: Any) -> Sheet:
    if next(table.iter(*_REVISIONS), None) is not None:
        raise TrackedChangesError
    check_size(len(table.tr_lst), 0)
    rows: list[tuple[Cell, ...]] = []
    origins: dict[int, int] = {}
    for line, row in enumerate(table.tr_lst, 1):
        rows.append(tuple(_cells(row, line, origins)))
    return Sheet(name, tuple(rows))


def _cells(row: Any, line: int, origins: dict[int, int]) -> Iterator[Cell]:
    """Yield the cells of a row; ``origins`` says in which line a column's merge began."""
    column = row.grid_before
    check_size(0, column + sum(cell.grid_span for cell in row.tc_lst))
    yield from (Cell() for _ in range(column))
    for cell in row.tc_lst:
        goes_on = cell.vMerge == "continue" and column in origins
        if not goes_on:
            origins[column] = line
        text = "" if goes_on else _text(cell)
        yield Cell(text, origins[column] if goes_on else 0)
        for _ in range(cell.grid_span - 1):
            yield Cell(text, origins[column])
        column += cell.grid_span


def _text(cell: Any) -> str:
    return "\n".join(_paragraph(each) for each in cell.p_lst).strip()


def _paragraph(paragraph: Any) -> str:
    parts = paragraph.iter(_TEXT, *_BREAKS)
    return "".join(_BREAKS.get(part.tag) or part.text or "" for part in parts)
