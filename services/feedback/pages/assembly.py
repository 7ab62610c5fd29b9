"""The doors of seats at meetings, and of questions of committee members."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK, HTTP_403_FORBIDDEN

from services.feedback.domain.inquiry import FORMS, NotMemberError
from services.feedback.handlers import Desk, Ticket
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
from services.feedback.handlers.inquiries import MEMBERS, Inquiries, Judged, Question, Reply
from services.feedback.handlers.opinions import OFFICE
from services.feedback.pages.opinions import shown_page
from shared.calendar import beijing_date
from shared.view import Views
from shared.web import Caller, Filled, Page, see_other

AnyRequest = Request[Any, Any, Any]


@get("/sittings", sync_to_thread=True)
def sitting_list(sittings: Sittings, desk: Desk, caller: Caller, page: int = 1) -> Page:
    """列席旁听公告和抽签结果。"""
    rows = sittings.all(caller, max(page, 1))
    return _sittings(sittings, desk, caller, rows=rows, page_no=max(page, 1))


@post("/sittings")
async def announce(data: Filled[Notice], sittings: Sittings, caller: Caller) -> Redirect:
    """拟列席旁听公告；另一人核准以后才公布。"""
    await sittings.announce(data, caller)
    return see_other("/feedback/sittings")


@post("/sittings/{sitting_id:uuid}/again")
async def announce_again(
    sitting_id: UUID, data: Filled[Notice], sittings: Sittings, caller: Caller
) -> Redirect:
    """退回的公告修改以后重报。"""
    await sittings.again(sitting_id, data, caller)
    return see_other("/feedback/sittings")


@post("/sittings/{sitting_id:uuid}/approve")
async def approve_sitting(sitting_id: UUID, sittings: Sittings, caller: Caller) -> Redirect:
    """核准列席旁听公告，由另一人办理。"""
    await sittings.approve(sitting_id, caller)
    return see_other("/feedback/sittings")


@post("/sittings/{sitting_id:uuid}/return")
async def return_sitting(
    sitting_id: UUID, data: Filled[Back], sittings: Sittings, caller: Caller
) -> Redirect:
    """退回列席旁听公告，由另一人办理。"""
    await sittings.give_back(sitting_id, data, caller)
    return see_other("/feedback/sittings")


@post("/sittings/{sitting_id:uuid}/apply", status_code=HTTP_200_OK)
async def apply_for_seat(
    sitting_id: UUID,
    data: Filled[Guest],
    sittings: Sittings,
    desk: Desk,
    views: Views,
    caller: Caller,
    request: AnyRequest,
) -> Page:
    """报名旁听。The number is shown once, in this answer."""
    address = request.client.host if request.client else ""
    number = await sittings.apply(sitting_id, data, caller, address)
    await views.reached("feedback", sittings.store.last())
    return _sittings(sittings, desk, caller, rows=sittings.all(caller), number=number)


@post("/sittings/{sitting_id:uuid}/draw")
async def draw_seats(
    sitting_id: UUID, data: Filled[Lot], sittings: Sittings, caller: Caller
) -> Redirect:
    """抽签。"""
    await sittings.draw(sitting_id, data, caller)
    return see_other("/feedback/sittings")


@post("/sittings/{sitting_id:uuid}/attend")
async def attend(
    sitting_id: UUID, data: Filled[Present], sittings: Sittings, caller: Caller
) -> Redirect:
    """登记到场。"""
    await sittings.attend(sitting_id, data, caller)
    return see_other("/feedback/sittings")


@post("/sittings/{sitting_id:uuid}/invite")
async def invite(
    sitting_id: UUID, data: Filled[Invitation], sittings: Sittings, caller: Caller
) -> Redirect:
    """邀请抽中的人。"""
    await sittings.invite(sitting_id, data, caller)
    return see_other("/feedback/sittings")


@post("/sittings/{sitting_id:uuid}/remark")
async def remark(
    sitting_id: UUID, data: Filled[Remark], sittings: Sittings, caller: Caller
) -> Redirect:
    """登记旁听意见。"""
    await sittings.remark(sitting_id, data, caller)
    return see_other("/feedback/sittings")


@post("/sittings/{sitting_id:uuid}/erase")
async def erase_guests(
    sitting_id: UUID, data: Filled[Erased], sittings: Sittings, caller: Caller
) -> Redirect:
    """删除旁听报名人的个人信息。"""
    await sittings.erase(sitting_id, data, caller)
    return see_other("/feedback/sittings")


@get("/inquiries", sync_to_thread=True)
def inquiry_list(inquiries: Inquiries, desk: Desk, caller: Caller, page: int = 1) -> Page:
    """质询和询问。"""
    return shown_page(
        "inquiries",
        desk,
        rows=inquiries.all(caller, max(page, 1)),
        units=desk.all_units(),
        forms=FORMS,
        member=bool(caller.units(*MEMBERS)),
        caller=caller,
        today=beijing_date(caller.at),
    )


@post("/inquiries", status_code=HTTP_200_OK)
async def ask_inquiry(
    data: Filled[Question], inquiries: Inquiries, desk: Desk, caller: Caller, request: AnyRequest
) -> Page | Redirect:
    """提出质询；不是委员的，转为一般意见。"""
    address = request.client.host if request.client else ""
    done = await inquiries.ask(data, caller, address)
    if isinstance(done, Ticket):
        refused = NotMemberError().sentence
        return shown_page(
            "ticket",
            desk,
            ticket=done,
            signed=False,
            refused=refused,
            status_code=HTTP_403_FORBIDDEN,
        )
    return see_other("/feedback/inquiries")


@post("/inquiries/{inquiry_id:uuid}/answer")
async def answer_inquiry(
    inquiry_id: UUID, data: Filled[Reply], inquiries: Inquiries, caller: Caller
) -> Redirect:
    """答复质询。"""
    await inquiries.answer(inquiry_id, data, caller)
    return see_other("/feedback/inquiries")


@post("/inquiries/{inquiry_id:uuid}/judge")
async def judge_answer(
    inquiry_id: UUID, data: Filled[Judged], inquiries: Inquiries, caller: Caller
) -> Redirect:
    """评价答复。"""
    await inquiries.judge(inquiry_id, data, caller)
    return see_other("/feedback/inquiries")


def _sittings(
    sittings: Sittings, desk: Desk, caller: Caller, *, rows: Any, number: int = 0, page_no: int = 1
) -> Page:
    return shown_page(
        "sittings",
        desk,
        rows=[(each, sittings.drawn(each, caller)) for each in rows],
        drafts=sittings.drafts(caller),
        offices=[(each, desk.unit(each)) for each in caller.units(OFFICE)],
        caller=caller,
        number=number,
        page_no=page_no,
        pages=sittings.pages(),
        today=beijing_date(caller.at),
    )


handlers = [
    sitting_list,
    announce,
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
