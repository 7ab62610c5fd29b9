"""声明 — who answers for a text states that it is complete and true, before it goes out (S2-48)."""

from services.workflow.domain import wording
from services.workflow.domain.procedure_words import ProposalVouched, VouchProposal
from services.workflow.domain.proposal_state import Proposal
from services.workflow.domain.terms import Kind, Rules
from shared.decider import ForbiddenError, InvalidError, RejectedError
from shared.record import Cause


class StatementsMissingError(RejectedError):
    """这份方案还没有签署规定的声明，不能批准。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, with what is to be stated."""
        return f"这份方案还没有签署声明（{'、'.join(self.args)}），不能批准。"


class StatementsPartialError(InvalidError):
    """声明：规定的各项要一并签署，不能只签其中几项，也不能签别的。"""


class NoStatementError(RejectedError):
    """这份方案不需要签署声明，或者已经签署。"""


class NotVoucherError(ForbiddenError):
    """本单位的实施方案没有规定由您的职务签署声明。"""


def wanted(rules: Rules, proposal: Proposal) -> tuple[str, ...]:
    """Return what is still to be stated of a text; a withdrawal shows nothing to answer for."""
    if proposal.kind is Kind.WITHDRAW or proposal.vouched == proposal.digest:
        return ()
    return rules.procedure.statements


def vouched(rules: Rules, proposal: Proposal) -> None:
    """Refuse to let a text out that nobody answers for."""
    if missing := wanted(rules, proposal):
        raise StatementsMissingError(*missing)


def states(
    command: VouchProposal, rules: Rules, proposal: Proposal, cause: Cause
) -> ProposalVouched:
    """Return the fact that somebody answers for the text that is under review."""
    _voucher(rules, proposal.unit, cause)
    wording.latest(command.digest, proposal.digest)
    if not wanted(rules, proposal):
        raise NoStatementError
    return _fact(command.statements, rules, proposal.unit, proposal.digest, cause)


def at_once(
    statements: tuple[str, ...], rules: Rules, unit: str, digest: str, cause: Cause
) -> list[ProposalVouched]:
    """Return the fact that who proposes a text answers for it in the same breath; if they do."""
    if not statements:
        return []
    _voucher(rules, unit, cause)
    return [_fact(statements, rules, unit, digest, cause)]


def _voucher(rules: Rules, unit: str, cause: Cause) -> None:
    posts = {each.value for each in rules.procedure.vouchers}
    if cause.unit != unit or cause.post not in posts:
        raise NotVoucherError(cause.post, field="statements")


def _fact(
    statements: tuple[str, ...], rules: Rules, unit: str, digest: str, cause: Cause
) -> ProposalVouched:
    if set(statements) != set(rules.procedure.statements):
        raise StatementsPartialError(*rules.procedure.statements, field="statements")
    return ProposalVouched(
        unit=unit,
        digest=digest,
        statements=rules.procedure.statements,
        vouched_by=cause.actor,
    )
