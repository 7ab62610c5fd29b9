"""Pages for people: a template, the words around it, and the way on after a form."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any, TypeVar

from litestar.concurrency import sync_to_thread
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect, Template
from litestar.status_codes import HTTP_200_OK, HTTP_303_SEE_OTHER
from msgspec.structs import replace

from shared.auth import NotLoggedInError
from shared.decider import RejectedError
from shared.web.arrival import AnyRequest, errand_of, introduce
from shared.web.caller import Caller
from shared.web.house import House, house_of
from shared.web.look import CONTRAST, SIZE, chosen
from shared.web.problems import BadRequestError
from shared.web.ways import ways_of

Form = TypeVar("Form")
Filled = Annotated[Form, Body(media_type=RequestEncodingType.URL_ENCODED)]  # as a browser sends it
Enclosed = Annotated[Form, Body(media_type=RequestEncodingType.MULTI_PART)]  # with files


class Page(Template):
    """网页 — a template that knows who is reading, in which size, and where they are."""

    def create_template_context(self, request: AnyRequest) -> dict[str, Any]:
        """Return everything the template may name."""
        return surroundings(request) | self.context


def page(template: str, /, *, status_code: int = HTTP_200_OK, **context: Any) -> Page:
    """Answer with a page."""
    return Page(template, context=context, status_code=status_code, media_type="text/html")


def see_other(url: str) -> Redirect:
    """Lead the browser on after a form, so that reloading sends nothing twice."""
    return Redirect(url, status_code=HTTP_303_SEE_OTHER)


class HandedBackError(Exception):
    """What a form asked was refused: ``page`` shows it again as it was typed, with the reason."""

    def __init__(self, page: Page, refusal: RejectedError) -> None:
        super().__init__(refusal.code)
        self.page, self.refusal = page, refusal


@asynccontextmanager
async def again(shown: Callable[..., Page], *given: Any, **more: Any) -> AsyncIterator[None]:
    """Hand a form back if what is asked within is refused; auditors learn of it as of any refusal.

    ``shown`` makes the page of what it is given and of the ``refusal``, in a thread of its own.

    Raises:
        HandedBackError: it was refused; the house answers with the page.
        RejectedError: it was refused to somebody who may not even see the page, or is unknown.

    """
    try:
        yield
    except NotLoggedInError:
        raise  # its own page keeps what was typed until they have logged in
    except RejectedError as refusal:
        try:
            page = await sync_to_thread(shown, *given, **more, refusal=refusal)
        except RejectedError:
            raise refusal from None
        raise HandedBackError(page, refusal) from refusal


def surroundings(request: AnyRequest) -> dict[str, Any]:
    """Return what the frame around every page shows."""
    house = house_of(request.app)
    errand = errand_of(request.scope)
    try:
        caller = errand.caller or introduce(request, house.clock)
    except BadRequestError:
        caller = None  # the page is about to say that an id is malformed
    path = str(request.scope.get("raw_path", b""), "ascii", "replace") or request.url.path
    query = request.url.query
    return {
        "request": request,
        "caller": caller,
        "now": house.clock.now(),
        "here": f"{path.partition('?')[0]}?{query}" if query else path.partition("?")[0],
        "size": chosen(request, SIZE),
        "contrast": chosen(request, CONTRAST),
        "staff_nav": ways_of(_with_posts(caller, house), path.partition("?")[0]),
    }


def _with_posts(caller: Caller | None, house: House) -> Caller | None:
    """Return the visitor with their posts, also on a page that itself did not ask for them."""
    if caller is None or not caller.person or caller.posts:
        return caller
    return replace(caller, posts=house.posts(caller.person))
