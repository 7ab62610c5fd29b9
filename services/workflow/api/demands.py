"""要件 — for programs: the privacy check, and decisions beside their executions."""

from uuid import UUID

from litestar import Response, get, post

from services.workflow.domain.demand_words import PassPrivacy
from services.workflow.handlers import Proposals
from services.workflow.handlers.executions import Executed, Executions
from shared.calendar import beijing_date
from shared.store import Receipt
from shared.view import Views
from shared.web import Caller, filed


@post("/proposals/{proposal_id:uuid}/privacy")
async def pass_privacy(
    proposal_id: UUID,
    data: PassPrivacy,
    proposals: Proposals,
    caller: Caller,
    expected: int | None,
) -> Response[Receipt]:
    """通过隐私审查。"""
    return filed(await proposals.act(proposal_id, data, caller, expected))


@get("/executions", sync_to_thread=True)
def list_executions(views: Views, caller: Caller, status: str = "", page: int = 1) -> Executed:
    """决策和执行情况。"""
    return Executions(views).listed(caller, beijing_date(caller.at), status, page)


handlers = [pass_privacy, list_executions]
