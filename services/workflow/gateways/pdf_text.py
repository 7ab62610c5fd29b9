"""PDF: read by a process of its own, with a limit of time and memory, for it may be hostile."""

import subprocess
import sys
from base64 import b64decode
from typing import Final

from msgspec import MsgspecError, json

from services.workflow.domain.screening import Piece
from services.workflow.gateways import ocr
from services.workflow.gateways.pdf_worker import WITH_PICTURES, Answer
from services.workflow.gateways.said import FileDamagedError, Said, hidden, unread
from shared.decider import InvalidError

SECONDS: Final = 60.0
WORKER: Final = "services.workflow.gateways.pdf_worker"


class FileTooSlowError(InvalidError):
    """PDF 文件太复杂，一分钟内读不完，为安全起见不予读取，请重新生成后再上传。"""


def read(data: bytes, seconds: float = SECONDS) -> Said:
    """Return all the words of a PDF: pages, notes, forms, properties, files within, old revisions.

    Raises:
        FileDamagedError: it cannot be read.
        FileTooSlowError: it takes too long.

    """
    try:
        done = subprocess.run(  # noqa: S603 — our own program, no shell
            [sys.executable, "-m", WORKER, *([WITH_PICTURES] if ocr.ready() else [])],
            input=data,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FileTooSlowError(field="file") from error
    try:
        answer = json.decode(done.stdout, type=Answer)
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
