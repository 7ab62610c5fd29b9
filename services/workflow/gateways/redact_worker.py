"""The process that makes one public rendition: order and file come in, the rendition goes out."""

import sys
from typing import Final

from msgspec import Struct, json

from services.workflow.gateways import (
    image_text,
    packing,
    redact_docx,
    redact_image,
    redact_pdf,
    redact_text,
    redact_xlsx,
)
from services.workflow.gateways.redact_said import Order, Rendition, UnredactableFileError
from shared.apart import answer
from shared.decider import InvalidError

MEMORY: Final = 3 << 29  # bytes


class Answer(Struct, frozen=True, kw_only=True):
    """What came of it; ``refused``: the name of the rule, nothing was made then."""

    kind: str = ""
    left_out: tuple[str, ...] = ()
    refused: str = ""


def redacted(data: bytes, order: Order) -> Rendition:
    """Return the public rendition of a file, by what the file is, not by its name.

    Raises:
        InvalidError: it is damaged, locked, too large, or of no kind that can be made anew.

    """
    if b"%PDF-" in data[:1024]:
        return redact_pdf.redacted(data, order)
    if data.startswith(b"PK\x03\x04"):
        return _office(data, order)
    if image_text.is_image(data):
        return redact_image.redacted(data, order)
    if b"\x00" in data[:4096]:
        raise UnredactableFileError(field="file")
    return redact_text.redacted(data, order)


def _office(data: bytes, order: Order) -> Rendition:
    members = packing.members_of(data)
    if "word/document.xml" in members:
        return redact_docx.redacted(members, order)
    if "xl/workbook.xml" in members:
        return redact_xlsx.redacted(members, order)
    raise UnredactableFileError(field="file")


def answered(asked: bytes) -> bytes:
    """Return the answer to an order (a line of JSON) and a file (the rest)."""
    order, _, data = asked.partition(b"\n")
    try:
        made = redacted(data, json.decode(order, type=Order))
    except InvalidError as refusal:
        return json.encode(Answer(refused=type(refusal).__name__)) + b"\n"
    return json.encode(Answer(kind=made.kind, left_out=made.left_out)) + b"\n" + made.data


def main() -> int:
    """Make, tell, go."""
    return answer(answered, MEMORY)


if __name__ == "__main__":
    sys.exit(main())
