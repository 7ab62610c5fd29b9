"""换一套方案重算 — the page: choose a rule and a span of days, see all that would differ."""

from datetime import date
from typing import Final

from litestar import get

from services.workflow.domain.terms import STAFF
from services.workflow.domain.whatif import VERDICTS
from services.workflow.handlers import Names
from services.workflow.handlers.ledger import may_read
from services.workflow.handlers.whatif import COUNTY, Recomputing
from services.workflow.pages.duties import SIZE, WrongDayError, duty_words
from shared.calendar import beijing_date
from shared.web import Caller, Page, page


@get("/duties/what-if", include_in_schema=False, sync_to_thread=True)
def what_if_page(
    names: Names,
    caller: Caller,
    unit: str = "",
    under: str = "",
    first: str = "",
    last: str = "",
    page_no: int = 1,
) -> Page:
    """换一套方案重算"""
    caller.known()
    views = names.views
    unit = unit or next(iter(caller.units(*STAFF)), "")
    may_read(views, unit, caller)
    today, recomputing = beijing_date(caller.at), Recomputing(views)
    span = (_day(first, "first", today.replace(month=1, day=1)), _day(last, "last", today))
    found = recomputing.recomputed(caller, unit, under, span) if under else None
    number = max(page_no, 1)
    return page(
        "duty_what_if.html.j2",
        **duty_words(names),
        unit=unit,
        under=under,
        choices=[(key, _said(key)) for key, _ in recomputing.choices(unit)],
        span=span,
        found=found,
        differences=found.differences[(number - 1) * SIZE : number * SIZE] if found else (),
        number=number,
        pages=max(-(-len(found.differences) // SIZE), 1) if found else 1,
        JUDGED=VERDICTS,
    )


def _day(text: str, field: str, usual: date) -> date:
    if not text.strip():
        return usual
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise WrongDayError(field=field) from error


def _said(key: str) -> str:
    scheme, _, version = key.partition("/")
    return "县级默认时限" if key == COUNTY else f"方案 {scheme} 第 {version} 版"


handlers: Final = [what_if_page]
