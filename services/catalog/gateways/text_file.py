"""Catalogs as text: CSV with commas, semicolons or tabs, in UTF-8, UTF-16 or GB18030."""

import csv
import unicodedata
from collections.abc import Iterable
from io import StringIO
from typing import Final

from services.catalog.domain.header import NotATableError, find_header
from services.catalog.domain.sheet import Cell, Sheet
from services.catalog.gateways import html_file
from services.catalog.gateways.office_file import DynamicLinkError, check_size
from services.catalog.gateways.xlsx_file import DYNAMIC
from services.catalog.gateways.zip_file import DamagedFileError

_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_ODD_SHARE: Final = 0.02  # of control characters: more is not text
_FORMULA: Final = "=+-@"
_GUARDED: Final = frozenset("=+-@'\t\r")
_LOOK: Final = 4_000  # characters looked at to tell what separates the cells


def read(data: bytes) -> list[Sheet]:
    """Return the one table of a text file, or the tables of a web page.

    Raises:
        DamagedFileError: the bytes are no text in any encoding used here.
        NotATableError: nothing separates cells from one another.
        DynamicLinkError: a cell would start a program when a spreadsheet opens it.

    """
    text = _decode(data)
    _check_text(text)
    if html_file.is_page(text):
        return html_file.read(text)
    separator = max(",\t;", key=lambda each: (_columns(text, each), text[:_LOOK].count(each)))
    if separator not in text[:_LOOK]:
        raise NotATableError
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise DamagedFileError(str(error)) from error
    check_size(len(rows), max(map(len, rows), default=0))
    return [Sheet("", tuple(tuple(_cells(row)) for row in rows))]


def _columns(text: str, separator: str) -> int:
    """Return how many columns of a catalog are found if this separates the cells."""
    lines = csv.reader(StringIO(text[:_LOOK], newline=""), delimiter=separator)
    found = find_header(Sheet("", tuple(tuple(map(Cell, row)) for row in lines)))
    return len(found.columns) if found else 0


def _cells(row: Iterable[str]) -> Iterable[Cell]:
    for text in row:
        if text[:1] in _FORMULA and text and DYNAMIC.search(text):
            raise DynamicLinkError(text[:200])
        yield Cell(_bare(text))


def _bare(text: str) -> str:
    """Return a cell without the mark that keeps a spreadsheet from computing it."""
    return text[1:] if text[:1] == "'" and text[1:2] in _GUARDED else text


def _decode(data: bytes) -> str:
    for encoding in _encodings(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DamagedFileError


def _encodings(data: bytes) -> tuple[str, ...]:
    """Return which encodings may be meant; a byte of zero tells that there are two to a letter."""
    if data.startswith(_UTF_16):
        return ("utf-16",)
    if 0 not in data[:_LOOK]:
        return _ENCODINGS
    odd = data[1:_LOOK:2].count(0) > data[:_LOOK:2].count(0)
    return ("utf-16-le",) if odd else ("utf-16-be",)


def _check_text(text: str) -> None:
    sample = text[:_LOOK]
    odd = sum(unicodedata.category(each) in {"Cc", "Co", "Cn"} for each in sample)
    odd -= sum(map(sample.count, "\r\n\t"))
    if odd > len(sample) * _ODD_SHARE:
        raise DamagedFileError
