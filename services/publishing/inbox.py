"""The door for facts of others: a fact becomes a command; no rules."""

from services.publishing.handlers import Disclosures
from services.publishing.handlers.reposting import Reposting
from services.publishing.heard import ProposalApproved, ProposalRevoked, RepostApproved
from shared.record import Record
from shared.service import Reactions


def inbox(disclosures: Disclosures, reposting: Reposting) -> Reactions:
    """Return what publishing does because of what it hears."""
    reactions = Reactions()

    @reactions.on(ProposalApproved)
    async def _(record: Record[ProposalApproved]) -> None:
        """方案已批准 → 登记、更正或者撤回公开事项；转载随原文更新、撤下"""
        await disclosures.carry_out(record)
        await reposting.follow()

    @reactions.on(ProposalRevoked)
    async def _(record: Record[ProposalRevoked]) -> None:
        """批准已撤销 → 取消未公开的事项，或者撤回已公开的事项"""
        await disclosures.revoke(record)
        await reposting.follow()

    @reactions.on(RepostApproved)
    async def _(record: Record[RepostApproved]) -> None:
        """转载已批准 → 公开转载"""
        await reposting.carry_out(record)

    return reactions
