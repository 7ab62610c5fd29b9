"""The door for programs: the phases of units' schemes. No rules."""

from litestar import Response, get, post

from services.catalog.domain.phase_words import (
    ClosePhase,
    EvidencePhase,
    ReopenPhase,
    SchedulePhase,
)
from services.catalog.handlers.rollout import Rollout, Rollouts
from services.catalog.handlers.stages import Courses, Stages
from shared.store import Receipt
from shared.web import Caller, filed


@get("/units/{unit:str}/phases", sync_to_thread=True)
def read_rollout(unit: str, rollouts: Rollouts, caller: Caller) -> Rollout:
    """查看实施步骤：各阶段的时间、任务、材料和还缺的条件。"""
    return rollouts.rollout(unit, caller)


@get("/units/{unit:str}/phases/below", sync_to_thread=True)
def list_stages(unit: str, stages: Stages, caller: Caller, page: int = 1) -> Courses:
    """列出下级单位的实施步骤。"""
    return stages.below(unit, caller, page)


@post("/units/{unit:str}/phases/schedule")
async def schedule_phase(
    unit: str, data: SchedulePhase, rollouts: Rollouts, caller: Caller
) -> Response[Receipt]:
    """确定阶段时间。"""
    return filed(await rollouts.schedule(unit, data, caller))


@post("/units/{unit:str}/phases/papers")
async def evidence_phase(
    unit: str, data: EvidencePhase, rollouts: Rollouts, caller: Caller
) -> Response[Receipt]:
    """归集阶段材料。"""
    return filed(await rollouts.evidence(unit, data, caller))


@post("/units/{unit:str}/phases/close")
async def close_phase(
    unit: str, data: ClosePhase, rollouts: Rollouts, caller: Caller
) -> Response[Receipt]:
    """结束阶段。"""
    return filed(await rollouts.close(unit, data, caller))


@post("/units/{unit:str}/phases/reopen")
async def reopen_phase(
    unit: str, data: ReopenPhase, rollouts: Rollouts, caller: Caller
) -> Response[Receipt]:
    """重新开始阶段。"""
    return filed(await rollouts.reopen(unit, data, caller))


handlers = [read_rollout, list_stages, schedule_phase, evidence_phase, close_phase, reopen_phase]
