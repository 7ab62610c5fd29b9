"""Words of handling: what is asked on the way from an opinion's receipt to its last answer.

Who is concerned, which day is due and what a superior may see is evidence: it comes
with the command, gathered by the handlers.
"""

from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.feedback.domain.outcome_draft import Reporter
from services.feedback.domain.terms import (
    Finding,
    Kind,
    PersonId,
    PublicText,
    Satisfaction,
    Sealed,
)

NOBODY: Final[frozenset[str]] = frozenset()


class SortOpinion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """整理意见 — ``named``: the persons complained of; they never get to see it.

    ``prominent``: a prominent problem (突出问题), whose solution is made ready to be disclosed.
    """

    kind: Kind
    topic: PublicText = ""
    named: frozenset[str] = NOBODY
    prominent: bool = False
    reporter: Reporter = Reporter.MASSES


class OpinionSorted(Struct, frozen=True, kw_only=True, tag="feedback.opinion.sorted.v1"):
    """意见已整理"""

    kind: Kind
    topic: str
    named: tuple[str, ...]
    prominent: bool = False
    reporter: Reporter = Reporter.MASSES


class MergeOpinion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """并案 — this opinion says what another one says; ``handler``: who has that one."""

    lead: UUID
    lead_unit: str
    lead_open: bool
    handler: str = ""


class OpinionMerged(Struct, frozen=True, kw_only=True, tag="feedback.opinion.merged.v1"):
    """意见已并案"""

    lead: UUID


class FollowLead(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """随主件办结 — what was found of the one was found of all; they have its time, too."""

    handler: PersonId
    finding: Finding
    conclusion: PublicText
    due: date | None = None


class FollowOutcome(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """随主件公开答复 — the public answer to the one answers all that are not signed."""


class ForwardOpinion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """转送意见 — to the unit whose matter it is."""

    unit: str
    reason: PublicText


class OpinionForwarded(Struct, frozen=True, kw_only=True, tag="feedback.opinion.forwarded.v1"):
    """意见已转送"""

    giver: str
    unit: str
    reason: str


class StopClock(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """中止计时"""

    reason: PublicText


class ClockStopped(Struct, frozen=True, kw_only=True, tag="feedback.clock.stopped.v1"):
    """计时已中止"""

    reason: str


class ResumeClock(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """恢复计时 — ``due``: the day that is due now that the stop is over."""

    due: date


class ClockResumed(Struct, frozen=True, kw_only=True, tag="feedback.clock.resumed.v1"):
    """计时已恢复"""

    due: date


class ExtendTerm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """延长期限 — ``at_most``: how many times the unit's scheme allows."""

    reason: PublicText
    due: date
    at_most: int = 1


class TermExtended(Struct, frozen=True, kw_only=True, tag="feedback.term.extended.v1"):
    """期限已延长"""

    reason: str
    due: date


class EscalateOpinion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """无人认领，上报 — ``superior``: the unit above, empty if there is none."""

    superior: str = ""


class OpinionEscalated(Struct, frozen=True, kw_only=True, tag="feedback.opinion.escalated.v1"):
    """意见已上报"""

    unit: str
    superior: str
    claim_by: date


class InvestigateOpinion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记调查核实 — on what day, by whom besides the handler, and what was found."""

    held_on: date
    note: Sealed
    members: frozenset[str] = NOBODY
    concerned: frozenset[str] = NOBODY


class OpinionInvestigated(
    Struct, frozen=True, kw_only=True, tag="feedback.opinion.investigated.v1"
):
    """意见已调查核实"""

    held_on: date
    note: Sealed
    members: tuple[str, ...]


class FlagMajor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """标为重大问题"""

    reason: PublicText


class OpinionFlagged(Struct, frozen=True, kw_only=True, tag="feedback.opinion.flagged.v1"):
    """意见已标为重大问题"""

    reason: str


class StudyMajor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记领导小组研究"""

    meeting: PublicText
    held_on: date
    advice: PublicText


class OpinionStudied(Struct, frozen=True, kw_only=True, tag="feedback.opinion.studied.v1"):
    """领导小组已研究"""

    meeting: str
    held_on: date
    advice: str


class DecideMajor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记党组讨论决定"""

    meeting: PublicText
    held_on: date
    decision: PublicText


class OpinionDecided(Struct, frozen=True, kw_only=True, tag="feedback.opinion.decided.v1"):
    """党组已讨论决定"""

    meeting: str
    held_on: date
    decision: str


class NotifyGroup(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """向领导小组报告办理结果"""

    report: PublicText


class GroupNotified(Struct, frozen=True, kw_only=True, tag="feedback.group.notified.v1"):
    """办理结果已报告领导小组"""

    report: str


class OrderRectification(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """责令整改"""

    owner: PersonId
    task: PublicText
    due: date


class RectificationOrdered(
    Struct, frozen=True, kw_only=True, tag="feedback.rectification.ordered.v1"
):
    """整改已责成"""

    unit: str
    owner: str
    task: str
    due: date


class ReportRectification(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """报告整改情况"""

    done: PublicText


class RectificationReported(
    Struct, frozen=True, kw_only=True, tag="feedback.rectification.reported.v1"
):
    """整改情况已报告"""

    done: str


class CheckRectification(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """验收整改"""

    passed: bool
    note: PublicText


class RectificationChecked(
    Struct, frozen=True, kw_only=True, tag="feedback.rectification.checked.v1"
):
    """整改已验收"""

    unit: str
    passed: bool
    note: str


class WithholdOutcome(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """决定不公开办理结果 — of a signed opinion, with the reason (S4-14)."""

    reason: PublicText
    must_publish: bool = False


class OutcomeReserved(Struct, frozen=True, kw_only=True, tag="feedback.outcome.reserved.v1"):
    """已决定不公开办理结果"""

    reason: str


class RateReply(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """评价办理结果"""

    satisfaction: Satisfaction


class ReplyRated(Struct, frozen=True, kw_only=True, tag="feedback.reply.rated.v1"):
    """办理结果已评价"""

    unit: str
    satisfaction: Satisfaction


class ReopenOpinion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """要求重新办理 — once, until ``last_day``; ``due``: the day by which it is answered."""

    reason: Sealed
    last_day: date
    due: date


class OpinionReopened(Struct, frozen=True, kw_only=True, tag="feedback.opinion.reopened.v1"):
    """意见已重新办理"""

    unit: str
    reason: Sealed
    due: date


class CorrectIdentity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """更正身份信息"""

    identity: Sealed


class IdentityCorrected(Struct, frozen=True, kw_only=True, tag="feedback.identity.corrected.v1"):
    """身份信息已更正"""

    identity: Sealed


class EraseOpinion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """依法删除个人信息"""

    ground: PublicText


class OpinionErased(Struct, frozen=True, kw_only=True, tag="feedback.opinion.erased.v1"):
    """个人信息已依法删除"""

    unit: str
    ground: str


class LinkProposal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """关联方案"""

    proposal_id: str
    kind: str
    disclosure_id: str


class ProposalLinked(Struct, frozen=True, kw_only=True, tag="feedback.proposal.linked.v1"):
    """意见与方案已关联 — what was approved because of the opinion."""

    proposal_id: str
    kind: str
    disclosure_id: str


HandlingCommand = (
    SortOpinion
    | MergeOpinion
    | FollowLead
    | FollowOutcome
    | ForwardOpinion
    | StopClock
    | ResumeClock
    | ExtendTerm
    | EscalateOpinion
    | InvestigateOpinion
    | FlagMajor
    | StudyMajor
    | DecideMajor
    | NotifyGroup
    | OrderRectification
    | ReportRectification
    | CheckRectification
    | WithholdOutcome
    | RateReply
    | ReopenOpinion
    | CorrectIdentity
    | EraseOpinion
    | LinkProposal
)
HandlingEvent = (
    OpinionSorted
    | OpinionMerged
    | OpinionForwarded
    | ClockStopped
    | ClockResumed
    | TermExtended
    | OpinionEscalated
    | OpinionInvestigated
    | OpinionFlagged
    | OpinionStudied
    | OpinionDecided
    | GroupNotified
    | RectificationOrdered
    | RectificationReported
    | RectificationChecked
    | OutcomeReserved
    | ReplyRated
    | OpinionReopened
    | IdentityCorrected
    | OpinionErased
    | ProposalLinked
)
