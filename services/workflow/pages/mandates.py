"""上级要求公开页 — an order and, on one page, which units have carried it out."""

from litestar import get

from services.workflow.handlers import Names
from services.workflow.handlers.mandates import SIZE, Mandates
from services.workflow.pages.duties import STANDINGS
from services.workflow.pages.words import words
from shared.web import Caller, Page, page


@get("/mandates", include_in_schema=False, sync_to_thread=True)
def mandate_list(mandates: Mandates, names: Names, caller: Caller, page_no: int = 1) -> Page:
    """下达的公开要求"""
    number = max(page_no, 1)
    found = mandates.orders(caller, number)
    pages = max(-(-found.total // SIZE), 1)
    return page("mandates.html.j2", **words(names), rows=found.rows, number=number, pages=pages)


@get("/mandates/{mandate_id:str}", include_in_schema=False, sync_to_thread=True)
def mandate_page(
    mandate_id: str, mandates: Mandates, names: Names, caller: Caller, page_no: int = 1
) -> Page:
    """各单位完成情况"""
    number = max(page_no, 1)
    found = mandates.progress(mandate_id, caller, number)
    return page(
        "mandate.html.j2",
        **words(names),
        STANDINGS=STANDINGS,
        found=found,
        number=number,
        pages=max(-(-found.mandate.units // SIZE), 1),
    )


handlers = [mandate_list, mandate_page]
