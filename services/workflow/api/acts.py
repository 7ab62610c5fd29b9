"""备案登记簿 — for programs: what must be told to a superior; file, take, give back."""

from litestar import Response, get, post

from services.workflow.domain.act_words import FileAct, ReceiveAct, ReturnAct
from services.workflow.handlers.acts import Acts, Book
from shared.store import Receipt
from shared.web import Caller, filed


@get("/acts", sync_to_thread=True)
def list_acts(acts: Acts, caller: Caller, tab: str = "", page: int = 1) -> Book:
    """应报上级备案的事；tab=overdue 只列逾期没有报的。"""
    return acts.listed(caller, tab, page)


@post("/acts/file")
async def file_act(act_id: str, data: FileAct, acts: Acts, caller: Caller) -> Response[Receipt]:
    """报送备案。"""
    return filed(await acts.file(act_id, data, caller))


@post("/acts/receive")
async def receive_act(
    act_id: str, data: ReceiveAct, acts: Acts, caller: Caller
) -> Response[Receipt]:
    """收下备案。"""
    return filed(await acts.answer(act_id, data, caller))


@post("/acts/return")
async def return_act(act_id: str, data: ReturnAct, acts: Acts, caller: Caller) -> Response[Receipt]:
    """退回备案。"""
    return filed(await acts.answer(act_id, data, caller))


handlers = [list_acts, file_act, receive_act, return_act]
