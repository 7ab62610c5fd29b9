"""The door for people: the same commands and rows as web pages. No rules."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect
from litestar.status_codes import HTTP_201_CREATED
from msgspec import Struct

from services.feedback.domain.disclosure import shown
from services.feedback.domain.register import BEIJING
from services.feedback.domain.stance import STANCES, chosen
from services.feedback.domain.terms import (
    CHANNELS,
    DELIVERIES,
    FINDINGS,
    REMEDIES,
    STATUSES,
    Channel,
    Delivery,
)
from services.feedback.handlers import (
    Answer,
    Assignment,
    Conclusion,
    Desk,
    Intake,
    Letter,
    Opinions,
    Summary,
    reader_of,
)
from services.feedback.handlers.topics import Asked, TopicDesk
from services.feedback.views.topics import STATES as TOPIC_STATES
from shared.decider import InvalidError
from shared.store import Receipt
from shared.view import Views
from shared.web import Caller, Page, page, see_other

FORM = RequestEncodingType.URL_ENCODED
YES = frozenset({"true", "1", "on", "yes", "signed"})
WORDS = {
    "channels": CHANNELS,
    "findings": FINDINGS,
    "remedies": REMEDIES,
    "statuses": STATUSES,
    "deliveries": DELIVERIES,
    "stances": STANCES,
}


class LetterForm(Struct, frozen=True, kw_only=True):
    """意见表 — as any page of the house may send it."""

    disclosure_id: str = ""
    version: int = 0
    content: str = ""
    signed: str = ""
    name: str = ""
    contact: str = ""
    channel: Channel = Channel.WEB
    reference: str = ""
    stance: str = ""

    @property
    def letter(self) -> Letter:
        """Return what was filled in."""
        return Letter(
            disclosure_id=self.disclosure_id,
            version=self.version,
            content=self.content,
            signed=self.signed.lower() in YES,
            name=self.name,
            contact=self.contact,
            channel=self.channel,
            reference=self.reference,
            stance=chosen(self.stance),
        )


class AnswerForm(Struct, frozen=True, kw_only=True):
    """答复表 — the time is Beijing's, as people write it."""

    how: Delivery
    delivered_at: str = ""
    reply: str = ""
    evidence: str = ""

    @property
    def answer(self) -> Answer:
        """Return what was filled in."""
        try:
            local = datetime.fromisoformat(self.delivered_at)
        except ValueError:
            raise DeliveryTimeError(field="delivered_at") from None
        at = local if local.tzinfo else local.replace(tzinfo=BEIJING)
        return Answer(how=self.how, delivered_at=at, reply=self.reply, evidence=self.evidence)


class QueryForm(Struct, frozen=True, kw_only=True):
    """查询表"""

    number: str = ""
    query_code: str = ""


class DeliveryTimeError(InvalidError):
    """请填写送达时间，例如 2026-07-01 09:30。"""


@get("/", sync_to_thread=True)
def front(desk: Desk, caller: Caller) -> Page:
    """意见反馈首页。"""
    works_here = bool(caller.units("handler", "office"))
    return _page("front", desk, recent=desk.outcomes(caller)[:5], works_here=works_here)


@get("/opinions", sync_to_thread=True)
def write(
    intake: Intake,
    desk: Desk,
    caller: Caller,
    disclosure: str = "",
    version: int = 0,
    signed: str = "true",
) -> Page:
    """提意见。Without a disclosure: how to find one."""
    if not disclosure:
        return _page("choose", desk)
    row = intake.about(disclosure, version or 1, caller)
    return _page(
        "write",
        desk,
        row=row,
        version=version or shown(row.known, reader_of(caller)),
        asked=intake.asked(disclosure, caller),
        signed=signed,
        by_staff=caller.holds(row.unit, "handler", "office"),
    )


@post("/opinions", status_code=HTTP_201_CREATED)
async def send(
    data: Annotated[LetterForm, Body(media_type=FORM)],
    intake: Intake,
    desk: Desk,
    caller: Caller,
    request: Request[Any, Any, Any],
) -> Page:
    """收到意见，交给反映人回执。The code is in no address and in no log."""
    address = request.client.host if request.client else ""
    ticket = await intake.receive(data.letter, caller, address)
    signed = data.letter.signed
    return _page("ticket", desk, ticket=ticket, signed=signed, status_code=HTTP_201_CREATED)


@get("/query", sync_to_thread=False)
def query(desk: Desk) -> Page:
    """查询办理进展。"""
    return _page("query", desk, found=None)


@post("/query", status_code=200, sync_to_thread=True)
def inquire(data: Annotated[QueryForm, Body(media_type=FORM)], desk: Desk) -> Page:
    """办理进展。"""
    return _page("query", desk, found=desk.inquire(data.number, data.query_code))


@get("/outcomes", sync_to_thread=True)
def outcomes(desk: Desk, caller: Caller, disclosure: str = "", number: int = 1) -> Page:
    """公开的办理结果。"""
    found = desk.outcomes(caller, disclosure, max(number, 1))
    about = found[0][1] if disclosure and found else None
    counts = desk.received(disclosure) if about else None
    return _page("outcomes", desk, found=found, about=about, counts=counts)


@get("/desk", sync_to_thread=True)
def trays(desk: Desk, caller: Caller) -> Page:
    """意见台账。"""
    return _page("desk", desk, trays=desk.trays(caller))


@get("/opinions/{opinion_id:uuid}", sync_to_thread=True)
def dossier(opinion_id: UUID, desk: Desk, desk_work: Opinions, caller: Caller) -> Page:
    """办理意见。"""
    return _dossier(opinion_id, desk, desk_work, caller)


@post("/opinions/{opinion_id:uuid}/assign")
async def assign(
    opinion_id: UUID,
    data: Annotated[Assignment, Body(media_type=FORM)],
    desk_work: Opinions,
    views: Views,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """交办。"""
    return await _back(
        opinion_id, views, await desk_work.assign(opinion_id, data, caller, expected)
    )


@post("/opinions/{opinion_id:uuid}/conclude")
async def conclude(
    opinion_id: UUID,
    data: Annotated[Conclusion, Body(media_type=FORM)],
    desk_work: Opinions,
    views: Views,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """办结。"""
    receipt = await desk_work.conclude(opinion_id, data, caller, expected)
    return await _back(opinion_id, views, receipt)


@post("/opinions/{opinion_id:uuid}/identity", status_code=200)
async def open_identity(
    opinion_id: UUID, desk: Desk, desk_work: Opinions, views: Views, caller: Caller
) -> Page:
    """查看反映人身份。Shown in this answer only; each opening is on record."""
    receipt, identity = await desk_work.open_identity(opinion_id, caller)
    await views.reached("feedback", receipt.position)
    return _dossier(opinion_id, desk, desk_work, caller, identity=identity, opened=True)


@post("/opinions/{opinion_id:uuid}/reply")
async def reply(
    opinion_id: UUID,
    data: Annotated[AnswerForm, Body(media_type=FORM)],
    desk_work: Opinions,
    views: Views,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """答复本人。"""
    receipt = await desk_work.reply(opinion_id, data.answer, caller, expected)
    return await _back(opinion_id, views, receipt)


@post("/opinions/{opinion_id:uuid}/publish")
async def publish(
    opinion_id: UUID,
    data: Annotated[Summary, Body(media_type=FORM)],
    desk_work: Opinions,
    views: Views,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """公开办理结果。"""
    receipt = await desk_work.publish(opinion_id, data, caller, expected)
    return await _back(opinion_id, views, receipt)


@post("/opinions/{opinion_id:uuid}/close")
async def close(
    opinion_id: UUID, desk_work: Opinions, views: Views, caller: Caller, expected: int | None
) -> Redirect:
    """归结。"""
    return await _back(opinion_id, views, await desk_work.close(opinion_id, caller, expected))


class TopicForm(Struct, frozen=True, kw_only=True):
    """点题表"""

    unit: str = ""
    title: str = ""
    detail: str = ""
    signed: str = ""
    name: str = ""
    contact: str = ""

    @property
    def asked(self) -> Asked:
        """Return what was filled in."""
        return Asked(
            unit=self.unit,
            title=self.title,
            detail=self.detail,
            signed=self.signed.lower() in YES,
            name=self.name,
            contact=self.contact,
        )


@get("/topics", sync_to_thread=True)
def topic_form(topic_desk: TopicDesk, desk: Desk, unit: str = "") -> Page:
    """群众点题。"""
    units = [(each.unit_id, each.name) for each in topic_desk.units()]
    return _page("topic", desk, units=units, form=TopicForm(unit=unit), refusal=None)


@post("/topics", status_code=HTTP_201_CREATED)
async def raise_topic(
    data: Annotated[TopicForm, Body(media_type=FORM)],
    topic_desk: TopicDesk,
    desk: Desk,
    caller: Caller,
    request: Request[Any, Any, Any],
) -> Page:
    """收到点题，交给点题人回执；填错的，原样退回。"""
    address = request.client.host if request.client else ""
    try:
        ticket = await topic_desk.ask(data.asked, caller, address)
    except InvalidError as refusal:
        units = [(each.unit_id, each.name) for each in topic_desk.units()]
        return _page("topic", desk, status_code=422, units=units, form=data, refusal=refusal)
    return _page("topic_ticket", desk, ticket=ticket, status_code=HTTP_201_CREATED)


@get("/topics/query", sync_to_thread=False)
def topic_query(desk: Desk) -> Page:
    """查询点题结果。"""
    return _page("topic_query", desk, found=None, states=TOPIC_STATES)


@post("/topics/query", status_code=200, sync_to_thread=True)
def topic_outcome(
    data: Annotated[QueryForm, Body(media_type=FORM)], topic_desk: TopicDesk, desk: Desk
) -> Page:
    """点题结果。"""
    found = topic_desk.inquire(data.number, data.query_code)
    return _page("topic_query", desk, found=found, states=TOPIC_STATES)


def _page(name: str, desk: Desk, *, status_code: int = 200, **context: Any) -> Page:
    return page(f"feedback/{name}.html.j2", status_code=status_code, desk=desk, **WORDS, **context)


def _dossier(
    opinion_id: UUID, desk: Desk, desk_work: Opinions, caller: Caller, **context: Any
) -> Page:
    found = desk.dossier(opinion_id, caller)
    return _page(
        "dossier",
        desk,
        **{"identity": None, "opened": False} | context,
        dossier=found,
        opinion=found.opinion,
        stance=desk.stance(opinion_id),
        obstacles=desk_work.possible(opinion_id, caller),
        handlers=desk.handlers(found.opinion, caller.at),
    )


async def _back(opinion_id: UUID, views: Views, receipt: Receipt) -> Redirect:
    await views.reached("feedback", receipt.position)
    return see_other(f"/feedback/opinions/{opinion_id}")


handlers = [
    front,
    write,
    send,
    query,
    inquire,
    outcomes,
    trays,
    dossier,
    assign,
    conclude,
    open_identity,
    reply,
    publish,
    close,
    topic_form,
    raise_topic,
    topic_query,
    topic_outcome,
]
