"""The door for programs: the table leader, key project, base unit. No rules."""

from litestar import Response, get, post

from services.catalog.domain.liaison_words import ArrangeLiaison, EndLiaison
from services.catalog.handlers.liaisons import Liaisons, Table
from shared.store import Receipt
from shared.web import Caller, filed


@get("/units/{unit:str}/liaisons", sync_to_thread=True)
def read_liaisons(unit: str, liaisons: Liaisons, caller: Caller, page: int = 1) -> Table:
    """查看领导分工、联系重点项目和基层单位的安排。"""
    return liaisons.table(unit, caller, page)


@post("/units/{unit:str}/liaisons")
async def arrange_liaison(
    unit: str, data: ArrangeLiaison, liaisons: Liaisons, caller: Caller
) -> Response[Receipt]:
    """登记联系安排。"""
    return filed(await liaisons.keep(unit, data, caller))


@post("/units/{unit:str}/liaisons/end")
async def end_liaison(
    unit: str, data: EndLiaison, liaisons: Liaisons, caller: Caller
) -> Response[Receipt]:
    """结束联系安排。"""
    return filed(await liaisons.keep(unit, data, caller))


handlers = [read_liaisons, arrange_liaison, end_liaison]
