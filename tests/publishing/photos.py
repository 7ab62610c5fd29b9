"""Photos for the tests: each number a picture of its own, painted without a camera."""

from functools import cache
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw


@cache
def photo(number, kind="JPEG"):
    """Return a picture as a file."""
    dice = Random(number)
    picture = Image.new("RGB", (800, 600), _colour(dice))
    pen = ImageDraw.Draw(picture)
    for _ in range(40):
        x, y = dice.randrange(800), dice.randrange(600)
        wide, high = dice.randrange(60, 400), dice.randrange(60, 300)
        pen.rectangle([x, y, x + wide, y + high], fill=_colour(dice))
    kept = BytesIO()
    picture.save(kept, kind)
    return kept.getvalue()


def resaved(data, *, size=None, quality=40, kind="JPEG"):
    """Return a copy of a picture, saved again."""
    picture = Image.open(BytesIO(data))
    kept = BytesIO()
    (picture.resize(size) if size else picture).save(kept, kind, quality=quality)
    return kept.getvalue()


def _colour(dice):
    return tuple(dice.randrange(256) for _ in range(3))
