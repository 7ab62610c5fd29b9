"""转党外公开, as a page and for programs."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.outward import HEADS
from services.workflow.domain.outward_words import SettleOutward
from services.workflow.handlers import Names
from services.workflow.handlers.outward import SIZE, Outwards
from services.workflow.pages.words import words
from services.workflow.views.outwards import OutwardRow
from shared.calendar import beijing_date
from shared.decider import RejectedError
from shared.store import Receipt
from shared.web import Caller, Filled, Page, again, filed, page, see_other


class OutwardForm(Struct, frozen=True, kw_only=True):
    """决定表"""

    outward: str = ""
    reason: str = ""


class OutwardList(Struct, frozen=True, kw_only=True):
    """待决定和已决定的事项"""

    rows: list[OutwardRow]
    total: int


Decided = Filled[OutwardForm]


@get("/outward", include_in_schema=False, sync_to_thread=True)
def outward_list(outwards: Outwards, names: Names, caller: Caller, page_no: int = 1) -> Page:
    """是否向党外公开"""
    return _listed(outwards, names, caller, max(page_no, 1))


@post("/outward/{disclosure_id:uuid}", include_in_schema=False)
async def settle_outward(
    disclosure_id: UUID, data: Decided, outwards: Outwards, names: Names, caller: Caller
) -> Redirect:
    """决定是否向党外公开"""
    asked = SettleOutward(outward=data.outward == "yes", reason=data.reason)
    typed = {str(disclosure_id): data}
    async with again(_listed, outwards, names, caller, 1, typed=typed):
        await outwards.settle(str(disclosure_id), asked, caller)
    return see_other("/workflow/outward")


@get("/api/outward", sync_to_thread=True)
def list_outward(outwards: Outwards, caller: Caller, page: int = 1) -> OutwardList:
    """是否向党外公开：待决定的在前。"""
    rows, total = outwards.listed(caller, page)
    return OutwardList(rows=rows, total=total)


@post("/api/outward/{disclosure_id:uuid}")
async def answer_outward(
    disclosure_id: UUID, data: SettleOutward, outwards: Outwards, caller: Caller
) -> Response[Receipt]:
    """决定是否向党外公开。"""
    return filed(await outwards.settle(str(disclosure_id), data, caller))


def _listed(
    outwards: Outwards,
    names: Names,
    caller: Caller,
    number: int,
    refusal: RejectedError | None = None,
    typed: dict[str, Any] | None = None,
) -> Page:
    rows, total = outwards.listed(caller, number)
    return page(
        "outward.html.j2",
        status_code=refusal.status if refusal else 200,
        **words(names),
        rows=rows,
        total=total,
        heads=caller.units(*HEADS),
        today=beijing_date(caller.at),
        refusal=refusal,
        typed=typed or {},
        blank=OutwardForm(),
        number=number,
        pages=max(-(-total // SIZE), 1),
    )


handlers = [outward_list, settle_outward, list_outward, answer_outward]
