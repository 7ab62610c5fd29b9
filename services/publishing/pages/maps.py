"""网站地图: what search engines may read, in parts that they take; nothing that needs a login."""

from typing import Annotated, Final

from litestar import Response, get
from litestar.params import Parameter
from msgspec.structs import replace

from services.publishing.domain.reading import CITIZEN
from services.publishing.handlers import Lists, Query
from services.publishing.pages.portal import Origin
from shared.calendar import beijing_date
from shared.web import Caller
from shared.web.house import House

MAPPED: Final = 5_000  # addresses of one part
LISTS: Final = {"kept": "lists"}
XML: Final = "application/xml"
KEPT_OUT: Final = ("/search", "/members", "/desk", "/catalog/login", "/workflow/", "/look/choose")
Part = Annotated[int, Parameter(ge=0, le=10_000)]


@get("/sitemap.xml", sync_to_thread=True, opt=LISTS)
def sitemap(
    lists: Lists, house: House, origin: Origin, caller: Caller, part: Part = 0
) -> Response[str]:
    """网站地图；一份放不下的，先给出各份的地址。"""
    reader = replace(CITIZEN, today=beijing_date(caller.at))
    listing = lists.find(Query(page=part or 1), reader, MAPPED)
    template = house.environment.get_template("sitemap.xml.j2")
    body = template.render(
        rows=listing.rows,
        origin=origin,
        parts=0 if part else listing.pages,
        units=lists.units(reader) if part <= 1 else [],
    )
    return Response(body, media_type=XML)


@get("/robots.txt", sync_to_thread=False)
def robots(origin: Origin) -> Response[str]:
    """给搜索引擎的说明。"""
    lines = ["User-agent: *", *(f"Disallow: {each}" for each in KEPT_OUT)]
    body = "\n".join([*lines, "", f"Sitemap: {origin.of('/sitemap.xml')}", ""])
    return Response(body, media_type="text/plain")


handlers = [sitemap, robots]
