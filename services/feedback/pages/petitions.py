"""来信来访办理情况, as a page."""

from litestar import get

from services.feedback.handlers import Desk
from services.feedback.handlers.opinions import HANDLER, OFFICE
from services.feedback.handlers.petitions import CLERK, PetitionList
from services.feedback.pages.opinions import shown_page
from shared.calendar import beijing_date
from shared.web import Caller, Page


@get("/petitions")
async def petitions(
    petition_list: PetitionList,
    desk: Desk,
    caller: Caller,
    unit: str = "",
    year: int = 0,
    quarter: int = 0,
) -> Page:
    """一个季度的来信来访办理情况。"""
    caller.known()
    own = caller.units(OFFICE, HANDLER, CLERK)
    today = beijing_date(caller.at)
    chosen = unit or (own[0] if own else "")
    then = year or today.year, quarter or (today.month + 2) // 3
    found = await petition_list.of(chosen, *then, caller)
    return shown_page(
        "petitions", desk, found=found, own=[(each, desk.unit(each)) for each in own], today=today
    )


handlers = [petitions]
