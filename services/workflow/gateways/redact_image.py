"""A picture painted anew: black where it must be, without anything a camera wrote beside it."""

import warnings
from collections.abc import Iterable
from io import BytesIO
from math import ceil
from typing import Final

from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from services.workflow.domain.redaction_words import Box
from services.workflow.gateways.redact_said import Order, Rendition
from services.workflow.gateways.said import FileDamagedError

QUALITY: Final = 88
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
