"""要件 — what the board says of them; and each disclosed decision with its execution (S0-19)."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.demand_words import PrivacyPassed, ProposalDeclared
from services.workflow.domain.terms import Check, Kind, Scope
from services.workflow.heard import (
    DisclosureCancelled,
    DisclosureRegistered,
    DisclosureWithdrawn,
    InnerOpened,
    PublicOpened,
)
from services.workflow.views.board import ProposalRow, advanced, board
from services.workflow.views.register import disclosures
from shared.record import Record
from shared.view import Rows, View


class ExecutionRow(Struct, frozen=True, kw_only=True):
    """决策和执行 — a disclosed decision, by when its execution is owed, and what showed it."""

    decision_id: str
    unit: str
    item_id: str
    title: str
    scope: Scope
    days: int
    decided_on: date | None = None  # when it was first open to anybody
    due: date | None = None
    executed: str = ""  # the disclosure of the execution
    executed_title: str = ""
    executed_on: date | None = None

    def missing(self, today: date) -> bool:
        """Tell whether the execution ought to be open by now and is not (执行情况未公开)."""
        return self.due is not None and not self.executed and self.due <= today


executions: Final = View("executions", ExecutionRow, key="decision_id", indexes=(("unit", "due"),))


@board.on(ProposalDeclared)
def _(rows: Rows[ProposalRow], record: Record[ProposalDeclared]) -> None:
    if row := rows.get(record.stream_id):
        row = advanced(row, record, "说明要件", "")
        valid = {check for check in Check if check.value in row.proposal.verdicts}
        rows.put(replace(row, reviews=tuple(each for each in row.reviews if each.check in valid)))


@board.on(PrivacyPassed)
def _(rows: Rows[ProposalRow], record: Record[PrivacyPassed]) -> None:
    if row := rows.get(record.stream_id):
        rows.put(advanced(row, record, "隐私审查通过", record.event.note))


@executions.on(DisclosureRegistered)
def _(rows: Rows[ExecutionRow], record: Record[DisclosureRegistered]) -> None:
    event, proposal = record.event, _proposed(rows, record.event.proposal_id)
    rules = proposal.proposal.rules if proposal else None
    days = rules.procedure.execution_days if rules else 0
    if proposal is None or not days or proposal.proposal.kind is not Kind.DISCLOSE:
        return
    if proposal.proposal.declared.carries_out:
        return  # it is itself an execution
    rows.put(
        ExecutionRow(
            decision_id=str(record.stream_id),
            unit=event.unit,
            item_id=event.item_id,
            title=event.plan.title,
            scope=Scope(event.plan.scope),
            days=days,
        )
    )


@executions.on(InnerOpened, PublicOpened)
def _(rows: Rows[ExecutionRow], record: Record[InnerOpened | PublicOpened]) -> None:
    opened, here = record.event.opened_on, str(record.stream_id)
    row = rows.get(here)
    if row and row.decided_on is None:
        rows.change(here, decided_on=opened, due=opened + timedelta(days=row.days))
    decision = rows.get(_carried_out(rows, here))
    if decision and not decision.executed:
        title = shown.plan.title if (shown := rows.of(disclosures).get(here)) else ""
        told = {"executed": here, "executed_title": title, "executed_on": opened}
        rows.change(decision.decision_id, **told)


@executions.on(DisclosureWithdrawn, DisclosureCancelled)
def _(rows: Rows[ExecutionRow], record: Record[DisclosureWithdrawn | DisclosureCancelled]) -> None:
    here = str(record.stream_id)
    rows.drop(here)
    decision = rows.get(_carried_out(rows, here))
    if decision and decision.executed == here:
        rows.change(decision.decision_id, executed="", executed_title="", executed_on=None)


def _carried_out(rows: Rows[ExecutionRow], disclosure_id: str) -> str:
    """Return the decision whose execution a disclosure shows; "": it shows none."""
    shown = rows.of(disclosures).get(disclosure_id)
    proposal = _proposed(rows, shown.proposal_id) if shown else None
    return proposal.proposal.declared.carries_out if proposal else ""


def _proposed(rows: Rows[ExecutionRow], proposal_id: str) -> ProposalRow | None:
    return rows.of(board).get(UUID(proposal_id)) if proposal_id else None
