"""Where a unit sees of each item how often it was disclosed, how often in time. No rules."""

from urllib.parse import urlencode

from litestar import get

from services.archive.domain.regularity import regularity
from services.archive.handlers import Assessing
from services.archive.handlers.reckoning import BEIJING
from services.archive.pages.assessments import span_of
from services.archive.pages.words import words
from shared.web import Caller, Page, page

SIZE = 50


@get("/regularity", include_in_schema=False, sync_to_thread=True)
def regularity_page(
    assessing: Assessing,
    caller: Caller,
    unit: str = "",
    since: str = "",
    until: str = "",
    page_no: int = 1,
) -> Page:
    """及时性和经常性：每个事项按时公开的比例、公开次数和最长间隔"""
    found = assessing.chosen(unit, caller)
    span = span_of(since, until, caller.at.astimezone(BEIJING).date())
    lines = regularity(assessing.today(), found.unit_id, span)
    pages = max(-(-len(lines) // SIZE), 1)
    number = min(max(page_no, 1), pages)
    asked = {"unit": found.unit_id, "since": span.first, "until": span.last}
    return page(
        "regularity.html.j2",
        **words(),
        unit=found,
        units=[(each.unit_id, each.name) for each in assessing.seen(caller)],
        span=span,
        lines=lines[(number - 1) * SIZE : number * SIZE],
        total=len(lines),
        number=number,
        pages=pages,
        address=f"?{urlencode(asked)}&page_no=",
    )
