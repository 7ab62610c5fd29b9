"""文件的请求和事实 — a disclosure on paper: poster, notice, briefing, and which bytes they were."""

from enum import Enum
from typing import Final

from msgspec import Struct

from services.publishing.domain.terms import Phase


class PaperKind(Enum):
    """文件种类"""

    POSTER = "poster"
    NOTICE = "notice"
    BRIEFING = "briefing"


PAPERS: Final = {
    PaperKind.POSTER: "公开栏海报",
    PaperKind.NOTICE: "公告",
    PaperKind.BRIEFING: "简报",
}
ENDINGS: Final = {
    PaperKind.POSTER: ("pdf",),
    PaperKind.NOTICE: ("pdf", "docx"),
    PaperKind.BRIEFING: ("pdf", "docx"),
}


class IssuePaper(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """出具文件 — ``sha256`` (hex) and ``size`` (bytes) are those of the file that was made."""

    unit: str
    disclosure_id: str
    version: int
    digest: str
    phase: Phase
    withdrawn: bool
    kind: PaperKind
    ending: str
    sha256: str
    size: int


class PaperIssued(Struct, frozen=True, kw_only=True, tag="publishing.paper.issued.v1"):
    """文件已出具 — ``digest`` is that of the approved plan, ``sha256`` that of the file."""

    unit: str
    disclosure_id: str
    version: int
    digest: str
    kind: str
    ending: str
    sha256: str
    size: int


PaperCommand = IssuePaper
PaperEvent = PaperIssued
