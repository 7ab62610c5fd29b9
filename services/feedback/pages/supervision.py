"""The doors of collections, digests, the overview, supervisors and appraisals."""

from calendar import monthrange
from datetime import date
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect

from services.feedback.domain.appraisal_words import GROUPS
from services.feedback.domain.supervisor import ACTIVITIES, SUBJECTS, VERDICTS
from services.feedback.domain.terms import Channel, Finding
from services.feedback.handlers import Desk
from services.feedback.handlers.appraising import Appraising, Back, Convening, Note, Sheet, Vote
from services.feedback.handlers.opinions import HANDLER, OFFICE
from services.feedback.handlers.overview import Overviews
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
from services.feedback.pages.opinions import shown_page
from shared.calendar import beijing_date
from shared.guesses import BY_CODE
from shared.web import Caller, Filled, Page, see_other

WORDS: dict[str, Any] = {
    "subjects": SUBJECTS,
    "verdicts": VERDICTS,
    "activities": ACTIVITIES,
    "groups": GROUPS,
    "channel_of": Channel,
    "finding_of": Finding,
}


@get("/overview", sync_to_thread=True)
def overview(
    overviews: Overviews,
    desk: Desk,
    caller: Caller,
    first: date | None = None,
    last: date | None = None,
) -> Page:
    """意见综合情况。"""
    until = last or beijing_date(caller.at)
    since = first or until.replace(month=1, day=1)
    return _shown(
        "overview", desk, found=overviews.of(caller, since, until), first=since, last=until
    )


@get("/rounds", sync_to_thread=True)
def rounds_page(rounds: Rounds, desk: Desk, caller: Caller, unit: str = "", page: int = 1) -> Page:
    """收集小结（公开），摘报（本单位）。"""
    here = caller.units(OFFICE, HANDLER, "leader", "deputy_leader")
    own = [(each, desk.unit(each)) for each in caller.units(OFFICE, HANDLER)]
    return _shown(
        "rounds",
        desk,
        closed=rounds.collections(unit, max(page, 1)),
        digests=rounds.digests(caller, max(page, 1)) if here else [],
        own=own,
        month=_month(beijing_date(caller.at)),
    )


@post("/rounds/close")
async def close_round(data: Filled[Closing], rounds: Rounds, caller: Caller) -> Redirect:
    """办理收集小结。"""
    await rounds.close(data, caller)
    return see_other("/feedback/rounds")


@post("/digests/issue")
async def issue_digest(data: Filled[Period], rounds: Rounds, caller: Caller) -> Redirect:
    """编发摘报。"""
    await rounds.issue(data, caller)
    return see_other("/feedback/rounds")


@get("/digests/{unit:str}/{number:int}", sync_to_thread=True)
def digest(unit: str, number: int, rounds: Rounds, desk: Desk, caller: Caller) -> Page:
    """查看一期摘报。"""
    leads = caller.holds(unit, "leader", "deputy_leader")
    return _shown("digest", desk, row=rounds.digest(unit, number, caller), leads=leads)


@post("/digests/read")
async def read_digest(data: Filled[Reading], rounds: Rounds, caller: Caller) -> Redirect:
    """阅签摘报。"""
    await rounds.read(data, caller)
    return see_other(f"/feedback/digests/{data.unit}/{data.number}")


@get("/supervisors", sync_to_thread=True)
def supervisors(supervising: Supervising, desk: Desk, caller: Caller) -> Page:
    """监督员名单和职责，向社会公布。"""
    own = [(each, desk.unit(each)) for each in caller.units(OFFICE)]
    return _shown(
        "supervisors",
        desk,
        rows=supervising.all(beijing_date(caller.at)),
        own=own,
        people=desk.all_people() if own else [],
        missed=supervising.missed(beijing_date(caller.at)),
        waiting=supervising.waiting(caller) if caller.units(OFFICE, HANDLER) else [],
        today=beijing_date(caller.at),
    )


@post("/supervisors/appoint")
async def appoint(data: Filled[Appointment], supervising: Supervising, caller: Caller) -> Redirect:
    """聘请监督员。"""
    await supervising.appoint(data, caller)
    return see_other("/feedback/supervisors")


@post("/supervisors/dismiss")
async def dismiss(data: Filled[Dismissal], supervising: Supervising, caller: Caller) -> Redirect:
    """解聘监督员。"""
    await supervising.dismiss(data, caller)
    return see_other("/feedback/supervisors")


@post("/supervisors/answer")
async def answer(data: Filled[Answered], supervising: Supervising, caller: Caller) -> Redirect:
    """答复监督员的建议。"""
    await supervising.answer(data, caller)
    return see_other("/feedback/supervisors")


@get("/room", sync_to_thread=True)
def room(supervising: Supervising, desk: Desk, caller: Caller) -> Page:
    """监督员工作室。"""
    return _shown("room", desk, rooms=supervising.rooms(caller), today=beijing_date(caller.at))


@post("/room/suggest")
async def suggest(data: Filled[Suggested], supervising: Supervising, caller: Caller) -> Redirect:
    """提出建议。"""
    await supervising.suggest(data, caller)
    return see_other("/feedback/room")


@post("/room/check")
async def check(data: Filled[Checked], supervising: Supervising, caller: Caller) -> Redirect:
    """登记检查结论。"""
    await supervising.check(data, caller)
    return see_other("/feedback/room")


@post("/room/log")
async def log(data: Filled[Held], supervising: Supervising, caller: Caller) -> Redirect:
    """登记履职活动。"""
    await supervising.log(data, caller)
    return see_other("/feedback/room")


@get("/appraisals", sync_to_thread=True)
def appraisals(appraising: Appraising, desk: Desk, caller: Caller, page: int = 1) -> Page:
    """民主评议。"""
    own = [(each, desk.unit(each)) for each in caller.units(OFFICE)]
    found = appraising.all(max(page, 1))
    return _shown(
        "appraisals",
        desk,
        rows=found,
        drafts=appraising.drafts(caller),
        own=own,
        caller=caller,
        today=beijing_date(caller.at),
    )


@post("/appraisals")
async def convene(data: Filled[Convening], appraising: Appraising, caller: Caller) -> Redirect:
    """拟评议；另一人核准以后才公布。"""
    await appraising.convene(data, caller)
    return see_other("/feedback/appraisals")


@post("/appraisals/{appraisal_id:uuid}/again")
async def convene_again(
    appraisal_id: UUID, data: Filled[Convening], appraising: Appraising, caller: Caller
) -> Redirect:
    """退回的评议修改以后重报。"""
    await appraising.again(appraisal_id, data, caller)
    return see_other("/feedback/appraisals")


@post("/appraisals/{appraisal_id:uuid}/approve")
async def approve_appraisal(appraisal_id: UUID, appraising: Appraising, caller: Caller) -> Redirect:
    """核准评议通知或者结果说明，由另一人办理。"""
    await appraising.approve(appraisal_id, caller)
    return see_other(f"/feedback/appraisals/{appraisal_id}")


@post("/appraisals/{appraisal_id:uuid}/return")
async def return_appraisal(
    appraisal_id: UUID, data: Filled[Back], appraising: Appraising, caller: Caller
) -> Redirect:
    """退回评议通知或者结果说明，由另一人办理。"""
    await appraising.give_back(appraisal_id, data, caller)
    return see_other("/feedback/appraisals")


@get("/appraisals/{appraisal_id:uuid}", sync_to_thread=True)
def appraisal(appraisal_id: UUID, appraising: Appraising, desk: Desk, caller: Caller) -> Page:
    """投票，或者看结果。"""
    return _appraisal(appraisal_id, appraising, desk, caller)


@post("/appraisals/{appraisal_id:uuid}/vote", status_code=201, opt=BY_CODE)
async def vote(
    appraisal_id: UUID,
    data: Filled[dict[str, Any]],
    appraising: Appraising,
    desk: Desk,
    caller: Caller,
) -> Page:
    """投票。"""
    names = sorted((each for each in data if each.startswith("answer-")), key=_number)
    answers = tuple(str(data[each]) for each in names)
    await appraising.vote(
        appraisal_id, Vote(answers=answers, code=str(data.get("code", ""))), caller
    )
    return _shown("voted", desk, status_code=201)


@post("/appraisals/{appraisal_id:uuid}/codes", status_code=200)
async def codes(
    appraisal_id: UUID, data: Filled[Sheet], appraising: Appraising, desk: Desk, caller: Caller
) -> Page:
    """发放评议码。Shown in this answer only."""
    issued = await appraising.issue(appraisal_id, data, caller)
    return _appraisal(appraisal_id, appraising, desk, caller, issued=issued)


@post("/appraisals/{appraisal_id:uuid}/close")
async def close_appraisal(appraisal_id: UUID, appraising: Appraising, caller: Caller) -> Redirect:
    """计票。"""
    await appraising.close(appraisal_id, caller)
    return see_other(f"/feedback/appraisals/{appraisal_id}")


@post("/appraisals/{appraisal_id:uuid}/publish")
async def publish_results(
    appraisal_id: UUID, data: Filled[Note], appraising: Appraising, caller: Caller
) -> Redirect:
    """公布评议结果。"""
    await appraising.publish(appraisal_id, data, caller)
    return see_other(f"/feedback/appraisals/{appraisal_id}")


def _appraisal(
    appraisal_id: UUID, appraising: Appraising, desk: Desk, caller: Caller, **context: Any
) -> Page:
    row = appraising.one(appraisal_id)
    return _shown(
        "appraisal",
        desk,
        row=row,
        runs=caller.holds(row.unit, OFFICE),
        today=beijing_date(caller.at),
        **{"issued": []} | context,
    )


def _shown(name: str, desk: Desk, **context: Any) -> Page:
    return shown_page(name, desk, **WORDS, **context)


def _number(name: str) -> int:
    tail = name.removeprefix("answer-")
    return int(tail) if tail.isdecimal() else 0


def _month(today: date) -> str:
    """Return the month that is to be closed next: this one on its last day, else the one before."""
    if today.day == monthrange(today.year, today.month)[1]:
        return f"{today:%Y-%m}"
    before = date(today.year - (today.month == 1), (today.month - 2) % 12 + 1, 1)
    return f"{before:%Y-%m}"


handlers = [
    overview,
    rounds_page,
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
    convene_again,
    approve_appraisal,
    return_appraisal,
    appraisal,
    vote,
    codes,
    close_appraisal,
    publish_results,
]
