"""职权运行 — for programs: begin a run, finish a step, dispose of a warning, read."""

from uuid import UUID

from litestar import Response, get, post, put
from litestar.status_codes import HTTP_201_CREATED

from services.workflow.domain.run_words import AdvanceRun, DisposeWarning, OpenRun
from services.workflow.handlers.runs import RunList, Runs
from services.workflow.views.runs import RunRow
from shared.store import Receipt
from shared.web import Caller, filed


@get("/runs", sync_to_thread=True)
def list_runs(running: Runs, caller: Caller, page_no: int = 1) -> RunList:
    """本单位和所督查单位的职权运行，有预警没有处置的在前。"""
    return running.listed(caller, max(page_no, 1))


@get("/powers/{power_id:uuid}/runs", sync_to_thread=True)
def list_power_runs(power_id: UUID, running: Runs, page_no: int = 1) -> RunList:
    """一项职权的运行，任何人都可以看。"""
    return running.of_power(str(power_id), max(page_no, 1))


@get("/runs/{run_id:uuid}", sync_to_thread=True)
def read_run(run_id: UUID, running: Runs, caller: Caller) -> RunRow:
    """一件职权运行，任何人都可以看，按公开范围显示结果。"""
    return running.see(run_id, caller)


@put("/runs/{run_id:uuid}", status_code=HTTP_201_CREATED)
async def open_run(run_id: UUID, data: OpenRun, running: Runs, caller: Caller) -> Response[Receipt]:
    """开始职权运行。The caller chooses the id, so a retry never begins it twice."""
    return filed(await running.open(run_id, data, caller), f"/workflow/api/runs/{run_id}")


@post("/runs/{run_id:uuid}/advance")
async def advance_run(
    run_id: UUID, data: AdvanceRun, running: Runs, caller: Caller
) -> Response[Receipt]:
    """办结环节。"""
    return filed(await running.advance(run_id, data, caller))


@post("/runs/{run_id:uuid}/dispose")
async def dispose_warning(
    run_id: UUID, data: DisposeWarning, running: Runs, caller: Caller
) -> Response[Receipt]:
    """处置超时预警。"""
    return filed(await running.dispose(run_id, data, caller))


handlers = [list_runs, list_power_runs, read_run, open_run, advance_run, dispose_warning]
