"""决策和执行 — which disclosed decisions have no disclosed execution, and since when (S0-19)."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from msgspec import Struct

from services.workflow.domain.terms import STAFF
from services.workflow.handlers.overseeing import READERS, Overseeing, all_below
from services.workflow.views import executions
from services.workflow.views.demands import ExecutionRow
from shared.view import Views
from shared.web import Caller

SIZE: Final = 50
MISSING: Final = "missing"
WAITING: Final = "waiting"
DONE: Final = "done"
STATES: Final = {MISSING: "执行情况未公开", WAITING: "待公开执行情况", DONE: "执行情况已公开"}


class Execution(Struct, frozen=True, kw_only=True):
    """一项决策 — and how it stands with its execution, in the words of ``STATES``."""

    row: ExecutionRow
    state: str
    said: str


class Executed(Struct, frozen=True, kw_only=True):
    """决策执行清单 — one page of it, and how many in all."""

    rows: list[Execution]
    total: int
    missing: int


@dataclass(frozen=True)
class Executions:
    """决策和执行"""

    views: Views

    def listed(
        self, caller: Caller, today: date, state: str = "", page: int = 1, size: int = SIZE
    ) -> Executed:
        """Return the disclosed decisions of the caller's units and below, the oldest due first."""
        caller.known()
        here = [self._here(caller), executions.c.decided_on.is_not(None)]
        asked = [*here, *_in_state(state, today)]
        rows = self.views.select(
            executions,
            *asked,
            order=[executions.c.due, executions.c.decision_id],
            limit=size,
            offset=(max(page, 1) - 1) * size,
        )
        return Executed(
            rows=[_told(row, today) for row in rows],
            total=self.views.count(executions, *asked),
            missing=self.views.count(executions, *here, *_in_state(MISSING, today)),
        )

    def open_ones(self, unit: str) -> list[tuple[str, str]]:
        """Return the decisions of a unit whose execution is still to be disclosed: id, title."""
        wanted = executions.c.unit == unit, executions.c.executed == ""
        rows = self.views.select(executions, *wanted, order=[executions.c.due], limit=SIZE)
        return [(row.decision_id, row.title) for row in rows if row.decided_on]

    def _here(self, caller: Caller) -> Any:
        tops = Overseeing(self.views).tops(caller, READERS)
        mine = executions.c.unit.in_(caller.units(*STAFF, *READERS))
        return sa.or_(mine, *(executions.c.unit.in_(all_below(each)) for each in tops))


def _in_state(state: str, today: date) -> list[Any]:
    waits = executions.c.executed == ""
    return {
        MISSING: [waits, executions.c.due <= today],
        WAITING: [waits, executions.c.due > today],
        DONE: [executions.c.executed != ""],
    }.get(state, [])


def _told(row: ExecutionRow, today: date) -> Execution:
    state = DONE if row.executed else MISSING if row.missing(today) else WAITING
    return Execution(row=row, state=state, said=STATES[state])
