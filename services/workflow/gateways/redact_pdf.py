"""PDF made anew: each page a picture of what is seen, black where it must be, and its words.

A box drawn over words leaves the words below it. Here nothing of the original
is carried over but pixels; words that can be searched and read aloud are
written anew from those characters that are really seen on the page.
"""

from math import ceil
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageDraw

from services.workflow.domain.redaction_words import Box
from services.workflow.gateways import redact_pdf_words as words
from services.workflow.gateways.redact_image import paint
from services.workflow.gateways.redact_pdf_pages import Sheet, written
from services.workflow.gateways.redact_said import (
    LockedFileError,
    NothingVisibleError,
    Order,
    Rendition,
    TooManyPagesError,
)
from services.workflow.gateways.said import FileDamagedError

PAGES: Final = 200
SHARP: Final = 200 / 72  # pixels for a point: 200 dots per inch
LARGEST: Final = 12_000_000  # pixels of a page
_MARGIN: Final = 2  # pixels around what is covered
_LOST: Final = "批注、签章、表单和附件"


def redacted(data: bytes, order: Order) -> Rendition:
    """Return the document without what must go, and without anything that no reader sees.

    Raises:
        FileDamagedError, LockedFileError: it cannot be opened.
        NothingVisibleError, TooManyPagesError: it has no pages, or more than can be painted.

    """
    try:
        return _redacted(pypdfium2.PdfDocument(data), order)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise LockedFileError(field="file") from error
        raise FileDamagedError("PDF", field="file") from error


def _redacted(original: pypdfium2.PdfDocument, order: Order) -> Rendition:
    if len(original) > PAGES:
        raise TooManyPagesError(len(original), field="file")
    if not len(original):
        raise NothingVisibleError(field="file")
    numbers = range(len(original))
    glyphs = [words.glyphs_of(original[n], _size(original[n])) for n in numbers]
    covers = words.covers(glyphs, order.wanted)
    sheets = (_sheet(original[n], n + 1, glyphs[n], covers[n], order.boxes) for n in numbers)
    lost = (_LOST,) if _has_more(original) else ()
    return Rendition(data=written(sheets), kind="pdf", left_out=lost)


def _has_more(original: pypdfium2.PdfDocument) -> bool:
    notes = any(pdfium.FPDFPage_GetAnnotCount(page) for page in original)
    return notes or bool(original.count_attachments())


def _scale(page: pypdfium2.PdfPage) -> float:
    wide, high = page.get_size()
    return float(min(SHARP, (LARGEST / max(wide * high, 1)) ** 0.5))


def _size(page: pypdfium2.PdfPage) -> tuple[int, int]:
    wide, high = page.get_size()
    return ceil(wide * _scale(page)), ceil(high * _scale(page))


def _painted(page: pypdfium2.PdfPage) -> Image.Image:
    """Return a page as a picture, without notes and forms."""
    bitmap = page.render(scale=_scale(page), draw_annots=False, may_draw_forms=False)
    picture: Image.Image = bitmap.to_pil()
    return picture.convert("RGB")


def _sheet(
    page: pypdfium2.PdfPage,
    number: int,
    glyphs: list[words.Glyph],
    cover: set[int],
    drawn: tuple[Box, ...],
) -> Sheet:
    picture = _painted(page)
    words.hide_words(page)
    ink = words.seen(picture, _painted(page))
    boxes = [each for each in drawn if each.page == number]
    lines = tuple(words.lines(glyphs, cover, ink, [_pixels(each, picture) for each in boxes]))
    _blacken(picture, [glyphs[n].box for n in cover])
    paint(picture, boxes)
    return Sheet(size=page.get_size(), picture=picture, lines=lines)


def _blacken(picture: Image.Image, boxes: list[words.Pixels | None]) -> None:
    brush = ImageDraw.Draw(picture)
    for box in boxes:
        if box is not None:
            left, top, right, bottom = box
            corner = (left - _MARGIN, top - _MARGIN)
            brush.rectangle((corner, (right + _MARGIN, bottom + _MARGIN)), fill="black")


def _pixels(box: Box, picture: Image.Image) -> words.Pixels:
    wide, high = picture.width / 1000, picture.height / 1000
    left, top = int(box.left * wide), int(box.top * high)
    return (left, top, ceil(box.right * wide), ceil(box.bottom * high))
