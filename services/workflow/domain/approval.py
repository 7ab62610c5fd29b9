"""批准 — the fact that says everything which is to be carried out."""

from services.workflow.domain.events import ProposalApproved
from services.workflow.domain.proposal_state import Proposal
from services.workflow.domain.terms import Plan, Rules


def of(proposal: Proposal, plan: Plan, rules: Rules, by: str) -> ProposalApproved:
    """Return the approval of this text by somebody."""
    return ProposalApproved(
        unit=proposal.unit,
        item_id=proposal.item_id,
        kind=proposal.kind,
        plan=plan,
        digest=proposal.digest,
        disclosure_id=proposal.disclosure_id,
        opinion_id=proposal.opinion_id,
        explanation=proposal.explanation,
        inner_first=rules.inner_first,
        min_inner_working_days=rules.min_inner_working_days,
        approved_by=by,
    )
