"""The door for people: the register of powers. No rules."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct
from msgspec.structs import asdict

from services.catalog.domain.chart import HEADS, nodes
from services.catalog.domain.power_words import (
    CorrectPower,
    DrawChart,
    EnterPower,
    LegalBasis,
    PowerKind,
    PowerStep,
)
from services.catalog.domain.risk_words import RateRisk, RiskLevel
from services.catalog.domain.terms import Post, Scope
from services.catalog.domain.tidying_words import PlacePower, SettlePower
from services.catalog.domain.withheld_words import Ground
from services.catalog.domain.yardstick import many
from services.catalog.handlers import Logins
from services.catalog.handlers.powers import CONTROLS, DIMENSIONS, GROUPS, Powers
from shared.decider import InvalidError
from shared.web import Caller, Filled, Page, page, see_other

KINDS = [(each.value, each.chinese) for each in PowerKind]
LEVELS = [(each.value, each.chinese) for each in RiskLevel]
SCOPES = [(each.value, each.chinese) for each in Scope]
LANES: dict[str, PowerKind | None] = {"": None, **{each.chinese: each for each in PowerKind}}
SCOPED = {"": Scope.SOCIETY, **{each.chinese: each for each in Scope}}
BAR = "｜"  # between the attributes of a step


class PowerForm(Struct, frozen=True, kw_only=True):
    """职权表 — one basis a line: document, a space, article."""

    title: str = ""
    matter: str = ""
    kind: str = ""
    group: str = ""
    owner: str = ""
    bases: str = ""
    responsible: str = ""
    office: str = ""
    scope: str = ""
    limit: str = ""
    contact: str = ""

    @property
    def command(self) -> EnterPower:
        """Return what was filled in."""
        return EnterPower(**self._said)

    @property
    def correction(self) -> CorrectPower:
        """Return what was filled in anew; the name and the owner stay."""
        kept = {key: said for key, said in self._said.items() if key not in {"title", "owner"}}
        return CorrectPower(**kept)

    @property
    def _said(self) -> dict[str, Any]:
        lines = [each.strip().rpartition(" ") for each in self.bases.splitlines() if each.strip()]
        bases = tuple(
            LegalBasis(document=document or article, article=article if document else "")
            for document, _, article in lines
        )
        kind = PowerKind(self.kind) if self.kind else None
        scope = Scope(self.scope) if self.scope else Scope.SOCIETY
        return asdict(self) | {"bases": bases, "kind": kind, "scope": scope}


class WaysError(InvalidError):
    """环节的职能写决策、执行或者监督，几个工作日写数字，公开范围写社会、党内或者本单位。"""


class ChartForm(Struct, frozen=True, kw_only=True):
    """流程图表 — one step a line, its attributes between bars; the last four may be left out."""

    steps: str = ""

    @property
    def command(self) -> DrawChart:
        """Return what was filled in."""
        lines = [each.replace("|", BAR).split(BAR) for each in self.steps.splitlines()]
        return DrawChart(steps=tuple(_step(each) for each in lines if any(each)))


def _step(line: list[str]) -> PowerStep:
    words = [word.strip() for word in (*line, *[""] * 10)[:10]]
    name, subject, condition, goal, limit, requirement, lane, point, days, scope = words
    if lane not in LANES or scope not in SCOPED or not (days or "0").isdecimal():
        raise WaysError(field="steps")
    return PowerStep(
        name=name,
        subject=subject,
        condition=condition,
        goal=goal,
        limit=limit,
        requirement=requirement,
        lane=LANES[lane],
        point=point,
        days=min(int(days or "0"), 1_000),
        scope=SCOPED[scope],
    )


def _line(step: PowerStep) -> str:
    """Return a step as it is typed into the form, so that one word of a chart can be changed."""
    said = [step.name, step.subject, step.condition, step.goal, step.limit, step.requirement]
    said += [step.lane.chinese if step.lane else "", step.point]
    said += [str(step.days) if step.days else "", step.scope.chinese]
    return BAR.join(" ".join(each.split()) for each in said)


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
        controls = tuple(filter(None, map(str.strip, self.controls.splitlines())))
        return RateRisk(**asdict(self) | {"controls": controls})


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
        scopes=SCOPES,
        inside=competence.making.access.belongs(caller, unit),
        drafts=competence.making.access.drafts(caller, unit),
        publishes=caller.holds(unit, Post.APPROVER, Post.PUBLISHER),
    )


@get("/powers/{power_id:uuid}", sync_to_thread=True, include_in_schema=False)
def power_page(power_id: UUID, competence: Powers, logins: Logins, caller: Caller) -> Page:
    """职权：依据、流程图和每个环节的风险点。"""
    row = competence.seen(power_id, caller)
    named = many(competence.making.settings(row.unit, caller.at), DIMENSIONS)
    inside = competence.making.access.belongs(caller, row.unit)
    return page(
        "catalog/power.html.j2",
        row=row,
        unit=competence.making.access.unit(row.unit),
        finding=competence.finding(row),
        dimensions=[(each, each) for each in named],
        levels=LEVELS,
        kinds=many(competence.making.settings(row.unit, caller.at), CONTROLS),
        grounds=[(each.value, each.chinese) for each in Ground],
        groups=[
            (each, each) for each in many(competence.making.settings(row.unit, caller.at), GROUPS)
        ],
        sorts=KINDS,
        scopes=SCOPES,
        nodes=nodes(row.steps, row.kind, row.levels),
        typed="\n".join(map(_line, row.steps)),
        heads=HEADS,
        places=competence.places(row.unit) if inside else [],
        inside=inside,
        settler=logins.name_of(row.settled_by) if row.settled_by else "",
        drafts=competence.making.access.drafts(caller, row.unit),
        approves=caller.holds(row.unit, Post.APPROVER),
        publishes=caller.holds(row.unit, Post.APPROVER, Post.PUBLISHER),
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


@post("/powers/{power_id:uuid}/publication", include_in_schema=False)
async def publish_one(power_id: UUID, competence: Powers, caller: Caller) -> Redirect:
    """公布这项职权。"""
    await competence.publish_one(power_id, caller)
    return _to(power_id)


@post("/powers/{power_id:uuid}/correction", include_in_schema=False)
async def correct(
    power_id: UUID, data: Filled[PowerForm], competence: Powers, caller: Caller
) -> Redirect:
    """更正职权。"""
    await competence.correct(power_id, data.correction, caller)
    return _to(power_id)


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


@post("/powers/{power_id:uuid}/placement", include_in_schema=False)
async def place(
    power_id: UUID, data: Filled[PlacePower], competence: Powers, caller: Caller
) -> Redirect:
    """对应目录事项。"""
    await competence.place(power_id, data, caller)
    return _to(power_id)


def _to(power_id: UUID) -> Redirect:
    return see_other(f"/catalog/powers/{power_id}")


handlers = [
    *(powers_page, power_page, enter, publish, publish_one, correct, draw),
    *(rate, confirm, settle, place),
]
