"""The door for people: an entry of a draft is changed. No rules."""

from litestar import get, post
from litestar.response import Redirect

from services.catalog.domain.rewriting_words import AmendEntry
from services.catalog.handlers import Access, Catalogs, Reader
from services.catalog.pages.desk import FORMS, LIMITS, SCOPES
from shared.web import Caller, Filled, Page, page, see_other


@get(
    "/units/{unit:str}/catalog/{version:int}/entries/{row:int}",
    sync_to_thread=True,
    include_in_schema=False,
)
def entry_page(
    unit: str, version: int, row: int, reader: Reader, access: Access, caller: Caller
) -> Page:
    """草稿的一条：各栏内容和修改。"""
    book, entry = reader.entry(unit, version, row, caller)
    return page(
        "catalog/entry.html.j2",
        unit=access.unit(unit),
        row=book,
        entry=entry,
        drafts=access.drafts(caller, unit),
        pending=book.state.value not in {"approved", "replaced"},
        forms=FORMS,
        limits=LIMITS,
        scopes=SCOPES,
    )


@post("/units/{unit:str}/catalog/{version:int}/entries/{row:int}", include_in_schema=False)
async def amend_entry(
    unit: str,
    version: int,
    row: int,
    data: Filled[AmendEntry],
    making: Catalogs,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """修改草稿条目。"""
    await making.amend(unit, data, caller, expected)
    return see_other(f"/catalog/units/{unit}/catalog/{version}?row={row}#row-{row}")


handlers = [entry_page, amend_entry]
