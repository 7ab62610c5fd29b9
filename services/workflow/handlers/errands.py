"""函告的办理 — who puts what to whom, who answers, what the clock and the figures bring about."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

import sqlalchemy as sa
from msgspec import Struct

from services.workflow.domain.errand import ERRAND, ErrandState, ErrandUnknownError
from services.workflow.domain.errand_words import (
    AnswerErrand,
    DispatchErrand,
    ErrandCommand,
    ErrandKind,
    JudgeErrand,
    MissErrand,
    SendErrand,
)
from services.workflow.domain.terms import STAFF, Post
from services.workflow.handlers.overseeing import Overseeing
from services.workflow.views import duties, schemes
from services.workflow.views.errands import ErrandRow, errands
from shared.calendar import beijing_date
from shared.clock import Clock
from shared.decider import InvalidError, RejectedError
from shared.record import SYSTEM, Cause
from shared.register import units
from shared.store import BusyError, Receipt, Store, Task
from shared.view import Views
from shared.web import Caller, is_derived

SIZE: Final = 50
LOOK: Final = 500  # that the clock looks at in one round
HEADS: Final = (Post.OFFICE, Post.APPROVER, Post.LEADER)
SENDERS: Final = {
    ErrandKind.SUGGESTION: STAFF,
    ErrandKind.DIFFICULTY: (Post.CLERK, *HEADS),
    ErrandKind.COOPERATION: (Post.CLERK, *HEADS),
    ErrandKind.RECTIFICATION: HEADS,
    ErrandKind.WARNING: HEADS,
}
ANSWERERS: Final = (Post.CLERK, *HEADS)
READERS: Final = (*STAFF, Post.LEADER, Post.SUPERVISOR)
GROUNDS_KEY: Final = "accountability.grounds"
GROUNDS: Final = ("不按规定公开", "搞形式", "走过场", "弄虚作假")
OFTEN_KEY: Final = "warning.overdue_in_quarter"
OFTEN: Final = 3
DISPOSE_KEY: Final = "warning.dispose_days"
DISPOSE: Final = 10
LATE: Final = ("overdue", "late")  # standings of an obligation whose day has passed

log = logging.getLogger(__name__)


class ErrandIdReservedError(InvalidError):
    """第 5 版 UUID 由系统自己编号使用，函告编号请换用第 4 版。"""


class ErrandUnitError(InvalidError):
    """没有找到收函单位。"""


class Tray(Struct, frozen=True, kw_only=True):
    """函告一览 — one page, what waits first, and how many there are in all."""

    rows: list[ErrandRow]
    total: int


class Delay(Struct, frozen=True, kw_only=True):
    """迟延 — how many errands of a kind a unit did not answer by their day."""

    body: str
    kind: str
    errands: int


@dataclass
class Errands:
    """函告"""

    store: Store[Any]
    views: Views
    clock: Clock
    _given_up: set[UUID] = field(default_factory=set)

    async def send(self, errand_id: UUID, asked: SendErrand, caller: Caller) -> Receipt:
        """发函: by a post of the unit that this kind is for."""
        if is_derived(errand_id):
            raise ErrandIdReservedError(field="errand_id")
        cause = caller.acting(asked.unit, *SENDERS[asked.kind])
        command = await asyncio.to_thread(self._dispatched, asked, beijing_date(caller.at))
        return await self._file(errand_id, command, cause)

    async def answer(self, errand_id: UUID, asked: AnswerErrand, caller: Caller) -> Receipt:
        """答复: by the unit to which it was put.

        Raises:
            ErrandUnknownError: there is none, or it is none of this person's business.

        """
        row = await asyncio.to_thread(self.see, errand_id, caller)
        return await self._file(errand_id, asked, caller.acting(row.body, *ANSWERERS))

    async def judge(self, errand_id: UUID, asked: JudgeErrand, caller: Caller) -> Receipt:
        """复查: by who ordered it; a warning is closed by the unit that was warned.

        Raises:
            ErrandUnknownError: there is none, or it is none of this person's business.

        """
        row = await asyncio.to_thread(self.see, errand_id, caller)
        state, _ = await asyncio.to_thread(self.store.state, ERRAND, errand_id)
        return await self._file(errand_id, asked, caller.acting(state.judge or row.unit, *HEADS))

    async def _file(self, errand_id: UUID, command: ErrandCommand, cause: Cause) -> Receipt:
        return await self.store.file(Task(ERRAND, errand_id, command), cause=cause)

    def _dispatched(self, asked: SendErrand, today: date) -> DispatchErrand:
        if self.views.get(units, asked.body) is None:
            raise ErrandUnitError(asked.body, field="body")
        return DispatchErrand(
            asked=asked, grounds=self.grounds(asked.body, today), allowed=self._placed(asked)
        )

    def _placed(self, asked: SendErrand) -> bool:
        line = Overseeing(self.views).line
        if asked.kind is ErrandKind.RECTIFICATION:
            return asked.unit in list(line(asked.body))[1:]
        if asked.kind is ErrandKind.DIFFICULTY:
            return asked.body in list(line(asked.unit))[1:]
        return True

    def grounds(self, unit: str, today: date) -> tuple[str, ...]:
        """Return what a unit's scheme lets be found wrong (V47)."""
        said = self._setting(unit, GROUNDS_KEY, today)
        return tuple(map(str, said)) if isinstance(said, list | tuple) else GROUNDS

    def _setting(self, unit: str, key: str, today: date) -> object:
        scheme = self.views.get(schemes, unit)
        return scheme.setting(key, today) if scheme else ""

    # ── to read ──────────────────────────────────────────────────────────────────────────────

    def see(self, errand_id: UUID, caller: Caller) -> ErrandRow:
        """Return an errand to either unit, to whoever was told of its delay, or to all concerned.

        Raises:
            ErrandUnknownError: there is none, or it is none of this person's business.

        """
        caller.known()
        row = self.views.get(errands, errand_id)
        if row is None or not self._concerns(row, caller):
            raise ErrandUnknownError
        return row

    def _concerns(self, row: ErrandRow, caller: Caller) -> bool:
        if caller.holds(row.unit, *READERS) or caller.holds(row.body, *READERS):
            return True
        if row.above and caller.holds(row.above, *READERS):
            return True
        return row.general and row.body in self._above(caller)

    def _above(self, caller: Caller) -> set[str]:
        """Return the units of a person and all above them."""
        line = Overseeing(self.views).line
        return {each for unit in caller.units(*READERS) for each in line(unit)}

    def listed(self, caller: Caller, kind: str = "", page: int = 1) -> Tray:
        """Return the errands of the caller's units, what is answered for everybody among them."""
        caller.known()
        mine = caller.units(*READERS)
        here = [
            errands.c.unit.in_(mine)
            | errands.c.body.in_(mine)
            | errands.c.above.in_(mine)
            | (errands.c.general.is_(True) & errands.c.body.in_(self._above(caller)))
        ]
        here += [errands.c.kind == kind] if kind else []
        closed = sa.case((errands.c.state == ErrandState.CLOSED.value, 1), else_=0)
        order, offset = [closed, errands.c.sent_at.desc()], (max(page, 1) - 1) * SIZE
        rows = self.views.select(errands, *here, order=order, limit=SIZE, offset=offset)
        return Tray(rows=rows, total=self.views.count(errands, *here))

    def others(self) -> list[tuple[str, str]]:
        """Return id and name of the units that something may be put to."""
        rows = self.views.select(units, order=[units.c.name], limit=LOOK)
        return [(each.unit_id, each.name) for each in rows]

    def delays(self, caller: Caller) -> list[Delay]:
        """Return for whom delays count, among the errands that the caller's units have seen."""
        caller.known()
        mine = caller.units(*READERS)
        seen = errands.c.unit.in_(mine) | errands.c.body.in_(mine) | errands.c.above.in_(mine)
        rows = self.views.select(errands, errands.c.delayed.is_(True), seen)
        counts = Counter((row.body, row.kind) for row in rows)
        return [Delay(body=b, kind=k, errands=n) for (b, k), n in sorted(counts.items())]

    # ── what the clock and the figures bring about ───────────────────────────────────────────

    async def ring(self) -> None:
        """Tell the next level of what nobody answered in time; warn of who is often overdue."""
        today = beijing_date(self.clock.now())
        for errand_id, command in await asyncio.to_thread(self._missed, today):
            await self._try(errand_id, command, f"missed/{today}")
        for errand_id, warning in await asyncio.to_thread(lambda: list(self._warnings(today))):
            await self._try(errand_id, warning, "sent")

    def _missed(self, today: date) -> list[tuple[UUID, MissErrand]]:
        here = errands.c.state == ErrandState.OPEN.value, errands.c.due < today
        rows = self.views.select(errands, *here, errands.c.delayed.is_(False), limit=LOOK)
        return [(row.errand_id, MissErrand(above=self._next(row))) for row in rows]

    def _next(self, row: ErrandRow) -> str:
        """Return the next level: above who ordered, else above who has not answered."""
        orders = row.kind == ErrandKind.RECTIFICATION.value
        line = list(Overseeing(self.views).line(row.unit if orders else row.body))
        return line[1] if len(line) > 1 else ""

    def _warnings(self, today: date) -> Iterator[tuple[UUID, DispatchErrand]]:
        first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
        count = sa.func.count()
        asked = sa.select(duties.c.unit, count).where(
            duties.c.state.in_(LATE), duties.c.due >= first, duties.c.due <= today
        )
        for unit, times in self.views.query(asked.group_by(duties.c.unit)):
            often = self._number(unit, OFTEN_KEY, OFTEN, today)
            above = list(Overseeing(self.views).line(unit))[1:2]
            if above and 0 < often <= times:
                warning_id = uuid5(UUID(unit), f"warning/{first}")
                if self.views.get(errands, warning_id) is None:
                    yield warning_id, self._warning(unit, above[0], times, today)

    def _warning(self, unit: str, above: str, times: int, today: date) -> DispatchErrand:
        days = self._number(unit, DISPOSE_KEY, DISPOSE, today)
        row = self.views.get(units, unit)
        asked = SendErrand(
            unit=unit,
            body=above,
            kind=ErrandKind.WARNING,
            title=f"{row.name if row else unit}一个季度内多次逾期公开",
            content=f"本季度已有{times}项公开义务逾期，请研究处置并记录处置结果。",
            due=today + timedelta(days=days),
        )
        return DispatchErrand(asked=asked)

    def _number(self, unit: str, key: str, usual: int, today: date) -> int:
        said = self._setting(unit, key, today)
        return said if isinstance(said, int) else usual

    async def _try(self, errand_id: UUID, command: ErrandCommand, step: str) -> None:
        command_id = uuid5(errand_id, step)
        if command_id in self._given_up:
            return
        at = self.clock.now()
        unit = command.asked.unit if isinstance(command, DispatchErrand) else ""
        cause = Cause(
            actor=SYSTEM,
            at=at,
            unit=unit,
            post=SYSTEM,
            correlation_id=errand_id,
            causation_id=command_id,
        )
        try:
            receipt = await self.store.file(
                Task(ERRAND, errand_id, command), cause=cause, command_id=command_id
            )
        except BusyError:
            return
        except RejectedError as refusal:
            log.warning("%s of errand %s: %s", step, errand_id, refusal.code)
            self._given_up.add(command_id)
            return
        await self.views.reached("workflow", receipt.position)
