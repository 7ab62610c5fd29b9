"""文件 — what is printed of a disclosure goes out under its digest, so that it can be checked."""

from typing import Final

from msgspec import Struct

from services.publishing.domain.board import by_keeper
from services.publishing.domain.disclosure import WithdrawnError
from services.publishing.domain.paper_words import ENDINGS, IssuePaper, PaperIssued
from services.publishing.domain.terms import Phase
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause

OPENED: Final = (Phase.INNER, Phase.PUBLIC)


class Papers(Struct, frozen=True, kw_only=True):
    """What must be remembered: the digests of what has been issued."""

    issued: frozenset[str] = frozenset()


class PaperKindError(InvalidError):
    """没有这种文件：海报只有 PDF，公告和简报有 PDF 和 DOCX。"""


class PaperTooEarlyError(RejectedError):
    """该事项还没有开始公开，不能出具文件。"""


class AlreadyIssuedError(RejectedError):
    """这份文件已经出具过，内容没有变化，不用重复出具。"""


def decide(command: IssuePaper, state: Papers, cause: Cause) -> list[PaperIssued]:
    """Return what follows from a command, or refuse it by a rule; the same file goes out once."""
    by_keeper(command.unit, cause)
    if command.ending not in ENDINGS[command.kind]:
        raise PaperKindError(command.ending, field="ending")
    if command.withdrawn:
        raise WithdrawnError
    if command.phase not in OPENED:
        raise PaperTooEarlyError(command.phase)
    if command.sha256 in state.issued:
        raise AlreadyIssuedError(command.sha256)
    return [
        PaperIssued(
            unit=command.unit,
            disclosure_id=command.disclosure_id,
            version=command.version,
            digest=command.digest,
            kind=command.kind.value,
            ending=command.ending,
            sha256=command.sha256,
            size=command.size,
        )
    ]


def evolve(state: Papers, event: PaperIssued) -> Papers:
    """Return what is remembered after a fact."""
    return Papers(issued=state.issued | {event.sha256})


PAPER: Final = Decider[IssuePaper, Papers, PaperIssued](
    initial=Papers(), decide=decide, evolve=evolve
)
