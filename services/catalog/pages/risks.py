"""The door for people: risk points with their levels, and the clean-up of powers. No rules."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Redirect
from msgspec import Struct
from msgspec.structs import asdict

from services.catalog.domain.clearing_words import CloseFlaw, FindFlaw, Holder, OpenClearing
from services.catalog.domain.risk_words import ConfirmRisk, PublishRisk
from services.catalog.domain.terms import Post
from services.catalog.domain.withheld_words import Ground
from services.catalog.handlers import Logins
from services.catalog.handlers.clearings import Clearings
from services.catalog.handlers.risks import HidePoint, Risks, sums
from shared.web import Caller, Filled, Page, page, see_other

SIZE = 200  # lines of one page
ALONE = "个人"
Number = Annotated[int, Parameter(query="page")]


class HideForm(Struct, frozen=True, kw_only=True):
    """不公布表"""

    step: int
    dimension: str = ""
    ground: str = ""
    rule: str = ""
    explanation: str = ""
    review_on: str = ""

    @property
    def command(self) -> HidePoint:
        """Return what was filled in."""
        ground = Ground(self.ground) if self.ground else None
        return HidePoint(**asdict(self) | {"ground": ground})


class ClearingForm(Struct, frozen=True, kw_only=True):
    """清理表 — one holder a line; 个人 after a blank where it is one person."""

    title: str = ""
    holders: str = ""

    @property
    def command(self) -> OpenClearing:
        """Return what was filled in."""
        lines = [each.split() for each in self.holders.splitlines() if each.strip()]
        return OpenClearing(
            title=self.title,
            holders=tuple(Holder(name=each[0], individual=ALONE in each[1:]) for each in lines),
        )


@get("/risks", sync_to_thread=True, include_in_schema=False)
def risks_page(risks: Risks, caller: Caller, number: Number = 1) -> Page:
    """风险排查表。"""
    lines = risks.table(caller)
    pages = max(1, -(-len(lines) // SIZE))
    number = min(max(number, 1), pages)
    return page(
        "catalog/risks.html.j2",
        lines=lines[(number - 1) * SIZE : number * SIZE],
        total=len(lines),
        sums=sums(lines),
        gaps=sum(not each.points for each in lines),
        overdue=sum(each.overdue for each in lines),
        page=number,
        pages=pages,
    )


@get("/units/{unit:str}/risks", sync_to_thread=True, include_in_schema=False)
def unit_risks_page(unit: str, risks: Risks, caller: Caller, number: Number = 1) -> Page:
    """风险点清单。"""
    found = risks.listed(unit, caller)
    pages = max(1, -(-len(found) // SIZE))
    number = min(max(number, 1), pages)
    access = risks.competence.making.access
    return page(
        "catalog/unit_risks.html.j2",
        unit=access.unit(unit),
        rows=found[(number - 1) * SIZE : number * SIZE],
        total=len(found),
        overdue=sum(each.overdue for each in found),
        inside=access.belongs(caller, unit),
        page=number,
        pages=pages,
    )


@post("/powers/{power_id:uuid}/risks/confirmation", include_in_schema=False)
async def confirm(
    power_id: UUID, data: Filled[ConfirmRisk], risks: Risks, caller: Caller
) -> Redirect:
    """批准风险等级。"""
    await risks.confirm(power_id, data, caller)
    return see_other(f"/catalog/powers/{power_id}")


@post("/powers/{power_id:uuid}/risks/publication", include_in_schema=False)
async def publish(
    power_id: UUID, data: Filled[PublishRisk], risks: Risks, caller: Caller
) -> Redirect:
    """公布风险点。"""
    await risks.publish(power_id, data, caller)
    return see_other(f"/catalog/powers/{power_id}")


@post("/powers/{power_id:uuid}/risks/withholding", include_in_schema=False)
async def withhold(
    power_id: UUID, data: Filled[HideForm], risks: Risks, caller: Caller
) -> Redirect:
    """风险点不公布。"""
    await risks.withhold(power_id, data.command, caller)
    return see_other(f"/catalog/powers/{power_id}")


@get("/units/{unit:str}/clearing", sync_to_thread=True, include_in_schema=False)
def clearing_page(unit: str, clearing: Clearings, logins: Logins, caller: Caller) -> Page:
    """职权清理：清单和问题。"""
    making, rows = clearing.competence.making, clearing.competence.rows(unit)
    found = clearing.progress(unit, caller)
    return page(
        "catalog/clearing.html.j2",
        unit=making.access.unit(unit),
        found=found,
        names={each.closed_by: logins.name_of(each.closed_by) for each in found.flaws},
        kinds=[(flaw, f"{flaw}（{done}）") for flaw, done in clearing.kinds(unit, caller)],
        powers=[(str(each.power_id), f"{each.title}（{each.owner}）") for each in rows],
        titles={each.power_id: each.title for each in rows},
        drafts=making.access.drafts(caller, unit),
        approves=caller.holds(unit, Post.APPROVER),
    )


@post("/units/{unit:str}/clearing", include_in_schema=False)
async def open_clearing(
    unit: str, data: Filled[ClearingForm], clearing: Clearings, caller: Caller
) -> Redirect:
    """开始清理。"""
    await clearing.open(unit, data.command, caller)
    return _to(unit)


@post("/units/{unit:str}/clearing/end", include_in_schema=False)
async def close_clearing(unit: str, clearing: Clearings, caller: Caller) -> Redirect:
    """结束清理。"""
    await clearing.close(unit, caller)
    return _to(unit)


@post("/units/{unit:str}/flaws", include_in_schema=False)
async def find_flaw(
    unit: str, data: Filled[FindFlaw], clearing: Clearings, caller: Caller
) -> Redirect:
    """登记职权问题。"""
    await clearing.find(unit, data, caller)
    return _to(unit)


@post("/units/{unit:str}/flaws/end", include_in_schema=False)
async def close_flaw(
    unit: str, data: Filled[CloseFlaw], clearing: Clearings, caller: Caller
) -> Redirect:
    """办结职权问题。"""
    await clearing.settle(unit, data, caller)
    return _to(unit)


def _to(unit: str) -> Redirect:
    return see_other(f"/catalog/units/{unit}/clearing")


handlers = [
    *(risks_page, unit_risks_page, confirm, publish, withhold),
    *(clearing_page, open_clearing, close_clearing, find_flaw, close_flaw),
]
