"""检索页 — what was found, marked where it stands, and the ways to narrow it."""

from urllib.parse import urlencode

from litestar import get

from services.publishing.handlers import Listing, Lists, Query, reader_of
from services.publishing.pages.portal import WORDS
from shared.web import Caller, Page, page


@get("/search", sync_to_thread=True)
def search(lists: Lists, wanted: Query, caller: Caller) -> Page:
    """全文检索。"""
    looked = bool(wanted.words)
    return page(
        "search.html.j2",
        query=wanted,
        listing=lists.search(wanted, reader_of(caller)) if looked else Listing.none(),
        fates=lists.fates(),
        href=f"?{urlencode(wanted.chosen)}&page=",
        **WORDS,
    )


handlers = [search]
