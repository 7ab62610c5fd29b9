"""重要文件页 — the list, the form to register one, and each with its stations and its document."""

from datetime import date
from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.instrument_words import (
    AmendInstrument,
    CheckInstrument,
    InstrumentKind,
    IssueInstrument,
    PassInstrument,
    RegisterInstrument,
    Signature,
)
from services.workflow.gateways.gongwen import Official, pdf
from services.workflow.handlers import Names
from services.workflow.handlers.instruments import CHECKERS, ISSUERS, KEEPERS, SIZE, Instruments
from services.workflow.pages.words import words
from services.workflow.views.instruments import InstrumentRow
from shared.calendar import beijing_date
from shared.decider import RejectedError
from shared.web import Caller, Filled, Page, again, page, see_other

KINDS: Final = {each.value: each.chinese for each in InstrumentKind}
MOST: Final = 12_000


class NewForm(Struct, frozen=True, kw_only=True):
    """登记表"""

    unit: str = ""
    kind: str = ""
    title: str = ""
    text: str = ""


class StepForm(Struct, frozen=True, kw_only=True):
    """办理表 — ``numbers``: a number for each of the names, in their order."""

    station: str = ""
    passed: str = ""
    note: str = ""
    minutes: str = ""
    text: str = ""
    numbers: list[str] = []


New = Filled[NewForm]
Typed = Filled[StepForm]


@get("/instruments", include_in_schema=False, sync_to_thread=True)
def instrument_list(
    instruments: Instruments, names: Names, caller: Caller, page_no: int = 1
) -> Page:
    """重要文件"""
    return _listed(instruments, names, caller, max(page_no, 1))


@post("/instruments", include_in_schema=False)
async def register_instrument(
    data: New, instruments: Instruments, names: Names, caller: Caller
) -> Redirect:
    """登记重要文件"""
    kind = InstrumentKind(data.kind) if data.kind in KINDS else InstrumentKind.PLAN
    asked = RegisterInstrument(
        unit=data.unit, kind=kind, title=data.title[:100], text=data.text[:MOST]
    )
    async with again(_listed, instruments, names, caller, 1, typed=data):
        await instruments.register(caller.command_id, asked, caller)
    return see_other(f"/workflow/instruments/{caller.command_id}")


@get("/instruments/{instrument_id:uuid}", include_in_schema=False, sync_to_thread=True)
def instrument_page(
    instrument_id: UUID, instruments: Instruments, names: Names, caller: Caller
) -> Page:
    """一份重要文件"""
    return _shown(instrument_id, instruments, names, caller)


@post("/instruments/{instrument_id:uuid}/{step:str}", include_in_schema=False)
async def instrument_step(
    instrument_id: UUID,
    step: str,
    data: Typed,
    instruments: Instruments,
    names: Names,
    caller: Caller,
) -> Redirect:
    """审核、会议通过、修改、印发"""
    async with again(_shown, instrument_id, instruments, names, caller, typed=data):
        await _carried_out(instrument_id, step, data, instruments, caller)
    return see_other(f"/workflow/instruments/{instrument_id}")


async def _carried_out(
    instrument_id: UUID, step: str, data: StepForm, instruments: Instruments, caller: Caller
) -> None:
    station = data.station[:100]
    match step:
        case "checks":
            passed = data.passed == "yes"
            check = CheckInstrument(station=station, passed=passed, note=data.note[:500])
            await instruments.check(instrument_id, check, caller)
        case "meetings":
            meeting = PassInstrument(station=station, minutes=data.minutes[:100])
            await instruments.go_on(instrument_id, meeting, caller)
        case "text":
            await instruments.go_on(instrument_id, AmendInstrument(text=data.text[:MOST]), caller)
        case _:
            await _issued(instrument_id, data, instruments, caller)


async def _issued(
    instrument_id: UUID, data: StepForm, instruments: Instruments, caller: Caller
) -> None:
    row = await sync_to_thread(instruments.see, instrument_id, caller)
    names = row.issuers or ("本单位",)
    pairs = zip(names, [*data.numbers, *[""] * len(names)], strict=False)
    signatures = tuple(Signature(name=name, number=number[:100]) for name, number in pairs)
    await instruments.issue(instrument_id, IssueInstrument(signatures=signatures), caller)


@get("/instruments/{instrument_id:uuid}/document.pdf", include_in_schema=False, sync_to_thread=True)
def instrument_document(
    instrument_id: UUID, instruments: Instruments, names: Names, caller: Caller
) -> Response[bytes]:
    """重要文件的公文版式"""
    row = instruments.see(instrument_id, caller)
    day = beijing_date(row.issued_at or row.registered_at)
    made = pdf(official(row, names.unit(row.unit), day), caller.at)
    return Response(made, media_type="application/pdf")


def official(row: InstrumentRow, unit: str, day: date) -> Official:
    """Return a key document as it is issued: in all names, with all numbers."""
    issuers = tuple(each.name for each in row.signatures) or row.issuers or (unit,)
    numbers = tuple(each.number for each in row.signatures)
    return Official(
        issuers=issuers,
        numbers=numbers or ("（文号待编）",),
        title=row.title,
        paragraphs=tuple(each for each in row.text.splitlines() if each.strip()),
        date=f"{day.year}年{day.month}月{day.day}日",
        year=day.year,
        month=day.month,
        day=day.day,
    )


def _listed(
    instruments: Instruments,
    names: Names,
    caller: Caller,
    number: int,
    refusal: RejectedError | None = None,
    typed: NewForm | None = None,
) -> Page:
    found = instruments.listed(caller, number)
    return page(
        "instruments.html.j2",
        status_code=refusal.status if refusal else 200,
        **words(names) | {"KINDS": KINDS},
        found=found,
        mine=[(each, names.unit(each)) for each in caller.units(*KEEPERS)],
        typed=typed or NewForm(),
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
        number=number,
        pages=max(-(-found.total // SIZE), 1),
    )


def _shown(
    instrument_id: UUID,
    instruments: Instruments,
    names: Names,
    caller: Caller,
    refusal: RejectedError | None = None,
    typed: StepForm | None = None,
) -> Page:
    row = instruments.see(instrument_id, caller)
    lacking = () if row.issued_at else row.lacking
    keeps = caller.holds(row.unit, *KEEPERS)
    offices = {each: instruments.office(each, row.unit) for each in row.checks if each in lacking}
    return page(
        "instrument.html.j2",
        status_code=refusal.status if refusal else 200,
        **words(names) | {"KINDS": KINDS},
        row=row,
        lacking=lacking,
        offices=offices,
        checks=[each for each, unit in offices.items() if caller.holds(unit or "-", *CHECKERS)],
        meetings=[each for each in row.meetings if each in lacking] if keeps else [],
        amends=keeps and row.issued_at is None,
        issues=not lacking and row.issued_at is None and caller.holds(row.unit, *ISSUERS),
        typed=typed or StepForm(text=row.text),
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
    )


handlers = [
    instrument_list,
    register_instrument,
    instrument_page,
    instrument_step,
    instrument_document,
]
