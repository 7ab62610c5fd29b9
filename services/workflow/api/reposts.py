"""转载 — for programs: ask for it, approve it, see what may be reposted."""

from uuid import UUID

from litestar import Response, get, post, put
from litestar.status_codes import HTTP_201_CREATED

from services.workflow.domain.repost_words import RejectRepost, RequestRepost
from services.workflow.handlers.reposts import Offered, Reposted, Reposts
from services.workflow.views.reposts import RepostRow
from shared.store import Receipt
from shared.web import Caller, filed


@get("/reposts", sync_to_thread=True)
def read_reposts(reposts: Reposts, caller: Caller, page_no: int = 1) -> Reposted:
    """本单位的转载。"""
    return reposts.listed(caller, max(page_no, 1))


@get("/reposts/sources", sync_to_thread=True)
def read_sources(reposts: Reposts, caller: Caller, page_no: int = 1) -> Offered:
    """上级已经公开、可以转载的事项。"""
    return reposts.offered(caller, max(page_no, 1))


@get("/reposts/{repost_id:uuid}", sync_to_thread=True)
def read_repost(repost_id: UUID, reposts: Reposts, caller: Caller) -> RepostRow:
    """一件转载。"""
    return reposts.see(repost_id, caller)


@put("/reposts/{repost_id:uuid}", status_code=HTTP_201_CREATED)
async def request_repost(
    repost_id: UUID, data: RequestRepost, reposts: Reposts, caller: Caller
) -> Response[Receipt]:
    """申请转载。The caller chooses the id, so a retry never asks twice."""
    receipt = await reposts.request(repost_id, data, caller)
    return filed(receipt, f"/workflow/api/reposts/{repost_id}")


@post("/reposts/{repost_id:uuid}/approve")
async def approve_repost(repost_id: UUID, reposts: Reposts, caller: Caller) -> Response[Receipt]:
    """批准转载。"""
    return filed(await reposts.approve(repost_id, caller))


@post("/reposts/{repost_id:uuid}/reject")
async def reject_repost(
    repost_id: UUID, data: RejectRepost, reposts: Reposts, caller: Caller
) -> Response[Receipt]:
    """不予转载。"""
    return filed(await reposts.reject(repost_id, data, caller))


handlers = [
    read_reposts,
    read_sources,
    read_repost,
    request_repost,
    approve_repost,
    reject_repost,
]
