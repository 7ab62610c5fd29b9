"""备案登记簿页 — what must be told to a superior and is overdue; forms to file and to answer."""

from typing import Final

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.act_words import FileAct, ReceiveAct, ReturnAct
from services.workflow.handlers import Names
from services.workflow.handlers.acts import FILERS, SIZE, TAKERS, Acts
from services.workflow.pages.words import words
from services.workflow.views.acts import ActRow
from shared.calendar import beijing_date
from shared.decider import RejectedError
from shared.web import Caller, Filled, Page, again, page, see_other

TABS: Final = {
    "": "全部",
    "overdue": "逾期没有报备或者回执",
    "owed": "没有报备",
    "filed": "已报，待回执",
    "received": "已回执",
}
STATES: Final = {
    "owed": "没有报备",
    "filed": "已报，待回执",
    "received": "已回执",
    "returned": "已退回",
}


class ActForm(Struct, frozen=True, kw_only=True):
    """备案表"""

    act_id: str = ""
    step: str = ""
    number: str = ""
    comment: str = ""


Typed = Filled[ActForm]


@get("/acts", include_in_schema=False, sync_to_thread=True)
def act_list(acts: Acts, names: Names, caller: Caller, tab: str = "", page_no: int = 1) -> Page:
    """备案登记簿"""
    return _listed(acts, names, caller, tab, max(page_no, 1))


@get("/acts/one", include_in_schema=False, sync_to_thread=True)
def act_page(act_id: str, acts: Acts, names: Names, caller: Caller) -> Page:
    """一件应备案的事"""
    return _shown(act_id, acts, names, caller)


@post("/acts/one", include_in_schema=False)
async def act_step(data: Typed, acts: Acts, names: Names, caller: Caller) -> Redirect:
    """报送、收下、退回"""
    async with again(_shown, data.act_id, acts, names, caller, typed=data):
        await _carried_out(data, acts, caller)
    return see_other(f"/workflow/acts/one?act_id={data.act_id}")


async def _carried_out(data: ActForm, acts: Acts, caller: Caller) -> None:
    match data.step:
        case "file":
            asked = FileAct(number=data.number[:100], note=data.comment[:500])
            await acts.file(data.act_id, asked, caller)
        case "receive":
            await acts.answer(data.act_id, ReceiveAct(number=data.number[:100]), caller)
        case _:
            await acts.answer(data.act_id, ReturnAct(comment=data.comment[:500]), caller)


def _listed(acts: Acts, names: Names, caller: Caller, tab: str, number: int) -> Page:
    tab = tab if tab in TABS else ""
    found = acts.listed(caller, tab, number)
    return page(
        "acts.html.j2",
        **words(names),
        found=found,
        tab=tab,
        TABS=TABS,
        STANDS=STATES,
        number=number,
        pages=max(-(-found.total // SIZE), 1),
    )


def _shown(
    act_id: str,
    acts: Acts,
    names: Names,
    caller: Caller,
    refusal: RejectedError | None = None,
    typed: ActForm | None = None,
) -> Page:
    row = acts.see(act_id, caller)
    return page(
        "act.html.j2",
        status_code=refusal.status if refusal else 200,
        **words(names),
        row=row,
        STANDS=STATES,
        today=beijing_date(caller.at),
        files=_owed(row) and caller.holds(row.unit, *FILERS),
        takes=row.own and row.state == "filed" and caller.holds(row.body, *TAKERS),
        typed=typed or ActForm(act_id=act_id),
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
    )


def _owed(row: ActRow) -> bool:
    return row.state in {"owed", "returned"}


handlers = [act_list, act_page, act_step]
