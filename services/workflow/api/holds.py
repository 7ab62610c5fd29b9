"""暂缓公开 — for programs: let a matter wait until a day, let it go on."""

from uuid import UUID

from litestar import Response, post

from services.workflow.domain.holding_words import HoldProposal, ResumeProposal
from services.workflow.handlers import Proposals
from shared.store import Receipt
from shared.web import Caller, filed


@post("/proposals/{proposal_id:uuid}/hold")
async def hold_proposal(
    proposal_id: UUID,
    data: HoldProposal,
    proposals: Proposals,
    caller: Caller,
    expected: int | None,
) -> Response[Receipt]:
    """暂缓公开。"""
    return filed(await proposals.act(proposal_id, data, caller, expected))


@post("/proposals/{proposal_id:uuid}/resume")
async def resume_proposal(
    proposal_id: UUID,
    data: ResumeProposal,
    proposals: Proposals,
    caller: Caller,
    expected: int | None,
) -> Response[Receipt]:
    """恢复办理。"""
    return filed(await proposals.act(proposal_id, data, caller, expected))


handlers = [hold_proposal, resume_proposal]
