"""脱密件 — made by a process of its own, then read again by others before anybody may have it."""

from threading import BoundedSemaphore
from typing import Final

from msgspec import MsgspecError, json

from services.workflow.domain.screening.covering import Wanted, spans
from services.workflow.gateways import file_text, packing, redact_said, said
from services.workflow.gateways.redact_said import Order, Rendition
from services.workflow.gateways.redact_worker import Answer
from shared.apart import ask
from shared.decider import InvalidError

SECONDS: Final = 240.0
WORKER: Final = "services.workflow.gateways.redact_worker"
_ROOM: Final = BoundedSemaphore(2)  # at once: each may take as much memory as it is allowed
_RULES: Final[dict[str, type[InvalidError]]] = {
    each.__name__: each
    for each in (
        said.FileDamagedError,
        said.FileTooLargeError,
        packing.UnpacksTooLargeError,
        redact_said.LockedFileError,
        redact_said.NothingVisibleError,
        redact_said.TooManyPagesError,
        redact_said.UnredactableFileError,
    )
}


class RedactionTooSlowError(InvalidError):
    """文件太复杂，四分钟内生成不了脱密件，请拆分或者简化后再上传。"""


class RedactionIncompleteError(InvalidError):
    """脱密件里还查得到要去掉的内容，没有生成，请改用人工脱密的文件。"""


def redact_file(data: bytes, order: Order, seconds: float = SECONDS) -> Rendition:
    """Return the public rendition of a file: nothing in it that was ordered out, or none at all.

    Raises:
        InvalidError: the file cannot be made anew, takes too long, or what was made still tells.

    """
    made = _made(data, order, seconds)
    if _still_told(made.data, order.wanted):
        raise RedactionIncompleteError(field="file")
    return made


def _made(data: bytes, order: Order, seconds: float) -> Rendition:
    try:
        with _ROOM:
            answered = ask(WORKER, json.encode(order) + b"\n" + data, seconds)
    except TimeoutError as error:
        raise RedactionTooSlowError(field="file") from error
    told, _, made = answered.partition(b"\n")
    try:
        answer = json.decode(told, type=Answer)
    except MsgspecError as error:
        raise said.FileDamagedError("worker", field="file") from error
    if answer.refused:
        raise _RULES.get(answer.refused, said.FileDamagedError)(field="file")
    return Rendition(data=made, kind=answer.kind, left_out=answer.left_out)


def _still_told(made: bytes, wanted: Wanted) -> bool:
    """Tell whether the screening's own readers find in it what was to go."""
    return any(spans(piece.text, wanted) for piece in file_text.read(made).pieces)
