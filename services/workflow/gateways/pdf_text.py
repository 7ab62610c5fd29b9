"""PDF: read by a process of its own, with a limit of time and memory, for it may be hostile."""

from base64 import b64decode
from typing import Final

from msgspec import MsgspecError, json

from services.workflow.domain.screening import Piece
from services.workflow.gateways import ocr
from services.workflow.gateways.pdf_worker import WITH_PICTURES, Answer
from services.workflow.gateways.said import FileDamagedError, FileTooSlowError, Said, hidden, unread
from shared.apart import ask

SECONDS: Final = 60.0
WORKER: Final = "services.workflow.gateways.pdf_worker"


def read(data: bytes, seconds: float = SECONDS) -> Said:
    """Return all the words of a PDF: pages, notes, forms, properties, files within, old revisions.

    Raises:
        FileDamagedError: it cannot be read.
        FileTooSlowError: it takes too long.

    """
    words = [WITH_PICTURES] if ocr.ready() else []
    try:
        answer = json.decode(ask(WORKER, data, seconds, *words), type=Answer)
    except TimeoutError as error:
        raise FileTooSlowError(field="file") from error
    except MsgspecError as error:
        raise FileDamagedError("PDF", field="file") from error
    return _said(answer)


def _said(answer: Answer) -> Said:
    return Said(
        pieces=[Piece(place=place, text=text) for place, text in answer.texts],
        findings=[
            *(hidden(place, what) for place, what in answer.hidden),
            *(unread(place, why) for place, why in answer.unread),
        ],
        inner=[(name, b64decode(data)) for name, data in answer.inner],
    )
