"""The door for programs to staged work (阶段性工作)."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post, put
from litestar.status_codes import HTTP_201_CREATED

from services.workflow.domain.staged_words import CloseWork, FinishStage, RegisterWork, ReplanWork
from services.workflow.handlers import Staged
from services.workflow.handlers.staged import WorkSeen
from shared.store import Receipt
from shared.web import Caller, filed


@get("/works", sync_to_thread=True)
def read_works(staged: Staged, caller: Caller, unit: str = "", page_no: int = 1) -> dict[str, Any]:
    """本单位的阶段性工作。"""
    found = staged.of_unit(caller, unit, max(page_no, 1))
    works = [shown(each) for each in found.rows]
    return {"unit": found.unit, "total": found.total, "works": works}


@get("/works/{work_id:uuid}", sync_to_thread=True)
def read_work(work_id: UUID, staged: Staged, caller: Caller) -> dict[str, Any]:
    """一项阶段性工作，各阶段和各自的公开义务。"""
    return shown(staged.see(work_id, caller))


@put("/works/{work_id:uuid}", status_code=HTTP_201_CREATED)
async def register_work(
    work_id: UUID, data: RegisterWork, staged: Staged, caller: Caller
) -> Response[Receipt]:
    """登记阶段性工作。The caller chooses the id, so a retry never registers it twice."""
    return filed(await staged.register(work_id, data, caller), f"/workflow/api/works/{work_id}")


@post("/works/{work_id:uuid}/finish")
async def finish_stage(
    work_id: UUID, data: FinishStage, staged: Staged, caller: Caller
) -> Response[Receipt]:
    """登记阶段完成。"""
    return filed(await staged.finish(work_id, data, caller))


@post("/works/{work_id:uuid}/replan")
async def replan_work(
    work_id: UUID, data: ReplanWork, staged: Staged, caller: Caller
) -> Response[Receipt]:
    """调整阶段计划。"""
    return filed(await staged.replan(work_id, data, caller))


@post("/works/{work_id:uuid}/close")
async def close_work(
    work_id: UUID, data: CloseWork, staged: Staged, caller: Caller
) -> Response[Receipt]:
    """结项。"""
    del data
    return filed(await staged.close(work_id, caller))


def shown(seen: WorkSeen) -> dict[str, Any]:
    """Return a work as programs read it."""
    row = seen.row
    return {
        "work_id": row.work_id,
        "unit": row.unit,
        "item_id": row.item_id,
        "title": row.title,
        "phase": seen.phase,
        "starts_on": row.starts_on,
        "spans_years": row.work.spans_years,
        "stages": [
            {
                "number": each.number,
                "name": each.stage.name,
                "planned_on": each.stage.planned_on,
                "finished_on": each.stage.finished_on,
                "disclosed_anew": each.again,
                **_owed(each.duty),
            }
            for each in seen.stages
        ],
        "summary": {**_owed(seen.summary), "disclosed_anew": seen.again},
        "withdrawn": seen.withdrawn,
    }


def _owed(row: Any) -> dict[str, Any]:
    if row is None:
        return {"obligation_id": None, "due": None, "state": None, "disclosed_on": None}
    return {
        "obligation_id": row.obligation_id,
        "due": row.due,
        "state": row.state,
        "disclosed_on": row.done_on,
    }


handlers = [read_works, read_work, register_work, finish_stage, replan_work, close_work]
