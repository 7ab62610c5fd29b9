"""The county's catalog as files: CSV as printed, and DOCX and XLSX with merged cells made of it."""

import csv
from io import BytesIO
from pathlib import Path

import xlsxwriter
from docx import Document

ROOT = Path(__file__).parents[2]
CATALOG_36 = ROOT / "deploy/seed/catalog_36.csv"
COLUMNS = ["一级目录", "二级目录", "三级目录", "公开形式", "公开范围", "公开时限"]


def printed():
    """Return the printed rows and, for each merged cell, its first row, last row and column."""
    with CATALOG_36.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    merges = []
    for column in COLUMNS:
        starts = [at for at, row in enumerate(rows) if row[column]]
        for start, following in zip(starts, [*starts[1:], len(rows)], strict=True):
            if following - start > 1 and (
                column in COLUMNS[:2] or column in rows[start]["合并标记"]
            ):
                merges.append((start, following - 1, COLUMNS.index(column)))
    return [[row[column] for column in COLUMNS] for row in rows], merges


def workbook(rows, merges=(), *, title=None, headings=COLUMNS, formula=None):
    """Return an XLSX; ``formula`` is put in the last cell, without a result."""
    data = BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet("目录")
    plain = book.add_format()
    top = 0
    if title:
        sheet.merge_range(0, 0, 0, len(headings) - 1, title, plain)
        top = 1
    sheet.write_row(top, 0, headings)
    for line, row in enumerate(rows, top + 1):
        sheet.write_row(line, 0, row)
    for first, last, column in merges:
        sheet.merge_range(
            top + 1 + first, column, top + 1 + last, column, rows[first][column], plain
        )
    if formula:
        sheet.write_formula(top + len(rows), len(headings) - 1, formula, plain, "")
    book.close()
    return data.getvalue()


def document(rows, merges=(), *, headings=COLUMNS):
    """Return a DOCX with one table below a heading."""
    made = Document()
    made.add_heading("党务公开目录", 1)
    table = made.add_table(rows=len(rows) + 1, cols=len(headings))
    for line, row in enumerate([headings, *rows]):
        for cell, text in zip(table.rows[line].cells, row, strict=True):
            cell.text = text
    for first, last, column in merges:
        table.cell(first + 1, column).merge(table.cell(last + 1, column))
    data = BytesIO()
    made.save(data)
    return data.getvalue()


def csv_of(rows, *, headings=COLUMNS, encoding="utf-8"):
    """Return a CSV in an encoding."""
    lines = [",".join(headings), *(",".join(f'"{cell}"' for cell in row) for row in rows)]
    return "\r\n".join(lines).encode(encoding)
