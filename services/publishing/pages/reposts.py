"""转载页 — what units show again of what their superiors have disclosed."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Redirect
from msgspec import Struct

from services.publishing.domain.terms import PUBLISHERS, SCOPES
from services.publishing.handlers.reposting import Reposting
from shared.decider import RejectedError
from shared.web import Caller, Filled, Page, again, page, see_other


class TakeForm(Struct, frozen=True, kw_only=True):
    """撤下转载表"""

    reason: str = ""


Taken = Filled[TakeForm]


@get("/reposts", sync_to_thread=True)
def repost_list(
    reposting: Reposting,
    caller: Caller,
    unit: str = "",
    page_no: Annotated[int, Parameter(query="page", ge=1, le=100_000)] = 1,
) -> Page:
    """转载的上级公开事项。"""
    found = reposting.listed(caller, unit, page_no)
    return page("reposts.html.j2", found=found, unit=unit, SCOPES=SCOPES)


@get("/reposts/{repost_id:uuid}", sync_to_thread=True)
def repost_page(repost_id: UUID, reposting: Reposting, caller: Caller) -> Page:
    """一件转载。"""
    return _shown(repost_id, reposting, caller)


@post("/reposts/{repost_id:uuid}/withdraw")
async def withdraw_repost(
    repost_id: UUID, data: Taken, reposting: Reposting, caller: Caller
) -> Redirect:
    """撤下转载。"""
    async with again(_shown, repost_id, reposting, caller, typed=data.reason):
        await reposting.withdraw(repost_id, data.reason, caller)
    return see_other(f"/reposts/{repost_id}")


def _shown(
    repost_id: UUID,
    reposting: Reposting,
    caller: Caller,
    refusal: RejectedError | None = None,
    typed: str = "",
) -> Page:
    found = reposting.see(repost_id, caller)
    return page(
        "repost.html.j2",
        status_code=refusal.status if refusal else 200,
        found=found,
        row=found.row,
        takes=not found.gone and caller.holds(found.row.unit, *PUBLISHERS),
        refusal=refusal,
        typed=typed,
        SCOPES=SCOPES,
    )


handlers = [repost_list, repost_page, withdraw_repost]
