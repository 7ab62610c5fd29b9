"""The door for people: the phases in which a unit carries out its scheme. No rules."""

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.catalog.domain.phase_words import (
    ClosePhase,
    EvidencePhase,
    ReopenPhase,
    SchedulePhase,
)
from services.catalog.handlers.rollout import Rollouts
from services.catalog.handlers.stages import Stages
from services.catalog.pages.forest import Number
from shared.web import Caller, Filled, Page, page, see_other


class DayForm(Struct, frozen=True, kw_only=True):
    """阶段时间表单 — days are empty where nothing was filled in."""

    phase: str = ""
    starts: str = ""
    ends: str = ""
    reason: str = ""


class PaperForm(Struct, frozen=True, kw_only=True):
    """阶段材料表单"""

    phase: str = ""
    kind: str = ""
    title: str = ""
    held_on: str = ""
    number: str = ""
    text: str = ""


@get("/units/{unit:str}/phases", sync_to_thread=True, include_in_schema=False)
def rollout_page(unit: str, rollouts: Rollouts, caller: Caller) -> Page:
    """实施步骤。"""
    return page(
        "catalog/phases.html.j2",
        unit=rollouts.access.unit(unit),
        rollout=rollouts.rollout(unit, caller),
        keeps=rollouts.keeps(unit, caller),
    )


@get("/units/{unit:str}/phases/below", sync_to_thread=True, include_in_schema=False)
def stages_page(unit: str, stages: Stages, caller: Caller, number: Number = 1) -> Page:
    """下级实施步骤。"""
    return page(
        "catalog/stages.html.j2",
        unit=stages.rollouts.access.unit(unit),
        found=stages.below(unit, caller, number),
    )


@post("/units/{unit:str}/phases/schedule", include_in_schema=False)
async def schedule_phase(
    unit: str, data: Filled[DayForm], rollouts: Rollouts, caller: Caller
) -> Redirect:
    """确定阶段时间。"""
    command = SchedulePhase(
        phase=data.phase,
        starts=data.starts or None,
        ends=data.ends or None,
        reason=data.reason,
    )
    await rollouts.schedule(unit, command, caller)
    return _back(unit)


@post("/units/{unit:str}/phases/papers", include_in_schema=False)
async def evidence_phase(
    unit: str, data: Filled[PaperForm], rollouts: Rollouts, caller: Caller
) -> Redirect:
    """归集阶段材料。"""
    command = EvidencePhase(
        phase=data.phase,
        kind=data.kind,
        title=data.title,
        held_on=data.held_on or None,
        number=data.number,
        text=data.text,
    )
    await rollouts.evidence(unit, command, caller)
    return _back(unit)


@post("/units/{unit:str}/phases/close", include_in_schema=False)
async def close_phase(
    unit: str, data: Filled[ClosePhase], rollouts: Rollouts, caller: Caller
) -> Redirect:
    """结束阶段。"""
    await rollouts.close(unit, data, caller)
    return _back(unit)


@post("/units/{unit:str}/phases/reopen", include_in_schema=False)
async def reopen_phase(
    unit: str, data: Filled[ReopenPhase], rollouts: Rollouts, caller: Caller
) -> Redirect:
    """重新开始阶段。"""
    await rollouts.reopen(unit, data, caller)
    return _back(unit)


def _back(unit: str) -> Redirect:
    return see_other(f"/catalog/units/{unit}/phases")


handlers = [rollout_page, stages_page, schedule_phase, evidence_phase, close_phase, reopen_phase]
