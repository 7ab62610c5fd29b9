"""办结退回的方案 — what was returned and is taken up by nobody is ended by who would decide it."""

from services.workflow.domain import clearance, separation
from services.workflow.domain.proposal_state import Proposal
from services.workflow.domain.terms import Rules
from shared.record import Cause


def allowed(rules: Rules, proposal: Proposal, cause: Cause) -> None:
    """Refuse to end it, unless by the unit's approver or the body that would consent to it.

    Otherwise a change of what is withdrawn meanwhile, or a plan that its clerk gave up, would
    wait for ever, and bar every other change of the same matter.
    """
    route, authors, reviewers = proposal.route, proposal.authors, proposal.reviewers
    if route is not None and clearance.speaks_for(route, cause):
        clearance.judged(route, authors, reviewers, cause)
    else:
        separation.decides(rules, proposal.unit, authors, reviewers, cause)
