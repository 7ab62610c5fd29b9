"""方案维护 — bases that fell, reviews, a scheme's last day, who has read it, for programs."""

from litestar import Response, get, post
from msgspec import Struct

from services.catalog.domain.upkeep_words import (
    AcknowledgeScheme,
    ExtendScheme,
    ReviewScheme,
    SupersedeBasis,
)
from services.catalog.handlers import Access
from services.catalog.handlers.upkeep import Upkeeps
from services.catalog.views import MarkRow, UpkeepRow
from shared.store import Receipt
from shared.web import Caller, filed


class ToReview(Struct, frozen=True, kw_only=True):
    """待复核的方案 — of one unit."""

    name: str
    upkeep: UpkeepRow


@post("/units/{unit:str}/bases")
async def supersede_basis(
    unit: str, data: SupersedeBasis, upkeeps: Upkeeps, caller: Caller
) -> Response[Receipt]:
    """登记一件依据已经废止或者修订，引用它的方案都要复核。"""
    return filed(await upkeeps.supersede(unit, data, caller))


@get("/units/{unit:str}/bases", sync_to_thread=True)
def list_marks(unit: str, upkeeps: Upkeeps, access: Access) -> list[MarkRow]:
    """列出单位登记过的失效依据。"""
    access.unit(unit)
    return upkeeps.marks(unit)


@get("/units/{unit:str}/scheme/upkeep", sync_to_thread=True)
def read_upkeep(unit: str, upkeeps: Upkeeps, access: Access, caller: Caller) -> UpkeepRow:
    """现行方案的复核任务、截止日期和签收情况。"""
    access.check_reader(caller, unit)
    return upkeeps.row(unit)


@get("/units/{unit:str}/scheme/reviews", sync_to_thread=True)
def list_reviews(unit: str, upkeeps: Upkeeps, access: Access, caller: Caller) -> list[ToReview]:
    """列出本单位和下级待复核的方案。"""
    access.check_reader(caller, unit)
    return [ToReview(name=name, upkeep=row) for name, row in upkeeps.open_below(unit)]


@post("/units/{unit:str}/scheme/reviews")
async def review_scheme(
    unit: str, data: ReviewScheme, upkeeps: Upkeeps, caller: Caller
) -> Response[Receipt]:
    """依据变化以后复核方案，不作修改。"""
    return filed(await upkeeps.review(unit, data, caller))


@post("/units/{unit:str}/scheme/extension")
async def extend_scheme(
    unit: str, data: ExtendScheme, upkeeps: Upkeeps, caller: Caller
) -> Response[Receipt]:
    """延长方案的有效期。"""
    return filed(await upkeeps.extend(unit, data, caller))


@post("/units/{unit:str}/scheme/receipts")
async def acknowledge_scheme(
    unit: str, data: AcknowledgeScheme, upkeeps: Upkeeps, caller: Caller
) -> Response[Receipt]:
    """签收上级通知的方案。"""
    return filed(await upkeeps.acknowledge(unit, data, caller))


handlers = [
    *(supersede_basis, list_marks, read_upkeep, list_reviews),
    *(review_scheme, extend_scheme, acknowledge_scheme),
]
