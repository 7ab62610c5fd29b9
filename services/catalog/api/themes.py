"""专题 — for programs."""

from uuid import UUID

from litestar import Response, get, put
from litestar.status_codes import HTTP_201_CREATED

from services.catalog.domain.theme import TagItem
from services.catalog.handlers.themes import Gathered, Themes
from shared.store import Receipt
from shared.web import Caller, filed


@put("/items/{item_id:uuid}/themes", status_code=HTTP_201_CREATED)
async def tag_item(
    item_id: UUID, data: TagItem, themes: Themes, caller: Caller
) -> Response[Receipt]:
    """标明事项服务的专题。"""
    return filed(await themes.tag(item_id, data, caller))


@get("/themes", sync_to_thread=True)
def list_themes(themes: Themes) -> dict[str, int]:
    """列出各专题和向社会公开的事项数。"""
    return dict(themes.all())


@get("/themes/{theme:str}", sync_to_thread=True)
def read_theme(theme: str, themes: Themes, page: int = 1) -> Gathered:
    """一个专题下全县各单位向社会公开的事项。"""
    return themes.gathered(theme, page)


handlers = [tag_item, list_themes, read_theme]
