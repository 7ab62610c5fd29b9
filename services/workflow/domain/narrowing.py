"""目录收窄 — an entry whose scope has become narrower binds also what is not yet approved.

Every other change of an entry binds only what is proposed after it (N4); but nobody may
let more people read than the catalog allows on the day of the approval (S0 五(一)1).
"""

from collections.abc import Sequence

from services.workflow.domain.commands import Item
from services.workflow.domain.events import ProposalEvent
from services.workflow.domain.proposal_state import Proposal
from services.workflow.domain.terms import Kind
from shared.decider import RejectedError


class EntryNarrowedError(RejectedError):
    """目录已经收窄这一事项的公开范围，方案的公开范围大于现行目录，不能批准，请退回修改。"""


def within(
    item: Item | None, proposal: Proposal, decided: Sequence[ProposalEvent]
) -> list[ProposalEvent]:
    """Return what was decided, unless it lets in more people than the entry now allows.

    A withdrawal lets in nobody; an entry that has left the catalog meanwhile narrows nothing.
    """
    if item is None or proposal.plan is None or proposal.kind is Kind.WITHDRAW:
        return list(decided)
    if proposal.plan.scope.exceeds(item.scope):
        raise EntryNarrowedError(proposal.plan.scope.value, item.scope.value, field="scope")
    return list(decided)
