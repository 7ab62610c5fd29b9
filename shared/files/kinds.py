"""Which kinds of files are taken, told by what they hold and never by their name."""

from collections.abc import Callable
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

from msgspec import Struct

HEAD: Final = 8_192  # bytes that tell a kind
_CONTROL: Final = frozenset(range(32)) - set(b"\t\n\r\f")
_PARTS: Final = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "OFD.xml": "ofd",
}


class Kind(Struct, frozen=True, kw_only=True):
    """文件种类 — its ending, its name for people, its media type; ``shown``: in the browser."""

    ending: str
    title: str
    media_type: str
    shown: bool = False


_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
KINDS: Final = {
    each.ending: each
    for each in (
        Kind(ending="pdf", title="PDF 文件", media_type="application/pdf", shown=True),
        Kind(
            ending="docx",
            title="DOCX 文档",
            media_type=f"{_OFFICE}.wordprocessingml.document",
        ),
        Kind(ending="xlsx", title="XLSX 表格", media_type=f"{_OFFICE}.spreadsheetml.sheet"),
        Kind(ending="ofd", title="OFD 版式文件", media_type="application/ofd"),
        Kind(ending="png", title="PNG 图片", media_type="image/png", shown=True),
        Kind(ending="jpg", title="JPG 图片", media_type="image/jpeg", shown=True),
        Kind(ending="txt", title="文本文件", media_type="text/plain; charset=utf-8", shown=True),
    )
}


def kind_of(file: Path) -> Kind | None:
    """Return what a file is, None if it is nothing that is taken."""
    with file.open("rb") as opened:
        head = opened.read(HEAD)
    return next((KINDS[ending] for ending, test in _TESTS.items() if test(head, file)), None)


def _starts(*signatures: bytes) -> Callable[[bytes, Path], bool]:
    return lambda head, _: head.startswith(signatures)


def _zipped(ending: str) -> Callable[[bytes, Path], bool]:
    return lambda head, file: head.startswith(b"PK\x03\x04") and _office(file) == ending


def _office(file: Path) -> str:
    try:
        with ZipFile(file) as opened:
            names = set(opened.namelist())
    except (BadZipFile, OSError, ValueError):
        return ""
    if any(name.endswith("vbaProject.bin") for name in names):
        return ""  # macros do not become something else by another ending
    return next((ending for part, ending in _PARTS.items() if part in names), "")


def _text(head: bytes, _: Path) -> bool:
    if _CONTROL & set(head) or head.lstrip()[:1] == b"<":
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= HEAD - 3  # a character cut in two by the limit
    return True


_TESTS: Final[dict[str, Callable[[bytes, Path], bool]]] = {
    "pdf": _starts(b"%PDF-"),
    "docx": _zipped("docx"),
    "xlsx": _zipped("xlsx"),
    "ofd": _zipped("ofd"),
    "png": _starts(b"\x89PNG\r\n\x1a\n"),
    "jpg": _starts(b"\xff\xd8\xff"),
    "txt": _text,
}
