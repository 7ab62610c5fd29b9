"""报告 — for programs: read what is due to a superior, write, sign, send, receive or return it."""

from uuid import UUID

from litestar import Response, get, post

from services.workflow.domain.report_words import (
    FillProgress,
    ReceiveReport,
    ReturnReport,
    SendReport,
    SignReport,
    WriteReport,
)
from services.workflow.handlers.reports import Reports, Shown, Tray
from shared.store import Receipt
from shared.web import Caller, filed


@get("/reports", sync_to_thread=True)
def list_reports(reports: Reports, caller: Caller, tab: str = "", page: int = 1) -> Tray:
    """向上级的报告；tab=owing 只列到期没有报送的。"""
    return reports.listed(caller, tab, page)


@get("/reports/{report_id:uuid}", sync_to_thread=True)
def read_report(report_id: UUID, reports: Reports, caller: Caller) -> Shown:
    """一份报告和它的摘要值；这也是电子版的数据文件。"""
    return reports.see(report_id, caller)


@post("/reports/{report_id:uuid}/text")
async def write_report(
    report_id: UUID, data: WriteReport, reports: Reports, caller: Caller
) -> Response[Receipt]:
    """修改报告内容。"""
    return filed(await reports.write(report_id, data, caller))


@post("/reports/{report_id:uuid}/table")
async def fill_progress(
    report_id: UUID, data: FillProgress, reports: Reports, caller: Caller
) -> Response[Receipt]:
    """填写任务进度表。"""
    return filed(await reports.write(report_id, data, caller))


@post("/reports/{report_id:uuid}/sign")
async def sign_report(
    report_id: UUID, data: SignReport, reports: Reports, caller: Caller
) -> Response[Receipt]:
    """审核签发。"""
    return filed(await reports.sign(report_id, data, caller))


@post("/reports/{report_id:uuid}/send")
async def send_report(
    report_id: UUID, data: SendReport, reports: Reports, caller: Caller
) -> Response[Receipt]:
    """报送。"""
    return filed(await reports.send(report_id, data, caller))


@post("/reports/{report_id:uuid}/receive")
async def receive_report(
    report_id: UUID, data: ReceiveReport, reports: Reports, caller: Caller
) -> Response[Receipt]:
    """签收。"""
    return filed(await reports.answer(report_id, data, caller))


@post("/reports/{report_id:uuid}/return")
async def return_report(
    report_id: UUID, data: ReturnReport, reports: Reports, caller: Caller
) -> Response[Receipt]:
    """退回。"""
    return filed(await reports.answer(report_id, data, caller))


handlers = [
    list_reports,
    read_report,
    write_report,
    fill_progress,
    sign_report,
    send_report,
    receive_report,
    return_report,
]
