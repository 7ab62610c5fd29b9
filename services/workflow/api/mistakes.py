"""差错台账 — for programs: report an error, dismiss a report, read the register."""

from uuid import UUID

from litestar import Response, get, post, put
from litestar.status_codes import HTTP_201_CREATED

from services.workflow.domain.mistake_words import DismissMistake, ReportMistake
from services.workflow.handlers.mistakes import Mistakes, Register
from services.workflow.views.mistakes import MistakeRow
from shared.store import Receipt
from shared.web import Caller, filed


@get("/mistakes", sync_to_thread=True)
def read_mistakes(
    mistakes: Mistakes, caller: Caller, status: str = "", page_no: int = 1
) -> Register:
    """差错台账，每条都列明责任人。"""
    return mistakes.listed(caller, status, max(page_no, 1))


@get("/mistakes/{mistake_id:uuid}", sync_to_thread=True)
def read_mistake(mistake_id: UUID, mistakes: Mistakes, caller: Caller) -> MistakeRow:
    """一条差错。"""
    return mistakes.see(mistake_id, caller)


@put("/mistakes/{mistake_id:uuid}", status_code=HTTP_201_CREATED)
async def report_mistake(
    mistake_id: UUID, data: ReportMistake, mistakes: Mistakes, caller: Caller
) -> Response[Receipt]:
    """登记差错。The caller chooses the id, so a retry never reports it twice."""
    receipt = await mistakes.report(mistake_id, data, caller)
    return filed(receipt, f"/workflow/api/mistakes/{mistake_id}")


@post("/mistakes/{mistake_id:uuid}/dismiss")
async def dismiss_mistake(
    mistake_id: UUID, data: DismissMistake, mistakes: Mistakes, caller: Caller
) -> Response[Receipt]:
    """撤销差错登记。"""
    return filed(await mistakes.dismiss(mistake_id, data, caller))


handlers = [read_mistakes, read_mistake, report_mistake, dismiss_mistake]
