"""The door for programs: JSON becomes a command, a row becomes JSON. No rules."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.status_codes import HTTP_200_OK
from msgspec import Struct

from services.feedback.domain.terms import Finding, Remedy, Status
from services.feedback.handlers import (
    Answer,
    Assignment,
    Conclusion,
    Desk,
    Dossier,
    Intake,
    Letter,
    Opinions,
    Summary,
    Ticket,
    Tray,
)
from services.feedback.handlers.outcomes import Back, Outcomes
from services.feedback.handlers.topics import Asked, TopicDesk, TopicTicket
from services.feedback.views.outcome_waits import OutcomeWait
from shared.guesses import BY_CODE
from shared.store import Receipt
from shared.web import Caller, filed, tagged


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """查询 — number and code of a receipt."""

    number: str = ""
    query_code: str = ""


class Standing(Struct, frozen=True, kw_only=True):
    """进展 — how far an opinion has come."""

    number: str
    status: Status
    received_at: datetime
    assigned_at: datetime | None
    concluded_at: datetime | None
    finding: Finding | None
    conclusion: str
    remedy: Remedy | None
    reply: str
    summary: str
    published_at: datetime | None
    revised_version: int
    closed_at: datetime | None


class PublicOutcome(Struct, frozen=True, kw_only=True):
    """公开的办理结果"""

    number: str
    unit: str
    disclosure_id: str
    title: str
    finding: Finding
    remedy: Remedy
    summary: str
    published_at: datetime
    revised_version: int


@post("/opinions")
async def receive(
    data: Letter, intake: Intake, caller: Caller, request: Request[Any, Any, Any]
) -> Ticket:
    """提交意见。The same X-Request-Id again is answered with the same number and code."""
    return await intake.receive(data, caller, address_of(request))


@post("/opinions/{opinion_id:uuid}/assign")
async def assign(
    opinion_id: UUID, data: Assignment, desk_work: Opinions, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """交办。"""
    return filed(await desk_work.assign(opinion_id, data, caller, expected))


@post("/opinions/{opinion_id:uuid}/conclude")
async def conclude(
    opinion_id: UUID, data: Conclusion, desk_work: Opinions, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """办结。"""
    return filed(await desk_work.conclude(opinion_id, data, caller, expected))


@post("/opinions/{opinion_id:uuid}/reply")
async def reply(
    opinion_id: UUID, data: Answer, desk_work: Opinions, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """答复本人。"""
    return filed(await desk_work.reply(opinion_id, data, caller, expected))


@post("/opinions/{opinion_id:uuid}/publish")
async def publish(
    opinion_id: UUID, data: Summary, desk_work: Opinions, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """拟公开的办理结果；另一人核准以后才公开。"""
    return filed(await desk_work.publish(opinion_id, data, caller, expected))


@post("/opinions/{opinion_id:uuid}/outcome/approve")
async def approve_outcome(
    opinion_id: UUID, outcome_desk: Outcomes, caller: Caller
) -> Response[Receipt]:
    """核准办理结果，由另一人办理。"""
    return filed(await outcome_desk.approve(opinion_id, caller))


@post("/opinions/{opinion_id:uuid}/outcome/return")
async def return_outcome(
    opinion_id: UUID, data: Back, outcome_desk: Outcomes, caller: Caller
) -> Response[Receipt]:
    """退回办理结果，由另一人办理。"""
    return filed(await outcome_desk.give_back(opinion_id, data, caller))


@get("/outcomes/waiting", sync_to_thread=True)
def waiting_outcomes(outcome_desk: Outcomes, caller: Caller, page: int = 1) -> list[OutcomeWait]:
    """等待核准的办理结果。"""
    caller.known()
    return outcome_desk.waiting(caller, max(page, 1))


@post("/opinions/{opinion_id:uuid}/close")
async def close(
    opinion_id: UUID, desk_work: Opinions, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """归结。"""
    return filed(await desk_work.close(opinion_id, caller, expected))


@get("/opinions", sync_to_thread=True)
def trays(desk: Desk, caller: Caller) -> Sequence[Tray]:
    """意见台账。"""
    return desk.trays(caller)


@get("/opinions/{opinion_id:uuid}", sync_to_thread=True)
def dossier(opinion_id: UUID, desk: Desk, caller: Caller) -> Response[Dossier]:
    """查看意见。"""
    found = desk.dossier(opinion_id, caller)
    return tagged(found, found.opinion.version)


@post("/query", status_code=HTTP_200_OK, sync_to_thread=True, opt=BY_CODE)
def inquire(data: Question, desk: Desk) -> Standing:
    """凭编号和查询码查询。"""
    found = desk.inquire(data.number, data.query_code)
    row = found.opinion
    return Standing(
        number=row.number,
        status=row.status,
        received_at=row.received_at,
        assigned_at=row.assigned_at,
        concluded_at=row.concluded_at,
        finding=row.finding,
        conclusion=row.conclusion,
        remedy=row.remedy,
        reply=found.reply,
        summary=row.summary,
        published_at=row.published_at,
        revised_version=row.revised_version,
        closed_at=row.closed_at,
    )


@get("/outcomes", sync_to_thread=True)
def outcomes(
    desk: Desk, caller: Caller, disclosure: str = "", page: int = 1
) -> list[PublicOutcome]:
    """公开的办理结果。"""
    return [
        PublicOutcome(
            number=row.number,
            unit=desk.unit(row.unit),
            disclosure_id=row.disclosure_id,
            title=about.title if about else "",
            finding=row.finding,
            remedy=row.remedy,
            summary=row.summary,
            published_at=row.published_at,
            revised_version=row.revised_version,
        )
        for row, about in desk.outcomes(caller, disclosure, max(page, 1))
    ]


class TopicStanding(Struct, frozen=True, kw_only=True):
    """点题进展 — what the asker learns."""

    number: str
    unit: str
    state: str
    raised_at: datetime
    settled_at: datetime | None
    title: str
    said: str


@post("/topics")
async def raise_topic(
    data: Asked, topic_desk: TopicDesk, caller: Caller, request: Request[Any, Any, Any]
) -> TopicTicket:
    """群众点题。The same X-Request-Id again is answered with the same number and code."""
    return await topic_desk.ask(data, caller, address_of(request))


@post("/topics/query", status_code=HTTP_200_OK, sync_to_thread=True, opt=BY_CODE)
def inquire_topic(data: Question, topic_desk: TopicDesk, desk: Desk) -> TopicStanding:
    """凭点题编号和查询码查询结果。"""
    row = topic_desk.inquire(data.number, data.query_code)
    return TopicStanding(
        number=row.number,
        unit=desk.unit(row.unit),
        state=row.state,
        raised_at=row.raised_at,
        settled_at=row.settled_at,
        title=row.title,
        said=row.said,
    )


def address_of(request: Request[Any, Any, Any]) -> str:
    """Return where a request comes from, as far as the server in front tells."""
    return request.client.host if request.client else ""


handlers = [
    receive,
    assign,
    conclude,
    reply,
    publish,
    approve_outcome,
    return_outcome,
    waiting_outcomes,
    close,
    trays,
    dossier,
    inquire,
    outcomes,
    raise_topic,
    inquire_topic,
]
