"""The door for programs to channels, matters followed, rounds, inspections and satisfaction."""

from uuid import UUID

from litestar import Response, get, post

from services.feedback.handlers.channels import ChannelDesk, Health, Trial
from services.feedback.handlers.satisfaction import Report, Satisfactions
from services.feedback.handlers.tracking import (
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
from services.feedback.views.oversight import EvaluationRow, PlanRow, SampleRow, ThreadRow
from shared.store import Receipt
from shared.web import Caller, filed


@get("/channels")
async def channels(channel_desk: ChannelDesk, caller: Caller) -> list[Health]:
    """各收集渠道的检查情况。"""
    return await channel_desk.health(caller)


@post("/channels/check")
async def check_channel(
    data: Trial, channel_desk: ChannelDesk, caller: Caller
) -> Response[Receipt]:
    """登记渠道检查。"""
    return filed(await channel_desk.check(data, caller))


@get("/satisfaction/{year:int}", sync_to_thread=True)
def satisfaction(year: int, satisfactions: Satisfactions) -> Report:
    """一年的三满意和四规范。"""
    return satisfactions.report(year)


@get("/threads", sync_to_thread=True)
def threads(
    tracking: Tracking, caller: Caller, done: bool = False, page: int = 1
) -> list[ThreadRow]:
    """跟踪事项，先到期的在前。"""
    return tracking.all(caller, done=done, page=max(page, 1))[0]


@get("/threads/{thread_id:uuid}", sync_to_thread=True)
def thread(thread_id: UUID, tracking: Tracking, caller: Caller) -> ThreadRow:
    """一个跟踪事项的全部进展。"""
    return tracking.thread(thread_id, caller)


@post("/threads")
async def open_thread(data: Opening, tracking: Tracking, caller: Caller) -> Response[Receipt]:
    """立项跟踪。"""
    return filed(await tracking.open(data, caller))


@post("/threads/{thread_id:uuid}/report")
async def report_thread(
    thread_id: UUID, data: Reported, tracking: Tracking, caller: Caller
) -> Response[Receipt]:
    """报告进展。"""
    return filed(await tracking.report(thread_id, data, caller))


@post("/threads/{thread_id:uuid}/close")
async def close_thread(
    thread_id: UUID, data: Concluded, tracking: Tracking, caller: Caller
) -> Response[Receipt]:
    """办结跟踪。"""
    return filed(await tracking.conclude(thread_id, data, caller))


@get("/evaluations", sync_to_thread=True)
def evaluations(tracking: Tracking, caller: Caller) -> list[EvaluationRow]:
    """督察员评议，新的在前。"""
    return tracking.rounds(caller)


@post("/evaluations")
async def convene(data: Convened, tracking: Tracking, caller: Caller) -> Response[Receipt]:
    """组织督察员评议。"""
    return filed(await tracking.convene(data, caller))


@post("/evaluations/{round_id:uuid}/advance")
async def advance(
    round_id: UUID, data: Summed, tracking: Tracking, caller: Caller
) -> Response[Receipt]:
    """进入评议的下一阶段。"""
    return filed(await tracking.step(round_id, data, caller))


@post("/evaluations/{round_id:uuid}/problem")
async def problem(
    round_id: UUID, data: Found, tracking: Tracking, caller: Caller
) -> Response[Receipt]:
    """登记评议发现的问题。"""
    return filed(await tracking.step(round_id, data, caller))


@post("/evaluations/{round_id:uuid}/close")
async def end_round(
    round_id: UUID, data: Summed, tracking: Tracking, caller: Caller
) -> Response[Receipt]:
    """结束评议，问题转入跟踪。"""
    return filed(await tracking.end(round_id, data, caller))


@get("/inspections", sync_to_thread=True)
def plans(tracking: Tracking, caller: Caller) -> list[PlanRow]:
    """年度督查计划，新的在前。"""
    return tracking.plans(caller)[0]


@post("/inspections")
async def plan_inspections(data: Planning, tracking: Tracking, caller: Caller) -> Response[Receipt]:
    """制定年度督查计划。"""
    return filed(await tracking.plan(data, caller))


@get("/inspections/samples", sync_to_thread=True)
def samples(tracking: Tracking, caller: Caller) -> list[SampleRow]:
    """抽取的督查样本，新的在前。"""
    return tracking.plans(caller)[1]


@post("/inspections/samples")
async def draw_sample(data: Sampling, tracking: Tracking, caller: Caller) -> Response[Receipt]:
    """抽取督查样本。"""
    return filed(await tracking.sample(data, caller))


handlers = [
    channels,
    check_channel,
    satisfaction,
    threads,
    thread,
    open_thread,
    report_thread,
    close_thread,
    evaluations,
    convene,
    advance,
    problem,
    end_round,
    plans,
    plan_inspections,
    samples,
    draw_sample,
]
