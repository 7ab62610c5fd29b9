"""典型做法 — for programs."""

from uuid import UUID

from litestar import Response, get, post

from services.catalog.domain.commands import PrepareScheme
from services.catalog.domain.practice import CommendPractice, TellPractice
from services.catalog.handlers.practices import Practices, Shown
from services.catalog.views.practices import PracticeRow
from shared.store import Receipt
from shared.web import Caller, filed


@get("/practices", sync_to_thread=True)
def list_practices(
    practices: Practices, caller: Caller, models: bool = False, page: int = 1
) -> Shown:
    """列出全县的典型做法，标为典型的在前。"""
    return practices.all(caller, models=models, page=page)


@get("/practices/{practice_id:uuid}", sync_to_thread=True)
def read_practice(practice_id: UUID, practices: Practices, caller: Caller) -> PracticeRow:
    """一个典型做法。"""
    return practices.read(practice_id, caller)


@post("/units/{unit:str}/practices")
async def tell_practice(
    unit: str, data: TellPractice, practices: Practices, caller: Caller
) -> Response[Receipt]:
    """登记典型做法。"""
    return filed(await practices.tell(unit, data, caller))


@post("/practices/{practice_id:uuid}/commend")
async def commend_practice(
    practice_id: UUID, data: CommendPractice, practices: Practices, caller: Caller
) -> Response[Receipt]:
    """标为典型。"""
    return filed(await practices.commend(practice_id, data, caller))


@get("/units/{unit:str}/scheme/drafts/{practice_id:uuid}", sync_to_thread=True)
def learn_practice(
    unit: str, practice_id: UUID, practices: Practices, caller: Caller
) -> PrepareScheme:
    """按典型做法的设置拟一份方案草稿，核对以后再采用。"""
    return practices.draft(practice_id, unit, caller)


handlers = [list_practices, read_practice, tell_practice, commend_practice, learn_practice]
