"""备案登记簿 — what must be told to a superior and was not in time; filing, taking, giving back."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

import sqlalchemy as sa
from msgspec import Struct

from services.workflow.domain.act import ACT, ActUnknownError
from services.workflow.domain.act_words import (
    ActCommand,
    FileAct,
    LodgeAct,
    ReceiveAct,
    ReturnAct,
)
from services.workflow.domain.terms import STAFF, Post
from services.workflow.handlers.overseeing import READERS, Overseeing, all_below
from services.workflow.handlers.scheme_words import Sayings
from services.workflow.views.acts import OWED, RECEIVED, RETURNED, ActRow, acts
from shared.calendar import beijing_date
from shared.record import Cause
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

SIZE: Final = 50
ACTS_KEY: Final = "filing.acts"
DAYS_KEY: Final = "filing.days"
DAYS: Final = 15
FILERS: Final = (Post.CLERK, Post.OFFICE)
TAKERS: Final = (Post.OFFICE, Post.APPROVER)
TABS: Final = ("overdue", "owed", "filed", "received")
_ACTS: Final = UUID("7f1b8f6e-6c0f-5c0f-9d4e-0f6a1f0f5b11")


class Line(Struct, frozen=True, kw_only=True):
    """登记簿的一行 — until when it must be filed, if the unit's scheme says so."""

    row: ActRow
    due: date | None = None
    overdue: bool = False


class Book(Struct, frozen=True, kw_only=True):
    """备案登记簿 — one page, how many in all, and how many are overdue."""

    rows: list[Line]
    total: int
    overdue: int


@dataclass(frozen=True)
class Acts:
    """备案登记"""

    store: Store[Any]
    views: Views

    async def file(self, act_id: str, asked: FileAct, caller: Caller) -> Receipt:
        """报送备案: by a clerk or the office of the unit whose act it is.

        Raises:
            ActUnknownError: there is none, or it is none of this person's business.

        """
        row = await asyncio.to_thread(self.see, act_id, caller)
        cause = caller.acting(row.unit, *FILERS)
        above = list(Overseeing(self.views).line(row.unit))[1:2]
        command = LodgeAct(
            asked=asked,
            unit=row.unit,
            body=above[0] if above else "",
            kind=row.kind,
            title=row.title,
            act_id=act_id,
        )
        return await self._file(act_id, command, cause)

    async def answer(self, act_id: str, asked: ReceiveAct | ReturnAct, caller: Caller) -> Receipt:
        """收下、退回: by the office or the approver of the unit above."""
        row = await asyncio.to_thread(self.see, act_id, caller)
        above = list(Overseeing(self.views).line(row.unit))[1:2]
        cause = caller.acting(row.body or (above or [row.unit])[0], *TAKERS)
        return await self._file(act_id, asked, cause)

    async def _file(self, act_id: str, command: ActCommand, cause: Cause) -> Receipt:
        return await self.store.file(Task(ACT, stream_of(act_id), command), cause=cause)

    # ── to read ──────────────────────────────────────────────────────────────────────────────

    def see(self, act_id: str, caller: Caller) -> ActRow:
        """Return an act to staff of its unit, to who receives it and to who oversees it.

        Raises:
            ActUnknownError: there is none, or it is none of this person's business.

        """
        caller.known()
        row = self.views.get(acts, act_id)
        if row is None or not self._concerns(row, caller):
            raise ActUnknownError
        return row

    def _concerns(self, row: ActRow, caller: Caller) -> bool:
        if caller.holds(row.unit, *STAFF) or (row.body and caller.holds(row.body, *TAKERS)):
            return True
        return Overseeing(self.views).reads(caller, row.unit)

    def listed(self, caller: Caller, tab: str = "", page: int = 1, size: int = SIZE) -> Book:
        """Return the register of the caller's units and all below them, the oldest act first."""
        caller.known()
        today, here = beijing_date(caller.at), self._here(caller)
        late = sa.or_(sa.false(), *self._late(here, today))
        chosen = [here, late] if tab == "overdue" else [here]
        if tab in TABS[1:]:
            states = (OWED, RETURNED) if tab == "owed" else (tab,)
            chosen.append(acts.c.state.in_(states))
        rows = self.views.select(
            acts,
            *chosen,
            order=[acts.c.on, acts.c.act_id],
            limit=size,
            offset=(max(page, 1) - 1) * size,
        )
        return Book(
            rows=[self._line(row, today) for row in rows],
            total=self.views.count(acts, *chosen),
            overdue=self.views.count(acts, here, late),
        )

    def _here(self, caller: Caller) -> Any:
        tops = Overseeing(self.views).tops(caller, READERS)
        own = acts.c.unit.in_(caller.units(*STAFF)) | acts.c.body.in_(caller.units(*TAKERS))
        return sa.or_(own, *(acts.c.unit.in_(all_below(each)) for each in tops))

    def _late(self, here: Any, today: date) -> Iterator[Any]:
        """Yield, for each unit that lacks a receipt, which of its acts are overdue (S4-83)."""
        owed = acts.c.state != RECEIVED
        for (unit,) in self.views.query(sa.select(acts.c.unit).where(here, owed).distinct()):
            kinds, days = self._rule(unit, today)
            last = today - timedelta(days=days)
            yield sa.and_(acts.c.unit == unit, acts.c.kind.in_(kinds), acts.c.on < last, owed)

    def _line(self, row: ActRow, today: date) -> Line:
        kinds, days = self._rule(row.unit, today)
        if row.kind not in kinds:
            return Line(row=row)
        due = row.on + timedelta(days=days)
        overdue = row.state != RECEIVED and due < today
        return Line(row=row, due=due, overdue=overdue)

    def _rule(self, unit: str, today: date) -> tuple[tuple[str, ...], int]:
        sayings = Sayings(self.views)
        kinds = sayings.words(unit, ACTS_KEY, today)
        return kinds, sayings.number(unit, DAYS_KEY, today, DAYS)


def stream_of(act_id: str) -> UUID:
    """Return the stream of the filing of an act."""
    return uuid5(_ACTS, act_id)
