"""公开义务的查阅 — a unit's board of duties, and one duty."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.workflow.domain.duty import Duty
from services.workflow.domain.obligation import ObligationUnknownError
from services.workflow.domain.terms import STAFF
from services.workflow.handlers.overseeing import OVERSEERS, Overseeing
from services.workflow.handlers.past import Past, Pasts
from services.workflow.views.departments import departments
from services.workflow.views.duties import (
    DutyRow,
    EntryRow,
    duties,
    entries,
)
from services.workflow.views.register import schemes
from shared.calendar import beijing_date
from shared.register import units
from shared.view import Views
from shared.web import Caller

WEEK: Final = 7
SECTIONS: Final = ("week", "month", "overdue", "asked", "later", "done")
OPEN: Final = "open"
PERIODIC: Final = (
    ("time_limits.periodic.period", "公开周期"),
    ("time_limits.periodic.due_days", "公开期限"),
)


class Board(Struct, frozen=True, kw_only=True):
    """义务一览 — one section of a unit's duties, and how many stand in each."""

    unit: str
    section: str
    today: date
    rows: list[DutyRow]
    counts: dict[str, int]


@dataclass(frozen=True)
class Ledger:
    """义务台账"""

    views: Views
    pasts: Pasts

    def board(
        self, caller: Caller, unit: str = "", section: str = "", page: int = 1, size: int = 50
    ) -> Board:
        """Return one section of the duties of a unit whose staff the caller is."""
        caller.known()
        mine = caller.units(*STAFF, *OVERSEERS)
        unit = unit or (mine[0] if mine else "")
        may_read(self.views, unit, caller)
        today = beijing_date(caller.at)
        wanted = section if section in SECTIONS else "week"
        conditions = {name: self._section(name, unit, today) for name in SECTIONS}
        order = [duties.c.due.desc() if wanted == "done" else duties.c.due]
        offset = (page - 1) * size
        return Board(
            unit=unit,
            section=wanted,
            today=today,
            rows=self.views.select(
                duties, *conditions[wanted], order=order, limit=size, offset=offset
            ),
            counts={name: self.views.count(duties, *each) for name, each in conditions.items()},
        )

    def duty(self, obligation_id: UUID, caller: Caller) -> DutyRow:
        """Return one duty to those who may read it.

        Raises:
            ObligationUnknownError: there is none.

        """
        caller.known()
        row = self.views.get(duties, obligation_id)
        if row is None:
            raise ObligationUnknownError
        may_read(self.views, row.unit, caller)
        return row

    def department(self, row: DutyRow) -> str:
        """Return who answers for a duty: the room or the body, else the unit (S4-27)."""
        said = self.views.get(departments, row.item_id)
        unit = self.views.get(units, row.unit)
        return (said and (said.room or said.body)) or (unit.name if unit else "")

    def past(self, row: DutyRow) -> Past:
        """Return how a duty's day was counted, and what has happened to it."""
        return self.pasts.of(row)

    def why(self, row: DutyRow, past: Past) -> list[tuple[str, str]]:
        """Return why the unit's scheme has this period and term, as its reasons were recorded."""
        scheme = self.views.get(schemes, row.unit)
        if scheme is None or row.duty is not Duty.PERIODIC:
            return []
        said = [(name, scheme.reason(key, past.limits.scheme_version)) for key, name in PERIODIC]
        return [(name, reason) for name, reason in said if reason]

    def entries(self, unit: str) -> list[EntryRow]:
        """Return the entries of a unit that a trigger can be recorded for."""
        here = entries.c.unit == unit, entries.c.retired.is_(False)
        return self.views.select(entries, *here, order=[entries.c.title])

    def oversees(self, caller: Caller) -> bool:
        """Tell whether the caller holds an overseeing post anywhere."""
        return bool(caller.units(*OVERSEERS))

    def _section(self, name: str, unit: str, today: date) -> tuple[Any, ...]:
        week, month = today + timedelta(days=WEEK), today + timedelta(days=31)
        here = duties.c.unit == unit
        waiting = here, duties.c.state == OPEN
        found: dict[str, tuple[Any, ...]] = {
            "week": (*waiting, duties.c.due <= week),
            "month": (*waiting, duties.c.due > week, duties.c.due <= month),
            "later": (*waiting, duties.c.due > month),
            "overdue": (here, duties.c.state == "overdue"),
            "asked": (
                here,
                duties.c.state.in_([OPEN, "overdue"]),
                duties.c.asked.is_(True),
                duties.c.proposed.is_(False),
            ),
            "done": (here, duties.c.state.in_(["done", "late", "excused"])),
        }
        return found[name]


def may_read(views: Views, unit: str, caller: Caller) -> None:
    """Refuse whoever is neither staff of a unit nor oversees it.

    Raises:
        ObligationUnknownError: to anybody else there is nothing here.

    """
    if not Overseeing(views).concerns(caller, unit):
        raise ObligationUnknownError
