"""The door for programs to what becomes of units and posts. No rules."""

from litestar import Response, get, post
from msgspec import Struct

from services.catalog.domain.commands import DissolveUnit, HandPost, MergeUnit
from services.catalog.domain.revisit import ReviewCatalog
from services.catalog.handlers import Access, Catalogs
from services.catalog.handlers.gaps import Gaps, Lacking
from services.catalog.handlers.revisits import Revisits
from services.catalog.handlers.units import Units
from services.catalog.views import HistoryRow, history
from shared.store import Receipt
from shared.view import Views
from shared.web import Caller, filed


class Merger(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """合并"""

    successor: str
    reason: str


class Dissolution(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """撤销"""

    reason: str
    successor: str = ""


@post("/units/{unit:str}/merger")
async def merge_unit(unit: str, data: Merger, units: Units, caller: Caller) -> Response[Receipt]:
    """合并单位。"""
    command = MergeUnit(unit_id=unit, successor=data.successor, reason=data.reason)
    return filed(await units.merge(command, caller))


@post("/units/{unit:str}/dissolution")
async def dissolve_unit(
    unit: str, data: Dissolution, units: Units, caller: Caller
) -> Response[Receipt]:
    """撤销单位。"""
    command = DissolveUnit(unit_id=unit, successor=data.successor, reason=data.reason)
    return filed(await units.dissolve(command, caller))


@post("/units/{unit:str}/posts/hand")
async def hand_post(unit: str, data: HandPost, units: Units, caller: Caller) -> Response[Receipt]:
    """移交职务。"""
    return filed(await units.hand(unit, data, caller))


@get("/units/{unit:str}/history", sync_to_thread=True)
def read_history(unit: str, views: Views, access: Access, caller: Caller) -> list[HistoryRow]:
    """查看单位沿革。"""
    access.check_reader(caller, unit)
    order = [history.c.at, history.c.key]
    return views.select(history, history.c.unit == unit, order=order)


@get("/units/{unit:str}/posts/unfilled", sync_to_thread=True)
def read_unfilled(
    unit: str, making: Catalogs, access: Access, caller: Caller
) -> list[dict[str, str]]:
    """查看单位还缺哪些职务。Until they are filled its catalog takes no effect (row I1)."""
    access.check_reader(caller, unit)
    found = making.unfilled(unit, caller.at)
    return [{"post": each.value, "name": each.chinese} for each in found]


@post("/units/{unit:str}/catalog/review")
async def review_catalog(
    unit: str, data: ReviewCatalog, revisits: Revisits, caller: Caller
) -> Response[Receipt]:
    """复核目录：现行目录不用调整。"""
    return filed(await revisits.review(unit, data, caller))


@get("/units/{unit:str}/gaps", sync_to_thread=True)
def list_gaps(unit: str, lacking: Lacking, caller: Caller, page: int = 1) -> Gaps:
    """列出单位和下级的缺口：没有按期编制目录的、支部书记空缺的。"""
    return lacking.below(unit, caller, page)


handlers = (
    *(merge_unit, dissolve_unit, hand_post, read_history),
    *(read_unfilled, list_gaps, review_catalog),
)
