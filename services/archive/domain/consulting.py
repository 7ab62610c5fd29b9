"""查阅 — what auditors have looked for, and what they have taken along: every time a fact."""

from typing import Annotated, Final
from uuid import UUID, uuid5

from msgspec import Meta, Struct
from msgspec.structs import asdict

from services.archive.domain.terms import Count, Digest, Index
from shared.decider import Decider, InvalidError
from shared.record import Cause

_CONSULTING: Final = uuid5(UUID(int=0), "archive.consulting")
Question = Annotated[str, Meta(max_length=4_000)]


class NothingAskedError(InvalidError):
    """请写明要查什么（question）。"""


class LogQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记历史查询 — ``refused`` is the name of the rule that refused it, empty if answered."""

    question: Question
    rows: Index = 0
    refused: str = ""


class LogSearch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记查阅 — ``place`` is which list or story; ``question`` what was looked for in it."""

    place: str
    question: Question
    found: Index = 0


class SignDownload(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """签署下载 — ``note`` names the file and its digest, and is signed with the log's key."""

    name: str
    sha256: Digest
    size: Count
    note: str


class HistoryQueried(Struct, frozen=True, kw_only=True, tag="archive.history.queried.v1"):
    """历史已查询"""

    question: str
    rows: int
    refused: str = ""


class LedgerSearched(Struct, frozen=True, kw_only=True, tag="archive.ledger.searched.v1"):
    """存档已查阅"""

    place: str
    question: str
    found: int


class DownloadSigned(Struct, frozen=True, kw_only=True, tag="archive.download.signed.v1"):
    """下载已签署"""

    name: str
    sha256: str
    size: int
    note: str


ConsultingCommand = LogQuery | LogSearch | SignDownload
ConsultingEvent = HistoryQueried | LedgerSearched | DownloadSigned


def decide(command: ConsultingCommand, _: int, __: Cause) -> list[ConsultingEvent]:
    """Put on record what was asked, whatever came of it."""
    match command:
        case LogQuery(question=question) | LogSearch(question=question) if not question.strip():
            raise NothingAskedError(field="question")
        case LogQuery():
            return [HistoryQueried(**asdict(command))]
        case LogSearch():
            return [LedgerSearched(**asdict(command))]
        case SignDownload():
            return [DownloadSigned(**asdict(command))]


def evolve(count: int, _: ConsultingEvent) -> int:
    """Count."""
    return count + 1


def consulting_of(person: str) -> UUID:
    """Return the stream of what one person has looked for."""
    return uuid5(_CONSULTING, person)


CONSULTING: Final = Decider[ConsultingCommand, int, ConsultingEvent](
    initial=0, decide=decide, evolve=evolve
)
