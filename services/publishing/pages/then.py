"""当时的页面: what the page of a disclosure said at any moment, and that page itself."""

from datetime import UTC, timedelta
from email.utils import format_datetime
from hashlib import sha256
from typing import Annotated, Any, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response, get
from litestar.params import Parameter
from msgspec.structs import replace

from services.publishing.handlers import LookingBack, Shown, Then, moment_of
from services.publishing.pages.portal import WORDS, Origin, item_words
from services.publishing.views import VersionRow
from shared.decider import NotFoundError, RejectedError
from shared.web import Caller, Page, page
from shared.web.house import house_of
from shared.web.pages import surroundings

AnyRequest = Request[Any, Any, Any]
MINUTE: Final = timedelta(minutes=1)  # as finely as the form asks
Number = Annotated[int, Parameter(query="page", ge=1, le=100_000)]


class NotOpenThenError(NotFoundError):
    """这个时间，本事项还没有公开，没有可以查看的页面。"""


class WithdrawnSinceError(RejectedError):
    """本事项已经撤回，当时的页面不再显示。"""

    status = 410


@get("/then", sync_to_thread=True, opt={"kept": "items"})
def standing(looking_back: LookingBack, caller: Caller, at: str = "", number: Number = 1) -> Page:
    """某个时间向社会公开着哪些事项。"""
    words: dict[str, Any] = {"found": None, "moment": caller.at, "href": ""}
    if at.strip():
        moment = moment_of(at)
        found = looking_back.standing(moment, number, caller.at)
        href = f"?{urlencode({'at': moment.isoformat()})}&page="
        words = {"found": found, "moment": moment, "href": href}
    return page("standing.html.j2", **words, **WORDS)


@get("/items/{disclosure_id:uuid}/then", opt={"kept": "items"})
async def then(
    disclosure_id: UUID,
    looking_back: LookingBack,
    origin: Origin,
    caller: Caller,
    request: AnyRequest,
    at: str = "",
) -> Page:
    """这一页在某个时间说了什么。"""
    words: dict[str, Any] = {"at": at, "then": None, "sha256": "", "soon": [], **WORDS}
    if not at.strip():
        return page(
            "then.html.j2",
            now_shown=await looking_back.readings.item(disclosure_id, caller),
            **words,
        )
    found = await looking_back.at(disclosure_id, moment_of(at), caller)
    words["soon"] = _soon(found)
    if found.shown and not found.hidden:
        words["sha256"] = sha256(_page(found.shown, found, request, origin, caller)).hexdigest()
    return page("then.html.j2", now_shown=found.now, **words | {"then": found})


def _soon(found: Then) -> list[VersionRow]:
    """Return what was corrected later within the minute that somebody has asked for."""
    if found.at.second or found.at.microsecond:
        return []
    made = (each.row for each in found.now.editions if each.row.number > 1)
    return [each for each in made if found.at < each.made_at < found.at + MINUTE]


@get("/items/{disclosure_id:uuid}/then/page", opt={"kept": "items"})
async def then_page(
    disclosure_id: UUID,
    looking_back: LookingBack,
    origin: Origin,
    caller: Caller,
    request: AnyRequest,
    at: str = "",
) -> Response[bytes]:
    """当时的页面原样，逐字节相同 (RFC 7089: a memento)."""
    found = await looking_back.at(disclosure_id, moment_of(at), caller)
    if found.shown is None:
        raise NotOpenThenError(found.at)
    if found.hidden:
        raise WithdrawnSinceError(found.at)
    headers = {
        "Memento-Datetime": format_datetime(found.at.astimezone(UTC), usegmt=True),
        "Link": f'<{origin.of(f"/items/{disclosure_id}")}>; rel="original"',
        "X-Robots-Tag": "noindex",
    }
    body = _page(found.shown, found, request, origin, caller)
    return Response(body, media_type="text/html", headers=headers)


def _page(shown: Shown, found: Then, request: AnyRequest, origin: Origin, caller: Caller) -> bytes:
    """Make the page as it was made then."""
    house = house_of(request.app)
    words = item_words(shown, found.proof, origin, found.at)
    frame = surroundings(request) | {
        "now": found.at,
        "here": f"/items/{shown.row.disclosure_id}",
        "caller": replace(caller, at=found.at),
    }
    return house.environment.get_template("item.html.j2").render(frame | words).encode()


handlers = [standing, then, then_page]
