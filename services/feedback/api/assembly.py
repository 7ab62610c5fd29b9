"""The door for programs to seats at meetings, and to questions of committee members."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.status_codes import HTTP_200_OK, HTTP_202_ACCEPTED
from msgspec import Struct

from services.feedback.handlers import Ticket
from services.feedback.handlers.assembly import (
    Back,
    Erased,
    Guest,
    Invitation,
    Lot,
    Notice,
    Present,
    Remark,
    Sittings,
)
from services.feedback.handlers.inquiries import Inquiries, Judged, Question, Reply
from services.feedback.views.assembly import InquiryRow, SittingDraft, SittingRow
from shared.store import Receipt
from shared.web import Caller, filed

AnyRequest = Request[Any, Any, Any]


class Applied(Struct, frozen=True, kw_only=True):
    """报名号"""

    number: int


@get("/sittings", sync_to_thread=True)
def sitting_list(sittings: Sittings, caller: Caller, page: int = 1) -> list[SittingRow]:
    """列席旁听公告和抽签结果；没有任何人的姓名，旁听意见只给本单位办公室。"""
    return sittings.all(caller, max(page, 1))


@post("/sittings")
async def announce(data: Notice, sittings: Sittings, caller: Caller) -> Response[Receipt]:
    """拟列席旁听公告；另一人核准以后才公布。"""
    return filed(await sittings.announce(data, caller))


@get("/sittings/drafts", sync_to_thread=True)
def sitting_drafts(sittings: Sittings, caller: Caller) -> list[SittingDraft]:
    """本单位等待核准的、退回的列席旁听公告。"""
    caller.known()
    return sittings.drafts(caller)


@post("/sittings/{sitting_id:uuid}/again")
async def announce_again(
    sitting_id: UUID, data: Notice, sittings: Sittings, caller: Caller
) -> Response[Receipt]:
    """退回的公告修改以后重报。"""
    return filed(await sittings.again(sitting_id, data, caller))


@post("/sittings/{sitting_id:uuid}/approve")
async def approve_sitting(
    sitting_id: UUID, sittings: Sittings, caller: Caller
) -> Response[Receipt]:
    """核准列席旁听公告，由另一人办理。"""
    return filed(await sittings.approve(sitting_id, caller))


@post("/sittings/{sitting_id:uuid}/return")
async def return_sitting(
    sitting_id: UUID, data: Back, sittings: Sittings, caller: Caller
) -> Response[Receipt]:
    """退回列席旁听公告，由另一人办理。"""
    return filed(await sittings.give_back(sitting_id, data, caller))


@post("/sittings/{sitting_id:uuid}/apply", status_code=HTTP_200_OK)
async def apply_for_seat(
    sitting_id: UUID, data: Guest, sittings: Sittings, caller: Caller, request: AnyRequest
) -> Applied:
    """报名旁听。"""
    address = request.client.host if request.client else ""
    return Applied(number=await sittings.apply(sitting_id, data, caller, address))


@post("/sittings/{sitting_id:uuid}/draw")
async def draw_seats(
    sitting_id: UUID, data: Lot, sittings: Sittings, caller: Caller
) -> Response[Receipt]:
    """抽签。"""
    return filed(await sittings.draw(sitting_id, data, caller))


@post("/sittings/{sitting_id:uuid}/attend")
async def attend(
    sitting_id: UUID, data: Present, sittings: Sittings, caller: Caller
) -> Response[Receipt]:
    """登记到场。"""
    return filed(await sittings.attend(sitting_id, data, caller))


@post("/sittings/{sitting_id:uuid}/invite")
async def invite(
    sitting_id: UUID, data: Invitation, sittings: Sittings, caller: Caller
) -> Response[Receipt]:
    """邀请抽中的人。"""
    return filed(await sittings.invite(sitting_id, data, caller))


@post("/sittings/{sitting_id:uuid}/remark")
async def remark(
    sitting_id: UUID, data: Remark, sittings: Sittings, caller: Caller
) -> Response[Receipt]:
    """登记旁听意见。"""
    return filed(await sittings.remark(sitting_id, data, caller))


@post("/sittings/{sitting_id:uuid}/erase")
async def erase_guests(
    sitting_id: UUID, data: Erased, sittings: Sittings, caller: Caller
) -> Response[Receipt]:
    """删除旁听报名人的个人信息。"""
    return filed(await sittings.erase(sitting_id, data, caller))


@get("/inquiries", sync_to_thread=True)
def inquiry_list(inquiries: Inquiries, caller: Caller, page: int = 1) -> list[InquiryRow]:
    """本人提出的、本单位要答复的质询和询问。"""
    return inquiries.all(caller, max(page, 1))


@post("/inquiries")
async def ask_inquiry(
    data: Question, inquiries: Inquiries, caller: Caller, request: AnyRequest
) -> Response[Receipt] | Response[Ticket]:
    """提出质询；不是委员的，转为一般意见 (202)。"""
    address = request.client.host if request.client else ""
    done = await inquiries.ask(data, caller, address)
    if isinstance(done, Ticket):
        return Response(done, status_code=HTTP_202_ACCEPTED)
    return filed(done)


@post("/inquiries/{inquiry_id:uuid}/answer")
async def answer_inquiry(
    inquiry_id: UUID, data: Reply, inquiries: Inquiries, caller: Caller
) -> Response[Receipt]:
    """答复质询。"""
    return filed(await inquiries.answer(inquiry_id, data, caller))


@post("/inquiries/{inquiry_id:uuid}/judge")
async def judge_answer(
    inquiry_id: UUID, data: Judged, inquiries: Inquiries, caller: Caller
) -> Response[Receipt]:
    """评价答复。"""
    return filed(await inquiries.judge(inquiry_id, data, caller))


handlers = [
    sitting_list,
    announce,
    sitting_drafts,
    announce_again,
    approve_sitting,
    return_sitting,
    apply_for_seat,
    draw_seats,
    invite,
    attend,
    remark,
    erase_guests,
    inquiry_list,
    ask_inquiry,
    answer_inquiry,
    judge_answer,
]
