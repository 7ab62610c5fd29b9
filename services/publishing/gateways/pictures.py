"""Photos as numbers: a difference hash of rows and columns, near for copies of one picture."""

from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from shared.decider import InvalidError

SIDE: Final = 8  # points of a row that are compared with their neighbour
DRAFT: Final = 256  # points: a JPEG is read no larger than it must be
LARGEST: Final = 80_000_000  # points; more than cameras of telephones take, less than would hurt
UNREADABLE: Final = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    OSError,
    ValueError,
    SyntaxError,
)


class PhotoUnreadableError(InvalidError):
    """照片不能读取，请重新上传 PNG 或者 JPG 图片。"""


def likeness_of(data: bytes) -> str:
    """Return the likeness of a picture: 128 bits in hex, however it is turned in its file.

    Raises:
        PhotoUnreadableError: it is no picture that can be read.

    """
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > LARGEST:
                raise PhotoUnreadableError(field="photo")
            opened.draft("L", (DRAFT, DRAFT))
            picture = ImageOps.exif_transpose(opened).convert("L")
    except UNREADABLE as error:
        raise PhotoUnreadableError(str(error), field="photo") from error
    rows = _steps(picture.resize((SIDE + 1, SIDE), Image.Resampling.BOX))
    columns = _steps(picture.rotate(90, expand=True).resize((SIDE + 1, SIDE), Image.Resampling.BOX))
    return f"{rows << SIDE * SIDE | columns:032x}"


def _steps(small: Image.Image) -> int:
    points, wide = small.tobytes(), SIDE + 1
    bits = 0
    for row in range(SIDE):
        for at in range(row * wide, row * wide + SIDE):
            bits = bits << 1 | (points[at] < points[at + 1])
    return bits
