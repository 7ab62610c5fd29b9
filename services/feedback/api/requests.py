"""Requests for disclosure, for programs. No rules."""

from asyncio import to_thread
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import Parameter
from litestar.status_codes import HTTP_200_OK
from msgspec import Struct

from services.feedback.domain.request import RequestUnknownError
from services.feedback.domain.request_clock import Counted
from services.feedback.domain.request_words import (
    Applicant,
    Decision,
    Filing,
    Intake,
    Outcome,
    Release,
    Status,
)
from services.feedback.handlers.request_desk import Figures, RequestDesk, RequestDossier
from services.feedback.handlers.request_files import RequestFiles
from services.feedback.handlers.request_forms import AnySheet
from services.feedback.handlers.request_intake import Application, RequestIntake, RequestTicket
from services.feedback.handlers.request_mine import MyRequest, MyRequests, RequestKey
from services.feedback.handlers.request_work import RequestWork
from services.feedback.views.requests import Line, RequestRow
from shared.calendar import beijing_date
from shared.guesses import BY_CODE
from shared.store import Receipt
from shared.web import Caller, filed, tagged
from shared.web.giving import Given, given

AnyRequest = Request[Any, Any, Any]
Year = Annotated[int, Parameter(ge=0, le=9999)]  # 0: this year


class RequestLine(Struct, frozen=True, kw_only=True):
    """申请的一行"""

    request_id: UUID
    number: str
    unit: str
    intake: Intake
    status: Status
    due: date | None
    outcome: Outcome | None
    explained_on: date | None
    late: bool
    filing: Filing
    filing_due: date | None


class RequestTray(Struct, frozen=True, kw_only=True):
    """案头的一格"""

    name: str
    rows: Sequence[RequestLine]
    page: int
    pages: int
    counts: Mapping[str, int]


class CaseFile(Struct, frozen=True, kw_only=True):
    """申请卷 — as staff read it; of who asks not a word."""

    line: RequestLine
    standing: str
    subject: str
    purpose: str
    form: str
    wanted: str
    party: str
    said: str
    study: str
    prepared: Sequence[Release]
    decision: Decision | None
    earlier: Sequence[Decision]
    letter: str
    evidence: str
    returned: str
    complaint: str
    finding: str
    verdict: str
    verdict_reason: str
    clock: Counted
    history: Sequence[Line]


class MyStanding(Struct, frozen=True, kw_only=True):
    """我的申请的进展"""

    number: str
    unit: str
    status: Status
    due: date | None
    subject: str
    wanted: str
    letter: str
    releases: Sequence[Release]
    verdict: str
    verdict_reason: str


class MyCorrection(RequestKey, frozen=True, kw_only=True):
    """补正"""

    subject: str = ""
    purpose: str = ""
    form: str = ""


class MyComplaint(RequestKey, frozen=True, kw_only=True):
    """申请复核"""

    body: str = ""
    complaint: str = ""


class MyFile(RequestKey, frozen=True, kw_only=True):
    """取阅文件"""

    sha256: str = ""


@post("/requests")
async def apply(
    data: Application, request_intake: RequestIntake, caller: Caller, request: AnyRequest
) -> RequestTicket:
    """提出申请。The same X-Request-Id again is answered with the same number and code."""
    return await request_intake.receive(data, caller, _address(request))


@get("/requests", sync_to_thread=True)
def request_tray(
    request_desk: RequestDesk, caller: Caller, tray: str = "all", page: int = 1
) -> RequestTray:
    """申请台账。"""
    found = request_desk.tray(caller, tray, max(page, 1))
    return _tray(found)


@get("/filings", sync_to_thread=True)
def filings(
    request_desk: RequestDesk, caller: Caller, tray: str = "sent", page: int = 1
) -> RequestTray:
    """下级报来的备案。"""
    return _tray(request_desk.filings(caller, tray, max(page, 1)))


@get("/requests/statistics", sync_to_thread=True)
def statistics(
    request_desk: RequestDesk, caller: Caller, unit: str = "", year: Year = 0
) -> Figures:
    """依申请公开统计。"""
    return request_desk.figures(unit, year or beijing_date(caller.at).year)


@get("/requests/{request_id:uuid}")
async def read_request(
    request_id: UUID,
    request_desk: RequestDesk,
    request_files: RequestFiles,
    caller: Caller,
    request: AnyRequest,
) -> Response[CaseFile]:
    """查看申请。"""
    try:
        found = request_desk.dossier(request_id, caller)
    except RequestUnknownError as refusal:
        await request_files.trespass(caller, refusal, f"GET {request.url.path}")
        raise
    return tagged(_case(found), found.row.version)


@post("/requests/{request_id:uuid}/steps")
async def take_step(
    request_id: UUID,
    data: AnySheet,
    request_work: RequestWork,
    caller: Caller,
    expected: int | None,
) -> Response[Receipt]:
    """办理申请：``step`` 写明办理什么。"""
    return filed(await request_work.take(request_id, data, caller, expected))


@post("/requests/{request_id:uuid}/sign")
async def sign_form(
    request_id: UUID, request_work: RequestWork, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """登记申请表已签字。"""
    return filed(await request_work.sign(request_id, None, caller, expected))


@post("/requests/{request_id:uuid}/applicant", status_code=HTTP_200_OK)
async def open_applicant(
    request_id: UUID, request_work: RequestWork, caller: Caller
) -> Applicant | None:
    """查看申请人身份。Each opening is on record."""
    return (await request_work.open_applicant(request_id, caller))[1]


@post("/requests/query", status_code=HTTP_200_OK, sync_to_thread=True, opt=BY_CODE)
def inquire(
    data: RequestKey, my_requests: MyRequests, request_desk: RequestDesk, caller: Caller
) -> MyStanding:
    """凭申请编号和查询码，或者登录后查询。"""
    found = my_requests.shown(my_requests.find(data, caller))
    return _standing(found, request_desk)


@post("/requests/correct", opt=BY_CODE)
async def correct(data: MyCorrection, my_requests: MyRequests, caller: Caller) -> Response[Receipt]:
    """补正。"""
    return filed(await my_requests.correct(data, data.subject, data.purpose, data.form, caller))


@post("/requests/recheck", opt=BY_CODE)
async def complain(data: MyComplaint, my_requests: MyRequests, caller: Caller) -> Response[Receipt]:
    """申请复核。"""
    return filed(await my_requests.complain(data, data.body, data.complaint, caller))


@post("/requests/file", status_code=HTTP_200_OK, opt=BY_CODE)
async def open_file(
    data: MyFile,
    my_requests: MyRequests,
    request_files: RequestFiles,
    caller: Caller,
    request: AnyRequest,
) -> Response[Any]:
    """取阅公开给申请人的文件。Each opening is on record."""
    request_id, found = await my_requests.open(data, data.sha256, caller)
    place = request_files.opened(found, request_id)
    return await to_thread(given, _file(found), place, request, download=True)


def _file(release: Release) -> Given:
    return Given(name=release.name, kind=release.kind, sha256=release.sha256, size=release.size)


def _address(request: AnyRequest) -> str:
    return request.client.host if request.client else ""


def _tray(found: Any) -> RequestTray:
    return RequestTray(
        name=found.name,
        rows=[_line(each) for each in found.rows],
        page=found.page,
        pages=found.pages,
        counts=found.counts,
    )


def _line(row: RequestRow) -> RequestLine:
    return RequestLine(
        request_id=row.request_id,
        number=row.number,
        unit=row.unit,
        intake=row.state.intake,
        status=row.status,
        due=row.due,
        outcome=row.outcome,
        explained_on=row.state.explained_on,
        late=row.state.late,
        filing=row.filing,
        filing_due=row.filing_due,
    )


def _case(found: RequestDossier) -> CaseFile:
    row, papers, text, told = found.row, found.row.papers, found.text, found.told
    return CaseFile(
        line=_line(row),
        standing=row.standing,
        subject=text.subject if text else "",
        purpose=text.purpose if text else "",
        form=text.form if text else "",
        wanted=found.wanted,
        party=found.party,
        said=found.said,
        study=papers.study,
        prepared=row.state.prepared,
        decision=row.state.decision,
        earlier=row.earlier,
        letter=told.letter if told else "",
        evidence=told.evidence if told else "",
        returned=papers.returned,
        complaint=found.complaint,
        finding=papers.finding,
        verdict=papers.verdict.value if papers.verdict else "",
        verdict_reason=papers.verdict_reason,
        clock=found.clock,
        history=row.history,
    )


def _standing(found: MyRequest, desk: RequestDesk) -> MyStanding:
    row = found.row
    return MyStanding(
        number=row.number,
        unit=desk.unit(row.unit),
        status=row.status,
        due=row.due,
        subject=found.text.subject if found.text else "",
        wanted=found.wanted,
        letter=found.letter,
        releases=found.releases,
        verdict=row.papers.verdict.value if row.papers.verdict else "",
        verdict_reason=row.papers.verdict_reason,
    )


handlers = [
    apply,
    request_tray,
    filings,
    statistics,
    read_request,
    take_step,
    sign_form,
    open_applicant,
    inquire,
    correct,
    complain,
    open_file,
]
