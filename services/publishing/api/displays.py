"""展示期满的事项 — for programs."""

from litestar import get

from services.publishing.api.portal import Found, listed
from services.publishing.handlers import Query, reader_of
from services.publishing.handlers.displays import Displays
from shared.web import Caller


@get("/api/expired", sync_to_thread=True)
def read_expired(showing: Displays, wanted: Query, caller: Caller) -> Found:
    """查询展示期已满的公开事项。"""
    found = showing.over(wanted, reader_of(caller))
    rows = [listed(each) for each in found.rows]
    return Found(total=found.total, page=found.page, pages=found.pages, disclosures=rows)


handlers = [read_expired]
