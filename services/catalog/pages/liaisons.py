"""The door for people: the table leader, key project, base unit. No rules."""

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.catalog.domain.liaison_words import ArrangeLiaison, EndLiaison
from services.catalog.handlers.liaisons import KEEPERS, SIZE, Liaisons
from shared.decider import RejectedError
from shared.web import Caller, Filled, Page, again, page, see_other


class LiaisonForm(Struct, frozen=True, kw_only=True):
    """联系安排登记表"""

    leader: str = ""
    duty: str = ""
    project: str = ""
    base: str = ""
    since: str = ""


class EndForm(Struct, frozen=True, kw_only=True):
    """结束安排表"""

    leader: str = ""
    until: str = ""


@get("/units/{unit:str}/liaisons", sync_to_thread=True, include_in_schema=False)
def liaison_page(unit: str, liaisons: Liaisons, caller: Caller, page_no: int = 1) -> Page:
    """领导联系安排表。"""
    return _shown(unit, liaisons, caller, LiaisonForm(), number=page_no)


@post("/units/{unit:str}/liaisons", include_in_schema=False)
async def arrange_liaison(
    unit: str, data: Filled[LiaisonForm], liaisons: Liaisons, caller: Caller
) -> Redirect:
    """登记联系安排。"""
    asked = ArrangeLiaison(
        leader=data.leader,
        duty=data.duty,
        project=data.project,
        base=data.base,
        since=data.since or None,
    )
    async with again(_shown, unit, liaisons, caller, data):
        await liaisons.keep(unit, asked, caller)
    return see_other(f"/catalog/units/{unit}/liaisons")


@post("/units/{unit:str}/liaisons/end", include_in_schema=False)
async def end_liaison(
    unit: str, data: Filled[EndForm], liaisons: Liaisons, caller: Caller
) -> Redirect:
    """结束联系安排。"""
    asked = EndLiaison(leader=data.leader, until=data.until or None)
    async with again(_shown, unit, liaisons, caller, LiaisonForm()):
        await liaisons.keep(unit, asked, caller)
    return see_other(f"/catalog/units/{unit}/liaisons")


def _shown(
    unit: str,
    liaisons: Liaisons,
    caller: Caller,
    typed: LiaisonForm,
    refusal: RejectedError | None = None,
    number: int = 1,
) -> Page:
    table = liaisons.table(unit, caller, number)
    return page(
        "catalog/liaisons.html.j2",
        status_code=refusal.status if refusal else 200,
        unit=liaisons.access.unit(unit),
        table=table,
        typed=typed,
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
        keeps=caller.holds(unit, *KEEPERS),
        number=max(number, 1),
        pages=max(-(-table.ended // SIZE), 1),
    )


handlers = [liaison_page, arrange_liaison, end_liaison]
