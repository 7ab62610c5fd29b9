"""The door for people to the steps of handling, and to what may be done by code."""

from typing import Any, cast
from uuid import UUID

from litestar import Response, get, post
from litestar.enums import MediaType
from litestar.response import Redirect
from msgspec import json

from services.feedback.handlers import Desk
from services.feedback.handlers.aftercare import Aftercare, Coded, Erasure
from services.feedback.handlers.following import Following
from services.feedback.handlers.handling import Handling
from services.feedback.handlers.steps import STEPS, Step
from services.feedback.pages.opinions import asked_after, shown_page
from shared.guesses import BY_CODE
from shared.view import Views
from shared.web import Caller, Filled, Page, see_other

ByCode = Filled[Coded]


def _door(step: Step) -> Any:
    async def taken(
        opinion_id: UUID, data: Any, handling: Handling, views: Views, caller: Caller
    ) -> Redirect:
        receipt = await step.take(handling, opinion_id, data, caller)
        await views.reached("feedback", receipt.position)
        row = handling.course(opinion_id)
        there = row is not None and caller.holds(row.unit)
        return see_other(f"/feedback/opinions/{opinion_id}" if there else "/feedback/desk")

    taken.__name__, taken.__doc__ = f"opinion_{step.name}", f"{step.title}。"
    taken.__annotations__["data"] = cast("Any", Filled)[step.form]
    return post(f"/opinions/{{opinion_id:uuid}}/{step.name}")(taken)


@post("/opinions/{opinion_id:uuid}/alike")
async def merge_alike(opinion_id: UUID, following: Following, caller: Caller) -> Redirect:
    """把相同的来信并入本件。"""
    await following.merge_alike(opinion_id, caller)
    return see_other(f"/feedback/opinions/{opinion_id}")


@post("/opinions/{opinion_id:uuid}/erase")
async def erase(
    opinion_id: UUID, data: Filled[Erasure], aftercare: Aftercare, caller: Caller
) -> Redirect:
    """依法删除个人信息。"""
    await aftercare.erase(opinion_id, data, caller)
    return see_other(f"/feedback/opinions/{opinion_id}")


@post("/query/rate", status_code=200, opt=BY_CODE)
async def rate(data: ByCode, aftercare: Aftercare, desk: Desk, caller: Caller) -> Page:
    """评价办理结果。"""
    return asked_after(desk, await aftercare.rate(data, caller), data.query_code)


@post("/query/reopen", status_code=200, opt=BY_CODE)
async def reopen(data: ByCode, aftercare: Aftercare, desk: Desk, caller: Caller) -> Page:
    """要求重新办理。"""
    return asked_after(desk, await aftercare.reopen(data, caller), data.query_code)


@post("/query/correct", status_code=200, opt=BY_CODE)
async def correct(data: ByCode, aftercare: Aftercare, desk: Desk, caller: Caller) -> Page:
    """更正姓名和联系方式。"""
    return asked_after(desk, await aftercare.correct(data, caller), data.query_code)


@post("/query/export", status_code=200, sync_to_thread=True, opt=BY_CODE)
def export(data: ByCode, aftercare: Aftercare) -> Response[bytes]:
    """取得本人的全部资料。"""
    kept = json.format(json.encode(aftercare.kept_of(data)), indent=2)
    return Response(
        kept,
        media_type=MediaType.JSON,
        headers={"content-disposition": 'attachment; filename="my-opinion.json"'},
    )


@get("/mine", sync_to_thread=True)
def mine(desk: Desk, caller: Caller, page: int = 1) -> Page:
    """我的来信。By login: what was signed while logged in; by code: the page of queries."""
    caller.known()
    return shown_page("mine", desk, letters=desk.mine(caller, max(page, 1)), page=max(page, 1))


handlers = [
    *map(_door, STEPS),
    merge_alike,
    erase,
    rate,
    reopen,
    correct,
    export,
    mine,
]
