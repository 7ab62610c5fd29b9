"""会签 — one more signature, on a text that has passed every check."""

from services.workflow.domain import procedure, verdicts, wording
from services.workflow.domain.procedure_words import CountersignProposal, ProposalCountersigned
from services.workflow.domain.proposal_state import Proposal
from services.workflow.domain.terms import Rules
from shared.record import Cause


def countersigned(
    command: CountersignProposal, rules: Rules, proposal: Proposal, cause: Cause
) -> ProposalCountersigned:
    """Return the fact that one more person signs the text under review."""
    procedure.countersigns(rules, proposal, cause)
    wording.latest(command.digest, proposal.digest)
    verdicts.all_passed(rules, proposal.verdicts)
    wording.not_too_long(command.note, "note")
    return ProposalCountersigned(
        unit=proposal.unit,
        digest=command.digest,
        countersigned_by=cause.actor,
        note=command.note.strip(),
    )
