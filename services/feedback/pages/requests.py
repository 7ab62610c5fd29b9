"""依申请公开 for applicants: apply, ask after it, complete it, take files, complain. No rules."""

from asyncio import to_thread
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from services.feedback.domain.request import RequestUnknownError
from services.feedback.domain.request_words import (
    BODIES,
    DOCUMENTS,
    INTAKES,
    OUTCOMES,
    REFUSALS,
    STATUSES,
    VERDICTS,
    WITHHOLDING,
    Body,
)
from services.feedback.handlers.request_desk import RequestDesk
from services.feedback.handlers.request_files import RequestFiles
from services.feedback.handlers.request_intake import (
    OPERATORS,
    STANDINGS,
    Application,
    RequestIntake,
)
from services.feedback.handlers.request_mine import MyRequests, RequestKey
from shared.calendar import beijing_date
from shared.decider import RejectedError
from shared.guesses import BY_CODE
from shared.view import Views
from shared.web import Caller, Filled, Page, again, page
from shared.web.giving import Given, given

AnyRequest = Request[Any, Any, Any]
WORDS = {
    "bodies": BODIES,
    "documents": DOCUMENTS,
    "intakes": INTAKES,
    "outcomes": OUTCOMES,
    "refusals": REFUSALS,
    "withholding": WITHHOLDING,
    "statuses": STATUSES,
    "verdicts": VERDICTS,
}


class CorrectionForm(RequestKey, frozen=True, kw_only=True):
    """补正表"""

    subject: str = ""
    purpose: str = ""
    form: str = ""


class ComplaintForm(RequestKey, frozen=True, kw_only=True):
    """复核申请表"""

    body: str = ""
    complaint: str = ""


class FileForm(RequestKey, frozen=True, kw_only=True):
    """取阅"""

    sha256: str = ""


@get("/requests", sync_to_thread=True)
def form(request_intake: RequestIntake, caller: Caller, unit: str = "") -> Page:
    """申请公开。"""
    return _form(request_intake, caller, Application(unit=unit))


@get("/requests/enter", sync_to_thread=True)
def enter(request_intake: RequestIntake, caller: Caller) -> Page:
    """登记书面或者口头申请。"""
    here = caller.units(*OPERATORS)
    cause = caller.acting(here[0] if here else "", *OPERATORS)
    given = Application(unit=cause.unit, intake="oral", document="id_card")
    return _form(request_intake, caller, given)


@post("/requests", status_code=HTTP_201_CREATED)
async def apply(
    data: Filled[Application],
    request_intake: RequestIntake,
    request_desk: RequestDesk,
    caller: Caller,
    request: AnyRequest,
) -> Page:
    """收到申请，交给申请人回执；填错的，原样退回。The code is in no address and in no log."""
    address = request.client.host if request.client else ""
    async with again(_form, request_intake, caller, data):
        ticket = await request_intake.receive(data, caller, address)
    unit = request_desk.unit(data.unit)
    return _page("ticket", HTTP_201_CREATED, ticket=ticket, data=data, unit=unit, at=caller.at)


@get("/requests/query", sync_to_thread=False)
def query() -> Page:
    """查询申请。"""
    return _page("query")


@post("/requests/query", status_code=HTTP_200_OK, sync_to_thread=True, opt=BY_CODE)
def inquire(
    data: Filled[RequestKey], my_requests: MyRequests, request_desk: RequestDesk, caller: Caller
) -> Page:
    """申请的进展和答复。"""
    return _mine(data, my_requests, request_desk, caller)


@get("/requests/mine", sync_to_thread=True)
def mine(my_requests: MyRequests, request_desk: RequestDesk, caller: Caller) -> Page:
    """我登录后提出的申请。"""
    return _page("list", rows=my_requests.all(caller), desk=request_desk)


@get("/requests/mine/{request_id:uuid}")
async def my_request(
    request_id: UUID,
    my_requests: MyRequests,
    request_desk: RequestDesk,
    request_files: RequestFiles,
    caller: Caller,
    request: AnyRequest,
) -> Page:
    """我的一件申请。"""
    try:
        return _mine(RequestKey(request_id=request_id), my_requests, request_desk, caller)
    except RequestUnknownError as refusal:
        await request_files.trespass(caller, refusal, f"GET {request.url.path}")
        raise


@post("/requests/correct", status_code=HTTP_200_OK, opt=BY_CODE)
async def correct(
    data: Filled[CorrectionForm],
    my_requests: MyRequests,
    request_desk: RequestDesk,
    views: Views,
    caller: Caller,
) -> Page:
    """补正。"""
    given = data.subject, data.purpose, data.form
    receipt = await my_requests.correct(data, *given, caller)
    await views.reached("feedback", receipt.position)
    return _mine(data, my_requests, request_desk, caller, "补正已经收到，答复期限继续计算。")


@post("/requests/recheck", status_code=HTTP_200_OK, opt=BY_CODE)
async def complain(
    data: Filled[ComplaintForm],
    my_requests: MyRequests,
    request_desk: RequestDesk,
    views: Views,
    caller: Caller,
) -> Page:
    """申请复核。"""
    receipt = await my_requests.complain(data, data.body, data.complaint, caller)
    await views.reached("feedback", receipt.position)
    return _mine(data, my_requests, request_desk, caller, "复核申请已经收到。")


@post("/requests/file", status_code=HTTP_200_OK, opt=BY_CODE)
async def open_file(
    data: Filled[FileForm],
    my_requests: MyRequests,
    request_files: RequestFiles,
    caller: Caller,
    request: AnyRequest,
) -> Response[Any]:
    """取阅公开给申请人的文件。Each opening is on record."""
    request_id, release = await my_requests.open(data, data.sha256, caller)
    place = request_files.opened(release, request_id)
    file = Given(name=release.name, kind=release.kind, sha256=release.sha256, size=release.size)
    return await to_thread(given, file, place, request, download=True)


@get("/requests/statistics", sync_to_thread=True)
def statistics(
    request_desk: RequestDesk,
    request_intake: RequestIntake,
    caller: Caller,
    unit: str = "",
    year: int = 0,
) -> Page:
    """依申请公开统计。"""
    this = beijing_date(caller.at).year
    year = year if this - 10 < year <= this else this
    figures = request_desk.figures(unit, year)
    units = [(each.unit_id, each.name) for each in request_intake.units()]
    years = [(str(each), f"{each}年") for each in range(this, this - 10, -1)]
    return _page(
        "statistics",
        figures=figures,
        unit=unit,
        units=units,
        years=years,
        outcome_rows=[(OUTCOMES[each], n) for each, n in figures.outcomes.items()],
        ground_rows=list(figures.grounds.items()),
    )


def _form(
    intake: RequestIntake, caller: Caller, data: Application, refusal: RejectedError | None = None
) -> Page:
    units = [(each.unit_id, each.name) for each in intake.units()]
    rule = intake.rule(data.unit, beijing_date(caller.at)) if data.unit else None
    return _page(
        "form",
        refusal.status if refusal else HTTP_200_OK,
        units=units,
        rule=rule,
        form=data,
        refusal=refusal,
        standings=[(each, each) for each in STANDINGS],
        by_staff=bool(caller.units(*OPERATORS)),
    )


def _mine(
    key: RequestKey, mine: MyRequests, desk: RequestDesk, caller: Caller, note: str = ""
) -> Page:
    row = mine.find(key, caller)
    told = row.state.explained_on is not None and row.outcome in WITHHOLDING
    bodies = [(x.value, BODIES[x]) for x in Body if x in row.state.rule.bodies]
    return _page(
        "mine",
        found=mine.shown(row),
        row=row,
        key=key,
        desk=desk,
        clock=desk.clock(row),
        note=note,
        bodies_open=bodies if told and row.state.recheck is None else [],
    )


def _page(name: str, status_code: int = HTTP_200_OK, **context: Any) -> Page:
    template = f"feedback/request_{name}.html.j2"
    return page(template, status_code=status_code, **WORDS, **context)


handlers = [
    form,
    enter,
    apply,
    query,
    inquire,
    mine,
    my_request,
    correct,
    complain,
    open_file,
    statistics,
]
