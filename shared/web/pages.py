"""Pages for people: a template, the words around it, and the way on after a form."""

from typing import Annotated, Any, TypeVar

from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect, Template
from litestar.status_codes import HTTP_200_OK, HTTP_303_SEE_OTHER
from msgspec.structs import replace

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
