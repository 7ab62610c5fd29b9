"""The door for programs to the steps of handling, and to what may be done by code."""

from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.status_codes import HTTP_200_OK
from msgspec import Struct

from services.feedback.handlers.aftercare import Aftercare, Coded, Erasure
from services.feedback.handlers.following import Following
from services.feedback.handlers.handling import Handling
from services.feedback.handlers.steps import STEPS, Step
from shared.guesses import BY_CODE
from shared.store import Receipt
from shared.web import Caller, filed


class Merged(Struct, frozen=True, kw_only=True):
    """并案的件数"""

    merged: int


def _door(step: Step) -> Any:
    async def taken(
        opinion_id: UUID, data: Any, handling: Handling, caller: Caller
    ) -> Response[Receipt]:
        return filed(await step.take(handling, opinion_id, data, caller))

    taken.__name__, taken.__doc__ = f"opinion_{step.name}", f"{step.title}。"
    taken.__annotations__["data"] = step.form
    return post(f"/opinions/{{opinion_id:uuid}}/{step.name}")(taken)


@post("/opinions/{opinion_id:uuid}/alike", status_code=HTTP_200_OK)
async def merge_alike(opinion_id: UUID, following: Following, caller: Caller) -> Merged:
    """把相同的来信并入本件。"""
    return Merged(merged=await following.merge_alike(opinion_id, caller))


@post("/opinions/{opinion_id:uuid}/erase")
async def erase(
    opinion_id: UUID, data: Erasure, aftercare: Aftercare, caller: Caller
) -> Response[Receipt]:
    """依法删除个人信息。"""
    return filed(await aftercare.erase(opinion_id, data, caller))


@post("/query/rate", status_code=HTTP_200_OK, opt=BY_CODE)
async def rate(data: Coded, aftercare: Aftercare, caller: Caller) -> dict[str, str]:
    """凭查询码评价办理结果。"""
    found = await aftercare.rate(data, caller)
    return {"number": found.opinion.number}


@post("/query/reopen", status_code=HTTP_200_OK, opt=BY_CODE)
async def reopen(data: Coded, aftercare: Aftercare, caller: Caller) -> dict[str, str]:
    """凭查询码要求重新办理。"""
    found = await aftercare.reopen(data, caller)
    return {"number": found.opinion.number}


@post("/query/correct", status_code=HTTP_200_OK, opt=BY_CODE)
async def correct(data: Coded, aftercare: Aftercare, caller: Caller) -> dict[str, str]:
    """凭查询码更正姓名和联系方式。"""
    found = await aftercare.correct(data, caller)
    return {"number": found.opinion.number}


@post("/query/export", status_code=HTTP_200_OK, sync_to_thread=True, opt=BY_CODE)
def export(data: Coded, aftercare: Aftercare) -> dict[str, Any]:
    """凭查询码取得本人在这件意见里的全部资料。"""
    return aftercare.kept_of(data)


handlers = [
    *map(_door, STEPS),
    merge_alike,
    erase,
    rate,
    reopen,
    correct,
    export,
]
