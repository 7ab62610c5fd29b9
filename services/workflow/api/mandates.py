"""上级要求公开 — for programs: what was ordered, and who has done it."""

from uuid import UUID

from litestar import Response, get, post

from services.workflow.domain.lifting import LiftMandate
from services.workflow.handlers.mandates import Mandates, Progress
from services.workflow.views.mandates import MandateRow
from shared.store import Receipt
from shared.web import Caller, filed


@get("/mandates", sync_to_thread=True)
def list_mandates(mandates: Mandates, caller: Caller, page: int = 1) -> list[MandateRow]:
    """列出本单位下达的公开要求。"""
    return mandates.orders(caller, page).rows


@get("/mandates/{mandate_id:str}", sync_to_thread=True)
def read_mandate(mandate_id: str, mandates: Mandates, caller: Caller, page: int = 1) -> Progress:
    """各单位完成公开要求的情况。"""
    return mandates.progress(mandate_id, caller, page)


@post("/mandates/{mandate_id:uuid}/lift")
async def lift_mandate(
    mandate_id: UUID, data: LiftMandate, mandates: Mandates, caller: Caller
) -> Response[Receipt]:
    """撤销公开要求。"""
    return filed(await mandates.lift(str(mandate_id), data, caller))


handlers = [list_mandates, read_mandate, lift_mandate]
