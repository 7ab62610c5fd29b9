"""变更 — for programs: answer a filing, decide whether to disclose anew."""

from uuid import UUID

from litestar import Response, get, post

from services.workflow.domain.change_words import (
    AcknowledgeFiling,
    AnswerObjection,
    DecideRepublication,
    ObjectToFiling,
)
from services.workflow.handlers.changes import Changes, Filings
from shared.store import Receipt
from shared.web import Caller, filed


@get("/filings", sync_to_thread=True)
def read_filings(changes: Changes, caller: Caller, page_no: int = 1) -> Filings:
    """变更报备，待回执的在前。"""
    return changes.listed(caller, max(page_no, 1))


@post("/proposals/{proposal_id:uuid}/acknowledge")
async def acknowledge(
    proposal_id: UUID, data: AcknowledgeFiling, changes: Changes, caller: Caller
) -> Response[Receipt]:
    """备案回执；回执以后变更才公布。"""
    return filed(await changes.answer(proposal_id, data, caller))


@post("/proposals/{proposal_id:uuid}/object")
async def object_to_filing(
    proposal_id: UUID, data: ObjectToFiling, changes: Changes, caller: Caller
) -> Response[Receipt]:
    """对备案提出异议；单位答复以前变更不能公布。"""
    return filed(await changes.answer(proposal_id, data, caller))


@post("/proposals/{proposal_id:uuid}/answer")
async def answer_objection(
    proposal_id: UUID, data: AnswerObjection, changes: Changes, caller: Caller
) -> Response[Receipt]:
    """答复备案异议。"""
    return filed(await changes.reply(proposal_id, data, caller))


@post("/republications")
async def decide_republication(
    data: DecideRepublication, changes: Changes, caller: Caller
) -> Response[Receipt]:
    """决定是否再公开。"""
    return filed(await changes.settle(data, caller))


handlers = [read_filings, acknowledge, object_to_filing, answer_objection, decide_republication]
