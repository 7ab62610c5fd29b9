"""The door for people: the register of powers. No rules."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Redirect
from msgspec import Struct

from services.catalog.domain.power_words import (
    DrawChart,
    EnterPower,
    LegalBasis,
    PowerKind,
    PowerStep,
    RateRisk,
    RiskLevel,
    SettlePower,
)
from services.catalog.domain.terms import Post
from services.catalog.domain.yardstick import many
from services.catalog.handlers.powers import DIMENSIONS, GROUPS, Powers, sums
from services.catalog.pages.desk import Filled
from shared.web import Caller, Page, page, see_other

KINDS = [(each.value, each.chinese) for each in PowerKind]
LEVELS = [(each.value, each.chinese) for each in RiskLevel]
SIZE = 200  # units of one page
BAR = "｜"  # between the attributes of a step


class PowerForm(Struct, frozen=True, kw_only=True):
    """职权表 — one basis a line: document, a space, article."""

    title: str = ""
    matter: str = ""
    kind: str = ""
    group: str = ""
    owner: str = ""
    bases: str = ""

    @property
    def command(self) -> EnterPower:
        """Return what was filled in."""
        lines = [each.strip().rpartition(" ") for each in self.bases.splitlines() if each.strip()]
        return EnterPower(
            title=self.title,
            matter=self.matter,
            kind=PowerKind(self.kind) if self.kind else None,
            group=self.group,
            owner=self.owner,
            bases=tuple(
                LegalBasis(document=document or article, article=article if document else "")
                for document, _, article in lines
            ),
        )


class ChartForm(Struct, frozen=True, kw_only=True):
    """流程图表 — one step a line, its attributes between bars."""

    steps: str = ""

    @property
    def command(self) -> DrawChart:
        """Return what was filled in."""
        lines = [each.replace("|", BAR).split(BAR) for each in self.steps.splitlines()]
        steps = [[word.strip() for word in (*each, *[""] * 6)[:6]] for each in lines if any(each)]
        return DrawChart(
            steps=tuple(
                PowerStep(
                    name=name,
                    subject=subject,
                    condition=condition,
                    goal=goal,
                    limit=limit,
                    requirement=requirement,
                )
                for name, subject, condition, goal, limit, requirement in steps
            )
        )


class RiskForm(Struct, frozen=True, kw_only=True):
    """风险表 — one control a line."""

    step: int
    dimension: str = ""
    level: RiskLevel
    reason: str = ""
    controls: str = ""

    @property
    def command(self) -> RateRisk:
        """Return what was filled in."""
        return RateRisk(
            step=self.step,
            dimension=self.dimension,
            level=self.level,
            reason=self.reason,
            controls=tuple(filter(None, map(str.strip, self.controls.splitlines()))),
        )


@get("/units/{unit:str}/powers", sync_to_thread=True, include_in_schema=False)
def powers_page(unit: str, competence: Powers, caller: Caller) -> Page:
    """职权目录：按行使主体分类。"""
    groups = many(competence.making.settings(unit, caller.at), GROUPS)
    return page(
        "catalog/powers.html.j2",
        unit=competence.making.access.unit(unit),
        register=competence.register(unit, caller),
        groups=[(each, each) for each in groups],
        kinds=KINDS,
        drafts=caller.holds(unit, Post.CLERK, Post.OFFICE, Post.SECRETARY),
        publishes=caller.holds(unit, Post.APPROVER, Post.PUBLISHER),
    )


@get("/powers/{power_id:uuid}", sync_to_thread=True, include_in_schema=False)
def power_page(power_id: UUID, competence: Powers, caller: Caller) -> Page:
    """职权：依据、流程图和每个环节的风险点。"""
    row = competence.seen(power_id, caller)
    named = many(competence.making.settings(row.unit, caller.at), DIMENSIONS)
    found = competence.register(row.unit, caller).findings
    return page(
        "catalog/power.html.j2",
        row=row,
        unit=competence.making.access.unit(row.unit),
        finding=found.get(str(power_id), ""),
        dimensions=[(each, each) for each in named],
        levels=LEVELS,
        drafts=caller.holds(row.unit, Post.CLERK, Post.OFFICE, Post.SECRETARY),
        approves=caller.holds(row.unit, Post.APPROVER),
    )


@post("/units/{unit:str}/powers", include_in_schema=False)
async def enter(unit: str, data: Filled[PowerForm], competence: Powers, caller: Caller) -> Redirect:
    """拟列职权。"""
    await competence.enter(unit, data.command, caller)
    return see_other(f"/catalog/units/{unit}/powers")


@post("/units/{unit:str}/powers/publication", include_in_schema=False)
async def publish(unit: str, competence: Powers, caller: Caller) -> Redirect:
    """公布职权目录。"""
    await competence.publish(unit, caller)
    return see_other(f"/catalog/units/{unit}/powers")


@post("/powers/{power_id:uuid}/chart", include_in_schema=False)
async def draw(
    power_id: UUID, data: Filled[ChartForm], competence: Powers, caller: Caller
) -> Redirect:
    """绘制流程图。"""
    await competence.draw(power_id, data.command, caller)
    return _to(power_id)


@post("/powers/{power_id:uuid}/risks", include_in_schema=False)
async def rate(
    power_id: UUID, data: Filled[RiskForm], competence: Powers, caller: Caller
) -> Redirect:
    """评定风险点。"""
    await competence.rate(power_id, data.command, caller)
    return _to(power_id)


@post("/powers/{power_id:uuid}/confirmation", include_in_schema=False)
async def confirm(power_id: UUID, competence: Powers, caller: Caller) -> Redirect:
    """确认职权。"""
    await competence.confirm(power_id, caller)
    return _to(power_id)


@post("/powers/{power_id:uuid}/settlement", include_in_schema=False)
async def settle(
    power_id: UUID, data: Filled[SettlePower], competence: Powers, caller: Caller
) -> Redirect:
    """理清职能交叉。"""
    await competence.settle(power_id, data, caller)
    return _to(power_id)


@get("/risks", sync_to_thread=True, include_in_schema=False)
def risks_page(competence: Powers, number: Annotated[int, Parameter(query="page")] = 1) -> Page:
    """风险排查表。"""
    lines = competence.table()
    pages = max(1, -(-len(lines) // SIZE))
    number = min(max(number, 1), pages)
    return page(
        "catalog/risks.html.j2",
        lines=lines[(number - 1) * SIZE : number * SIZE],
        total=len(lines),
        sums=sums(lines),
        gaps=sum(not each.points for each in lines),
        page=number,
        pages=pages,
    )


def _to(power_id: UUID) -> Redirect:
    return see_other(f"/catalog/powers/{power_id}")


handlers = [
    *(powers_page, power_page, enter, publish, draw),
    *(rate, confirm, settle, risks_page),
]
