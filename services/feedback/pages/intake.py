"""The doors through which letters come: the form, the box, the export file of 12345."""

from typing import Any
from uuid import UUID, uuid5

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.status_codes import HTTP_201_CREATED
from msgspec import Struct, field

from services.feedback.domain.puzzle import Puzzle, PuzzleUnsolvedError
from services.feedback.domain.terms import Channel
from services.feedback.handlers import Desk, Intake, Letter, TooManyLettersError
from services.feedback.handlers.hotline import Hotline
from services.feedback.handlers.opinions import HANDLER, OFFICE
from services.feedback.handlers.pictures import Pictures, Shot
from services.feedback.pages.opinions import YES, LetterForm, shown_page
from shared.decider import InvalidError, RejectedError
from shared.web import Caller, Enclosed, Filled, Page, again

AnyRequest = Request[Any, Any, Any]
ASKED = frozenset({"content", "signed", "name", "contact"})  # what the form itself asks


class BoxForm(Struct, frozen=True, kw_only=True):
    """意见箱来信 — as the clerk who opened the box enters it."""

    unit: str = ""
    channel: Channel = Channel.BOX
    content: str = ""
    signed: str = ""
    name: str = ""
    contact: str = ""
    reference: str = ""
    pictures: list[UploadFile] = field(default_factory=list)


class HotlineForm(Struct, frozen=True, kw_only=True):
    """工单导出表"""

    unit: str = ""
    file: UploadFile | None = None


class FileMissingError(InvalidError):
    """请选择要导入的文件。"""


@post("/opinions", status_code=HTTP_201_CREATED)
async def send(
    data: Filled[LetterForm], intake: Intake, desk: Desk, caller: Caller, request: AnyRequest
) -> Page:
    """收到意见，交给反映人回执。The code is in no address and in no log."""
    address = request.client.host if request.client else ""
    async with again(_handed_back, desk, data, intake.gate.puzzle(address, caller.at)):
        ticket = await intake.receive(data.letter, caller, address)
    signed = data.letter.signed
    return shown_page("ticket", desk, ticket=ticket, signed=signed, status_code=HTTP_201_CREATED)


@get("/write", sync_to_thread=True)
def write_unit(desk: Desk, unit: str = "", by: str = "") -> Page:
    """对一个单位提综合意见；监督员也可以代人转交。"""
    passing = by == Channel.SUPERVISOR.value
    return shown_page("write_unit", desk, units=desk.all_units(), unit=unit, passing=passing)


@get("/box", sync_to_thread=True)
def box(desk: Desk, caller: Caller) -> Page:
    """登记意见箱来信。"""
    return shown_page("box", desk, units=_own(desk, caller))


@post("/box", status_code=HTTP_201_CREATED)
async def enter_box(
    data: Enclosed[BoxForm], intake: Intake, pictures: Pictures, desk: Desk, caller: Caller
) -> Page:
    """登记一封纸质来信，附照片。"""
    caller.acting(data.unit, OFFICE, HANDLER)
    letter = Letter(
        unit=data.unit,
        channel=data.channel,
        content=data.content,
        signed=data.signed.lower() in YES,
        name=data.name,
        contact=data.contact,
        reference=data.reference,
    )
    shots = [Shot(name=each.filename, data=await each.read()) for each in data.pictures]
    kept = await pictures.keep(uuid5(caller.command_id, "opinion"), [x for x in shots if x.data])
    ticket = await intake.receive(letter, caller, "", kept)
    return shown_page(
        "ticket", desk, ticket=ticket, signed=letter.signed, status_code=HTTP_201_CREATED
    )


@get("/opinions/{opinion_id:uuid}/pictures/{number:int}", sync_to_thread=True)
def picture(opinion_id: UUID, number: int, pictures: Pictures, caller: Caller) -> Response[bytes]:
    """查看来信照片。"""
    shot = pictures.show(opinion_id, number, caller)
    return Response(
        shot.data,
        media_type=shot.media_type,
        headers={
            "cache-control": "no-store",
            "content-security-policy": "default-src 'none'; sandbox",
            "x-content-type-options": "nosniff",
        },
    )


@get("/hotline", sync_to_thread=True)
def hotline_form(desk: Desk, caller: Caller) -> Page:
    """导入12345工单。"""
    return shown_page("hotline", desk, units=_own(desk, caller), done=None)


@post("/hotline", status_code=200)
async def import_orders(
    data: Enclosed[HotlineForm], hotline: Hotline, desk: Desk, caller: Caller
) -> Page:
    """导入一个工单导出表；再次导入同一个表，不会重复。"""
    if data.file is None:
        raise FileMissingError(field="file")
    done = await hotline.take(await data.file.read(), data.unit, caller)
    return shown_page("hotline", desk, units=_own(desk, caller), done=done)


def _own(desk: Desk, caller: Caller) -> list[tuple[str, str]]:
    here = caller.units(OFFICE, HANDLER)
    if not here:
        caller.acting("", OFFICE, HANDLER)
    return [(each, desk.unit(each)) for each in here]


def _handed_back(desk: Desk, data: LetterForm, puzzle: Puzzle, refusal: RejectedError) -> Page:
    """Return the form with all that was typed: who has no wish to sign can choose otherwise."""
    hurried = isinstance(refusal, (TooManyLettersError, PuzzleUnsolvedError))
    if not hurried and refusal.field not in ASKED:
        raise refusal
    shown = {"form": data, "refusal": refusal, "puzzle": puzzle if hurried else None}
    return shown_page("again", desk, status_code=refusal.status, **shown)


handlers = [
    send,
    write_unit,
    box,
    enter_box,
    picture,
    hotline_form,
    import_orders,
]
