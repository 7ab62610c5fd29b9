"""A plain text with what must go covered; written anew as UTF-8."""

from services.workflow.domain.screening.covering import covered
from services.workflow.gateways.redact_said import Order, Rendition, UnredactableFileError

_ENCODINGS = ("utf-8-sig", "gb18030")


def redacted(data: bytes, order: Order) -> Rendition:
    """Return the text without what must go.

    Raises:
        UnredactableFileError: it is no text.

    """
    text = covered(_text(data), order.wanted)
    return Rendition(data=text.encode("utf-8"), kind="txt")


def _text(data: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnredactableFileError(field="file")
