"""专题 — pages for everybody; a unit's own people say which items serve which theme."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect

from services.catalog.domain.theme import TagItem
from services.catalog.handlers import Access
from services.catalog.handlers.forest import SIZE as ITEMS
from services.catalog.handlers.forest import Forest
from services.catalog.handlers.themes import SIZE, TAGGERS, Themes
from shared.calendar import beijing_date
from shared.web import Caller, Filled, Page, page, see_other

Form = Filled[dict[str, Any]]


@get("/themes", sync_to_thread=True, include_in_schema=False)
def themes_page(themes: Themes, theme: str = "", page_no: int = 1) -> Page:
    """专题：全县各单位列入同一专题、向社会公开的事项。"""
    number, gathered = max(page_no, 1), themes.gathered(theme, page_no) if theme else None
    return page(
        "catalog/themes.html.j2",
        all=themes.all(),
        gathered=gathered,
        number=number,
        pages=max(-(-gathered.total // SIZE), 1) if gathered else 1,
    )


@get("/units/{unit:str}/themes", sync_to_thread=True, include_in_schema=False)
def unit_themes_page(
    unit: str, themes: Themes, forest: Forest, access: Access, caller: Caller, page_no: int = 1
) -> Page:
    """本单位事项的专题。"""
    access.check_reader(caller, unit)
    rows, total = forest.items(unit, caller, page_no)
    return page(
        "catalog/unit_themes.html.j2",
        unit=access.unit(unit),
        rows=rows,
        themes=themes.of_unit(unit),
        known=[(each, each) for each in themes.known(unit, beijing_date(caller.at))],
        tags=caller.holds(unit, *TAGGERS),
        number=max(page_no, 1),
        pages=max(-(-total // ITEMS), 1),
    )


@post("/items/{item_id:uuid}/themes", include_in_schema=False)
async def tag_item(item_id: UUID, data: Form, themes: Themes, caller: Caller) -> Redirect:
    """标明专题。"""
    chosen = data.get("themes", [])
    words = tuple(chosen) if isinstance(chosen, list) else (str(chosen),)
    await themes.tag(item_id, TagItem(themes=words), caller)
    return see_other(f"/catalog/units/{themes.reader.item(item_id, caller).unit}/themes")


handlers = [themes_page, unit_themes_page, tag_item]
