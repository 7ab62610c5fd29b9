"""报告页 — what is due to a superior: the list, one report with its table and its document."""

import re
from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.attachment_words import Attachment
from services.workflow.domain.report import ProgressLineError, ReportState
from services.workflow.domain.report_words import (
    PROGRESS,
    FillProgress,
    Paper,
    Progress,
    ReceiveReport,
    ReturnReport,
    SendReport,
    SignReport,
    TaskLine,
    WriteReport,
)
from services.workflow.gateways.gongwen import Official, pdf
from services.workflow.handlers import Names
from services.workflow.handlers.reports import SIZE, TAKERS, WRITERS, Reports
from services.workflow.pages.enclosing import Enclosing, taken_in
from services.workflow.pages.proposal import AnyRequest, Counter
from services.workflow.pages.words import words
from services.workflow.views.reports import ReportRow
from shared.calendar import beijing_date
from shared.decider import RejectedError
from shared.files import FileGoneError
from shared.web import Caller, Enclosed, Filled, Page, again, page, see_other
from shared.web.giving import Given, given

TABS: Final = {"": "全部", "owing": "到期没有报送的"}
_WORDS: Final = {name: Progress(value) for value, name in PROGRESS.items()}
_NAMES: Final = {
    "drafted": "起草",
    "signed": "已审核，待报送",
    "partly": "部分报送",
    "sent": "已报",
    "received": "已收",
}
_CELLS: Final = re.compile(r"\t|｜|\|")


class StepForm(Struct, frozen=True, kw_only=True):
    """报告的表 — what was typed, word for word."""

    text: str = ""
    table: str = ""
    digest: str = ""
    number: str = ""
    reason: str = ""


class SendForm(Enclosing, frozen=True, kw_only=True):
    """报送表"""

    form: str = ""
    number: str = ""


Typed = Filled[StepForm]
Brought = Enclosed[SendForm]


@get("/reports", include_in_schema=False, sync_to_thread=True)
def report_list(
    reports: Reports, names: Names, caller: Caller, tab: str = "", page_no: int = 1
) -> Page:
    """向上级报告"""
    tab, number = tab if tab in TABS else "", max(page_no, 1)
    found, today = reports.listed(caller, tab, number), beijing_date(caller.at)
    return page(
        "reports.html.j2",
        **words(names),
        found=found,
        tab=tab,
        TABS=TABS,
        stand={row.report_id: standing(row, today) for row in found.rows},
        today=today,
        number=number,
        pages=max(-(-found.total // SIZE), 1),
    )


@get("/reports/{report_id:uuid}", include_in_schema=False, sync_to_thread=True)
def report_page(report_id: UUID, reports: Reports, names: Names, caller: Caller) -> Page:
    """一份报告"""
    return _shown(report_id, reports, names, caller)


@post("/reports/{report_id:uuid}/{step:str}", include_in_schema=False)
async def report_step(
    report_id: UUID, step: str, data: Typed, reports: Reports, names: Names, caller: Caller
) -> Redirect:
    """修改、填表、签发、签收、退回"""
    async with again(_shown, report_id, reports, names, caller, typed=data):
        await _carried_out(report_id, step, data, reports, caller)
    return see_other(f"/workflow/reports/{report_id}")


async def _carried_out(
    report_id: UUID, step: str, data: StepForm, reports: Reports, caller: Caller
) -> None:
    match step:
        case "text":
            await reports.write(report_id, WriteReport(text=data.text), caller)
        case "table":
            await reports.write(report_id, FillProgress(table=lines_of(data.table)), caller)
        case "sign":
            await reports.sign(report_id, SignReport(digest=data.digest), caller)
        case "receive":
            await reports.answer(report_id, ReceiveReport(number=data.number), caller)
        case _:
            await reports.answer(report_id, ReturnReport(reason=data.reason), caller)


@post("/reports/{report_id:uuid}/copies", include_in_schema=False, request_max_body_size=64_000_000)
async def send_report(
    report_id: UUID, data: Brought, reports: Reports, counter: Counter
) -> Redirect:
    """报送"""
    caller, typed = counter.caller, StepForm(number=data.number)
    async with again(_shown, report_id, reports, counter.names, caller, typed=typed):
        form, refused = await taken_in(data, counter)
        if refused:
            raise refused
        paper = Paper.FORMAL if data.form == Paper.FORMAL.value else Paper.ELECTRONIC
        scan = form.attached[0] if form.attached else ""
        asked = SendReport(form=paper, number=data.number, scan=scan)
        await reports.send(report_id, asked, caller)
    return see_other(f"/workflow/reports/{report_id}")


@get("/reports/{report_id:uuid}/document.pdf", include_in_schema=False, sync_to_thread=True)
def report_document(
    report_id: UUID, reports: Reports, names: Names, caller: Caller
) -> Response[bytes]:
    """报告的公文版式"""
    row = reports.see(report_id, caller).row
    day = beijing_date(row.signed_at or row.drafted_at)
    made = pdf(official(row, names.unit(row.unit), names.unit(row.addressee), day), caller.at)
    return Response(made, media_type="application/pdf")


@get(
    "/reports/{report_id:uuid}/files/{digest:str}/{name:str}",
    include_in_schema=False,
    sync_to_thread=True,
)
def report_file(
    report_id: UUID, digest: str, reports: Reports, caller: Caller, request: AnyRequest
) -> Response[Any]:
    """正式文件的扫描件"""
    row = reports.see(report_id, caller).row
    found = next((c.scan for c in row.copies if c.scan and c.scan.sha256 == digest), None)
    if found is None:
        raise FileGoneError(digest)
    return given(_given(found), reports.enclosures.place, request, download=False)


def _given(found: Attachment) -> Given:
    return Given(name=found.name, kind=found.kind, sha256=found.sha256, size=found.size)


def official(row: ReportRow, unit: str, addressee: str, day: date) -> Official:
    """Return a report as an official document, with its table as the enclosure."""
    numbers = tuple(each.number for each in row.copies if each.number)
    return Official(
        issuers=(unit,),
        numbers=numbers or ("（文号待编）",),
        title=row.title,
        paragraphs=tuple(each for each in row.text.splitlines() if each.strip()),
        date=f"{day.year}年{day.month}月{day.day}日",
        year=day.year,
        month=day.month,
        day=day.day,
        to=addressee,
        table=tuple(
            (str(n), each.name, each.status.chinese, before, each.person, each.evidence)
            for n, (each, before, _) in enumerate(compared(row), 1)
        ),
    )


def compared(row: ReportRow) -> list[tuple[TaskLine, str, bool]]:
    """Return each line of the table with how far it was last time, and whether that changed."""
    before = [*row.before, *[None] * len(row.table)]
    return [
        (each, was.chinese if was else "无", was is not None and was is not each.status)
        for each, was in zip(row.table, before, strict=False)
    ]


def lines_of(typed: str) -> tuple[TaskLine, ...]:
    """Return what was typed, a task in each line: 任务｜进展｜责任人｜佐证.

    Raises:
        ProgressLineError: a line says nothing of how far its task is.

    """
    found = []
    for number, line in enumerate((each for each in typed.splitlines() if each.strip()), 1):
        name, status, person, evidence = [*map(str.strip, _CELLS.split(line)), "", "", ""][:4]
        if status not in _WORDS:
            raise ProgressLineError(number, field="table")
        found.append(
            TaskLine(
                name=name[:100], status=_WORDS[status], person=person[:40], evidence=evidence[:200]
            )
        )
    return tuple(found)


def typed_of(row: ReportRow) -> str:
    """Return the table as it is typed."""
    return "\n".join(
        f"{each.name}｜{each.status.chinese}｜{each.person}｜{each.evidence}" for each in row.table
    )


def standing(row: ReportRow, today: date) -> str:
    """Return where a report stands, in a reader's words."""
    if row.due < today and row.state in {ReportState.DRAFTED.value, ReportState.SIGNED.value}:
        return "未报"
    return _NAMES[row.state]


def _shown(
    report_id: UUID,
    reports: Reports,
    names: Names,
    caller: Caller,
    refusal: RejectedError | None = None,
    typed: StepForm | None = None,
) -> Page:
    shown, today = reports.see(report_id, caller), beijing_date(caller.at)
    row = shown.row
    preparing = row.state in {ReportState.DRAFTED.value, ReportState.SIGNED.value}
    writes = caller.holds(row.unit, *WRITERS)
    sent = {each.form for each in row.copies}
    return page(
        "report.html.j2",
        status_code=refusal.status if refusal else 200,
        **words(names),
        row=row,
        digest=shown.digest,
        stand=standing(row, today),
        late=row.due < today and row.state != ReportState.RECEIVED.value,
        lines=compared(row),
        prepares=preparing and writes,
        signs=row.state == ReportState.DRAFTED.value and caller.holds(row.unit, *row.reviewers),
        lacking=[each for each in row.forms if each not in sent]
        if writes and row.state in {ReportState.SIGNED.value, ReportState.PARTLY.value}
        else [],
        takes=row.state == ReportState.SENT.value and caller.holds(row.addressee, *TAKERS),
        typed=typed or StepForm(text=row.text, table=typed_of(row)),
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
    )


handlers = [report_list, report_page, report_step, send_report, report_document, report_file]
