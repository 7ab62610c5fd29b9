"""脱密件 — of one proposal's files; once there is a rendition, the original goes out no more."""

from typing import Final

from msgspec import Struct

from services.workflow.domain.redaction_words import (
    AttachmentRedacted,
    Box,
    EncloseFiles,
    RecordRedaction,
    RedactAttachment,
    RedactionCommand,
)
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause

SHORTEST: Final = 2  # characters of what is to be taken out
LONGEST: Final = 200
PHRASES: Final = 100
BOXES: Final = 500
WHOLE: Final = 1_000  # per mille


class Redactions(Struct, frozen=True, kw_only=True):
    """What must be remembered: which originals have renditions, in the order they were made."""

    made: tuple[AttachmentRedacted, ...] = ()


class OriginalEnclosedError(RejectedError):
    """这份附件已经生成脱密件，原件只供内部查阅，请改附脱密件。"""

    def __init__(self, digest: str) -> None:
        super().__init__(digest[:8], field="attachments")


class NothingRedactedError(InvalidError):
    """请选择要去掉的内容种类，或者填写要去掉的文字、要涂黑的位置。"""


class PhraseError(InvalidError):
    """要去掉的文字每处2至200个字，最多100处。"""


class BoxError(InvalidError):
    """涂黑位置写成“页 左 上 右 下”，按千分之几填0至1000，左小于右、上小于下，最多500处。"""


class RedactionNotProvidedError(RejectedError):
    """本单位的实施方案没有规定脱密后公开，含密的内容请从方案里删去。"""


class RedactionClosedError(RejectedError):
    """方案已经办结，不能再生成脱密件。"""


class AlreadyRedactedError(RejectedError):
    """按同样要求已经生成过这份脱密件，不必再生成。"""


def asked(command: RedactAttachment) -> None:
    """Refuse an order that says nothing, too little or the impossible, before anything is made."""
    if not (command.kinds or command.phrases or command.boxes):
        raise NothingRedactedError(field="kinds")
    lengths = [len("".join(each.split())) for each in command.phrases]
    if len(lengths) > PHRASES or any(not SHORTEST <= each <= LONGEST for each in lengths):
        raise PhraseError(field="phrases")
    if len(command.boxes) > BOXES or not all(_is_box(each) for each in command.boxes):
        raise BoxError(field="boxes")


def latest(redactions: Redactions) -> dict[str, AttachmentRedacted]:
    """Return the latest rendition of each original, by the original's SHA-256."""
    return {each.original.sha256: each for each in redactions.made}


def decide(
    command: RedactionCommand, redactions: Redactions, _cause: Cause
) -> list[AttachmentRedacted]:
    """Judge one command."""
    match command:
        case RecordRedaction(made=made):
            return [_recorded(made, redactions)]
        case EncloseFiles(digests=digests):
            _publishable(digests, redactions)
            return []


def evolve(redactions: Redactions, event: AttachmentRedacted) -> Redactions:
    """Remember what happened."""
    return Redactions(made=(*redactions.made, event))


REDACTION = Decider(initial=Redactions(), decide=decide, evolve=evolve)


def _is_box(box: Box) -> bool:
    across = 0 <= box.left < box.right <= WHOLE
    return across and 0 <= box.top < box.bottom <= WHOLE and box.page >= 1


def _recorded(made: AttachmentRedacted, redactions: Redactions) -> AttachmentRedacted:
    pairs = {(each.original.sha256, each.rendition.sha256) for each in redactions.made}
    if (made.original.sha256, made.rendition.sha256) in pairs:
        raise AlreadyRedactedError
    return made


def _publishable(digests: tuple[str, ...], redactions: Redactions) -> None:
    """Refuse an original that has a rendition: what was taken out once stays out (S3-19)."""
    originals = {each.original.sha256 for each in redactions.made}
    for digest in digests:
        if digest in originals:
            raise OriginalEnclosedError(digest)
