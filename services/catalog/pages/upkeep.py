"""方案维护 — bases that fell, reviews, extensions and receipts, for people."""

from litestar import get, post
from litestar.response import Redirect

from services.catalog.domain.upkeep_words import (
    AcknowledgeScheme,
    ExtendScheme,
    Fate,
    ReviewScheme,
    SupersedeBasis,
)
from services.catalog.handlers import Access
from services.catalog.handlers.upkeep import OFFICE, Upkeeps
from services.catalog.views import MarkRow
from shared.calendar import beijing_date
from shared.web import Caller, Filled, Page, page, see_other


@get("/units/{unit:str}/bases", sync_to_thread=True, include_in_schema=False)
def bases_page(unit: str, upkeeps: Upkeeps, access: Access, caller: Caller) -> Page:
    """依据的变化，待复核的方案。"""
    return page(
        "catalog/bases.html.j2",
        unit=access.unit(unit),
        rows=[_line(each) for each in upkeeps.marks(unit)],
        waiting=upkeeps.open_below(unit) if access.belongs(caller, unit) else None,
        offices=caller.holds(unit, *OFFICE),
        fates=[(each.value, each.chinese) for each in Fate],
    )


def _line(mark: MarkRow) -> list[str]:
    known = f"{mark.title}　{mark.number}".strip()
    fate = mark.fate.chinese + (f"，由《{mark.successor}》代替" if mark.successor else "")
    return [known, fate, f"{beijing_date(mark.at)}　{mark.reason}", str(mark.citing)]


@post("/units/{unit:str}/bases", include_in_schema=False)
async def supersede(
    unit: str, data: Filled[SupersedeBasis], upkeeps: Upkeeps, caller: Caller
) -> Redirect:
    """登记依据变化。"""
    await upkeeps.supersede(unit, data, caller)
    return see_other(f"/catalog/units/{unit}/bases")


@post("/units/{unit:str}/scheme/reviews", include_in_schema=False)
async def review(
    unit: str, data: Filled[ReviewScheme], upkeeps: Upkeeps, caller: Caller
) -> Redirect:
    """复核完毕，不作修改。"""
    await upkeeps.review(unit, data, caller)
    return _back(unit)


@post("/units/{unit:str}/scheme/extension", include_in_schema=False)
async def extend(
    unit: str, data: Filled[ExtendScheme], upkeeps: Upkeeps, caller: Caller
) -> Redirect:
    """延期。"""
    await upkeeps.extend(unit, data, caller)
    return _back(unit)


@post("/units/{unit:str}/scheme/receipts", include_in_schema=False)
async def acknowledge(
    unit: str, data: Filled[AcknowledgeScheme], upkeeps: Upkeeps, caller: Caller
) -> Redirect:
    """签收。"""
    await upkeeps.acknowledge(unit, data, caller)
    return _back(unit)


def _back(unit: str) -> Redirect:
    return see_other(f"/catalog/units/{unit}/scheme")


handlers = [bases_page, supersede, review, extend, acknowledge]
