"""The door for people: the same commands and rows as web pages. No rules."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.feedback.domain.by_scheme import INTAKE, labelled
from services.feedback.domain.disclosure import shown
from services.feedback.domain.outcome_draft import REPORTERS
from services.feedback.domain.register import BEIJING
from services.feedback.domain.stance import STANCES, chosen
from services.feedback.domain.terms import (
    CHANNELS,
    DELIVERIES,
    FINDINGS,
    KINDS,
    REMEDIES,
    SATISFACTIONS,
    STATUSES,
    Channel,
    Delivery,
)
from services.feedback.handlers import (
    Answer,
    Assignment,
    Conclusion,
    Desk,
    Inquiry,
    Intake,
    Letter,
    Opinions,
    Summary,
    reader_of,
)
from services.feedback.handlers.channels import ChannelDesk
from services.feedback.handlers.following import Following
from services.feedback.handlers.handling import Handling
from services.feedback.handlers.outcomes import Back, Outcomes
from shared.calendar import beijing_date
from shared.decider import InvalidError
from shared.guesses import BY_CODE
from shared.view import Views
from shared.web import Caller, Filled, Page, page, see_other

YES = frozenset({"true", "1", "on", "yes", "signed"})
WORDS = {
    "kinds": KINDS,
    "kind_options": [(each.value, text) for each, text in KINDS.items()],
    "reporter_options": [(each.value, text) for each, text in REPORTERS.items()],
    "satisfactions": SATISFACTIONS,
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
    unit: str = ""
    answer: str = ""
    puzzle: str = ""

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
            unit=self.unit,
            answer=self.answer,
            puzzle=self.puzzle,
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
def front(desk: Desk, outcome_desk: Outcomes, caller: Caller) -> Page:
    """意见反馈首页。"""
    return shown_page(
        "front",
        desk,
        waiting=len(outcome_desk.waiting(caller)),
        recent=desk.outcomes(caller)[:5],
        works_here=bool(caller.units("handler", "office")),
        known_here=bool(caller.person),
    )


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
        return shown_page("choose", desk)
    row = intake.about(disclosure, version or 1, caller)
    return shown_page(
        "write",
        desk,
        row=row,
        version=version or shown(row.known, reader_of(caller)),
        asked=intake.asked(disclosure, caller),
        signed=signed,
        by_staff=caller.holds(row.unit, "handler", "office"),
        ways=labelled(intake.rules.words(row.unit, INTAKE, beijing_date(caller.at), ())),
    )


@get("/query", sync_to_thread=False)
def query(desk: Desk) -> Page:
    """查询办理进展。"""
    return shown_page("query", desk, found=None)


@post("/query", status_code=200, sync_to_thread=True, opt=BY_CODE)
def inquire(data: Filled[QueryForm], desk: Desk) -> Page:
    """办理进展。"""
    return asked_after(desk, desk.inquire(data.number, data.query_code), data.query_code)


@get("/outcomes", sync_to_thread=True)
def outcomes(
    desk: Desk, outcome_desk: Outcomes, caller: Caller, disclosure: str = "", number: int = 1
) -> Page:
    """公开的办理结果；等待本人核准的在前。"""
    found = desk.outcomes(caller, disclosure, max(number, 1))
    about = found[0][1] if disclosure and found else None
    counts = desk.received(disclosure) if about else None
    return shown_page(
        "outcomes",
        desk,
        found=found,
        about=about,
        counts=counts,
        caller=caller,
        waiting=outcome_desk.waiting(caller),
        returned=outcome_desk.returned(caller),
    )


@get("/desk", sync_to_thread=True)
def trays(
    desk: Desk, channel_desk: ChannelDesk, caller: Caller, tray: str = "", page: int = 1
) -> Page:
    """意见台账。"""
    found = desk.trays(caller, tray, max(page, 1))
    today, soon = beijing_date(caller.at), desk.soon(caller.at)
    faults = channel_desk.amiss(caller.units("handler", "office"), today)
    amiss = [f"{desk.unit(each.unit)}{each.name}{each.amiss}" for each in faults]
    return shown_page("desk", desk, trays=found, tray=tray, today=today, soon=soon, amiss=amiss)


@get("/opinions/{opinion_id:uuid}", sync_to_thread=True)
def dossier(
    opinion_id: UUID,
    desk: Desk,
    desk_work: Opinions,
    handling: Handling,
    following: Following,
    caller: Caller,
) -> Page:
    """办理意见。"""
    return _dossier(opinion_id, desk, desk_work, handling, following, caller)


@post("/opinions/{opinion_id:uuid}/assign")
async def assign(
    opinion_id: UUID,
    data: Filled[Assignment],
    desk_work: Opinions,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """交办。"""
    await desk_work.assign(opinion_id, data, caller, expected)
    return _back(opinion_id)


@post("/opinions/{opinion_id:uuid}/conclude")
async def conclude(
    opinion_id: UUID,
    data: Filled[Conclusion],
    desk_work: Opinions,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """办结。"""
    await desk_work.conclude(opinion_id, data, caller, expected)
    return _back(opinion_id)


@post("/opinions/{opinion_id:uuid}/identity", status_code=200)
async def open_identity(
    opinion_id: UUID,
    desk: Desk,
    desk_work: Opinions,
    handling: Handling,
    following: Following,
    views: Views,
    caller: Caller,
) -> Page:
    """查看反映人身份。Shown in this answer only; each opening is on record."""
    receipt, identity = await desk_work.open_identity(opinion_id, caller)
    await views.reached("feedback", receipt.position)
    return _dossier(
        opinion_id, desk, desk_work, handling, following, caller, identity=identity, opened=True
    )


@post("/opinions/{opinion_id:uuid}/reply")
async def reply(
    opinion_id: UUID,
    data: Filled[AnswerForm],
    desk_work: Opinions,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """答复本人。"""
    await desk_work.reply(opinion_id, data.answer, caller, expected)
    return _back(opinion_id)


@post("/opinions/{opinion_id:uuid}/publish")
async def publish(
    opinion_id: UUID,
    data: Filled[Summary],
    desk_work: Opinions,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """拟公开的办理结果；另一人核准以后才公开。"""
    await desk_work.publish(opinion_id, data, caller, expected)
    return _back(opinion_id)


@post("/opinions/{opinion_id:uuid}/outcome/approve")
async def approve_outcome(opinion_id: UUID, outcome_desk: Outcomes, caller: Caller) -> Redirect:
    """核准办理结果，由另一人办理。"""
    await outcome_desk.approve(opinion_id, caller)
    return see_other("/feedback/outcomes")


@post("/opinions/{opinion_id:uuid}/outcome/return")
async def return_outcome(
    opinion_id: UUID, data: Filled[Back], outcome_desk: Outcomes, caller: Caller
) -> Redirect:
    """退回办理结果，由另一人办理。"""
    await outcome_desk.give_back(opinion_id, data, caller)
    return see_other("/feedback/outcomes")


@post("/opinions/{opinion_id:uuid}/close")
async def close(
    opinion_id: UUID, desk_work: Opinions, caller: Caller, expected: int | None
) -> Redirect:
    """归结。"""
    await desk_work.close(opinion_id, caller, expected)
    return _back(opinion_id)


def shown_page(name: str, desk: Desk, *, status_code: int = 200, **context: Any) -> Page:
    """Return a page with the words of opinions at hand."""
    return page(f"feedback/{name}.html.j2", status_code=status_code, desk=desk, **WORDS, **context)


def asked_after(desk: Desk, found: Inquiry, code: str) -> Page:
    """Return how far an opinion has come, and what its writer may still do."""
    course = desk.course(found.opinion.opinion_id)
    return shown_page("query", desk, found=found, course=course, code=code)


def _dossier(
    opinion_id: UUID,
    desk: Desk,
    desk_work: Opinions,
    handling: Handling,
    following: Following,
    caller: Caller,
    **context: Any,
) -> Page:
    found = desk.dossier(opinion_id, caller)
    course = desk.course(opinion_id)
    return shown_page(
        "dossier",
        desk,
        **{"identity": None, "opened": False} | context,
        dossier=found,
        opinion=found.opinion,
        stance=desk.stance(opinion_id),
        obstacles=desk_work.possible(opinion_id, caller),
        handlers=desk.handlers(found.opinion, caller.at),
        course=course,
        today=beijing_date(caller.at),
        soon=desk.soon(caller.at),
        staff=[(each, desk.person(each)) for each in handling.staff(found.opinion.unit)],
        units=desk.all_units(),
        alike=len(following.alike(course)) if course else 0,
        opened_text=handling.opened,
    )


def _back(opinion_id: UUID) -> Redirect:
    return see_other(f"/feedback/opinions/{opinion_id}")


handlers = [
    front,
    write,
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
    approve_outcome,
    return_outcome,
    close,
]
