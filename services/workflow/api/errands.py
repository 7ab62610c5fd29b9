"""函告 — for programs: put something to another unit, answer, look at it again."""

from uuid import UUID

from litestar import Response, get, post, put

from services.workflow.domain.errand_words import AnswerErrand, JudgeErrand, SendErrand
from services.workflow.handlers.errands import Delay, Errands, Tray
from services.workflow.views.errands import ErrandRow
from shared.store import Receipt
from shared.web import Caller, filed


@get("/errands", sync_to_thread=True)
def list_errands(errands: Errands, caller: Caller, kind: str = "", page: int = 1) -> Tray:
    """函告，待办理的在前。"""
    return errands.listed(caller, kind, page)


@get("/errands/delays", sync_to_thread=True)
def list_delays(errands: Errands, caller: Caller) -> list[Delay]:
    """逾期没有答复的函告，按收函单位统计。"""
    return errands.delays(caller)


@get("/errands/{errand_id:uuid}", sync_to_thread=True)
def read_errand(errand_id: UUID, errands: Errands, caller: Caller) -> ErrandRow:
    """一件函告。"""
    return errands.see(errand_id, caller)


@put("/errands/{errand_id:uuid}")
async def send_errand(
    errand_id: UUID, data: SendErrand, errands: Errands, caller: Caller
) -> Response[Receipt]:
    """发出函告。"""
    return filed(await errands.send(errand_id, data, caller))


@post("/errands/{errand_id:uuid}/answer")
async def answer_errand(
    errand_id: UUID, data: AnswerErrand, errands: Errands, caller: Caller
) -> Response[Receipt]:
    """答复函告。"""
    return filed(await errands.answer(errand_id, data, caller))


@post("/errands/{errand_id:uuid}/judge")
async def judge_errand(
    errand_id: UUID, data: JudgeErrand, errands: Errands, caller: Caller
) -> Response[Receipt]:
    """复查函告的答复。"""
    return filed(await errands.judge(errand_id, data, caller))


handlers = [list_errands, list_delays, read_errand, send_errand, answer_errand, judge_errand]
