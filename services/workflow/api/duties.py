"""The door for programs to obligations. Translates HTTP into a command and a row into JSON."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from msgspec import Struct

from services.workflow.domain.duty import Deadline, Duty, TimeLimits
from services.workflow.domain.obligation_commands import (
    ConfirmObligation,
    DemandProposal,
    ExcuseObligation,
    RecordTrigger,
)
from services.workflow.handlers import Answering, Board, Heat, Ledger, Overview
from services.workflow.handlers.past import Past
from services.workflow.handlers.spending import RecordSpending, Spending
from services.workflow.views import DutyRow
from shared.store import Receipt
from shared.web import Caller, filed


class DutyShown(Struct, frozen=True, kw_only=True):
    """公开义务 — with every day that was counted and the rule that counted it (D7)."""

    obligation_id: UUID
    unit: str
    item_id: str
    title: str
    matter: str
    duty: Duty
    state: str
    begins: date
    ends: date | None
    due: date
    proposed: bool
    done_on: date | None
    deadline: Deadline | None
    limits: TimeLimits
    department: str


@get("/duties", sync_to_thread=True)
def read_duties(
    ledger: Ledger, caller: Caller, unit: str = "", section: str = "", page_no: int = 1
) -> dict[str, Any]:
    """本单位的公开义务。``section``: week, month, overdue, asked, later or done."""
    board: Board = ledger.board(caller, unit, section, max(page_no, 1))
    return {
        "unit": board.unit,
        "section": board.section,
        "today": board.today,
        "counts": board.counts,
        "duties": [shown(row, ledger.past(row), ledger.department(row)) for row in board.rows],
    }


@get("/duties/county", sync_to_thread=True)
def read_county(
    overview: Overview, caller: Caller, first: date, unit: str = "", page_no: int = 1
) -> Heat:
    """履行热力图: twelve months from the month of ``first``, of a unit and those below it."""
    return overview.heat(caller, first, unit, max(page_no, 1))


@get("/duties/overdue", sync_to_thread=True)
def read_overdue(
    overview: Overview, ledger: Ledger, caller: Caller, unit: str = "", page_no: int = 1
) -> dict[str, Any]:
    """逾期清单：一个单位和它全部下级的逾期义务。"""
    found = overview.overdue(caller, unit, max(page_no, 1))
    rows = [shown(row, ledger.past(row), ledger.department(row)) for row in found.rows]
    return {"unit": found.unit, "total": found.total, "duties": rows}


@get("/duties/{obligation_id:uuid}", sync_to_thread=True)
def read_duty(obligation_id: UUID, ledger: Ledger, caller: Caller) -> DutyShown:
    """一项公开义务，期限逐日计算。"""
    row = ledger.duty(obligation_id, caller)
    return shown(row, ledger.past(row), ledger.department(row))


@post("/duties/triggers")
async def record_trigger(
    data: RecordTrigger, answering: Answering, caller: Caller
) -> Response[Receipt]:
    """登记触发事项。"""
    return filed(await answering.record(data, caller))


@post("/duties/spending")
async def record_spending(
    data: RecordSpending, spending: Spending, caller: Caller
) -> Response[Receipt]:
    """登记大额资金支出。"""
    return filed(await spending.record(data, caller))


@post("/duties/{obligation_id:uuid}/demand")
async def demand_proposal(
    obligation_id: UUID, data: DemandProposal, answering: Answering, caller: Caller
) -> Response[Receipt]:
    """责成提出公开方案。"""
    return filed(await answering.demand(obligation_id, data, caller))


class Confirmation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """复核情况"""

    note: str


@post("/duties/{obligation_id:uuid}/confirm")
async def confirm_unchanged(
    obligation_id: UUID, data: Confirmation, answering: Answering, caller: Caller
) -> Response[Receipt]:
    """复核后确认无变化。"""
    command = ConfirmObligation(note=data.note)
    return filed(await answering.confirm(obligation_id, command, caller))


@post("/duties/{obligation_id:uuid}/excuse")
async def excuse_obligation(
    obligation_id: UUID, data: ExcuseObligation, answering: Answering, caller: Caller
) -> Response[Receipt]:
    """免除公开义务。"""
    return filed(await answering.excuse(obligation_id, data, caller))


def shown(row: DutyRow, past: Past, department: str) -> DutyShown:
    """Return a row as programs read it."""
    return DutyShown(
        obligation_id=row.obligation_id,
        unit=row.unit,
        item_id=row.item_id,
        title=row.title,
        matter=row.matter,
        duty=row.duty,
        state=row.state,
        begins=row.begins,
        ends=row.ends,
        due=row.due,
        proposed=row.proposed,
        done_on=row.done_on,
        deadline=past.deadline,
        limits=past.limits,
        department=department,
    )


handlers = [
    read_duties,
    read_county,
    read_overdue,
    read_duty,
    record_trigger,
    record_spending,
    demand_proposal,
    confirm_unchanged,
    excuse_obligation,
]
