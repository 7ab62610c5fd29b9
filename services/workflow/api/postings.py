"""The door for programs to notices (公示)."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post, put
from litestar.status_codes import HTTP_201_CREATED

from services.workflow.domain.posting_words import (
    ClosePosting,
    DecidePosting,
    RegisterPosting,
    RestartPosting,
)
from services.workflow.handlers import Postings
from services.workflow.handlers.postings import PostingSeen
from shared.store import Receipt
from shared.web import Caller, filed


@get("/postings", sync_to_thread=True)
def read_postings(
    postings: Postings, caller: Caller, unit: str = "", page_no: int = 1
) -> dict[str, Any]:
    """本单位的公示。"""
    found = postings.of_unit(caller, unit, max(page_no, 1))
    rows = [shown(each) for each in found.rows]
    return {"unit": found.unit, "total": found.total, "postings": rows}


@get("/postings/{posting_id:uuid}", sync_to_thread=True)
def read_posting(posting_id: UUID, postings: Postings, caller: Caller) -> dict[str, Any]:
    """一项公示，公示期逐日计算。"""
    return shown(postings.see(posting_id, caller))


@put("/postings/{posting_id:uuid}", status_code=HTTP_201_CREATED)
async def register_posting(
    posting_id: UUID, data: RegisterPosting, postings: Postings, caller: Caller
) -> Response[Receipt]:
    """登记公示事项。The caller chooses the id, so a retry never registers it twice."""
    receipt = await postings.register(posting_id, data, caller)
    return filed(receipt, f"/workflow/api/postings/{posting_id}")


@post("/postings/{posting_id:uuid}/close")
async def close_posting(
    posting_id: UUID, data: ClosePosting, postings: Postings, caller: Caller
) -> Response[Receipt]:
    """结束公示；公示期未满的不能结束。"""
    del data
    return filed(await postings.close(posting_id, caller))


@post("/postings/{posting_id:uuid}/restart")
async def restart_posting(
    posting_id: UUID, data: RestartPosting, postings: Postings, caller: Caller
) -> Response[Receipt]:
    """更正以后对个别对象重新公示。"""
    return filed(await postings.restart(posting_id, data, caller))


@post("/postings/{posting_id:uuid}/decide")
async def decide_posting(
    posting_id: UUID, data: DecidePosting, postings: Postings, caller: Caller
) -> Response[Receipt]:
    """公示期满以后作出决定；未满的不能决定。"""
    return filed(await postings.decide(posting_id, data, caller))


def shown(seen: PostingSeen) -> dict[str, Any]:
    """Return a notice as programs read it, with every day that was counted (D7)."""
    row = seen.row
    return {
        "posting_id": row.posting_id,
        "unit": row.unit,
        "item_id": row.item_id,
        "kind": row.kind,
        "matter": row.matter,
        "state": row.state,
        "disclosure_id": row.disclosure_id,
        "opened_on": row.opened_on,
        "last_day": row.posting.last_day if row.posting.deadline else None,
        "day": seen.day,
        "days": seen.days,
        "deadline": row.posting.deadline,
        "again": row.posting.again,
        "decided": row.posting.decided,
        "obligation_id": row.obligation_id,
        "objections": seen.objections,
        "result": {
            "obligation_id": seen.result.obligation_id,
            "due": seen.result.due,
            "state": seen.result.state,
            "disclosed_on": seen.result.done_on,
        }
        if seen.result
        else None,
    }


handlers = [
    read_postings,
    read_posting,
    register_posting,
    close_posting,
    restart_posting,
    decide_posting,
]
