"""暂缓公开的请求和事实 — a matter waits until a day, for a reason that is kept (S2-60)."""

from datetime import date

from msgspec import Struct


class HoldProposal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """暂缓公开 — until ``until``, when the matter comes back to who reviews it."""

    digest: str
    reason: str
    until: date


class ResumeProposal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """恢复办理 — of a matter that was held: before its day by a person, else by the clock."""


class ProposalHeld(Struct, frozen=True, kw_only=True, tag="workflow.proposal.held.v1"):
    """方案已暂缓公开"""

    unit: str
    title: str
    digest: str
    reason: str
    until: date
    held_by: str


class ProposalResumed(Struct, frozen=True, kw_only=True, tag="workflow.proposal.resumed.v1"):
    """方案已恢复办理"""

    unit: str
    digest: str
    resumed_by: str


HoldingCommand = HoldProposal | ResumeProposal
HoldingEvent = ProposalHeld | ProposalResumed
