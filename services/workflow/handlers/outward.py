"""转党外公开的办理 — the clock asks the head when an inner phase has ended; the head answers."""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from services.workflow.domain.outward import HEADS, OUTWARD, OutwardUnknownError, outward_id_of
from services.workflow.domain.outward_words import AskOutward, SettleOutward
from services.workflow.domain.terms import STAFF, Post
from services.workflow.handlers.calendars import Calendars
from services.workflow.views import schemes
from services.workflow.views.outwards import ASKED, DAYS, INNER, OVER, OutwardRow, outwards
from shared.calendar import Calendar, beijing_date
from shared.clock import Clock
from shared.decider import RejectedError
from shared.record import SYSTEM, Cause
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

SIZE: Final = 50
LOOK: Final = 500  # matters looked at in one round
USUAL: Final = 5  # working days to decide
READERS: Final = (*STAFF, Post.LEADER, Post.DEPUTY_LEADER)


@dataclass(frozen=True)
class Outwards:
    """转党外公开"""

    store: Store[Any]
    views: Views
    clock: Clock

    async def settle(self, disclosure_id: str, asked: SettleOutward, caller: Caller) -> Receipt:
        """决定是否向党外公开: by the head of the unit.

        Raises:
            OutwardUnknownError: nothing was asked, or it is none of this person's business.
            WrongPostError: the caller is no head of the unit.

        """
        row = await asyncio.to_thread(self.see, disclosure_id, caller)
        cause = caller.acting(row.unit, *HEADS)
        return await self.store.file(
            Task(OUTWARD, outward_id_of(row.disclosure_id), asked), cause=cause
        )

    def see(self, disclosure_id: str, caller: Caller) -> OutwardRow:
        """Return a question to the staff and the heads of its unit.

        Raises:
            OutwardUnknownError: there is none, or not for this reader.

        """
        caller.known()
        row = self.views.get(outwards, disclosure_id)
        if row is None or row.state == INNER or not caller.holds(row.unit, *READERS):
            raise OutwardUnknownError
        return row

    def listed(self, caller: Caller, page: int = 1) -> tuple[list[OutwardRow], int]:
        """Return the questions of a person's units, what waits first, and how many there are."""
        caller.known()
        c = outwards.c
        mine = c.unit.in_(caller.units(*READERS)), c.state.not_in([INNER, OVER])
        order, offset = [(c.state == ASKED).desc(), c.due.desc()], (max(page, 1) - 1) * SIZE
        rows = self.views.select(outwards, *mine, order=order, limit=SIZE, offset=offset)
        return rows, self.views.count(outwards, *mine)

    def waiting(self, caller: Caller) -> int:
        """Return how many questions wait for this head."""
        mine = outwards.c.unit.in_(caller.units(*HEADS)), outwards.c.state == ASKED
        return self.views.count(outwards, *mine)

    async def ring(self) -> int:
        """Ask about everything whose inner phase has ended; return how much was asked."""
        commands = await asyncio.to_thread(self._ended)
        return sum([await self._ask(each) for each in commands])

    def _ended(self) -> list[AskOutward]:
        today, calendar = beijing_date(self.clock.now()), Calendars(self.views)()
        rows = self.views.select(outwards, outwards.c.state == INNER, limit=LOOK)
        asked = (self._question(each, calendar, today) for each in rows)
        return [each for each in asked if each.ended <= today]

    def _question(self, row: OutwardRow, calendar: Calendar, today: date) -> AskOutward:
        scheme = self.views.get(schemes, row.unit)
        rules = scheme.in_force(row.opened_on) if scheme else None
        ended = _after(calendar, row.opened_on, rules.min_inner_working_days if rules else 0)
        said = scheme.setting(DAYS, today) if scheme else USUAL
        return AskOutward(
            unit=row.unit,
            disclosure_id=row.disclosure_id,
            item_id=row.item_id,
            title=row.title,
            ended=ended,
            due=_after(calendar, max(today, ended), said if isinstance(said, int) else USUAL),
        )

    async def _ask(self, command: AskOutward) -> bool:
        stream = outward_id_of(command.disclosure_id)
        cause = Cause(
            actor=SYSTEM,
            at=self.clock.now(),
            unit=command.unit,
            post=SYSTEM,
            correlation_id=UUID(command.disclosure_id),
            causation_id=uuid5(stream, "asked"),
        )
        try:
            receipt = await self.store.file(Task(OUTWARD, stream, command), cause=cause)
        except RejectedError:
            return False  # it was asked meanwhile, or the vault is busy: the next look asks
        await self.views.reached("workflow", receipt.position)
        return True


def _after(calendar: Calendar, day: date, working: int) -> date:
    return calendar.add_working_days(day, working).end if working else day
