"""The process that takes some pages out of one PDF: the numbers on the first line, then the file.

Only what these pages themselves draw goes along: no notes, links, bookmarks, properties, no
picture or font that another page alone uses.
"""

import sys
from io import BytesIO
from typing import Any, Final

from msgspec import Struct, json
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream, DictionaryObject, NameObject

from shared.apart import answer

MEMORY: Final = 1 << 30  # bytes
KEPT: Final = ("/Type", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/Resources")
BROKEN: Final = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


class Taken(Struct, kw_only=True):
    """What came of it: how many pages the file has; ``fault``: locked, damaged or missing."""

    of: int = 0
    fault: str = ""


def taken(numbers: tuple[int, ...], data: bytes) -> tuple[Taken, bytes]:
    """Return a PDF of these pages alone, and how many the file has."""
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        return Taken(fault="locked"), b""
    of = len(reader.pages)
    if any(not 1 <= each <= of for each in numbers):
        return Taken(of=of, fault="missing"), b""
    writer = PdfWriter()
    writer.metadata = None
    for number in numbers or range(1, of + 1):
        writer.add_page(_alone(reader.pages[number - 1], reader))
    out = BytesIO()
    writer.write(out)
    return Taken(of=of), out.getvalue()


def _alone(page: Any, reader: PdfReader) -> Any:
    """Strip a page of all that leads beyond it."""
    inherited = {key: page.get(key) for key in ("/MediaBox", "/CropBox", "/Rotate")}
    resources = page.get("/Resources", DictionaryObject()).get_object()
    used = _names(page, reader)
    for key in list(page):
        if key not in {*KEPT, "/Parent"}:
            del page[key]
    page[NameObject("/Resources")] = DictionaryObject(
        {kind: _pruned(value.get_object(), used) for kind, value in resources.items()}
    )
    page.update({NameObject(key): value for key, value in inherited.items() if value is not None})
    return page


def _names(page: Any, reader: PdfReader) -> set[str]:
    """Return every name that the page's own drawing speaks of."""
    contents = page.get_contents()
    if contents is None:
        return set()
    stream = ContentStream(contents, reader)
    spoken = (each for operands, _ in stream.operations for each in _flat(operands))
    return {str(each) for each in spoken if isinstance(each, NameObject)}


def _flat(operands: Any) -> Any:
    if isinstance(operands, dict):
        return list(operands.values())
    return operands if isinstance(operands, list) else []


def _pruned(resources: Any, used: set[str]) -> Any:
    if not isinstance(resources, DictionaryObject):
        return resources
    return DictionaryObject({k: v for k, v in resources.items() if str(k) in used})


def answered(asked: bytes) -> bytes:
    """Return the answer to numbers (a line of JSON) and a file (the rest)."""
    numbers, _, data = asked.partition(b"\n")
    try:
        told, pages = taken(json.decode(numbers, type=tuple[int, ...]), data)
    except BROKEN:
        told, pages = Taken(fault="damaged"), b""
    return json.encode(told) + b"\n" + pages


def main() -> int:
    """Read, take out, go."""
    return answer(answered, MEMORY)


if __name__ == "__main__":
    sys.exit(main())
