"""The door for facts of others: a fact becomes a command; no rules."""

from services.publishing.handlers import Disclosures
from services.publishing.heard import ProposalApproved, ProposalRevoked
from shared.record import Record
from shared.service import Reactions


def inbox(disclosures: Disclosures) -> Reactions:
    """Return what publishing does because of what it hears."""
    reactions = Reactions()

    @reactions.on(ProposalApproved)
    async def _(record: Record[ProposalApproved]) -> None:
        """方案已批准 → 登记、更正或者撤回公开事项"""
        await disclosures.carry_out(record)

    @reactions.on(ProposalRevoked)
    async def _(record: Record[ProposalRevoked]) -> None:
        """批准已撤销 → 取消未公开的事项，或者撤回已公开的事项"""
        await disclosures.revoke(record)

    return reactions
