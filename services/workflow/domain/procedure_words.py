"""办理程序 — what may be asked beyond review and approval, and what has happened."""

from msgspec import Struct

from services.workflow.domain.terms import Check, Post


class CountersignProposal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """会签 — one more signature on the very text that has this digest."""

    digest: str
    note: str = ""


class InvokeCatalog(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """按目录批准办理 — the approved catalog stands for the approval of this very text (S4-11)."""

    digest: str


class VouchProposal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """签署声明 — that these things are so (全面、真实) of the very text that has this digest."""

    digest: str
    statements: tuple[str, ...]


class KeptReview(Struct, frozen=True, kw_only=True):
    """沿用的审核结论 — a pass that was given on an earlier text."""

    check: Check
    digest: str
    reviewed_by: str


class ReviewRouted(Struct, frozen=True, kw_only=True, tag="workflow.review.routed.v1"):
    """审核已改由替补职务办理

    Who proposes holds a post that would check the matter: its own office checks nothing of
    its own. ``rule`` is the clause that says so.
    """

    unit: str
    item_id: str
    title: str
    proposer: str
    checks: tuple[Check, ...]
    posts: tuple[Post, ...]
    substitutes: tuple[Post, ...]
    rule: str


class ReviewKept(Struct, frozen=True, kw_only=True, tag="workflow.review.kept.v1"):
    """审核结论已沿用 — the resubmitted text leaves alone what these checks are about."""

    unit: str
    title: str
    digest: str
    kept: tuple[KeptReview, ...]


class ProposalCountersigned(
    Struct, frozen=True, kw_only=True, tag="workflow.proposal.countersigned.v1"
):
    """方案已会签"""

    unit: str
    digest: str
    countersigned_by: str
    note: str = ""


class ProposalExempted(Struct, frozen=True, kw_only=True, tag="workflow.proposal.exempted.v1"):
    """方案已免逐件审批 — ``catalog`` is the version whose approval stands for it."""

    unit: str
    item_id: str
    title: str
    digest: str
    catalog: int
    approved_by: str
    invoked_by: str


class ProposalVouched(Struct, frozen=True, kw_only=True, tag="workflow.proposal.vouched.v1"):
    """方案已签署声明 — the statements that the scheme asks for, on the text of this digest."""

    unit: str
    digest: str
    statements: tuple[str, ...]
    vouched_by: str


ProcedureCommand = CountersignProposal | InvokeCatalog | VouchProposal
ProcedureEvent = (
    ReviewRouted | ReviewKept | ProposalCountersigned | ProposalExempted | ProposalVouched
)
