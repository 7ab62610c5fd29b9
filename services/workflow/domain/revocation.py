"""撤销批准 — who could approve may take the approval back: what nobody has read is then cancelled.

What has been opened meanwhile is withdrawn by publishing, and its page says why.
"""

from services.workflow.domain.proposal_state import Proposal, Status
from services.workflow.domain.revocation_words import ProposalRevoked
from services.workflow.domain.terms import Kind, Rules
from shared.decider import NotFoundError, RejectedError
from shared.record import Cause


class NothingApprovedError(NotFoundError):
    """没有找到这份方案。"""


class NotApprovedError(RejectedError):
    """这份方案没有批准，或者批准已经撤销，不能撤销批准。"""


class CarriedOutError(RejectedError):
    """更正、撤回经批准后立即执行，不能撤销批准；要改正的，请另行提出更正。"""


def standing(proposal: Proposal) -> Rules:
    """Return the rules of an approval that can be taken back."""
    if proposal.rules is None:
        raise NothingApprovedError
    if proposal.status is not Status.APPROVED:
        raise NotApprovedError
    if proposal.kind is not Kind.DISCLOSE:
        raise CarriedOutError
    return proposal.rules


def revoked(reason: str, proposal: Proposal, cause: Cause) -> ProposalRevoked:
    """Return the fact that an approval was taken back."""
    return ProposalRevoked(
        unit=proposal.unit,
        item_id=proposal.item_id,
        kind=proposal.kind,
        reason=reason,
        revoked_by=cause.actor,
    )
