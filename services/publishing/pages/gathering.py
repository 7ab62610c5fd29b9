"""会议、文件 as pages: what was told inside, who signed, what lies in the reading room."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.response import Redirect

from services.publishing.domain.document import DocumentUnknownError
from services.publishing.domain.document_words import AnswerReport, FileReport, WaiveReceipt
from services.publishing.domain.showing import RECORDERS
from services.publishing.domain.terms import Attachment
from services.publishing.handlers.asking import Asking
from services.publishing.handlers.documents import PAGE, Documents
from services.publishing.handlers.drafting import Draft, Signature
from services.publishing.handlers.gathering import STAFFED, Gathering
from services.publishing.handlers.guides import guides as shown_guides
from services.publishing.handlers.guides import pages
from services.publishing.handlers.meeting import Held, Meetings
from services.publishing.handlers.outreach import Outreach
from services.publishing.pages.hand_forms import (
    LARGEST,
    WORDS,
    DocumentForm,
    MeetingForm,
    SignForm,
    key_of,
    paper,
    whole,
)
from shared.calendar import beijing_date
from shared.files import FileGoneError
from shared.web import Caller, Enclosed, Page, page, see_other
from shared.web.giving import Given, given

AnyRequest = Request[Any, Any, Any]
Convening = Enclosed[MeetingForm]
Issuing = Enclosed[DocumentForm]
Signing = Enclosed[SignForm]


@get("/meetings", include_in_schema=False, sync_to_thread=True)
def meeting_list(
    convening: Meetings, gathering: Gathering, caller: Caller, page_no: int = 1
) -> Page:
    """会议公开一览"""
    caller.known()
    rows, total = convening.of(caller.units(*STAFFED), max(page_no, 1))
    return page(
        "meetings.html.j2",
        rows=rows,
        pages=-(-total // PAGE),
        page_no=page_no,
        names=gathering.names,
        records=bool(caller.units(*RECORDERS)),
        waiting=gathering.waiting(caller.units(*STAFFED)),
        **WORDS,
    )


@get("/meetings/new", include_in_schema=False, sync_to_thread=True)
def meeting_form(gathering: Gathering, caller: Caller, unit: str = "") -> Page:
    """登记会议公开"""
    unit, units = _unit(gathering, caller, unit)
    return page(
        "meeting_new.html.j2",
        unit=unit,
        units=units,
        members=gathering.names.persons(gathering.names.members(unit, caller.at)),
        offers=gathering.offers(unit, "会议"),
        **WORDS,
    )


@post("/meetings", include_in_schema=False, request_max_body_size=LARGEST)
async def record_meeting(
    data: Convening, convening: Meetings, gathering: Gathering, caller: Caller
) -> Redirect:
    """登记会议公开"""
    key = key_of(data.key)
    held = Held(
        unit=data.unit,
        kind=data.kind,
        title=data.title,
        place=data.place,
        held_at=data.held_at,
        due=tuple(data.due),
        present=tuple(data.present),
        minutes=await paper(data.minutes, gathering),
        disclosures=tuple(data.disclosures),
        guests=whole(data.guests),
    )
    await convening.record(key, held, caller)
    return see_other(f"/meetings/{key}")


@get("/meetings/{meeting_id:uuid}", include_in_schema=False, sync_to_thread=True)
def meeting_page(
    meeting_id: UUID, convening: Meetings, asking: Asking, gathering: Gathering, caller: Caller
) -> Page:
    """一次会议"""
    row = convening.meeting(meeting_id, caller)
    manages = gathering.manages(row.unit, caller)
    questions = asking.of(meeting_id)
    return page(
        "meeting.html.j2",
        row=row,
        names=gathering.names,
        matters=[gathering.row(each) for each in row.disclosures],
        questions=[q for q in questions if manages or caller.person in {q.asker, q.handler}],
        manages=manages,
        records=caller.holds(row.unit, *RECORDERS),
        extract=convening.extract(meeting_id) if manages else None,
        members=gathering.names.persons(row.due) if manages else [],
        staff=_staff(gathering, row.unit, caller),
        **WORDS,
    )


@get("/meetings/{meeting_id:uuid}/minutes", include_in_schema=False)
async def minutes(
    meeting_id: UUID,
    convening: Meetings,
    gathering: Gathering,
    caller: Caller,
    request: AnyRequest,
) -> Response[Any]:
    """会议记录"""
    row = await sync_to_thread(convening.meeting, meeting_id, caller)
    return await handed(row.minutes, gathering, request)


@get("/documents", include_in_schema=False, sync_to_thread=True)
def document_list(
    paperwork: Documents, gathering: Gathering, caller: Caller, page_no: int = 1
) -> Page:
    """下发的文件一览"""
    caller.known()
    rows, total = paperwork.issued(caller.units(*STAFFED), max(page_no, 1))
    return page(
        "documents.html.j2",
        rows=rows,
        pages=-(-total // PAGE),
        page_no=page_no,
        names=gathering.names,
        records=bool(caller.units(*RECORDERS)),
        **WORDS,
    )


@get("/documents/new", include_in_schema=False, sync_to_thread=True)
def document_form(gathering: Gathering, caller: Caller, unit: str = "", kind: str = "") -> Page:
    """下发文件"""
    unit, units = _unit(gathering, caller, unit)
    related = gathering.related(unit) if unit else ()
    return page(
        "document_new.html.j2",
        unit=unit,
        units=units,
        kind=kind,
        members=gathering.names.persons(gathering.names.members(unit, caller.at)),
        related=[(each, gathering.names.unit(each)) for each in related],
        offers=gathering.offers(unit, ""),
        **WORDS,
    )


@post("/documents", include_in_schema=False, request_max_body_size=LARGEST)
async def issue_document(
    data: Issuing, paperwork: Documents, gathering: Gathering, caller: Caller
) -> Redirect:
    """下发文件"""
    key = key_of(data.key)
    to_units = data.kind == "circular" and bool(data.units)
    draft = Draft(
        unit=data.unit,
        kind=data.kind,
        number=data.number,
        title=data.title,
        text=data.text,
        disclosure_id=data.disclosure_id,
        file=await paper(data.file, gathering),
        persons=() if to_units else tuple(data.persons),
        units=tuple(data.units) if to_units else (),
    )
    await paperwork.issue(key, draft, caller)
    return see_other(f"/documents/{key}")


@get("/documents/{document_id:uuid}", include_in_schema=False, sync_to_thread=True)
def document_page(
    document_id: UUID, paperwork: Documents, gathering: Gathering, caller: Caller
) -> Page:
    """一份文件"""
    shown = paperwork.document(document_id, caller)
    return page(
        "document.html.j2",
        shown=shown,
        row=shown.row,
        names=gathering.names,
        records=caller.holds(shown.row.unit, *RECORDERS),
        mine=[each for each in shown.mine if each.open],
        told=[each.unit for each in shown.mine if each.unit],
        **WORDS,
    )


@get("/documents/{document_id:uuid}/file", include_in_schema=False)
async def document_file(
    document_id: UUID,
    paperwork: Documents,
    gathering: Gathering,
    caller: Caller,
    request: AnyRequest,
) -> Response[Any]:
    """文件的附件"""
    shown = await sync_to_thread(paperwork.document, document_id, caller)
    return await handed(shown.row.file, gathering, request)


@post("/documents/{document_id:uuid}/{step:str}", include_in_schema=False)
async def act_on_document(
    document_id: UUID,
    step: str,
    data: Signing,
    paperwork: Documents,
    gathering: Gathering,
    caller: Caller,
) -> Redirect:
    """签收、免签、提醒、反映、答复、查阅"""
    match step:
        case "sign":
            scan = await paper(data.paper, gathering)
            mine = Signature(person=data.person, unit=data.unit, paper=scan)
            await paperwork.sign(document_id, mine, caller)
        case "waive":
            waived = WaiveReceipt(person=data.person, unit=data.unit, reason=data.reason)
            await paperwork.waive(document_id, waived, caller)
        case "remind":
            await paperwork.remind(document_id, caller)
        case "report":
            said = FileReport(unit=data.unit, text=data.text)
            await paperwork.report(document_id, said, caller)
        case "answer":
            answer = AnswerReport(number=whole(data.number), text=data.text)
            await paperwork.answer(document_id, answer, caller)
        case "consult":
            await paperwork.consult(document_id, caller)
        case _:
            raise DocumentUnknownError
    return see_other(f"/documents/{document_id}")


@get("/mine", include_in_schema=False, sync_to_thread=True)
def my_papers(
    paperwork: Documents,
    asking: Asking,
    outreach: Outreach,
    gathering: Gathering,
    caller: Caller,
    page_no: int = 1,
) -> Page:
    """我的文件"""
    caller.known()
    return page(
        "mine.html.j2",
        rows=paperwork.inbox(caller, max(page_no, 1)),
        page_no=max(page_no, 1),
        full=PAGE,
        owed=asking.owed(caller),
        asked=asking.asked(caller),
        names=gathering.names,
        unchecked=outreach.unchecked(caller.units(*RECORDERS)),
        **WORDS,
    )


@get("/reading-room", include_in_schema=False, sync_to_thread=True)
def reading_room(
    paperwork: Documents, gathering: Gathering, caller: Caller, page_no: int = 1
) -> Page:
    """文件查阅处"""
    caller.known()
    rows = paperwork.shelf(caller, max(page_no, 1))
    return page(
        "reading_room.html.j2",
        rows=rows,
        page_no=max(page_no, 1),
        pages=pages(gathering.views, "reading"),
        names=gathering.names,
        records=bool(caller.units(*RECORDERS)),
        **WORDS,
    )


@get("/guides", include_in_schema=False, sync_to_thread=True)
def guides(gathering: Gathering, caller: Caller, page_no: int = 1) -> Page:
    """办事指南"""
    return page(
        "guides.html.j2",
        rows=shown_guides(gathering, beijing_date(caller.at), max(page_no, 1)),
        page_no=max(page_no, 1),
        pages=pages(gathering.views, "guide"),
        names=gathering.names,
        **WORDS,
    )


async def handed(
    file: Attachment | None, gathering: Gathering, request: AnyRequest
) -> Response[Any]:
    """Answer with a file that this reader may have.

    Raises:
        FileGoneError: there is none.

    """
    if file is None:
        raise FileGoneError
    what = Given(name=file.name, kind=file.kind, sha256=file.sha256, size=file.size)
    return await sync_to_thread(given, what, gathering.papers.place, request, download=False)


def _unit(gathering: Gathering, caller: Caller, unit: str) -> tuple[str, list[tuple[str, str]]]:
    caller.known()
    mine = caller.units(*RECORDERS)
    chosen = unit if unit in mine else (mine[0] if mine else "")
    return chosen, [(each, gathering.names.unit(each)) for each in mine]


def _staff(gathering: Gathering, unit: str, caller: Caller) -> list[tuple[str, str]]:
    return gathering.names.persons(gathering.names.members(unit, caller.at))


handlers = [
    meeting_list,
    meeting_form,
    record_meeting,
    meeting_page,
    minutes,
    document_list,
    document_form,
    issue_document,
    document_page,
    document_file,
    act_on_document,
    my_papers,
    reading_room,
    guides,
]
