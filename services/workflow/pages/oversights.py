"""专家名录页、监督书记页 — who may be asked, and how the secretary was looked after."""

from typing import Final
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.expert import DeclareInterests, EnlistExpert
from services.workflow.domain.oversight import ApproveOversight, RecordOversight
from services.workflow.handlers import Names
from services.workflow.handlers.answering import RECORDERS as LISTERS
from services.workflow.handlers.experts import Experts
from services.workflow.handlers.oversights import (
    GAPS,
    HEADS,
    RECORDERS,
    SIZE,
    Oversights,
    half_of,
)
from services.workflow.pages.words import words
from shared.calendar import beijing_date
from shared.decider import RejectedError
from shared.web import Caller, Filled, Page, again, page, see_other

BACK: Final = 3  # years whose halves can be chosen


class ExpertForm(Struct, frozen=True, kw_only=True):
    """专家名录表"""

    unit: str = ""
    person: str = ""
    field: str = ""
    interests: str = ""


class OversightForm(Struct, frozen=True, kw_only=True):
    """监督记录表 — one power on a line."""

    unit: str = ""
    period: str = ""
    powers: str = ""
    findings: str = ""
    note: str = ""


ExpertTyped = Filled[ExpertForm]
OversightTyped = Filled[OversightForm]


@get("/experts", include_in_schema=False, sync_to_thread=True)
def expert_list(experts: Experts, names: Names, caller: Caller) -> Page:
    """专家名录"""
    return _experts(experts, names, caller, ExpertForm())


@post("/experts", include_in_schema=False)
async def enlist(data: ExpertTyped, experts: Experts, names: Names, caller: Caller) -> Redirect:
    """列入名录"""
    asked = EnlistExpert(unit=data.unit, person=data.person, field=data.field)
    async with again(_experts, experts, names, caller, data):
        await experts.enlist(asked, caller)
    return see_other("/workflow/experts")


@post("/experts/{expert_id:uuid}/interests", include_in_schema=False)
async def declare(
    expert_id: UUID, data: ExpertTyped, experts: Experts, names: Names, caller: Caller
) -> Redirect:
    """申报利害关系"""
    asked = DeclareInterests(interests=tuple(data.interests.splitlines()))
    async with again(_experts, experts, names, caller, data):
        await experts.declare(expert_id, asked, caller)
    return see_other("/workflow/experts")


@get("/oversights", include_in_schema=False, sync_to_thread=True)
def oversight_list(
    oversights: Oversights, names: Names, caller: Caller, page_no: int = 1, gap_page: int = 1
) -> Page:
    """监督书记的记录，缺的半年"""
    numbers = max(page_no, 1), max(gap_page, 1)
    return _oversights(oversights, names, caller, OversightForm(), numbers)


@post("/oversights", include_in_schema=False)
async def record(
    data: OversightTyped, oversights: Oversights, names: Names, caller: Caller
) -> Redirect:
    """登记"""
    asked = RecordOversight(
        unit=data.unit,
        period=data.period,
        powers=tuple(data.powers.splitlines()),
        findings=data.findings,
    )
    async with again(_oversights, oversights, names, caller, data):
        await oversights.record(asked, caller)
    return see_other("/workflow/oversights")


@get("/oversights/{oversight_id:uuid}", include_in_schema=False, sync_to_thread=True)
def oversight_page(
    oversight_id: UUID, oversights: Oversights, names: Names, caller: Caller
) -> Page:
    """一份监督记录"""
    return _oversight(oversight_id, oversights, names, caller)


@post("/oversights/{oversight_id:uuid}/approve", include_in_schema=False)
async def approve(
    oversight_id: UUID, data: OversightTyped, oversights: Oversights, names: Names, caller: Caller
) -> Redirect:
    """批准"""
    async with again(_oversight, oversight_id, oversights, names, caller):
        await oversights.approve(oversight_id, ApproveOversight(note=data.note), caller)
    return see_other(f"/workflow/oversights/{oversight_id}")


def _experts(
    experts: Experts,
    names: Names,
    caller: Caller,
    typed: ExpertForm,
    refusal: RejectedError | None = None,
) -> Page:
    mine = caller.units(*LISTERS)
    people = [(each.person_id, names.person(each.person_id)) for each in experts.people()]
    return page(
        "experts.html.j2",
        status_code=refusal.status if refusal else 200,
        **words(names),
        found=experts.listed(caller),
        mine=[(each, names.unit(each)) for each in mine],
        people=people if mine else [],
        person=caller.person,
        typed=typed,
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
    )


def _oversights(
    oversights: Oversights,
    names: Names,
    caller: Caller,
    typed: OversightForm,
    numbers: tuple[int, int] = (1, 1),
    refusal: RejectedError | None = None,
) -> Page:
    number, gap_page = numbers
    found = oversights.listed(caller, number, gap_page)
    this = half_of(beijing_date(caller.at))
    year, mine = int(this[:4]), caller.units(*RECORDERS)
    periods = [f"{y}-{h}" for y in range(year, year - BACK, -1) for h in (2, 1)]
    return page(
        "oversights.html.j2",
        status_code=refusal.status if refusal else 200,
        **words(names),
        half=half,
        found=found,
        mine=[(each, names.unit(each)) for each in mine],
        periods=[(each, half(each)) for each in periods if each <= this],
        held={
            names.unit(each): told for each in mine if (told := oversights.powers_of(each, caller))
        },
        typed=typed,
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
        number=number,
        pages=max(-(-found.total // SIZE), 1),
        gap_page=gap_page,
        gap_pages=max(-(-found.missing // GAPS), 1),
    )


def _oversight(
    oversight_id: UUID,
    oversights: Oversights,
    names: Names,
    caller: Caller,
    refusal: RejectedError | None = None,
) -> Page:
    row = oversights.see(oversight_id, caller)
    return page(
        "oversight.html.j2",
        status_code=refusal.status if refusal else 200,
        **words(names),
        half=half,
        row=row,
        approves=not row.approved and caller.holds(row.unit, *HEADS),
        refusal=refusal,
    )


def half(period: str) -> str:
    """Return a half-year as a person reads it."""
    year, _, part = period.partition("-")
    return f"{year}年{'上' if part == '1' else '下'}半年"


handlers = [
    expert_list,
    enlist,
    declare,
    oversight_list,
    record,
    oversight_page,
    approve,
]
