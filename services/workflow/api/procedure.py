"""办理程序 — for programs: 会签, 按目录批准办理, the way of a matter, exceptions."""

from uuid import UUID

from litestar import Response, get, post

from services.workflow.api import demands
from services.workflow.domain.ground import ItemNotListedError
from services.workflow.domain.procedure_words import (
    CountersignProposal,
    InvokeCatalog,
    VouchProposal,
)
from services.workflow.domain.terms import STAFF
from services.workflow.handlers import Desk, Proposals
from services.workflow.handlers.courses import Course, Courses
from services.workflow.handlers.exceptional import Exceptional, Exceptions
from shared.store import Receipt
from shared.view import Views
from shared.web import Caller, filed


@post("/proposals/{proposal_id:uuid}/countersign")
async def countersign_proposal(
    proposal_id: UUID,
    data: CountersignProposal,
    proposals: Proposals,
    caller: Caller,
    expected: int | None,
) -> Response[Receipt]:
    """会签。"""
    return filed(await proposals.act(proposal_id, data, caller, expected))


@post("/proposals/{proposal_id:uuid}/exempt")
async def exempt_proposal(
    proposal_id: UUID,
    data: InvokeCatalog,
    proposals: Proposals,
    caller: Caller,
    expected: int | None,
) -> Response[Receipt]:
    """按目录批准办理，逐件不再审批。"""
    return filed(await proposals.act(proposal_id, data, caller, expected))


@post("/proposals/{proposal_id:uuid}/vouch")
async def vouch_for_proposal(
    proposal_id: UUID,
    data: VouchProposal,
    proposals: Proposals,
    caller: Caller,
    expected: int | None,
) -> Response[Receipt]:
    """签署声明。"""
    return filed(await proposals.act(proposal_id, data, caller, expected))


@get("/items/{item_id:str}/course", sync_to_thread=True)
def course_of_item(item_id: str, desk: Desk, views: Views, caller: Caller) -> Course | None:
    """提出以前的办理路线。"""
    caller.known()
    item = desk.item(item_id)
    if item is None or not caller.holds(item.unit, *STAFF):
        raise ItemNotListedError(field="item_id")
    owing = desk.owing(item_id)
    return Courses(views).ahead(item, caller, owing[0].due if owing else None)


@get("/exceptions", sync_to_thread=True)
def list_exceptions(
    views: Views, caller: Caller, unit: str = "", kind: str = "", page: int = 1
) -> Exceptions:
    """例外办理。"""
    return Exceptional(views).listed(caller, unit, kind, page)


handlers = [
    countersign_proposal,
    exempt_proposal,
    vouch_for_proposal,
    course_of_item,
    list_exceptions,
    *demands.handlers,
]
