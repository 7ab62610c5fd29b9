"""暂缓公开 — who reviews or decides a matter may let it wait until a day (S2-60).

While it waits nothing is done with it; when the day comes it is back where it was.
"""

from typing import Final

from services.workflow.domain import separation, wording
from services.workflow.domain.holding_words import (
    HoldingCommand,
    HoldingEvent,
    HoldProposal,
    ProposalHeld,
    ProposalResumed,
    ResumeProposal,
)
from services.workflow.domain.proposal_refusals import NotUnderReviewError
from services.workflow.domain.proposal_state import Proposal, Status
from services.workflow.domain.terms import Rules
from shared.calendar import beijing_date
from shared.decider import InvalidError, RejectedError
from shared.record import SYSTEM, Cause

LONGEST: Final = 366  # days


class HeldError(RejectedError):
    """这份方案正在暂缓公开，复核日期到了或者恢复办理以后才能办。"""


class NotHeldError(RejectedError):
    """这份方案没有暂缓公开。"""


class HoldDayError(InvalidError):
    """暂缓公开要写明复核日期，在今天以后、一年以内。"""


class TooEarlyError(RejectedError):
    """暂缓公开的复核日期还没有到。"""


def settled(
    command: HoldingCommand, proposal: Proposal, rules: Rules, cause: Cause
) -> list[HoldingEvent]:
    """Return what a request to hold, or to go on, leads to."""
    match command:
        case HoldProposal():
            return [_held(command, proposal, rules, cause)]
        case ResumeProposal():
            return [_resumed(proposal, rules, cause)]


def _held(command: HoldProposal, proposal: Proposal, rules: Rules, cause: Cause) -> ProposalHeld:
    if proposal.status is Status.HELD:
        raise HeldError
    if proposal.status is not Status.SUBMITTED:
        raise NotUnderReviewError
    separation.returns(rules, proposal.unit, proposal.authors, cause)
    wording.latest(command.digest, proposal.digest)
    if not 0 < (command.until - beijing_date(cause.at)).days <= LONGEST:
        raise HoldDayError(field="until")
    return ProposalHeld(
        unit=proposal.unit,
        title=proposal.plan.title if proposal.plan else "",
        digest=proposal.digest,
        reason=wording.reasoned(command.reason).strip(),
        until=command.until,
        held_by=cause.actor,
    )


def _resumed(proposal: Proposal, rules: Rules, cause: Cause) -> ProposalResumed:
    if proposal.status is not Status.HELD or proposal.held_until is None:
        raise NotHeldError
    if cause.actor != SYSTEM:
        separation.returns(rules, proposal.unit, proposal.authors, cause)
    elif beijing_date(cause.at) < proposal.held_until:
        raise TooEarlyError
    return ProposalResumed(unit=proposal.unit, digest=proposal.digest, resumed_by=cause.actor)
