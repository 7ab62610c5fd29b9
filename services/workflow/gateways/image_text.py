"""Pictures: what a camera wrote into them, and their words where a reader of words is present."""

import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from PIL import ExifTags, Image, UnidentifiedImageError

from services.workflow.domain.screening import Piece
from services.workflow.gateways import ocr
from services.workflow.gateways.said import FileDamagedError, Said, hidden, unread

PIXELS: Final = 100_000_000
_KINDS: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")


def is_image(data: bytes) -> bool:
    """Tell a picture by its first bytes."""
    return data.startswith(_KINDS) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def read(data: bytes) -> Said:
    """Return what a picture says.

    Raises:
        FileDamagedError: it is no picture that can be opened.

    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data)) as picture:
                said = _told(picture)
                size = picture.width * picture.height
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise FileDamagedError(type(error).__name__, field="file") from error
    words = ocr.read(data) if size <= PIXELS else None
    if words is None:
        said.findings.append(unread("图片", "图片文字未检查"))
    elif words.strip():
        said.pieces.append(Piece(place="图片里的文字", text=words))
    return said


def _told(picture: Image.Image) -> Said:
    exif = picture.getexif()
    said = Said(pieces=[], findings=[], inner=[])
    for ifd in (exif, exif.get_ifd(ExifTags.IFD.Exif)):
        said.pieces += list(_pieces(ifd, ExifTags.TAGS))
    if exif.get_ifd(ExifTags.IFD.GPSInfo):
        said.findings.append(hidden("照片信息", "照片里记有拍摄地点（GPS）"))
    if exif.get_ifd(ExifTags.IFD.IFD1):
        said.findings.append(hidden("照片信息", "照片里存有缩略图，可能是修改前的内容"))
    rest = {key: value for key, value in picture.info.items() if key != "exif"}
    said.pieces += list(_pieces(rest, {}))
    return said


def _pieces(values: Any, names: dict[int, str]) -> Iterator[Piece]:
    for key, value in values.items():
        text = _text(value)
        if text:
            yield Piece(place=f"照片信息{names.get(key, key)}", text=text)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip("\x00 ")
    if isinstance(value, bytes) and len(value) <= 1 << 20:
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            try:
                return value.removeprefix(b"ASCII\x00\x00\x00").decode(encoding).strip("\x00 ")
            except UnicodeDecodeError:
                continue
    return ""
