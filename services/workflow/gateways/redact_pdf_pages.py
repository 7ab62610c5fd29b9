"""Writing a PDF of pictures, with the words that may be searched and read aloud behind them."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any, Final

from msgspec import Struct
from PIL import Image, ImageChops
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

QUALITY: Final = 85
_CHUNK: Final = 100  # entries of a table, at most, by the format
_THIN: Final = 1.0  # points: the least height and width of a line


class Line(Struct, frozen=True):
    """一行 — words, and from where to where they stand, in pixels."""

    text: str
    box: tuple[int, int, int, int]


class Sheet(Struct, frozen=True, kw_only=True):
    """一页 — its size in points, its picture, its words."""

    size: tuple[float, float]
    picture: Image.Image
    lines: tuple[Line, ...]


def written(sheets: Iterable[Sheet]) -> bytes:
    """Return a PDF of these pages: nothing in it was in another file before."""
    writer = PdfWriter()
    writer.metadata = None
    writer.root_object[NameObject("/Lang")] = TextStringObject("zh-CN")
    codes: dict[str, int] = {}
    words = DictionaryObject()  # filled below, when all words are known
    font = writer._add_object(words)  # noqa: SLF001 — there is no other way
    for sheet in sheets:
        _page(writer, sheet, font, codes)
    words.update(_font(writer, codes))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _page(writer: PdfWriter, sheet: Sheet, font: Any, codes: dict[str, int]) -> None:
    wide, high = sheet.size
    page = writer.add_blank_page(wide, high)
    picture = writer._add_object(_picture(sheet.picture))  # noqa: SLF001 — there is no other way
    page[NameObject("/Resources")] = _named(
        XObject=_named(Page=picture),
        Font=_named(Words=font),
    )
    shown = f"q {wide:.3f} 0 0 {high:.3f} 0 0 cm /Page Do Q\n"
    lines = "".join(_words(each, sheet, codes) for each in sheet.lines if each.text.strip())
    stream = DecodedStreamObject()
    stream.set_data(f"{shown}BT 3 Tr\n{lines}ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())  # noqa: SLF001


def _words(line: Line, sheet: Sheet, codes: dict[str, int]) -> str:
    """Return the operators that put a line, unseen, where its picture is."""
    scale = sheet.size[0] / sheet.picture.width
    left, top, right, bottom = (each * scale for each in line.box)
    size, width = max(bottom - top, _THIN), max(right - left, _THIN)
    stretch = 100 * width / (size * len(line.text))
    said = "".join(f"{codes.setdefault(each, len(codes) + 1):04X}" for each in line.text)
    base = sheet.size[1] - bottom + size / 5
    return f"/Words {size:.2f} Tf {stretch:.2f} Tz 1 0 0 1 {left:.2f} {base:.2f} Tm <{said}> Tj\n"


def _picture(picture: Image.Image) -> StreamObject:
    """Return the picture as a stream, grey where it has no colour."""
    red, green, blue = picture.split()
    plain = not any(ImageChops.difference(red, each).getbbox() for each in (green, blue))
    out = BytesIO()
    (red if plain else picture).save(out, "JPEG", quality=QUALITY)
    stream = StreamObject()
    stream._data = out.getvalue()  # noqa: SLF001 — already encoded
    stream.update(
        _named(
            Type=NameObject("/XObject"),
            Subtype=NameObject("/Image"),
            Width=NumberObject(picture.width),
            Height=NumberObject(picture.height),
            BitsPerComponent=NumberObject(8),
            ColorSpace=NameObject("/DeviceGray" if plain else "/DeviceRGB"),
            Filter=NameObject("/DCTDecode"),
        )
    )
    return stream


def _font(writer: PdfWriter, codes: dict[str, int]) -> DictionaryObject:
    """Return a font without shapes: its words are never drawn, only searched."""
    table = DecodedStreamObject()
    table.set_data(_table(codes).encode())
    name = NameObject("/Words")
    about = _named(
        Type=NameObject("/FontDescriptor"),
        FontName=name,
        Flags=NumberObject(4),
        FontBBox=ArrayObject([NumberObject(n) for n in (0, -200, 1000, 800)]),
        ItalicAngle=NumberObject(0),
        Ascent=NumberObject(800),
        Descent=NumberObject(-200),
        CapHeight=NumberObject(800),
        StemV=NumberObject(80),
    )
    below = _named(
        Type=NameObject("/Font"),
        Subtype=NameObject("/CIDFontType2"),
        BaseFont=name,
        CIDSystemInfo=_named(
            Registry=TextStringObject("Adobe"),
            Ordering=TextStringObject("Identity"),
            Supplement=NumberObject(0),
        ),
        DW=FloatObject(1000),
        CIDToGIDMap=NameObject("/Identity"),
        FontDescriptor=writer._add_object(about),  # noqa: SLF001
    )
    return _named(
        Type=NameObject("/Font"),
        Subtype=NameObject("/Type0"),
        BaseFont=name,
        Encoding=NameObject("/Identity-H"),
        DescendantFonts=ArrayObject([writer._add_object(below)]),  # noqa: SLF001
        ToUnicode=writer._add_object(table.flate_encode()),  # noqa: SLF001
    )


def _table(codes: dict[str, int]) -> str:
    """Return which code stands for which character."""
    entries = [f"<{code:04X}> <{each.encode('utf-16-be').hex()}>" for each, code in codes.items()]
    chunks = [entries[n : n + _CHUNK] for n in range(0, len(entries), _CHUNK)]
    body = "\n".join(f"{len(each)} beginbfchar\n{chr(10).join(each)}\nendbfchar" for each in chunks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /Words def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{body}\nendcmap end end"
    )


def _named(**entries: Any) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})
