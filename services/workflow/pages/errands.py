"""函告页 — what units put to one another, with the form to do so and the answers."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.errand import ErrandDueError, ErrandState
from services.workflow.domain.errand_words import (
    AnswerErrand,
    ErrandKind,
    JudgeErrand,
    SendErrand,
)
from services.workflow.handlers import Names
from services.workflow.handlers.errands import ANSWERERS, GROUNDS, HEADS, SIZE, Errands
from services.workflow.pages.words import words
from services.workflow.views.errands import ErrandRow
from shared.calendar import beijing_date
from shared.decider import RejectedError
from shared.web import Caller, Filled, Page, again, page, see_other

KINDS = {each.value: each.chinese for each in ErrandKind}
STATES = {"open": "待答复", "answered": "已答复，待复查", "closed": "已办结"}


class ErrandForm(Struct, frozen=True, kw_only=True):
    """发函表 — what was typed, word for word."""

    unit: str = ""
    body: str = ""
    kind: str = ""
    title: str = ""
    content: str = ""
    due: str = ""
    ground: str = ""

    def command(self) -> SendErrand:
        """Return what is asked.

        Raises:
            ErrandDueError: the day cannot be understood.

        """
        return SendErrand(
            unit=self.unit,
            body=self.body,
            kind=ErrandKind(self.kind) if self.kind in KINDS else ErrandKind.SUGGESTION,
            title=self.title,
            content=self.content,
            due=_day(self.due.strip()),
            ground=self.ground,
        )


class ReplyForm(Struct, frozen=True, kw_only=True):
    """答复、复查表"""

    answer: str = ""
    proof: str = ""
    general: str = ""
    note: str = ""
    accepted: str = ""


Sent = Filled[ErrandForm]
Replied = Filled[ReplyForm]


@get("/errands", include_in_schema=False, sync_to_thread=True)
def errand_list(
    errands: Errands, names: Names, caller: Caller, kind: str = "", page_no: int = 1
) -> Page:
    """函告"""
    return _listed(errands, names, caller, kind, max(page_no, 1))


@post("/errands", include_in_schema=False)
async def send_errand(data: Sent, errands: Errands, names: Names, caller: Caller) -> Redirect:
    """发函"""
    async with again(_listed, errands, names, caller, "", 1, typed=data):
        await errands.send(caller.command_id, data.command(), caller)
    return see_other(f"/workflow/errands/{caller.command_id}")


@get("/errands/{errand_id:uuid}", include_in_schema=False, sync_to_thread=True)
def errand_page(errand_id: UUID, errands: Errands, names: Names, caller: Caller) -> Page:
    """一件函告"""
    return _shown(errand_id, errands, names, caller)


@post("/errands/{errand_id:uuid}/answer", include_in_schema=False)
async def answer_errand(
    errand_id: UUID, data: Replied, errands: Errands, names: Names, caller: Caller
) -> Redirect:
    """答复"""
    general = data.general == "yes"
    asked = AnswerErrand(answer=data.answer, proof=data.proof, general=general)
    async with again(_shown, errand_id, errands, names, caller, typed=data):
        await errands.answer(errand_id, asked, caller)
    return see_other(f"/workflow/errands/{errand_id}")


@post("/errands/{errand_id:uuid}/judge", include_in_schema=False)
async def judge_errand(
    errand_id: UUID, data: Replied, errands: Errands, names: Names, caller: Caller
) -> Redirect:
    """复查"""
    asked = JudgeErrand(accepted=data.accepted == "yes", note=data.note)
    async with again(_shown, errand_id, errands, names, caller, typed=data):
        await errands.judge(errand_id, asked, caller)
    return see_other(f"/workflow/errands/{errand_id}")


def _listed(
    errands: Errands,
    names: Names,
    caller: Caller,
    kind: str,
    number: int,
    refusal: RejectedError | None = None,
    typed: ErrandForm | None = None,
) -> Page:
    found, mine = errands.listed(caller, kind, number), caller.units(*ANSWERERS)
    form, today = typed or ErrandForm(), beijing_date(caller.at)
    return page(
        "errands.html.j2",
        status_code=refusal.status if refusal else 200,
        **_words(names),
        found=found,
        kind=kind if kind in KINDS else "",
        mine=[(each, names.unit(each)) for each in mine],
        others=errands.others(),
        grounds=errands.grounds(form.body, today) if form.body else GROUNDS,
        typed=form,
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
        number=number,
        pages=max(-(-found.total // SIZE), 1),
    )


def _shown(
    errand_id: UUID,
    errands: Errands,
    names: Names,
    caller: Caller,
    refusal: RejectedError | None = None,
    typed: ReplyForm | None = None,
) -> Page:
    row = errands.see(errand_id, caller)
    return page(
        "errand.html.j2",
        status_code=refusal.status if refusal else 200,
        **_words(names),
        row=row,
        answers=row.state == ErrandState.OPEN.value and caller.holds(row.body, *ANSWERERS),
        judges=row.state == ErrandState.ANSWERED.value and caller.holds(_judge(row), *HEADS),
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
        typed=typed or ReplyForm(),
    )


def _judge(row: ErrandRow) -> str:
    return row.body if row.kind == ErrandKind.WARNING.value else row.unit


def _words(names: Names) -> dict[str, Any]:
    return words(names) | {"ERRANDS": KINDS, "STANDS": STATES}


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise ErrandDueError(field="due") from None


handlers = [errand_list, send_errand, errand_page, answer_errand, judge_errand]
