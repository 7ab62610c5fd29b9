"""The doors of channels of intake, matters to follow, rounds of evaluation and inspections."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect

from services.feedback.domain.evaluation import STAGES
from services.feedback.domain.thread import MATTERS, OUTCOMES
from services.feedback.handlers import Desk
from services.feedback.handlers.channels import ChannelDesk, Trial
from services.feedback.handlers.opinions import HANDLER, OFFICE
from services.feedback.handlers.satisfaction import Satisfactions
from services.feedback.handlers.tracking import (
    PAGE,
    Concluded,
    Convened,
    Found,
    Opening,
    Planning,
    Reported,
    Sampling,
    Summed,
    Tracking,
)
from services.feedback.pages.opinions import shown_page
from shared.calendar import beijing_date
from shared.web import Caller, Filled, Page, see_other

HERE = "/feedback/threads"
YEARS = 20  # as far back as anybody may ask
WORDS: dict[str, Any] = {"matters": MATTERS, "results": OUTCOMES, "stages": STAGES}


@get("/channels")
async def channels(channel_desk: ChannelDesk, desk: Desk, caller: Caller) -> Page:
    """意见收集渠道。"""
    rows = await channel_desk.health(caller)
    return shown_page("channels", desk, rows=rows, own=_own(desk, caller))


@get("/satisfaction", sync_to_thread=True)
def satisfaction(satisfactions: Satisfactions, desk: Desk, caller: Caller, year: int = 0) -> Page:
    """三满意和四规范，向社会公布。"""
    this = beijing_date(caller.at).year
    chosen = year if this - YEARS < year <= this else this
    return shown_page("satisfaction", desk, found=satisfactions.report(chosen))


@post("/channels/check")
async def check_channel(data: Filled[Trial], channel_desk: ChannelDesk, caller: Caller) -> Redirect:
    """登记渠道检查。"""
    await channel_desk.check(data, caller)
    return see_other("/feedback/channels")


@get("/threads", sync_to_thread=True)
def threads(
    tracking: Tracking, desk: Desk, caller: Caller, done: bool = False, page: int = 1
) -> Page:
    """跟踪督办。"""
    number = max(page, 1)
    rows, total = tracking.all(caller, done=done, page=number)
    plans, samples = tracking.plans(caller)
    rounds = tracking.rounds(caller)
    return shown_page(
        "threads",
        desk,
        rows=rows,
        done=done,
        page=number,
        pages=max(-(-total // PAGE), 1),
        rounds=[(each, tracking.problems(each)) for each in rounds],
        plans=plans,
        samples=samples,
        own=_own(desk, caller),
        offices=[(each, desk.unit(each)) for each in caller.units(OFFICE)],
        staff=desk.staff(caller.units(OFFICE, HANDLER), caller.at),
        today=beijing_date(caller.at),
        **WORDS,
    )


@get("/threads/{thread_id:uuid}", sync_to_thread=True)
def thread(thread_id: UUID, tracking: Tracking, desk: Desk, caller: Caller) -> Page:
    """一个跟踪事项的全部进展。"""
    row = tracking.thread(thread_id, caller)
    today, heard = beijing_date(caller.at), tracking.heard(row)
    return shown_page("thread", desk, row=row, heard=heard, today=today, **WORDS)


@post("/threads")
async def open_thread(data: Filled[Opening], tracking: Tracking, caller: Caller) -> Redirect:
    """立项跟踪。"""
    receipt = await tracking.open(data, caller)
    return see_other(f"{HERE}/{receipt.stream_id}")


@post("/threads/{thread_id:uuid}/report")
async def report_thread(
    thread_id: UUID, data: Filled[Reported], tracking: Tracking, caller: Caller
) -> Redirect:
    """报告进展。"""
    await tracking.report(thread_id, data, caller)
    return see_other(f"{HERE}/{thread_id}")


@post("/threads/{thread_id:uuid}/close")
async def close_thread(
    thread_id: UUID, data: Filled[Concluded], tracking: Tracking, caller: Caller
) -> Redirect:
    """办结跟踪。"""
    await tracking.conclude(thread_id, data, caller)
    return see_other(f"{HERE}/{thread_id}")


@post("/evaluations")
async def convene(data: Filled[Convened], tracking: Tracking, caller: Caller) -> Redirect:
    """组织督察员评议。"""
    await tracking.convene(data, caller)
    return see_other(HERE)


@post("/evaluations/{round_id:uuid}/advance")
async def advance(
    round_id: UUID, data: Filled[Summed], tracking: Tracking, caller: Caller
) -> Redirect:
    """进入评议的下一阶段。"""
    await tracking.step(round_id, data, caller)
    return see_other(HERE)


@post("/evaluations/{round_id:uuid}/problem")
async def problem(
    round_id: UUID, data: Filled[Found], tracking: Tracking, caller: Caller
) -> Redirect:
    """登记评议发现的问题。"""
    await tracking.step(round_id, data, caller)
    return see_other(HERE)


@post("/evaluations/{round_id:uuid}/close")
async def end_round(
    round_id: UUID, data: Filled[Summed], tracking: Tracking, caller: Caller
) -> Redirect:
    """结束评议，问题转入跟踪。"""
    await tracking.end(round_id, data, caller)
    return see_other(HERE)


@post("/inspections")
async def plan_inspections(data: Filled[Planning], tracking: Tracking, caller: Caller) -> Redirect:
    """制定年度督查计划。"""
    await tracking.plan(data, caller)
    return see_other(HERE)


@post("/inspections/sample")
async def draw_sample(data: Filled[Sampling], tracking: Tracking, caller: Caller) -> Redirect:
    """抽取督查样本。"""
    await tracking.sample(data, caller)
    return see_other(HERE)


def _own(desk: Desk, caller: Caller) -> list[tuple[str, str]]:
    return [(each, desk.unit(each)) for each in caller.units(OFFICE, HANDLER)]


handlers = [
    satisfaction,
    channels,
    check_channel,
    threads,
    thread,
    open_thread,
    report_thread,
    close_thread,
    convene,
    advance,
    problem,
    end_round,
    plan_inspections,
    draw_sample,
]
