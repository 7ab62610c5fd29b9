"""目录外和报批 — for programs."""

from uuid import UUID

from litestar import Response, get, post, put
from litestar.status_codes import HTTP_201_CREATED

from services.workflow.domain.route_words import (
    ConsentProposal,
    EscalateProposal,
    SubmitOffCatalog,
)
from services.workflow.handlers.clearances import Clearances
from services.workflow.views.routing import RoutedRow
from shared.store import Receipt
from shared.web import Caller, filed


@put("/off-catalog/{proposal_id:uuid}", status_code=HTTP_201_CREATED)
async def submit_off_catalog(
    proposal_id: UUID, data: SubmitOffCatalog, clearances: Clearances, caller: Caller
) -> Response[Receipt]:
    """提出目录外事项。The scheme of the unit says who must consent."""
    receipt = await clearances.submit(proposal_id, data, caller)
    return filed(receipt, f"/workflow/api/proposals/{proposal_id}")


@post("/proposals/{proposal_id:uuid}/escalate")
async def escalate_proposal(
    proposal_id: UUID,
    data: EscalateProposal,
    clearances: Clearances,
    caller: Caller,
    expected: int | None,
) -> Response[Receipt]:
    """报批。"""
    return filed(await clearances.escalate(proposal_id, data, caller, expected))


@post("/proposals/{proposal_id:uuid}/consent")
async def consent_proposal(
    proposal_id: UUID,
    data: ConsentProposal,
    clearances: Clearances,
    caller: Caller,
    expected: int | None,
) -> Response[Receipt]:
    """有权机关同意，同时批准。"""
    return filed(await clearances.consent(proposal_id, data, caller, expected))


@get("/clearances", sync_to_thread=True)
def list_clearances(clearances: Clearances, caller: Caller, page: int = 1) -> list[RoutedRow]:
    """目录外和报批事项。"""
    return clearances.listed(caller, page).rows


handlers = [submit_off_catalog, escalate_proposal, consent_proposal, list_clearances]
