"""The characters of a PDF page: what they say, where they stand, which are really seen."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium
from msgspec import Struct
from PIL import Image, ImageChops

from services.workflow.domain.screening.covering import CELLS, COVER, LINES, Wanted, spans
from services.workflow.domain.screening.terms import FindingKind
from services.workflow.gateways.redact_pdf_pages import Line

Pixels = tuple[int, int, int, int]
_INK: Final = 24  # of 255: how much a character must darken or lighten its place to be seen
_ROW: Final = 0.5  # of a character's height: how far its line may wander
_WIDE: Final = 0.6  # of a character's height: a gap that a reader takes for a space


class Glyph(Struct, frozen=True):
    """字 — a character and its box in pixels; what only parts words or lines has none."""

    text: str
    box: Pixels | None


def glyphs_of(page: pypdfium2.PdfPage, size: tuple[int, int]) -> list[Glyph]:
    """Return the characters of a page, placed on its picture of this size."""
    words = page.get_textpage()
    place = pypdfium2.PdfPosConv(page, (0, 0, *size, 0))
    return [Glyph(_character(words, n), _box(words, n, place)) for n in range(words.count_chars())]


def covers(pages: Sequence[list[Glyph]], wanted: Wanted) -> list[set[int]]:
    """Return which characters of each page must go, also where lines or pages break them."""
    found = [
        _found(enumerate(page), wanted) | _by_place(page, wanted) | _unwrapped(page, wanted)
        for page in pages
    ]
    whole = [((p, n), glyph) for p, page in enumerate(pages) for n, glyph in _ended(page)]
    for page, number in _found(whole, wanted.only(LINES)):
        found[page].add(number)
    return found


def seen(picture: Image.Image, bare: Image.Image) -> Image.Image:
    """Return where the words of a page make a difference to the eye: white there, else black."""
    return ImageChops.difference(picture, bare).convert("L").point(lambda ink: 255 * (ink > _INK))


def hide_words(page: pypdfium2.PdfPage) -> None:
    """Draw no words on this page any more."""
    for each in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
        pdfium.FPDFTextObj_SetTextRenderMode(each, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)


def lines(
    glyphs: Iterable[Glyph], cover: set[int], ink: Image.Image, boxes: Sequence[Pixels]
) -> Iterator[Line]:
    """Yield the words that may be read: seen on the page, under no box, covered where they must."""
    line: list[tuple[str, Pixels]] = []
    for number, each in enumerate(glyphs):
        if each.text in "\r\n":
            yield from _line(line)
            line = []
        elif number in cover:
            _cover(line, each)
        elif each.box is None or not each.text.strip():
            line.append((" ", (0, 0, 0, 0)))
        elif ink.crop(each.box).getbbox() and not any(_meet(each.box, box) for box in boxes):
            line.append((each.text, each.box))
    yield from _line(line)


def _cover(line: list[tuple[str, Pixels]], glyph: Glyph) -> None:
    """Say once that something is covered, however long it was."""
    if glyph.box and not (line and line[-1][0] == COVER):
        line.append((COVER, glyph.box))


def _line(line: list[tuple[str, Pixels]]) -> Iterator[Line]:
    boxes = [box for _, box in line if box != (0, 0, 0, 0)]
    if boxes:
        left, top, right, bottom = zip(*boxes, strict=True)
        whole = (min(left), min(top), max(right), max(bottom))
        yield Line("".join(text for text, _ in line), whole)


def _meet(one: Pixels, other: Pixels) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def _character(words: pypdfium2.PdfTextPage, number: int) -> str:
    if pdfium.FPDFText_IsHyphen(words, number) == 1:
        return "-"
    code = pdfium.FPDFText_GetUnicode(words, number)
    return chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0x110000 else " "  # noqa: PLR2004


def _box(words: pypdfium2.PdfTextPage, number: int, place: Any) -> Pixels | None:
    if pdfium.FPDFText_IsGenerated(words, number) == 1:
        return None
    left, bottom, right, top = words.get_charbox(number, loose=True)
    corners = [place.to_bitmap(x, y) for x in (left, right) for y in (bottom, top)]
    across, down = zip(*corners, strict=True)
    return (min(across), min(down), max(across) + 1, max(down) + 1)


def _ended(page: list[Glyph]) -> Iterator[tuple[int, Glyph]]:
    yield from enumerate(page)
    yield -1, Glyph("\n", None)


def _found(glyphs: Iterable[tuple[Any, Glyph]], wanted: Wanted) -> set[Any]:
    """Return the keys of the characters that must go."""
    told = list(glyphs)
    places = spans("".join(each.text for _, each in told), wanted)
    return {told[n][0] for first, last in places for n in range(first, last)}


def _unwrapped(page: list[Glyph], wanted: Wanted) -> set[int]:
    """Return what must go when words are read on over the ends of lines; figures are not."""
    told = [(n, each) for n, each in enumerate(page) if each.text not in "\r\n"]
    return _found(told, wanted.only(tuple(each for each in FindingKind if each not in LINES)))


def _by_place(page: list[Glyph], wanted: Wanted) -> set[int]:
    """Return what must go when the page is read by places, whatever order it was written in."""
    placed = [(n, each) for n, each in enumerate(page) if each.box and each.text.strip()]
    told: list[tuple[int, Glyph]] = []
    for row in _rows(placed):
        told += [*_spaced(row), (-1, Glyph("\n", None))]
    return _found(told, wanted.only(CELLS)) - {-1}


def _rows(placed: list[tuple[int, Glyph]]) -> Iterator[list[tuple[int, Glyph]]]:
    row: list[tuple[int, Glyph]] = []
    for number, each in sorted(placed, key=lambda one: _middle(one[1])):
        if row and _middle(each) - _middle(row[0][1]) > _ROW * _height(row[0][1]):
            yield row
            row = []
        row.append((number, each))
    yield row


def _spaced(row: list[tuple[int, Glyph]]) -> Iterator[tuple[int, Glyph]]:
    """Yield a row from left to right, with a space wherever a reader sees one."""
    end = None
    for number, each in sorted(row, key=lambda one: _edges(one[1])[0]):
        left, right = _edges(each)
        if end is not None and left - end > _WIDE * _height(each):
            yield -1, Glyph(" ", None)
        yield number, each
        end = right


def _edges(glyph: Glyph) -> tuple[int, int]:
    return (glyph.box[0], glyph.box[2]) if glyph.box else (0, 0)


def _middle(glyph: Glyph) -> float:
    return (glyph.box[1] + glyph.box[3]) / 2 if glyph.box else 0


def _height(glyph: Glyph) -> int:
    return glyph.box[3] - glyph.box[1] if glyph.box else 0
