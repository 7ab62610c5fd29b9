"""首页、单位、目录、统计 and the members' own page: the ways into what is disclosed."""

from datetime import UTC, datetime
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.params import Parameter
from litestar.response import Redirect
from msgspec import Struct

from services.publishing.handlers import County, Front, Lists, Membership, Query, reader_of
from services.publishing.pages.portal import WORDS, Origin, found_of
from shared.calendar import beijing_date
from shared.decider import InvalidError
from shared.web import Caller, Filled, Page, page
from shared.web.house import House

LISTS: Final = {"kept": "lists"}
SEEN: Final = "gk_seen"  # the reader's own mark: when they last had read everything
SIZE: Final = 100  # units on a page
LONGEST: Final = 60  # characters of a unit's name that is looked for
YEAR: Final = 365 * 24 * 3600  # seconds
Number = Annotated[int, Parameter(query="page", ge=1, le=100_000)]


class SeenForm(Struct, frozen=True, kw_only=True):
    """已读表 — up to when all is read."""

    at: str


class MarkUnreadableError(InvalidError):
    """已读时间写法不对，请重新打开“我的党务公开”再试。"""


@get("/", sync_to_thread=True, opt=LISTS)
def home(
    lists: Lists, front: Front, county: County, origin: Origin, wanted: Query, caller: Caller
) -> Page:
    """党务公开首页。"""
    first = wanted == Query()
    return page(
        "home.html.j2",
        **found_of(lists, caller, wanted),
        news=front.news(reader_of(caller), caller.at) if first else None,
        kept=county.kept() if first else None,
        canonical=origin.of("/"),
        structured=_website(origin),
    )


@get("/units", sync_to_thread=True, opt=LISTS)
def units(lists: Lists, origin: Origin, caller: Caller, q: str = "", number: Number = 1) -> Page:
    """公开单位。"""
    wanted = q.strip()[:LONGEST]
    known = lists.units(reader_of(caller))
    found = [each for each in known if wanted in each.name]
    return page(
        "units.html.j2",
        units=found[(number - 1) * SIZE : number * SIZE],
        total=len(found),
        known=len(known),
        number=number,
        pages=max(-(-len(found) // SIZE), 1),
        q=wanted,
        href=f"?{urlencode({'q': wanted})}&page=" if wanted else "?page=",
        fates=lists.fates(),
        canonical=origin.of("/units"),
    )


@get("/units/{unit:str}", sync_to_thread=True, opt=LISTS)
def unit_page(unit: str, county: County, front: Front, origin: Origin, caller: Caller) -> Page:
    """单位主页。"""
    reader = reader_of(caller)
    return page(
        "unit.html.j2",
        shown=county.unit(unit, reader),
        running=front.running(reader, beijing_date(caller.at), unit),
        canonical=origin.of(f"/units/{unit}"),
        **WORDS,
    )


@get("/tree", sync_to_thread=True, opt=LISTS)
def tree(county: County, origin: Origin, level1: str = "", level2: str = "") -> Page:
    """全县公开目录。"""
    columns = county.tree(level1, level2 if level1 else "")
    return page(
        "tree.html.j2",
        columns=columns,
        level1=level1,
        level2=level2 if level1 else "",
        canonical=origin.of("/tree"),
    )


@get("/statistics", sync_to_thread=True, opt=LISTS)
def statistics(county: County, origin: Origin, caller: Caller, number: Number = 1) -> Page:
    """公开统计。"""
    figures = county.figures(caller.at, number)
    return page("statistics.html.j2", figures=figures, canonical=origin.of("/statistics"))


@get("/members", sync_to_thread=True)
def members(
    membership: Membership, lists: Lists, caller: Caller, request: Request[Any, Any, Any]
) -> Page:
    """我的党务公开。"""
    mine = membership.mine(caller, _moment(request.cookies.get(SEEN, "")))
    return page("members.html.j2", mine=mine, fates=lists.fates(), **WORDS)


@post("/members/seen", sync_to_thread=False)
def seen(data: Filled[SeenForm], caller: Caller, house: House) -> Redirect:
    """全部标为已读：只记在读者自己的浏览器里。"""
    caller.known()
    at = _moment(data.at)
    if at is None:
        raise MarkUnreadableError(field="at")
    mark = Cookie(
        SEEN,
        value=min(at, caller.at).isoformat(),
        max_age=YEAR,
        httponly=True,
        secure=house.secure,
        samesite="lax",
    )
    return Redirect("/members", status_code=303, cookies=[mark])


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else None


def _website(origin: Origin) -> dict[str, Any]:
    """Return what the site says of itself to search engines (schema.org)."""
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "url": origin.of("/"),
        "inLanguage": "zh-CN",
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{origin.of('/search')}?q={{q}}",
            "query-input": "required name=q",
        },
    }


handlers = [home, units, unit_page, tree, statistics, members, seen]
