"""公开义务页 — the board of duties, and how each date was computed."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.duty import DUTIES, Duty
from services.workflow.domain.obligation_commands import (
    ConfirmObligation,
    DemandProposal,
    ExcuseObligation,
    RecordTrigger,
)
from services.workflow.domain.terms import STAFF, Post
from services.workflow.handlers import Answering, Ledger, Names
from services.workflow.handlers.answering import RECORDERS
from services.workflow.handlers.spending import AmountError, RecordSpending, Spending
from services.workflow.pages.words import words
from shared.calendar import beijing_date
from shared.decider import InvalidError, RejectedError
from shared.web import Caller, Filled, Page, again, page, see_other

SIZE: Final = 50
SECTIONS: Final = {
    "week": "本周到期",
    "month": "本月到期",
    "overdue": "已逾期",
    "asked": "应公开而未提出",
    "later": "以后到期",
    "done": "已了结",
}
STANDINGS: Final = {
    "open": ("待办", "lim"),
    "overdue": ("逾期", "late"),
    "done": ("按期履行", "ok"),
    "late": ("逾期补公开", "fix"),
    "excused": ("已免除", ""),
}


class WrongDayError(InvalidError):
    """请按“年-月-日”填写日期，例如 2026-07-01。"""


class WrongDaysError(InvalidError):
    """答复期限请填写天数。"""


class SpendingForm(Struct, frozen=True, kw_only=True):
    """大额资金支出登记表 — ``amount`` in whole yuan, as people write it."""

    unit: str = ""
    matter: str = ""
    amount: str = ""
    spent_on: str = ""

    def command(self) -> RecordSpending:
        """Return what was filled in.

        Raises:
            AmountError, WrongDayError: it is no amount, no day.

        """
        plain = self.amount.replace(",", "").strip()
        if not (plain.isascii() and plain.isdigit() and len(plain) < 13):  # noqa: PLR2004
            raise AmountError(field="amount")
        day = _read_day(self.spent_on)
        return RecordSpending(
            unit=self.unit, matter=self.matter, amount=int(plain), happened_on=day
        )


class DemandForm(Struct, frozen=True, kw_only=True):
    """责成表"""

    days: str = "3"
    note: str = ""

    def command(self) -> DemandProposal:
        """Return what is asked."""
        if not self.days.strip().isdecimal():
            raise WrongDaysError(field="days")
        return DemandProposal(days=int(self.days), note=self.note)


class ConfirmForm(Struct, frozen=True, kw_only=True):
    """复核表"""

    confirmed: str = ""


class ExcuseForm(Struct, frozen=True, kw_only=True):
    """免除表"""

    ground: str = ""
    filing: str = ""


class TriggerForm(Struct, frozen=True, kw_only=True):
    """触发事项登记表"""

    item_id: str = ""
    matter: str = ""
    happened_on: str = ""
    annual: str = ""

    def command(self) -> RecordTrigger:
        """Return what is asked."""
        try:
            day = date.fromisoformat(self.happened_on.strip())
        except ValueError as error:
            raise WrongDayError(field="happened_on") from error
        duty = Duty.ANNUAL if self.annual else None
        return RecordTrigger(item_id=self.item_id, matter=self.matter, happened_on=day, duty=duty)


Demand = Filled[DemandForm]
Confirm = Filled[ConfirmForm]
Excuse = Filled[ExcuseForm]
Trigger = Filled[TriggerForm]


@get("/duties", include_in_schema=False, sync_to_thread=True)
def duty_board(
    ledger: Ledger,
    names: Names,
    caller: Caller,
    unit: str = "",
    section: str = "",
    page_no: int = 1,
) -> Page:
    """本单位的公开义务"""
    number = max(page_no, 1)
    board = ledger.board(caller, unit, section, number, SIZE)
    return page(
        "duties.html.j2",
        **duty_words(names),
        board=board,
        number=number,
        pages=max(-(-board.counts[board.section] // SIZE), 1),
        may_record=caller.holds(board.unit, Post.CLERK, Post.OFFICE, Post.APPROVER),
        oversees=ledger.oversees(caller),
        mine=caller.units(*STAFF),
    )


@get("/duties/trigger", include_in_schema=False, sync_to_thread=True)
def trigger_form(ledger: Ledger, names: Names, caller: Caller) -> Page:
    """登记触发事项"""
    caller.known()
    return _trigger_page(ledger, names, caller, TriggerForm(happened_on=str(_today(caller))))


@post("/duties/trigger", include_in_schema=False)
async def record_trigger(
    data: Trigger, answering: Answering, ledger: Ledger, names: Names, caller: Caller
) -> Redirect:
    """登记"""
    async with again(_trigger_page, ledger, names, caller, data):
        receipt = await answering.record(data.command(), caller)
    return see_other(f"/workflow/duties/{receipt.stream_id}")


@post("/duties/spending", include_in_schema=False)
async def record_spending(
    data: Filled[SpendingForm], spending: Spending, caller: Caller
) -> Redirect:
    """登记大额资金支出"""
    receipt = await spending.record(data.command(), caller)
    return see_other(f"/workflow/duties/{receipt.stream_id}")


@get("/duties/{obligation_id:uuid}", include_in_schema=False, sync_to_thread=True)
def duty_page(obligation_id: UUID, ledger: Ledger, names: Names, caller: Caller) -> Page:
    """期限怎样算出来的、经过、责成和免除"""
    return _duty_page(obligation_id, ledger, names, caller)


@post("/duties/{obligation_id:uuid}/demand", include_in_schema=False)
async def demand(
    obligation_id: UUID,
    data: Demand,
    answering: Answering,
    ledger: Ledger,
    names: Names,
    caller: Caller,
) -> Redirect:
    """责成提出"""
    typed = {"days": data.days, "note": data.note}
    async with again(_duty_page, obligation_id, ledger, names, caller, typed=typed):
        await answering.demand(obligation_id, data.command(), caller)
    return see_other(f"/workflow/duties/{obligation_id}")


@post("/duties/{obligation_id:uuid}/confirm", include_in_schema=False)
async def confirm(
    obligation_id: UUID,
    data: Confirm,
    answering: Answering,
    ledger: Ledger,
    names: Names,
    caller: Caller,
) -> Redirect:
    """复核后确认无变化"""
    command, typed = ConfirmObligation(note=data.confirmed), {"confirmed": data.confirmed}
    async with again(_duty_page, obligation_id, ledger, names, caller, typed=typed):
        await answering.confirm(obligation_id, command, caller)
    return see_other(f"/workflow/duties/{obligation_id}")


@post("/duties/{obligation_id:uuid}/excuse", include_in_schema=False)
async def excuse(
    obligation_id: UUID,
    data: Excuse,
    answering: Answering,
    ledger: Ledger,
    names: Names,
    caller: Caller,
) -> Redirect:
    """免除"""
    command = ExcuseObligation(ground=data.ground, filing=data.filing)
    typed = {"ground": data.ground, "filing": data.filing}
    async with again(_duty_page, obligation_id, ledger, names, caller, typed=typed):
        await answering.excuse(obligation_id, command, caller)
    return see_other(f"/workflow/duties/{obligation_id}")


def _duty_page(
    obligation_id: UUID,
    ledger: Ledger,
    names: Names,
    caller: Caller,
    refusal: RejectedError | None = None,
    typed: dict[str, str] | None = None,
) -> Page:
    row = ledger.duty(obligation_id, caller)
    past = ledger.past(row)
    waiting = row.state in {"open", "overdue"}
    return page(
        "duty.html.j2",
        status_code=refusal.status if refusal else 200,
        **duty_words(names),
        row=row,
        past=past,
        why=ledger.why(row, past),
        department=ledger.department(row),
        today=_today(caller),
        leads=waiting and caller.holds(row.unit, Post.OFFICE, Post.APPROVER),
        proposes=waiting and not row.proposed and caller.holds(row.unit, Post.CLERK),
        reviews=waiting and row.duty is Duty.REVIEW and caller.holds(row.unit, *RECORDERS),
        refusal=refusal,
        typed=typed or {},
    )


def _trigger_page(
    ledger: Ledger,
    names: Names,
    caller: Caller,
    typed: TriggerForm,
    refusal: RejectedError | None = None,
) -> Page:
    units = caller.units(Post.CLERK, Post.OFFICE, Post.APPROVER)
    found = [each for unit in units for each in ledger.entries(unit)]
    return page(
        "duty_trigger.html.j2",
        status_code=refusal.status if refusal else 200,
        **duty_words(names),
        entries=[(each.item_id, f"{each.title}（{names.unit(each.unit)}）") for each in found],
        units=[(each, names.unit(each)) for each in units],
        typed=typed,
        refusal=refusal,
    )


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WrongDayError(field="spent_on") from None


def _today(caller: Caller) -> date:
    return beijing_date(caller.at)


def duty_words(names: Names) -> dict[str, Any]:
    """Return what every template about duties may name."""
    return {
        **words(names),
        "DUTIES": {each.value: name for each, name in DUTIES.items()},
        "SECTIONS": SECTIONS,
        "STANDINGS": STANDINGS,
    }


handlers = [
    duty_board,
    trigger_form,
    record_trigger,
    record_spending,
    duty_page,
    demand,
    confirm,
    excuse,
]
