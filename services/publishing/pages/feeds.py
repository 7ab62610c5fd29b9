"""订阅源 — the newest disclosures for feed readers: Atom, RSS 2.0 and JSON Feed 1.1.

Whatever narrows a list narrows its feeds, so that each unit and each class has feeds of its own.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from typing import Any, Final, cast
from urllib.parse import urlencode

from litestar import Request, Response, get
from msgspec import json

from services.publishing.domain.terms import SCOPES
from services.publishing.handlers import Listing, Lists, Query, reader_of
from services.publishing.pages.portal import Origin
from services.publishing.views import PortalRow
from shared.settings import Site
from shared.web import Caller
from shared.web.house import House

FEED: Final = 50  # entries of a feed
FORMATS: Final = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}
VERSION: Final = "https://jsonfeed.org/version/1.1"
AnyRequest = Request[Any, Any, Any]


@get("/feed.atom", sync_to_thread=True)
def atom(
    lists: Lists, house: House, origin: Origin, wanted: Query, caller: Caller, request: AnyRequest
) -> Response[Any]:
    """订阅源（Atom）。"""
    told = _told(lists, house, origin, wanted, caller)
    return _answer(_rendered(house, "feed.atom.j2", told), "application/atom+xml", request)


@get("/feed.rss", sync_to_thread=True)
def rss(
    lists: Lists, house: House, origin: Origin, wanted: Query, caller: Caller, request: AnyRequest
) -> Response[Any]:
    """订阅源（RSS）。"""
    told = _told(lists, house, origin, wanted, caller)
    return _answer(_rendered(house, "feed.rss.j2", told), "application/rss+xml", request)


@get("/feed.json", sync_to_thread=True)
def json_feed(
    lists: Lists, house: House, origin: Origin, wanted: Query, caller: Caller, request: AnyRequest
) -> Response[Any]:
    """订阅源（JSON Feed）。"""
    told = _told(lists, house, origin, wanted, caller)
    feed = {
        "version": VERSION,
        "title": told["title"],
        "home_page_url": told["page"],
        "feed_url": origin.of(f"/feed.json{told['asked']}"),
        "language": "zh-CN",
        "items": [_item(each, origin) for each in told["rows"]],
    }
    return _answer(json.encode(feed), "application/feed+json", request)


def _told(
    lists: Lists, house: House, origin: Origin, query: Query, caller: Caller
) -> Mapping[str, Any]:
    listing = lists.find(query, reader_of(caller), FEED)
    kept = urlencode(query.chosen)
    asked = f"?{kept}" if kept else ""
    site = cast("Site", house.environment.globals["site"]).name
    return {
        "rows": listing.rows,
        "title": f"{site}：{_about(listing, query)}",
        "page": origin.of(f"{'/search' if query.words else '/'}{asked}"),
        "asked": asked,
        "updated": _newest(listing.rows, house.clock.now()),
        "origin": origin,
        "SCOPES": SCOPES,
        "rfc822": format_datetime,
    }


def _about(listing: Listing, query: Query) -> str:
    unit = listing.rows[0].unit_name if query.unit and listing.rows else ""
    parts = (unit, query.level1, query.level2, f"“{query.q}”" if query.words else "")
    return "、".join(filter(None, parts)) or "最新公开"


def _newest(rows: Sequence[PortalRow], now: datetime) -> datetime:
    return max((each.changed_at for each in rows), default=now)


def _item(row: PortalRow, origin: Origin) -> Mapping[str, Any]:
    url = origin.of(f"/items/{row.disclosure_id}")
    return {
        "id": url,
        "url": url,
        "title": row.title,
        "content_text": row.content,
        "summary": f"第 {row.version} 版，{SCOPES[row.scope]}",
        "date_published": row.shown_at.isoformat(),
        "date_modified": row.changed_at.isoformat(),
        "authors": [{"name": row.unit_name}],
        "tags": [each for each in (row.level1, row.level2) if each],
        "language": "zh-CN",
    }


def _rendered(house: House, template: str, told: Mapping[str, Any]) -> bytes:
    return house.environment.get_template(template).render(**told).encode()


def _answer(body: bytes, media_type: str, request: AnyRequest) -> Response[Any]:
    """Answer with a feed, or say that the reader has this very one."""
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers={"ETag": tag})
    return Response(body, media_type=media_type, headers={"ETag": tag})


handlers = [atom, rss, json_feed]
