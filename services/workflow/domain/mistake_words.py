"""差错的请求和事实 — what may be asked about an error in what was disclosed, and what followed."""

from datetime import date
from enum import Enum
from typing import Final

from msgspec import Struct

from services.workflow.domain.terms import Check


class Part(Enum):
    """环节 — what a responsible person had done to the text that was wrong."""

    PROPOSED = "proposed"
    REVIEWED = "reviewed"
    COUNTERSIGNED = "countersigned"
    APPROVED = "approved"


PARTS: Final = {
    Part.PROPOSED: "提出",
    Part.REVIEWED: "审核",
    Part.COUNTERSIGNED: "会签",
    Part.APPROVED: "批准",
}


class Responsible(Struct, frozen=True, kw_only=True):
    """责任人 — who did a part, in the unit and the post of that day; ``checks`` of a review."""

    person: str
    unit: str
    post: str
    part: Part
    on: date
    checks: tuple[Check, ...] = ()


class ReportMistake(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记差错 — what is wrong in the text that is in force, and what it should say."""

    disclosure_id: str
    what: str
    correct: str = ""


class RegisterMistake(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """建立差错台账 — a report, with the text it is about and who answers for that text."""

    asked: ReportMistake
    unit: str
    item_id: str
    version: int
    title: str
    responsible: tuple[Responsible, ...]
    opinion_id: str = ""


class CorrectMistake(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """记录差错已更正 — by this version; 0: by withdrawal."""

    version: int
    proposal_id: str = ""


class DismissMistake(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """撤销差错登记 — what was disclosed was right after all, for this reason."""

    reason: str


class MistakeReported(Struct, frozen=True, kw_only=True, tag="workflow.mistake.reported.v1"):
    """差错已登记

    ``version`` is the one in force, which is wrong; ``opinion_id`` the opinion that found it;
    ``responsible`` everybody by whom that version came about, in the posts of that time.
    """

    unit: str
    item_id: str
    disclosure_id: str
    version: int
    title: str
    what: str
    correct: str
    reported_by: str
    responsible: tuple[Responsible, ...]
    opinion_id: str = ""


class MistakeCorrected(Struct, frozen=True, kw_only=True, tag="workflow.mistake.corrected.v1"):
    """差错已更正 — ``version`` is the right one; 0: it was withdrawn instead."""

    unit: str
    disclosure_id: str
    version: int
    corrected_on: date
    proposal_id: str = ""


class MistakeDismissed(Struct, frozen=True, kw_only=True, tag="workflow.mistake.dismissed.v1"):
    """差错登记已撤销"""

    unit: str
    disclosure_id: str
    reason: str
    dismissed_by: str


MistakeCommand = RegisterMistake | CorrectMistake | DismissMistake
MistakeEvent = MistakeReported | MistakeCorrected | MistakeDismissed
