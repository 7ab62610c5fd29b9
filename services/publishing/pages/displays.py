"""展示期满的事项页 — what has left the live lists and is kept for whoever looks it up (备查)."""

from urllib.parse import urlencode

from litestar import get

from services.publishing.domain.terms import PHASES, SCOPES, TIME_LIMITS
from services.publishing.handlers import Query, reader_of
from services.publishing.handlers.displays import Displays
from shared.web import Caller, Page, page


@get("/expired", sync_to_thread=True)
def expired(showing: Displays, wanted: Query, caller: Caller) -> Page:
    """展示期已满的公开事项。"""
    kept = urlencode({name: text for name in ("q", "unit") if (text := getattr(wanted, name))})
    return page(
        "expired.html.j2",
        query=wanted,
        listing=showing.over(wanted, reader_of(caller)),
        href=f"?{kept}&page=" if kept else "?page=",
        SCOPES=SCOPES,
        PHASES=PHASES,
        TIME_LIMITS=TIME_LIMITS,
    )


handlers = [expired]
