"""The door for programs to collections, digests, the overview, supervisors and appraisals."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.status_codes import HTTP_200_OK
from msgspec import Struct
from msgspec.structs import replace

from services.feedback.handlers import Opinions
from services.feedback.handlers.appraising import Appraising, Back, Convening, Note, Sheet, Vote
from services.feedback.handlers.overview import Overview, Overviews
from services.feedback.handlers.rounds import Closing, Period, Reading, Rounds
from services.feedback.handlers.supervising import (
    Answered,
    Appointment,
    Checked,
    Dismissal,
    Held,
    Suggested,
    Supervising,
)
from services.feedback.views.appraisals import AppraisalDraft, AppraisalRow
from services.feedback.views.supervision import CollectionRow, DigestRow
from shared.calendar import beijing_date
from shared.guesses import BY_CODE
from shared.store import Receipt
from shared.web import Caller, filed


class Named(Struct, frozen=True, kw_only=True):
    """反映人 — shown in this answer only; each opening is on record."""

    name: str
    contact: str


class Duties(Struct, frozen=True, kw_only=True):
    """监督员和职责 — open to everybody."""

    unit: str
    person_id: str
    since: date
    until: date
    duties: tuple[str, ...]


class Rooms(Struct, frozen=True, kw_only=True):
    """监督员看到的 — one appointment each."""

    unit: str
    until: date
    overview: Overview
    late: list[str]
    collections: list[CollectionRow]
    answers: dict[str, str]
    held: int


@post("/opinions/{opinion_id:uuid}/identity", status_code=HTTP_200_OK)
async def identity(opinion_id: UUID, desk_work: Opinions, caller: Caller) -> Named:
    """查看反映人身份。"""
    _, who = await desk_work.open_identity(opinion_id, caller)
    return Named(name=who.name if who else "", contact=who.contact if who else "")


@get("/overview", sync_to_thread=True)
def overview(overviews: Overviews, caller: Caller, first: date, last: date) -> Overview:
    """意见综合情况。"""
    return overviews.of(caller, first, last)


@get("/rounds", sync_to_thread=True)
def collections(rounds: Rounds, unit: str = "", page: int = 1) -> list[CollectionRow]:
    """意见收集小结。"""
    return rounds.collections(unit, max(page, 1))


@post("/rounds/close")
async def close_round(data: Closing, rounds: Rounds, caller: Caller) -> Response[Receipt]:
    """办理收集小结。"""
    return filed(await rounds.close(data, caller))


@post("/digests/issue")
async def issue_digest(data: Period, rounds: Rounds, caller: Caller) -> Response[Receipt]:
    """编发摘报。"""
    return filed(await rounds.issue(data, caller))


@get("/digests/{unit:str}/{number:int}", sync_to_thread=True)
def digest(unit: str, number: int, rounds: Rounds, caller: Caller) -> DigestRow:
    """查看一期摘报。"""
    return rounds.digest(unit, number, caller)


@post("/digests/read")
async def read_digest(data: Reading, rounds: Rounds, caller: Caller) -> Response[Receipt]:
    """阅签摘报。"""
    return filed(await rounds.read(data, caller))


@get("/supervisors", sync_to_thread=True)
def supervisors(supervising: Supervising, caller: Caller) -> list[Duties]:
    """监督员名单和职责。"""
    return [
        Duties(
            unit=each.unit,
            person_id=each.person_id,
            since=each.since,
            until=each.until,
            duties=each.duties,
        )
        for each in supervising.all(beijing_date(caller.at))
    ]


@post("/supervisors/appoint")
async def appoint(data: Appointment, supervising: Supervising, caller: Caller) -> Response[Receipt]:
    """聘请监督员。"""
    return filed(await supervising.appoint(data, caller))


@post("/supervisors/dismiss")
async def dismiss(data: Dismissal, supervising: Supervising, caller: Caller) -> Response[Receipt]:
    """解聘监督员。"""
    return filed(await supervising.dismiss(data, caller))


@post("/supervisors/answer")
async def answer(data: Answered, supervising: Supervising, caller: Caller) -> Response[Receipt]:
    """答复监督员的建议。"""
    return filed(await supervising.answer(data, caller))


@get("/room", sync_to_thread=True)
def room(supervising: Supervising, caller: Caller) -> list[Rooms]:
    """监督员工作室。"""
    return [
        Rooms(
            unit=each.appointment.unit,
            until=each.appointment.until,
            overview=each.overview,
            late=[number for number, _ in each.late],
            collections=each.collections,
            answers={str(row.suggestion_id): row.reply for row, _ in each.suggestions},
            held=each.held,
        )
        for each in supervising.rooms(caller)
    ]


@post("/room/suggest")
async def suggest(data: Suggested, supervising: Supervising, caller: Caller) -> Response[Receipt]:
    """提出建议。"""
    return filed(await supervising.suggest(data, caller))


@post("/room/check")
async def check(data: Checked, supervising: Supervising, caller: Caller) -> Response[Receipt]:
    """登记检查结论。"""
    return filed(await supervising.check(data, caller))


@post("/room/log")
async def log(data: Held, supervising: Supervising, caller: Caller) -> Response[Receipt]:
    """登记履职活动。"""
    return filed(await supervising.log(data, caller))


@get("/appraisals", sync_to_thread=True)
def appraisals(appraising: Appraising, page: int = 1) -> list[AppraisalRow]:
    """民主评议；结果公布以后才有各项得票。"""
    return [shown(each) for each in appraising.all(max(page, 1))]


@post("/appraisals")
async def convene(data: Convening, appraising: Appraising, caller: Caller) -> Response[Receipt]:
    """拟评议；另一人核准以后才公布。"""
    return filed(await appraising.convene(data, caller))


@get("/appraisals/drafts", sync_to_thread=True)
def appraisal_drafts(appraising: Appraising, caller: Caller) -> list[AppraisalDraft]:
    """本单位等待核准的、退回的评议通知和结果说明。"""
    caller.known()
    return appraising.drafts(caller)


@post("/appraisals/{appraisal_id:uuid}/again")
async def convene_again(
    appraisal_id: UUID, data: Convening, appraising: Appraising, caller: Caller
) -> Response[Receipt]:
    """退回的评议修改以后重报。"""
    return filed(await appraising.again(appraisal_id, data, caller))


@post("/appraisals/{appraisal_id:uuid}/approve")
async def approve_appraisal(
    appraisal_id: UUID, appraising: Appraising, caller: Caller
) -> Response[Receipt]:
    """核准评议通知或者结果说明，由另一人办理。"""
    return filed(await appraising.approve(appraisal_id, caller))


@post("/appraisals/{appraisal_id:uuid}/return")
async def return_appraisal(
    appraisal_id: UUID, data: Back, appraising: Appraising, caller: Caller
) -> Response[Receipt]:
    """退回评议通知或者结果说明，由另一人办理。"""
    return filed(await appraising.give_back(appraisal_id, data, caller))


@post("/appraisals/{appraisal_id:uuid}/codes", status_code=HTTP_200_OK)
async def codes(
    appraisal_id: UUID, data: Sheet, appraising: Appraising, caller: Caller
) -> list[str]:
    """发放评议码。"""
    return await appraising.issue(appraisal_id, data, caller)


@post("/appraisals/{appraisal_id:uuid}/vote", opt=BY_CODE)
async def vote(
    appraisal_id: UUID, data: Vote, appraising: Appraising, caller: Caller
) -> dict[str, Any]:
    """投票。Nothing in the answer tells of the ballot."""
    await appraising.vote(appraisal_id, data, caller)
    return {"voted": True}


@post("/appraisals/{appraisal_id:uuid}/close")
async def close_appraisal(
    appraisal_id: UUID, appraising: Appraising, caller: Caller
) -> Response[Receipt]:
    """计票。"""
    return filed(await appraising.close(appraisal_id, caller))


@post("/appraisals/{appraisal_id:uuid}/publish")
async def publish_results(
    appraisal_id: UUID, data: Note, appraising: Appraising, caller: Caller
) -> Response[Receipt]:
    """公布评议结果。"""
    return filed(await appraising.publish(appraisal_id, data, caller))


def shown(row: AppraisalRow) -> AppraisalRow:
    """Return an appraisal without its results while they are not published."""
    return row if row.published_at else replace(row, results=())


handlers = [
    identity,
    overview,
    collections,
    close_round,
    issue_digest,
    digest,
    read_digest,
    supervisors,
    appoint,
    dismiss,
    answer,
    room,
    suggest,
    check,
    log,
    appraisals,
    convene,
    appraisal_drafts,
    convene_again,
    approve_appraisal,
    return_appraisal,
    codes,
    vote,
    close_appraisal,
    publish_results,
]
