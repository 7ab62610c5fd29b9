"""The door for programs: the second factor of a person. No rules."""

from uuid import UUID

from litestar import Response, post

from services.catalog.domain.factor_words import ResetFactor
from services.catalog.handlers.second import SecondSteps
from shared.store import Receipt
from shared.web import Caller, filed


@post("/people/{person_id:uuid}/second-factor/reset")
async def reset_factor(
    person_id: UUID, data: ResetFactor, steps: SecondSteps, caller: Caller
) -> Response[Receipt]:
    """重置第二重验证。"""
    return filed(await steps.reset(str(person_id), data, caller))


handlers = [reset_factor]
