"""依申请公开 for staff: the desk with its clocks, one request and its steps, filings. No rules."""

from asyncio import to_thread
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK
from msgspec import Struct, ValidationError, convert

from services.feedback.domain.request import RequestUnknownError
from services.feedback.domain.request_words import (
    BODIES,
    CHECKS,
    CONSENTS,
    DOCUMENTS,
    FILINGS,
    INTAKES,
    OUTCOMES,
    REFUSALS,
    STATUSES,
    VERDICTS,
    WITHHOLDING,
    Release,
)
from services.feedback.domain.terms import DELIVERIES, Delivery
from services.feedback.handlers import request_forms as forms
from services.feedback.handlers.request_desk import FILES, TRAYS, RequestDesk, RequestDossier
from services.feedback.handlers.request_files import RequestFiles
from services.feedback.handlers.request_offers import (
    checks_of,
    steps_of,
    to_prepare,
    to_sign,
)
from services.feedback.handlers.request_work import OPENER, RequestWork
from services.feedback.pages.request_words import said_of
from shared.calendar import beijing_date
from shared.decider import InvalidError
from shared.view import Views
from shared.web import Caller, Enclosed, Filled, Page, page, see_other
from shared.web.giving import Given, given

AnyRequest = Request[Any, Any, Any]
FILE_TRAYS = {"sent": "待收下", "late": "未备案", "done": "已备案"}
WORDS = {
    "bodies": BODIES,
    "checks": CHECKS,
    "consents": CONSENTS,
    "documents": DOCUMENTS,
    "filings": FILINGS,
    "intakes": INTAKES,
    "outcomes": OUTCOMES,
    "refusals": REFUSALS,
    "withholding": WITHHOLDING,
    "statuses": STATUSES,
    "verdicts": VERDICTS,
    "deliveries": {k: v for k, v in DELIVERIES.items() if k is not Delivery.OUTCOME},
    "said_of": said_of,
}


class StepUnclearError(InvalidError):
    """没有这种办理，请重新打开页面。"""


class ReleaseForm(Struct, frozen=True, kw_only=True):
    """文件表 — ``pages``: such as 1,3; empty: the whole file."""

    file: UploadFile
    pages: str = ""


class ScanForm(Struct, frozen=True, kw_only=True):
    """签字的申请表 — as it was scanned, if it was."""

    file: UploadFile | None = None


@get("/requests/desk", sync_to_thread=True)
def desk(
    request_desk: RequestDesk, caller: Caller, tray: str = "", number: int = 1, find: str = ""
) -> Page:
    """申请台账。"""
    shown = request_desk.tray(caller, tray or "all", max(number, 1), find)
    today = beijing_date(caller.at)
    return _page("desk", tray=shown, trays=TRAYS, desk=request_desk, today=today, find=find)


@get("/filings", sync_to_thread=True)
def filings(request_desk: RequestDesk, caller: Caller, tray: str = "", number: int = 1) -> Page:
    """下级报来的备案。"""
    shown = request_desk.filings(caller, tray or next(iter(FILES)), max(number, 1))
    today = beijing_date(caller.at)
    return _page("filings", tray=shown, trays=FILE_TRAYS, desk=request_desk, today=today)


@get("/requests/{request_id:uuid}")
async def dossier(
    request_id: UUID,
    request_desk: RequestDesk,
    request_work: RequestWork,
    request_files: RequestFiles,
    caller: Caller,
    request: AnyRequest,
) -> Page:
    """一件申请。"""
    found = await _found(request_id, request_desk, request_files, caller, request)
    return _dossier(found, request_desk, request_work, caller)


@post("/requests/{request_id:uuid}/steps")
async def take_step(
    request_id: UUID,
    data: Filled[dict[str, Any]],
    request_work: RequestWork,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """办理。"""
    await request_work.take(request_id, _sheet(data), caller, expected)
    return _back(request_id)


@post("/requests/{request_id:uuid}/sign")
async def sign(
    request_id: UUID,
    data: Enclosed[ScanForm],
    request_work: RequestWork,
    request_files: RequestFiles,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """登记申请表已签字，可以附上扫描件。"""
    scan = await _scanned(request_id, data.file, request_files)
    await request_work.sign(request_id, scan, caller, expected)
    return _back(request_id)


@post("/requests/{request_id:uuid}/releases")
async def prepare(
    request_id: UUID,
    data: Enclosed[ReleaseForm],
    request_work: RequestWork,
    request_files: RequestFiles,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """放入给申请人的文件。"""
    request_work.must_operate(await to_thread(request_work.case, request_id), caller)
    body = await data.file.read()
    release = await request_files.release(request_id, data.file.filename, body, data.pages)
    await request_work.prepare(request_id, release, caller, expected)
    return _back(request_id)


@get("/requests/{request_id:uuid}/files/{sha256:str}")
async def staff_file(
    request_id: UUID,
    sha256: str,
    request_desk: RequestDesk,
    request_files: RequestFiles,
    caller: Caller,
    request: AnyRequest,
) -> Response[Any]:
    """核对要给申请人的文件。"""
    found = await _found(request_id, request_desk, request_files, caller, request)
    release = next((x for x in _files(found) if x.sha256 == sha256), None)
    if release is None:
        raise RequestUnknownError(sha256)
    file = Given(name=release.name, kind=release.kind, sha256=release.sha256, size=release.size)
    place = request_files.opened(release, request_id)
    return await to_thread(given, file, place, request, download=False)


@post("/requests/{request_id:uuid}/applicant", status_code=HTTP_200_OK)
async def open_applicant(
    request_id: UUID,
    request_desk: RequestDesk,
    request_work: RequestWork,
    views: Views,
    caller: Caller,
) -> Page:
    """查看申请人身份，可以打印申请表。Shown in this answer only; each opening is on record."""
    receipt, who = await request_work.open_applicant(request_id, caller)
    await views.reached("feedback", receipt.position)
    found = request_desk.dossier(request_id, caller)
    return _dossier(found, request_desk, request_work, caller, who=who, opened=True)


async def _found(
    request_id: UUID, desk: RequestDesk, files: RequestFiles, caller: Caller, request: AnyRequest
) -> RequestDossier:
    try:
        return await to_thread(desk.dossier, request_id, caller)
    except RequestUnknownError as refusal:
        await files.trespass(caller, refusal, f"{request.method} {request.url.path}")
        raise


def _dossier(
    found: RequestDossier, desk: RequestDesk, work: RequestWork, caller: Caller, **context: Any
) -> Page:
    asked = found.row.state
    open_ = [x for x in steps_of(asked, beijing_date(caller.at)) if work.may(asked, caller, step=x)]
    operates = work.may(asked, caller, step=forms.Accept)
    return _page(
        "dossier",
        **{"who": None, "opened": False} | context,
        dossier=found,
        row=found.row,
        asked=asked,
        desk=desk,
        steps=[each.__name__.lower() for each in open_],
        signing=operates and to_sign(asked),
        preparing=operates and to_prepare(asked),
        opener=caller.holds(asked.unit, OPENER),
        possible={each: CHECKS[each] for each in checks_of(asked)},
        today=beijing_date(caller.at),
    )


def _sheet(data: dict[str, Any]) -> forms.AnySheet:
    given = {name: value.strip() for name, value in data.items() if isinstance(value, str)}
    try:
        sheet: forms.AnySheet = convert(given, forms.AnySheet)
    except ValidationError as error:
        raise StepUnclearError(str(error), field="step") from None
    return sheet


def _files(found: RequestDossier) -> tuple[Release, ...]:
    state, scan = found.row.state, found.row.papers.scan
    decided = state.decision.releases if state.decision else ()
    return (*state.prepared, *decided, *((scan,) if scan else ()))


async def _scanned(
    request_id: UUID, file: UploadFile | None, files: RequestFiles
) -> Release | None:
    body = await file.read() if file else b""
    return await files.release(request_id, file.filename, body, "") if file and body else None


def _back(request_id: UUID) -> Redirect:
    return see_other(f"/feedback/requests/{request_id}")


def _page(name: str, **context: Any) -> Page:
    words: dict[str, Any] = {**WORDS, **context}
    return page(f"feedback/request_{name}.html.j2", **words)


handlers = [
    desk,
    filings,
    dossier,
    take_step,
    sign,
    prepare,
    staff_file,
    open_applicant,
]
