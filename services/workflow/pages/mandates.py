"""上级要求公开页 — an order and, on one page, which units have carried it out."""

from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.lifting import LiftMandate
from services.workflow.handlers import Names
from services.workflow.handlers.mandates import GIVERS, SIZE, Mandates
from services.workflow.pages.duties import STANDINGS
from services.workflow.pages.words import words
from shared.decider import RejectedError
from shared.web import Caller, Filled, Page, again, page, see_other


class LiftForm(Struct, frozen=True, kw_only=True):
    """撤销公开要求表"""

    reason: str = ""


Lifted = Filled[LiftForm]


@get("/mandates", include_in_schema=False, sync_to_thread=True)
def mandate_list(mandates: Mandates, names: Names, caller: Caller, page_no: int = 1) -> Page:
    """下达的公开要求"""
    number = max(page_no, 1)
    found = mandates.orders(caller, number)
    pages = max(-(-found.total // SIZE), 1)
    return page("mandates.html.j2", **words(names), rows=found.rows, number=number, pages=pages)


@get("/mandates/{mandate_id:str}", include_in_schema=False, sync_to_thread=True)
def mandate_page(
    mandate_id: str, mandates: Mandates, names: Names, caller: Caller, page_no: int = 1
) -> Page:
    """各单位完成情况"""
    return _shown(mandate_id, mandates, names, caller, max(page_no, 1))


@post("/mandates/{mandate_id:uuid}/lift", include_in_schema=False)
async def lift_mandate(
    mandate_id: UUID, data: Lifted, mandates: Mandates, names: Names, caller: Caller
) -> Redirect:
    """撤销公开要求"""
    about = str(mandate_id)
    async with again(_shown, about, mandates, names, caller, 1, typed=data.reason):
        await mandates.lift(about, LiftMandate(reason=data.reason), caller)
    return see_other(f"/workflow/mandates/{about}")


def _shown(
    mandate_id: str,
    mandates: Mandates,
    names: Names,
    caller: Caller,
    number: int,
    refusal: RejectedError | None = None,
    typed: str = "",
) -> Page:
    found = mandates.progress(mandate_id, caller, number)
    return page(
        "mandate.html.j2",
        status_code=refusal.status if refusal else 200,
        **words(names),
        STANDINGS=STANDINGS,
        found=found,
        lifts=not found.mandate.lifted and caller.holds(found.mandate.issuer, *GIVERS),
        refusal=refusal,
        typed=typed,
        number=number,
        pages=max(-(-found.mandate.units // SIZE), 1),
    )


handlers = [mandate_list, mandate_page, lift_mandate]
