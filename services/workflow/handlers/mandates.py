"""上级要求公开 — an order becomes an obligation of each unit; its superior sees who did it."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.workflow.domain.duty import Duty, Term
from services.workflow.domain.lifting import LIFTING, LiftMandate, TakeBack
from services.workflow.domain.obligation import OBLIGATION
from services.workflow.domain.obligation_commands import LiftObligation, RaiseObligation
from services.workflow.domain.terms import Post
from services.workflow.handlers.obligations import Alarm
from services.workflow.heard import EntryImposed
from services.workflow.views.duties import DutyRow, duties
from services.workflow.views.mandates import MandateRow, charges, mandates
from shared.calendar import beijing_date
from shared.decider import NotFoundError
from shared.record import Record, because
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

READERS: Final = (Post.OFFICE, Post.APPROVER, Post.AUDITOR, Post.ADMIN, Post.LEADER)
GIVERS: Final = (Post.OFFICE, Post.APPROVER)  # who gives orders, and takes them back
OWED: Final = ("open", "overdue")
SIZE: Final = 50


class MandateUnknownError(NotFoundError):
    """没有找到这件公开要求。"""


class Charge(Struct, frozen=True, kw_only=True):
    """一个单位的完成情况"""

    unit: str
    state: str
    duty: DutyRow


class Progress(Struct, frozen=True, kw_only=True):
    """完成情况 — an order, one page of its units, and how many stand how."""

    mandate: MandateRow
    charges: list[Charge]
    counts: dict[str, int]


class Orders(Struct, frozen=True, kw_only=True):
    """下达的要求 — one page of them, and how many there are."""

    rows: list[MandateRow]
    total: int


@dataclass(frozen=True)
class Mandates:
    """上级要求公开"""

    store: Store[Any]
    views: Views
    alarm: Alarm

    async def raise_(self, record: Record[EntryImposed]) -> None:
        """Raise what an order asks of one unit, by the day that the order names."""
        event, day = record.event, beijing_date(record.cause.at)
        command = RaiseObligation(
            unit=event.unit,
            item_id=event.item_id,
            duty=Duty.MANDATED,
            title=event.level3,
            begins=day,
            limits=self.alarm.limits(event.unit, day),
            calendar=self.alarm.calendars(),
            matter="上级要求公开",
            term=Term(days=max((event.due - day).days, 1)),
            mandate=event.mandate_id,
            issuer=event.issuer,
        )
        await self.store.file(
            Task(OBLIGATION, uuid5(UUID(event.mandate_id), event.unit), command),
            cause=because(record, self.alarm.clock.now()),
            command_id=uuid5(record.id, "obligation"),
        )

    async def lift(self, mandate_id: str, asked: LiftMandate, caller: Caller) -> Receipt:
        """Take an order back: whoever still owes it owes it no more, in the same commit.

        Raises:
            MandateUnknownError: there is none, or it is none of the caller's business.

        """
        row = await asyncio.to_thread(self.order, mandate_id, caller)
        cause = caller.acting(row.issuer, *GIVERS)
        owing = await asyncio.to_thread(self._owing, mandate_id)
        command = TakeBack(asked=asked, mandate=mandate_id, issuer=row.issuer, units=len(owing))
        lifted = [Task(OBLIGATION, each, LiftObligation(reason=asked.reason)) for each in owing]
        first = Task(LIFTING, uuid5(UUID(mandate_id), "lifted"), command)
        return await self.store.file(first, *lifted, cause=cause)

    def _owing(self, mandate_id: str) -> list[UUID]:
        """Return the obligations of an order that nobody has fulfilled yet."""
        here = charges.c.mandate == mandate_id, charges.c.done.is_(False)
        rows = self.views.select(charges, *here)
        duty = {each.obligation_id: self.views.get(duties, each.obligation_id) for each in rows}
        return [key for key, found in duty.items() if found and found.state in OWED]

    def order(self, mandate_id: str, caller: Caller) -> MandateRow:
        """Return one order to those who read for its superior.

        Raises:
            MandateUnknownError: there is none, or it is none of the caller's business.

        """
        caller.known()
        row = self.views.get(mandates, mandate_id)
        if row is None or not caller.holds(row.issuer, *READERS):
            raise MandateUnknownError
        return row

    def orders(self, caller: Caller, page: int = 1) -> Orders:
        """Return the orders of the superiors for whom the caller reads, the newest first."""
        caller.known()
        mine = mandates.c.issuer.in_(caller.units(*READERS))
        offset = (max(page, 1) - 1) * SIZE
        order = [mandates.c.issued_at.desc()]
        rows = self.views.select(mandates, mine, order=order, limit=SIZE, offset=offset)
        return Orders(rows=rows, total=self.views.count(mandates, mine))

    def progress(self, mandate_id: str, caller: Caller, page: int = 1) -> Progress:
        """Return how far the units have come with an order, those behind first.

        Raises:
            MandateUnknownError: there is none, or it is none of the caller's business.

        """
        row = self.order(mandate_id, caller)
        here = charges.c.mandate == mandate_id
        offset = (max(page, 1) - 1) * SIZE
        order = [charges.c.done, charges.c.obligation_id]
        found = self.views.select(charges, here, order=order, limit=SIZE, offset=offset)
        every = self.views.select(charges, here)
        known = {each.obligation_id: self.views.get(duties, each.obligation_id) for each in every}
        states = [duty.state for duty in known.values() if duty]
        return Progress(
            mandate=row,
            charges=[
                Charge(unit=each.unit, state=duty.state, duty=duty)
                for each in found
                if (duty := known[each.obligation_id])
            ],
            counts={state: states.count(state) for state in ("open", "overdue", "done", "late")},
        )
