"""Words of the screening's course: what is asked, what has happened (公开前筛查)."""

from enum import Enum
from typing import Final

from msgspec import Struct

from services.workflow.domain.screening import Finding


class Outcome(Enum):
    """处理意见 — what a person says about a thing found: it must go, be covered, or may stay."""

    REMOVE = "remove"
    MASK = "mask"
    KEEP = "keep"


OUTCOMES: Final = {Outcome.REMOVE: "须删除", Outcome.MASK: "须遮盖", Outcome.KEEP: "保留"}


class ScreenText(Struct, frozen=True, kw_only=True):
    """记下筛查结果 — asked by the desk itself with every text that is proposed."""

    proposal_id: str
    unit: str
    digest: str
    findings: tuple[Finding, ...] = ()
    settlers: tuple[str, ...] = ()


class SettleFindings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """处理筛查发现 — by their numbers (from 1) in the screening that has this digest."""

    numbers: tuple[int, ...]
    outcome: Outcome
    digest: str
    reason: str = ""


class ClearText(Struct, frozen=True, kw_only=True):
    """保密审查拟通过 — asked by the desk with every secrecy verdict of 通过."""


class KeepWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """设定本单位筛查词表"""

    unit: str
    words: tuple[str, ...]


class ProposalScreened(Struct, frozen=True, kw_only=True, tag="workflow.proposal.screened.v1"):
    """方案已筛查

    Never says the thing that was found: only its kind, its place, a masked
    excerpt. ``digest`` is that of the whole text screened, since that of a short
    number could be guessed back. ``more`` counts what a fact had no room for.
    ``settlers`` are the posts that settle; empty: as before.
    """

    proposal_id: str
    unit: str
    digest: str
    submitted_by: str
    findings: tuple[Finding, ...] = ()
    more: int = 0
    settlers: tuple[str, ...] = ()


class FindingsSettled(Struct, frozen=True, kw_only=True, tag="workflow.findings.settled.v1"):
    """筛查发现已处理"""

    proposal_id: str
    digest: str
    numbers: tuple[int, ...]
    outcome: Outcome
    settled_by: str
    reason: str = ""


class WordsKept(Struct, frozen=True, kw_only=True, tag="workflow.words.kept.v1"):
    """本单位筛查词表已设定"""

    unit: str
    words: tuple[str, ...]
    kept_by: str


ScreeningEvent = ProposalScreened | FindingsSettled


class SettleInPlace(Struct, frozen=True, kw_only=True):
    """代为处理筛查发现 — asked by the desk for ``unit``, above a branch nobody leads (S0-80)."""

    asked: SettleFindings
    unit: str


ScreeningCommand = ScreenText | SettleFindings | SettleInPlace | ClearText
