"""The door for programs to what people show by hand. Translates HTTP into commands; no rules."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get, post, put
from litestar.params import Parameter
from msgspec import Struct

from services.publishing.domain.document_words import AnswerReport, FileReport, WaiveReceipt
from services.publishing.domain.showing import RECORDERS
from services.publishing.domain.terms import Attachment
from services.publishing.handlers.asking import Asking, Question, Said
from services.publishing.handlers.documents import Documents, Shown
from services.publishing.handlers.drafting import Draft, Signature
from services.publishing.handlers.gathering import Gathering
from services.publishing.handlers.meeting import Held, Meetings
from services.publishing.handlers.outreach import Counts, Coverage, Link, Outreach, Remark, Trip
from services.publishing.views.documents import RecipientRow, ReportRow
from services.publishing.views.meetings import InquiryRow, MeetingRow, SessionRow
from services.publishing.views.visits import SisterRow, VisitRow
from shared.auth import WrongPostError
from shared.calendar import beijing_date
from shared.files import FileTooLargeError
from shared.posts import named
from shared.store import Receipt
from shared.web import Caller, filed

AnyRequest = Request[Any, Any, Any]
Year = Annotated[int, Parameter(ge=0, le=9999)]  # 0: this year


class Content(Struct, frozen=True, kw_only=True):
    """公开内容"""

    disclosure_id: UUID
    title: str
    content: str


class DocumentTold(Struct, frozen=True, kw_only=True):
    """文件 — ``readers`` and how many have signed are told to those alone who see to it."""

    document_id: UUID
    unit: str
    kind: str
    number: str
    title: str
    text: str
    file: Attachment | None
    sign_by: date | None
    contents: list[Content]
    mine: list[RecipientRow]
    reports: list[ReportRow]
    read: bool
    readers: list[RecipientRow] | None = None
    waiting: int | None = None


class Approved(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """核准 — the answers (inquiry ids) that society may read from now on."""

    answers: tuple[str, ...] = ()


class Answered(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """答复"""

    text: str = ""
    file: Attachment | None = None


class Gone(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """衔接事项已撤"""

    on: str = ""
    reason: str = ""


class Note(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """核对情况"""

    note: str = ""


@post("/api/papers", request_max_body_size=None)
async def take_paper(
    gathering: Gathering, caller: Caller, request: AnyRequest, name: str = "文件"
) -> Attachment:
    """上传会议记录、实录、签收扫描件。The body is the file itself."""
    caller.known()
    if not caller.units(*RECORDERS):
        raise WrongPostError(*(named(each) for each in RECORDERS))
    whole, limit = bytearray(), gathering.papers.arriving.limit
    async for piece in request.stream():
        whole += piece
        if len(whole) > limit:
            raise FileTooLargeError(limit)
    return gathering.papers.take(name, bytes(whole))


@put("/api/meetings/{meeting_id:uuid}")
async def record_meeting(
    meeting_id: UUID, data: Held, convening: Meetings, caller: Caller
) -> Response[Receipt]:
    """登记会议公开。"""
    return filed(await convening.record(meeting_id, data, caller))


@get("/api/meetings/{meeting_id:uuid}", sync_to_thread=True)
def read_meeting(meeting_id: UUID, convening: Meetings, caller: Caller) -> MeetingRow:
    """查看会议。"""
    return convening.meeting(meeting_id, caller)


@put("/api/documents/{document_id:uuid}")
async def issue_document(
    document_id: UUID, data: Draft, paperwork: Documents, caller: Caller
) -> Response[Receipt]:
    """下发文件、简报、通报，放进文件查阅处或者办事指南。"""
    return filed(await paperwork.issue(document_id, data, caller))


@get("/api/documents/{document_id:uuid}", sync_to_thread=True)
def read_document(document_id: UUID, paperwork: Documents, caller: Caller) -> DocumentTold:
    """查看文件和签收情况。"""
    return told(paperwork.document(document_id, caller))


@post("/api/documents/{document_id:uuid}/receipts")
async def sign_document(
    document_id: UUID, data: Signature, paperwork: Documents, caller: Caller
) -> Response[Receipt]:
    """签收。"""
    return filed(await paperwork.sign(document_id, data, caller))


@post("/api/documents/{document_id:uuid}/waive")
async def waive_receipt(
    document_id: UUID, data: WaiveReceipt, paperwork: Documents, caller: Caller
) -> Response[Receipt]:
    """免予签收。"""
    return filed(await paperwork.waive(document_id, data, caller))


@post("/api/documents/{document_id:uuid}/remind")
async def remind_readers(
    document_id: UUID, paperwork: Documents, caller: Caller
) -> Response[Receipt]:
    """提醒签收。"""
    return filed(await paperwork.remind(document_id, caller))


@post("/api/documents/{document_id:uuid}/reports")
async def file_report(
    document_id: UUID, data: FileReport, paperwork: Documents, caller: Caller
) -> Response[Receipt]:
    """反映情况。"""
    return filed(await paperwork.report(document_id, data, caller))


@post("/api/documents/{document_id:uuid}/answers")
async def answer_report(
    document_id: UUID, data: AnswerReport, paperwork: Documents, caller: Caller
) -> Response[Receipt]:
    """答复情况反映。"""
    return filed(await paperwork.answer(document_id, data, caller))


@post("/api/documents/{document_id:uuid}/readings")
async def consult_document(
    document_id: UUID, paperwork: Documents, caller: Caller
) -> Response[Receipt]:
    """查阅。"""
    return filed(await paperwork.consult(document_id, caller))


@put("/api/press/{session_id:uuid}")
async def hold_session(
    session_id: UUID, data: Said, asking: Asking, caller: Caller
) -> Response[Receipt]:
    """登记新闻发布。"""
    return filed(await asking.hold(session_id, data, caller))


@get("/api/press/{session_id:uuid}", sync_to_thread=True)
def read_session(session_id: UUID, asking: Asking, caller: Caller) -> SessionRow:
    """查看新闻发布。"""
    return asking.session(session_id, caller)


@get("/api/press/{session_id:uuid}/questions", sync_to_thread=True)
def read_questions(session_id: UUID, asking: Asking, caller: Caller) -> list[InquiryRow]:
    """查看一次新闻发布上的提问和答复，供本单位核准。"""
    return asking.questions(session_id, caller)


@post("/api/press/{session_id:uuid}/approve")
async def approve_session(
    session_id: UUID, data: Approved, asking: Asking, caller: Caller
) -> Response[Receipt]:
    """核准发布实录和解答对外展示。"""
    return filed(await asking.approve(session_id, data.answers, caller))


@put("/api/inquiries/{inquiry_id:uuid}")
async def raise_inquiry(
    inquiry_id: UUID, data: Question, asking: Asking, caller: Caller
) -> Response[Receipt]:
    """登记提问。"""
    return filed(await asking.raise_(inquiry_id, data, caller))


@get("/api/inquiries/{inquiry_id:uuid}", sync_to_thread=True)
def read_inquiry(inquiry_id: UUID, asking: Asking, caller: Caller) -> InquiryRow:
    """查看提问。"""
    return asking.inquiry(inquiry_id, caller)


@post("/api/inquiries/{inquiry_id:uuid}/answer")
async def answer_inquiry(
    inquiry_id: UUID, data: Answered, asking: Asking, caller: Caller
) -> Response[Receipt]:
    """答复提问。"""
    return filed(await asking.answer(inquiry_id, data.text, data.file, caller))


@put("/api/visits/{visit_id:uuid}")
async def register_visit(
    visit_id: UUID, data: Trip, outreach: Outreach, caller: Caller
) -> Response[Receipt]:
    """登记六进活动。"""
    return filed(await outreach.visit(visit_id, data, caller))


@get("/api/visits/{visit_id:uuid}", sync_to_thread=True)
def read_visit(visit_id: UUID, outreach: Outreach, caller: Caller) -> VisitRow:
    """查看六进活动。"""
    return outreach.visit_of(visit_id, caller)


@post("/api/visits/{visit_id:uuid}/remarks")
async def note_remark(
    visit_id: UUID, data: Remark, outreach: Outreach, caller: Caller
) -> Response[Receipt]:
    """记下意见。"""
    return filed(await outreach.note(visit_id, data, caller))


@post("/api/visits/{visit_id:uuid}/close")
async def close_visit(visit_id: UUID, outreach: Outreach, caller: Caller) -> Response[Receipt]:
    """六进活动办结。"""
    return filed(await outreach.close(visit_id, caller))


@get("/api/visits/coverage", sync_to_thread=True)
def read_coverage(outreach: Outreach, caller: Caller, year: Year = 0) -> Coverage:
    """六进覆盖情况。"""
    caller.known()
    return outreach.coverage(caller.units(), year or beijing_date(caller.at).year)


@post("/api/sisters")
async def link_sister(data: Link, outreach: Outreach, caller: Caller) -> Response[Receipt]:
    """登记衔接事项。"""
    return filed(await outreach.link(data, caller))


@get("/api/sisters", sync_to_thread=True)
def read_sisters(outreach: Outreach, caller: Caller, page_no: int = 1) -> list[SisterRow]:
    """查看衔接事项，每页50项。"""
    caller.known()
    return outreach.sisters(caller.units(), max(page_no, 1))[0]


@get("/api/sisters/counts", sync_to_thread=True)
def count_sisters(outreach: Outreach, caller: Caller) -> Counts:
    """分别统计。"""
    caller.known()
    return outreach.counts(caller.units())


@post("/api/sisters/{sister_id:uuid}/approve")
async def approve_sister(sister_id: UUID, outreach: Outreach, caller: Caller) -> Response[Receipt]:
    """核准衔接事项对外展示。"""
    return filed(await outreach.approve(sister_id, caller))


@post("/api/sisters/{sister_id:uuid}/withdraw")
async def withdraw_sister(
    sister_id: UUID, data: Gone, outreach: Outreach, caller: Caller
) -> Response[Receipt]:
    """登记衔接事项已撤。"""
    return filed(await outreach.withdraw(sister_id, data.on, data.reason, caller))


@post("/api/sisters/{sister_id:uuid}/check")
async def check_sister(
    sister_id: UUID, data: Note, outreach: Outreach, caller: Caller
) -> Response[Receipt]:
    """核对衔接事项。"""
    return filed(await outreach.check(sister_id, data.note, caller))


def told(shown: Shown) -> DocumentTold:
    """Return a document as programs read it."""
    row = shown.row
    return DocumentTold(
        document_id=row.document_id,
        unit=row.unit,
        kind=row.kind,
        number=row.number,
        title=row.title,
        text=row.text,
        file=row.file,
        sign_by=row.sign_by,
        contents=[
            Content(disclosure_id=each.disclosure_id, title=each.title, content=each.content)
            for each in shown.contents
        ],
        mine=shown.mine,
        reports=shown.reports,
        read=shown.read,
        readers=shown.readers if shown.manages else None,
        waiting=row.waiting if shown.manages else None,
    )


handlers = [
    take_paper,
    record_meeting,
    read_meeting,
    issue_document,
    read_document,
    sign_document,
    waive_receipt,
    remind_readers,
    file_report,
    answer_report,
    consult_document,
    hold_session,
    read_session,
    read_questions,
    approve_session,
    raise_inquiry,
    read_inquiry,
    answer_inquiry,
    register_visit,
    read_visit,
    note_remark,
    close_visit,
    read_coverage,
    link_sister,
    read_sisters,
    count_sisters,
    approve_sister,
    withdraw_sister,
    check_sister,
]
