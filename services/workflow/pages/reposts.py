"""转载页 — what superiors have opened, what my units show again, and the form to ask for it."""

from typing import Any, Final
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.repost import RepostReadersError
from services.workflow.domain.repost_words import RejectRepost, RequestRepost
from services.workflow.domain.terms import SCOPES, STAFF, Post, Scope
from services.workflow.handlers import Names
from services.workflow.handlers.reposts import SIZE, Reposts
from services.workflow.pages.words import words
from services.workflow.views.routing import FORMS
from shared.decider import RejectedError
from shared.web import Caller, Filled, Page, again, page, see_other

STATES: Final = {
    "requested": "待批准",
    "approved": "已批准",
    "published": "转载中",
    "withdrawn": "已撤下",
    "rejected": "未获批准",
}
WIDE: Final = (Scope.SOCIETY, Scope.PARTY, Scope.UNIT)


class RequestForm(Struct, frozen=True, kw_only=True):
    """转载申请表"""

    unit: str = ""
    disclosure_id: str = ""
    scope: str = ""
    channels: list[str] = []

    def command(self) -> RequestRepost:
        """Return what is asked.

        Raises:
            RepostReadersError: there is no such scope.

        """
        known = {each.value: each for each in Scope}
        if self.scope not in known:
            raise RepostReadersError(field="scope")
        return RequestRepost(
            unit=self.unit,
            disclosure_id=self.disclosure_id,
            scope=known[self.scope],
            channels=tuple(self.channels),
        )


class DecisionForm(Struct, frozen=True, kw_only=True):
    """转载审批表"""

    reason: str = ""


Asked = Filled[RequestForm]
Decided = Filled[DecisionForm]


@get("/reposts", include_in_schema=False, sync_to_thread=True)
def repost_list(
    reposts: Reposts, names: Names, caller: Caller, page_no: int = 1, source_no: int = 1
) -> Page:
    """转载"""
    mine, open_ = reposts.listed(caller, page_no), reposts.offered(caller, source_no)
    return page(
        "reposts.html.j2",
        **_words(names),
        mine=mine,
        open=open_,
        number=max(page_no, 1),
        pages=max(-(-mine.total // SIZE), 1),
        source_no=max(source_no, 1),
        source_pages=max(-(-open_.total // SIZE), 1),
    )


@get("/reposts/new", include_in_schema=False, sync_to_thread=True)
def repost_form(reposts: Reposts, names: Names, caller: Caller, disclosure_id: str = "") -> Page:
    """申请转载"""
    caller.known()
    return _form(reposts, names, caller, RequestForm(disclosure_id=disclosure_id))


@post("/reposts/new", include_in_schema=False)
async def request_repost(data: Asked, reposts: Reposts, names: Names, caller: Caller) -> Redirect:
    """申请"""
    async with again(_form, reposts, names, caller, data):
        await reposts.request(caller.command_id, data.command(), caller)
    return see_other(f"/workflow/reposts/{caller.command_id}")


@get("/reposts/{repost_id:uuid}", include_in_schema=False, sync_to_thread=True)
def repost_page(repost_id: UUID, reposts: Reposts, names: Names, caller: Caller) -> Page:
    """一件转载"""
    return _shown(repost_id, reposts, names, caller)


@post("/reposts/{repost_id:uuid}/approve", include_in_schema=False)
async def approve_repost(
    repost_id: UUID, data: Decided, reposts: Reposts, names: Names, caller: Caller
) -> Redirect:
    """批准"""
    del data
    async with again(_shown, repost_id, reposts, names, caller):
        await reposts.approve(repost_id, caller)
    return see_other(f"/workflow/reposts/{repost_id}")


@post("/reposts/{repost_id:uuid}/reject", include_in_schema=False)
async def reject_repost(
    repost_id: UUID, data: Decided, reposts: Reposts, names: Names, caller: Caller
) -> Redirect:
    """不予转载"""
    async with again(_shown, repost_id, reposts, names, caller, typed=data.reason):
        await reposts.reject(repost_id, RejectRepost(reason=data.reason), caller)
    return see_other(f"/workflow/reposts/{repost_id}")


def _form(
    reposts: Reposts,
    names: Names,
    caller: Caller,
    typed: RequestForm,
    refusal: RejectedError | None = None,
) -> Page:
    source = reposts.source(typed.disclosure_id)
    units = caller.units(Post.CLERK, Post.OFFICE)
    limit = source.open_to
    return page(
        "repost_new.html.j2",
        status_code=refusal.status if refusal else 200,
        **_words(names),
        source=source,
        typed=typed,
        units=[(each, names.unit(each)) for each in units if each != source.unit],
        scopes=[(each.value, SCOPES[each]) for each in WIDE if limit and not each.exceeds(limit)],
        forms=[(each, each) for each in FORMS],
        refusal=refusal,
    )


def _shown(
    repost_id: UUID,
    reposts: Reposts,
    names: Names,
    caller: Caller,
    refusal: RejectedError | None = None,
    typed: str = "",
) -> Page:
    row = reposts.see(repost_id, caller)
    decides = caller.holds(row.unit, *map(Post, row.approvers))
    return page(
        "repost.html.j2",
        status_code=refusal.status if refusal else 200,
        **_words(names),
        row=row,
        decides=row.state == "requested" and decides and row.requested_by != caller.person,
        staff=caller.holds(row.unit, *STAFF),
        refusal=refusal,
        typed=typed,
    )


def _words(names: Names) -> dict[str, Any]:
    return words(names) | {"REPOSTS": STATES}


handlers = [
    repost_list,
    repost_form,
    request_repost,
    repost_page,
    approve_repost,
    reject_repost,
]
