"""责任追究页 — the list, the form to open a case, and each case with its way."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.case import CaseDayError
from services.workflow.domain.case_words import (
    FAULTS,
    CaseAsked,
    CloseCase,
    CriticizeCase,
    Fault,
    GradeCase,
    OpenCase,
    OrderCase,
    PursueCase,
    RectifyCase,
)
from services.workflow.handlers import Names
from services.workflow.handlers.cases import ANSWERERS, HEADS, SIZE, Cases
from services.workflow.pages.words import words
from services.workflow.views.cases import OPEN
from shared.calendar import beijing_date
from shared.decider import RejectedError
from shared.register import units
from shared.web import Caller, Filled, Page, again, page, see_other

POSTS: Final = {"first_responsible": "第一责任人", "directly_responsible": "直接责任人"}


class NewForm(Struct, frozen=True, kw_only=True):
    """立案表 — what was typed, word for word; ``events``: one in each line."""

    body: str = ""
    unit: str = ""
    fault: str = ""
    ground: str = ""
    fault_on: str = ""
    what: str = ""
    loss: str = ""
    events: str = ""
    article: str = ""

    def command(self) -> OpenCase:
        """Return what is asked.

        Raises:
            CaseDayError: the day cannot be understood.

        """
        lines = tuple(each.strip()[:100] for each in self.events.splitlines() if each.strip())
        return OpenCase(
            body=self.body,
            unit=self.unit,
            fault=Fault(self.fault) if self.fault in FAULTS else Fault.OTHER,
            ground=self.ground[:100],
            fault_on=_day(self.fault_on, "fault_on"),
            what=self.what[:1_000],
            loss=self.loss[:1_000],
            events=lines[:50],
            article=self.article[:100],
        )


class StepForm(Struct, frozen=True, kw_only=True):
    """办理表"""

    note: str = ""
    article: str = ""
    due: str = ""
    proof: str = ""
    serious: str = ""
    reason: str = ""
    persons: list[str] = []
    measure: str = ""
    reference: str = ""


New = Filled[NewForm]
Typed = Filled[StepForm]
_STEPS: Final[dict[str, Callable[[StepForm], CaseAsked]]] = {
    "criticize": lambda d: CriticizeCase(note=d.note[:1_000], article=d.article[:100]),
    "order": lambda d: OrderCase(due=_day(d.due, "due"), note=d.note[:1_000]),
    "rectify": lambda d: RectifyCase(proof=d.proof[:1_000]),
    "grade": lambda d: GradeCase(serious=d.serious == "yes", reason=d.reason[:1_000]),
    "pursue": lambda d: PursueCase(
        persons=tuple(d.persons[:20]), measure=d.measure[:100], reference=d.reference[:100]
    ),
    "close": lambda d: CloseCase(note=d.note[:1_000]),
}


@get("/cases", include_in_schema=False, sync_to_thread=True)
def case_list(cases: Cases, names: Names, caller: Caller, page_no: int = 1) -> Page:
    """责任追究"""
    return _listed(cases, names, caller, max(page_no, 1))


@get("/cases/new", include_in_schema=False, sync_to_thread=True)
def case_form(
    cases: Cases,
    names: Names,
    caller: Caller,
    unit: str = "",
    fault: str = "",
    event: str = "",
) -> Page:
    """提起责任追究"""
    return _form(cases, names, caller, NewForm(unit=unit, fault=fault, events=event))


@post("/cases/new", include_in_schema=False)
async def open_case(data: New, cases: Cases, names: Names, caller: Caller) -> Redirect:
    """立案"""
    async with again(_form, cases, names, caller, data):
        await cases.open(caller.command_id, data.command(), caller)
    return see_other(f"/workflow/cases/{caller.command_id}")


@get("/cases/{case_id:uuid}", include_in_schema=False, sync_to_thread=True)
def case_page(case_id: UUID, cases: Cases, names: Names, caller: Caller) -> Page:
    """一件案件"""
    return _shown(case_id, cases, names, caller)


@post("/cases/{case_id:uuid}/{step:str}", include_in_schema=False)
async def case_step(
    case_id: UUID, step: str, data: Typed, cases: Cases, names: Names, caller: Caller
) -> Redirect:
    """办理案件"""
    async with again(_shown, case_id, cases, names, caller, typed=data):
        await cases.go_on(case_id, _STEPS.get(step, _STEPS["close"])(data), caller)
    return see_other(f"/workflow/cases/{case_id}")


def _listed(cases: Cases, names: Names, caller: Caller, number: int) -> Page:
    found = cases.listed(caller, number)
    return page(
        "cases.html.j2",
        **_words(names),
        found=found,
        opens=bool(caller.units(*HEADS)),
        number=number,
        pages=max(-(-found.total // SIZE), 1),
    )


def _form(
    cases: Cases,
    names: Names,
    caller: Caller,
    typed: NewForm,
    refusal: RejectedError | None = None,
) -> Page:
    caller.known()
    mine, today = caller.units(*HEADS), beijing_date(caller.at)
    whom = typed.unit or (mine[0] if mine else "")
    return page(
        "case_new.html.j2",
        status_code=refusal.status if refusal else 200,
        **_words(names),
        mine=[(each, names.unit(each)) for each in mine],
        others=[(each.unit_id, each.name) for each in cases.views.select(units)],
        grounds=[(each, each) for each in cases.grounds(whom, today)],
        regime=cases.regime(whom, today) if whom else "",
        typed=typed,
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
    )


def _shown(
    case_id: UUID,
    cases: Cases,
    names: Names,
    caller: Caller,
    refusal: RejectedError | None = None,
    typed: StepForm | None = None,
) -> Page:
    row = cases.see(case_id, caller)
    open_ = row.state == OPEN
    named = {each.person: names.person(each.person) for each in row.answerable if each.person}
    return page(
        "case.html.j2",
        status_code=refusal.status if refusal else 200,
        **_words(names),
        row=row,
        done={each.what for each in row.lines},
        handles=open_ and caller.holds(row.body, *HEADS),
        rectifies=open_
        and bool(row.due)
        and not row.rectified
        and caller.holds(row.unit, *ANSWERERS),
        named=list(named.items()),
        outcome=cases.opens_to(row, caller),
        typed=typed or StepForm(),
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
    )


def _words(names: Names) -> dict[str, Any]:
    return words(names) | {"FAULTS": FAULTS, "EXTRA": POSTS}


def _day(typed: str, field: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip()) if typed.strip() else None
    except ValueError:
        raise CaseDayError(field=field) from None


handlers = [case_list, case_form, open_case, case_page, case_step]
