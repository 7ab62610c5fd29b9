"""差错台账页 — what was wrong, who answers for it, how it was put right; and the form to report."""

from typing import Any, Final
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.mistake_words import PARTS, DismissMistake, ReportMistake
from services.workflow.domain.terms import STAFF
from services.workflow.handlers import Names
from services.workflow.handlers.mistakes import DISMISSERS, SIZE, Mistakes
from services.workflow.pages.words import words
from shared.decider import RejectedError
from shared.web import Caller, Filled, Page, again, page, see_other

STATES: Final = {
    "open": "待更正",
    "corrected": "已更正",
    "withdrawn": "已撤回",
    "dismissed": "已撤销登记",
}


class ReportForm(Struct, frozen=True, kw_only=True):
    """差错登记表"""

    disclosure_id: str = ""
    what: str = ""
    correct: str = ""


class DismissForm(Struct, frozen=True, kw_only=True):
    """撤销差错登记表"""

    reason: str = ""


Reported = Filled[ReportForm]
Dismissed = Filled[DismissForm]


@get("/mistakes", include_in_schema=False, sync_to_thread=True)
def mistake_list(
    mistakes: Mistakes, names: Names, caller: Caller, status: str = "", page_no: int = 1
) -> Page:
    """差错台账"""
    number, chosen = max(page_no, 1), status if status in STATES else ""
    found = mistakes.listed(caller, chosen, number)
    return page(
        "mistakes.html.j2",
        **_words(names),
        found=found,
        chosen=chosen,
        number=number,
        pages=max(-(-found.total // SIZE), 1),
    )


@get("/mistakes/new", include_in_schema=False, sync_to_thread=True)
def mistake_form(mistakes: Mistakes, names: Names, caller: Caller, disclosure_id: str = "") -> Page:
    """登记差错"""
    return _form(mistakes, names, caller, ReportForm(disclosure_id=disclosure_id))


@post("/mistakes/new", include_in_schema=False)
async def report_mistake(
    data: Reported, mistakes: Mistakes, names: Names, caller: Caller
) -> Redirect:
    """登记"""
    mistake_id = caller.command_id
    asked = ReportMistake(disclosure_id=data.disclosure_id, what=data.what, correct=data.correct)
    async with again(_form, mistakes, names, caller, data):
        await mistakes.report(mistake_id, asked, caller)
    return see_other(f"/workflow/mistakes/{mistake_id}")


@get("/mistakes/{mistake_id:uuid}", include_in_schema=False, sync_to_thread=True)
def mistake_page(mistake_id: UUID, mistakes: Mistakes, names: Names, caller: Caller) -> Page:
    """一条差错"""
    return _shown(mistake_id, mistakes, names, caller)


@post("/mistakes/{mistake_id:uuid}/dismiss", include_in_schema=False)
async def dismiss_mistake(
    mistake_id: UUID, data: Dismissed, mistakes: Mistakes, names: Names, caller: Caller
) -> Redirect:
    """撤销登记"""
    async with again(_shown, mistake_id, mistakes, names, caller, typed=data.reason):
        await mistakes.dismiss(mistake_id, DismissMistake(reason=data.reason), caller)
    return see_other(f"/workflow/mistakes/{mistake_id}")


def _form(
    mistakes: Mistakes,
    names: Names,
    caller: Caller,
    typed: ReportForm,
    refusal: RejectedError | None = None,
) -> Page:
    return page(
        "mistake_new.html.j2",
        status_code=refusal.status if refusal else 200,
        **_words(names),
        found=mistakes.disclosure(typed.disclosure_id, caller),
        typed=typed,
        refusal=refusal,
    )


def _shown(
    mistake_id: UUID,
    mistakes: Mistakes,
    names: Names,
    caller: Caller,
    refusal: RejectedError | None = None,
    typed: str = "",
) -> Page:
    row = mistakes.see(mistake_id, caller)
    return page(
        "mistake.html.j2",
        status_code=refusal.status if refusal else 200,
        **_words(names),
        row=row,
        refusal=refusal,
        typed=typed,
        dismisses=row.state == "open" and caller.holds(row.unit, *DISMISSERS),
        readable=caller.holds(row.unit, *STAFF),
    )


def _words(names: Names) -> dict[str, Any]:
    return words(names) | {
        "MISTAKES": STATES,
        "PARTS": {each.value: name for each, name in PARTS.items()},
    }


handlers = [mistake_list, mistake_form, report_mistake, mistake_page, dismiss_mistake]
