"""A picture painted anew: black where it must be, without anything a camera wrote beside it.

Words are found in it where the house has tesseract; elsewhere a person says where they stand.
"""

import warnings
from collections.abc import Iterable, Iterator
from io import BytesIO
from math import ceil
from typing import Final

from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from services.workflow.domain.redaction_words import Box
from services.workflow.domain.screening.covering import Wanted, spans
from services.workflow.gateways import ocr
from services.workflow.gateways.redact_said import Order, Rendition
from services.workflow.gateways.said import FileDamagedError

QUALITY: Final = 88
EDGE: Final = 4  # pixels around a word
_FAILURES: Final = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def redacted(data: bytes, order: Order) -> Rendition:
    """Return the picture with its boxes painted, re-encoded from its visible pixels only.

    Raises:
        FileDamagedError: it is no picture that can be opened.

    """
    painted, kind = _opened(data)
    blacken(painted, _told(painted, order.wanted))
    paint(painted, order.boxes)
    out = BytesIO()
    if kind == "jpg":
        painted.save(out, "JPEG", quality=QUALITY)
    else:
        painted.save(out, "PNG", optimize=False)
    return Rendition(data=out.getvalue(), kind=kind)


def paint(picture: Image.Image, boxes: Iterable[Box]) -> None:
    """Paint boxes black; a box is never smaller than it was drawn."""
    brush = ImageDraw.Draw(picture)
    for each in boxes:
        wide, high = picture.width / 1000, picture.height / 1000
        corner = (int(each.left * wide), int(each.top * high))
        brush.rectangle((corner, (ceil(each.right * wide), ceil(each.bottom * high))), fill=0)


def blacken(picture: Image.Image, words: Iterable[ocr.Word]) -> None:
    """Paint the words black that must not be read, with a little around them."""
    brush = ImageDraw.Draw(picture)
    for each in words:
        corners = (each.left - EDGE, each.top - EDGE, each.right + EDGE, each.bottom + EDGE)
        brush.rectangle(corners, fill=0)


def _told(picture: Image.Image, wanted: Wanted) -> Iterator[ocr.Word]:
    """Yield the words of a picture that say what must go; none where nobody can read them."""
    if not (wanted.kinds or wanted.phrases):
        return
    upright = BytesIO()
    picture.save(upright, "PNG", compress_level=1)
    for line in ocr.lines(upright.getvalue()):
        found, at = spans("".join(each.text for each in line), wanted), 0
        for each in line:
            if any(first < at + len(each.text) and at < last for first, last in found):
                yield each
            at += len(each.text)


def _opened(data: bytes) -> tuple[Image.Image, str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data)) as picture:
                upright = ImageOps.exif_transpose(picture)
                return _bare(upright), "jpg" if picture.format == "JPEG" else "png"
    except _FAILURES as error:
        raise FileDamagedError(type(error).__name__, field="file") from error


def _bare(picture: Image.Image) -> Image.Image:
    """Return what is seen, on white paper: what is transparent may hide a picture of its own."""
    seen = picture.convert("RGBA")
    paper = Image.new("RGBA", seen.size, "white")
    paper.alpha_composite(seen)
    return paper.convert("RGB")
