"""A printed catalog as a file: XLSX, DOCX or CSV, each readable again by the import."""

import csv
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any, Final

import xlsxwriter
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree  # type: ignore[import-untyped]

from services.catalog.domain.printing import COLUMNS, MERGED, Table

RISKY: Final = tuple("=+-@'\t\r")  # a spreadsheet would take a text that begins so for a formula
_WIDTHS: Final = (10, 22, 28, 52, 22, 10, 10)  # characters
_FONT: Final = "宋体"


def csv_file(table: Table, title: str, at: datetime) -> bytes:
    """Return UTF-8 with a byte order mark, as spreadsheets expect; merges stand in a column."""
    del title, at
    below = table.below()
    heads = {(span.first, span.column) for span in table.spans}
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*COLUMNS, MERGED])
    for line, row in enumerate(table.rows):
        cells = ["" if (line, at_) in below else plain(cell) for at_, cell in enumerate(row)]
        names = (name for at_, name in enumerate(COLUMNS) if (line, at_) in heads)
        writer.writerow([*cells, " ".join(names)])
    return text.getvalue().encode("utf-8-sig")


def plain(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(RISKY) else cell


def xlsx_file(table: Table, title: str, at: datetime) -> bytes:
    """Return a workbook; every cell is text, none a formula. The same table, the same bytes."""
    data = BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": title, "created": at.replace(tzinfo=None)})
    sheet = book.add_worksheet("公开目录")
    head = book.add_format({"bold": True, "border": 1, "align": "center", "bg_color": "#f2e6e3"})
    body = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
    _fill(sheet, table, head, body)
    book.close()
    return data.getvalue()


def _fill(sheet: Any, table: Table, head: Any, body: Any) -> None:
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, COLUMNS[column], head)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    for span in table.spans:
        sheet.merge_range(span.first + 1, span.column, span.last + 1, span.column, "", body)
    below = table.below()
    for line, row in enumerate(table.rows):
        for column, cell in enumerate(row):
            if (line, column) not in below:
                sheet.write_string(line + 1, column, cell, body)


def docx_file(table: Table, title: str, at: datetime) -> bytes:
    """Return a document with the table below its title, on paper turned sideways."""
    made = Document()
    made.core_properties.title, made.core_properties.created = title, at.replace(tzinfo=None)
    page = made.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width
    made.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    made.add_heading(title, 1)
    grid = made.add_table(rows=0, cols=len(COLUMNS))
    grid.style = "Table Grid"
    _lay(grid._tbl, table)  # noqa: SLF001 — cell by cell, python-docx takes minutes for 5,000 rows
    data = BytesIO()
    made.save(data)
    return data.getvalue()


def _lay(grid: Any, table: Table) -> None:
    below = table.below()
    heads = {(span.first, span.column) for span in table.spans}
    grid.append(_line([(name, "") for name in COLUMNS], header=True))
    for line, row in enumerate(table.rows):
        cells = []
        for column, cell in enumerate(row):
            if (line, column) in below:
                cells.append(("", "continue"))
            else:
                cells.append((cell, "restart" if (line, column) in heads else ""))
        grid.append(_line(cells))


def _line(cells: list[tuple[str, str]], *, header: bool = False) -> Any:
    row = parse_xml(f"<w:tr {nsdecls('w')}/>")
    if header:
        etree.SubElement(etree.SubElement(row, qn("w:trPr")), qn("w:tblHeader"))
    for text, merge in cells:
        cell = etree.SubElement(row, qn("w:tc"))
        if merge:
            properties = etree.SubElement(cell, qn("w:tcPr"))
            etree.SubElement(properties, qn("w:vMerge")).set(qn("w:val"), merge)
        run = etree.SubElement(etree.SubElement(cell, qn("w:p")), qn("w:r"))
        words = etree.SubElement(run, qn("w:t"))
        words.text = text
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return row


EXPORTS: Final = {
    "xlsx": (
        xlsx_file,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "docx": (
        docx_file,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "csv": (csv_file, "text/csv"),
}
