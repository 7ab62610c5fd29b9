"""The door for programs: an entry of a draft is changed. No rules."""

from litestar import Response, post

from services.catalog.domain.rewriting_words import AmendEntry
from services.catalog.handlers import Catalogs
from shared.store import Receipt
from shared.web import Caller, filed


@post("/units/{unit:str}/catalog/entries/amend")
async def amend_entry(
    unit: str, data: AmendEntry, making: Catalogs, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """修改草稿条目。"""
    return filed(await making.amend(unit, data, caller, expected))


handlers = [amend_entry]
