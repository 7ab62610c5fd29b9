"""Catalogs as text: CSV with commas, semicolons or tabs, in UTF-8, UTF-16 or GB18030."""

import csv
import unicodedata
from io import StringIO
from typing import Final

from services.catalog.domain.header import NotATableError, find_header
from services.catalog.domain.sheet import Cell, Sheet
from services.catalog.gateways.zip_file import DamagedFileError

_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_ODD_SHARE: Final = 0.02  # of control characters: more is not text
_GUARDED: Final = frozenset("=+-@'\t\r")
_LOOK: Final = 4_000  # characters looked at to tell what separates the cells


def read(data: bytes) -> list[Sheet]:
    """Return the one table of a text file.

    Raises:
        DamagedFileError: the bytes are no text in any encoding used here.
        NotATableError: nothing separates cells from one another.

    """
    text = _decode(data)
    _check_text(text)
    separator = max(",\t;", key=lambda each: (_columns(text, each), text[:_LOOK].count(each)))
    if separator not in text[:_LOOK]:
        raise NotATableError
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise DamagedFileError(str(error)) from error
    return [Sheet("", tuple(tuple(Cell(_bare(text)) for text in row) for row in rows))]


def _columns(text: str, separator: str) -> int:
    """Return how many columns of a catalog are found if this separates the cells."""
    lines = csv.reader(StringIO(text[:_LOOK], newline=""), delimiter=separator)
    found = find_header(Sheet("", tuple(tuple(map(Cell, row)) for row in lines)))
    return len(found.columns) if found else 0


def _bare(text: str) -> str:
    """Return a cell without the mark that keeps a spreadsheet from computing it."""
    return text[1:] if text[:1] == "'" and text[1:2] in _GUARDED else text


def _decode(data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith(_UTF_16) else _ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DamagedFileError


def _check_text(text: str) -> None:
    sample = text[:_LOOK]
    odd = sum(unicodedata.category(each) in {"Cc", "Co", "Cn"} for each in sample)
    odd -= sum(map(sample.count, "\r\n\t"))
    if odd > len(sample) * _ODD_SHARE:
        raise DamagedFileError
