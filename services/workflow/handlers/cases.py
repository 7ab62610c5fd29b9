"""责任追究的办理 — opened by hand, by often being late, by a loss after a step was left out."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.case import CASE, CaseUnknownError
from services.workflow.domain.case_words import (
    Answerable,
    Blame,
    CaseAsked,
    CaseCommand,
    Fault,
    GradeCase,
    LaunchCase,
    MissCase,
    OpenCase,
    OrderCase,
    PursueCase,
    RectifyCase,
)
from services.workflow.domain.terms import STAFF, Post
from services.workflow.handlers.errands import GROUNDS, GROUNDS_KEY
from services.workflow.handlers.overseeing import READERS, Overseeing, all_below
from services.workflow.handlers.scheme_words import Sayings
from services.workflow.views import duties
from services.workflow.views.cases import OPEN, CaseRow, LossRow, cases, losses, regimes
from shared.calendar import beijing_date
from shared.clock import Clock
from shared.decider import InvalidError, RejectedError
from shared.record import SYSTEM, Cause
from shared.register import tenures
from shared.store import BusyError, Receipt, Store, Task
from shared.view import Views
from shared.web import Caller, is_derived

SIZE: Final = 50
LOOK: Final = 500  # that the clock looks at in one round
LATE: Final = ("overdue", "late")
TIMES_KEY: Final = "accountability.late_times"
TIMES: Final = 3
REGIME_KEY: Final = "accountability.regime"
REGIME: Final = "责任追究"
SERIOUS_KEY: Final = "accountability.serious"
ABOVE: Final = "上级写明理由认定"
LADDER_KEY: Final = "accountability"
RECTIFY, PURSUE = "责令限期整改", "追究领导和直接责任人"
LADDER: Final = ("批评教育", RECTIFY, PURSUE)
BLAMES: Final = {
    Blame.LEADER: ("accountability.leaders", ("leader", "first_responsible", "secretary")),
    Blame.DIRECT: ("accountability.direct", ("directly_responsible", "clerk")),
}
HEADS: Final = (Post.OFFICE, Post.APPROVER, Post.LEADER)
ANSWERERS: Final = (Post.CLERK, *HEADS)
SEERS: Final = (*STAFF, Post.LEADER, Post.SUPERVISOR)
HIDDEN: Final = {"persons": (), "measure": "", "reference": ""}

log = logging.getLogger(__name__)


class CaseIdReservedError(InvalidError):
    """第 5 版 UUID 由系统自己编号使用，案件编号请换用第 4 版。"""


class GradedAboveError(RejectedError):
    """实施方案规定情节由上级认定，不能由责任单位自己认定。"""


class RungError(RejectedError):
    """责任单位的实施方案没有规定这一档追究措施。"""


class Docket(Struct, frozen=True, kw_only=True):
    """责任追究一览 — one page, the newest first; ``open``: how many are not closed."""

    rows: list[CaseRow]
    total: int
    open: int


@dataclass
class Cases:
    """责任追究"""

    store: Store[Any]
    views: Views
    clock: Clock
    _given_up: set[UUID] = field(default_factory=set)

    async def open(self, case_id: UUID, asked: OpenCase, caller: Caller) -> Receipt:
        """立案: by a head of a unit above the one that answers for it, or of that unit."""
        if is_derived(case_id):
            raise CaseIdReservedError(field="case_id")
        cause = caller.acting(asked.body, *HEADS)
        command = await asyncio.to_thread(self._launched, asked, beijing_date(caller.at))
        return await self._file(case_id, command, cause)

    async def go_on(self, case_id: UUID, asked: CaseAsked, caller: Caller) -> Receipt:
        """办理案件: by the heads of the body; what was put right is told by the unit itself.

        Raises:
            CaseUnknownError: there is none, or it is none of this person's business.
            GradedAboveError: whether it is serious is for a superior to say (T28).
            RungError: the unit's scheme has no such measure (V47).

        """
        row = await asyncio.to_thread(self._row, case_id, caller)
        if isinstance(asked, RectifyCase):
            return await self._file(case_id, asked, caller.acting(row.unit, *ANSWERERS))
        await asyncio.to_thread(self._permitted, row, asked, beijing_date(caller.at))
        return await self._file(case_id, asked, caller.acting(row.body, *HEADS))

    async def _file(self, case_id: UUID, command: CaseCommand, cause: Cause) -> Receipt:
        return await self.store.file(Task(CASE, case_id, command), cause=cause)

    def _permitted(self, row: CaseRow, asked: CaseAsked, today: date) -> None:
        rung = _rung(asked)
        if rung and rung not in self.ladder(row.unit, today):
            raise RungError(rung)
        said = Sayings(self.views).text(row.unit, SERIOUS_KEY, today, ABOVE)
        if isinstance(asked, GradeCase) and row.body == row.unit and said == ABOVE:
            raise GradedAboveError

    def ladder(self, unit: str, today: date) -> tuple[str, ...]:
        """Return the measures that a unit's scheme knows (V47)."""
        return Sayings(self.views).words(unit, LADDER_KEY, today, LADDER)

    def _launched(
        self, asked: OpenCase, today: date, named: tuple[Answerable, ...] = ()
    ) -> LaunchCase:
        day = asked.fault_on or today
        resolved = self.answerable(asked.unit, day)
        return LaunchCase(
            asked=asked,
            answerable=tuple(dict.fromkeys((*named, *resolved))),
            grounds=self.grounds(asked.unit, today),
            regime=self.regime(asked.unit, today),
            allowed=asked.body in Overseeing(self.views).line(asked.unit),
        )

    def grounds(self, unit: str, today: date) -> tuple[str, ...]:
        """Return what a unit's scheme lets be found wrong (V47, T123)."""
        return Sayings(self.views).words(unit, GROUNDS_KEY, today, GROUNDS)

    def answerable(self, unit: str, day: date) -> tuple[Answerable, ...]:
        """Return who held the posts that answer for a unit on a day, as schemes name them.

        Of the posts that are named, the first that anybody held counts (S0-76).
        """
        found: list[Answerable] = []
        for blame, (key, usual) in BLAMES.items():
            posts = Sayings(self.views).words(unit, key, day, usual)
            found += self._first_held(unit, posts, blame, day)
        return tuple(found)

    def _first_held(
        self, unit: str, posts: tuple[str, ...], blame: Blame, day: date
    ) -> list[Answerable]:
        for post in posts:
            rows = self.views.select(tenures, tenures.c.unit == unit, tenures.c.post == post)
            if held := sorted({row.person for row in rows if row.on(day)}):
                return [Answerable(person=each, post=post, blame=blame) for each in held]
        return [Answerable(person="", post=posts[0], blame=blame)] if posts else []

    def regime(self, unit: str, today: date) -> str:
        """Return the title of the regime on accountability in force here or above; "": none."""
        word = Sayings(self.views).text(unit, REGIME_KEY, today, REGIME)
        for each in Overseeing(self.views).line(unit):
            for row in self.views.select(regimes, regimes.c.unit == each):
                if row.holds(today) and (word in row.title or word in row.fulfils):
                    return row.title
        return ""

    # ── to read ──────────────────────────────────────────────────────────────────────────────

    def see(self, case_id: UUID, caller: Caller) -> CaseRow:
        """Return a case; what became of people only to the heads of the body and of the unit.

        Raises:
            CaseUnknownError: there is none, or it is none of this person's business.

        """
        return self._masked(self._row(case_id, caller), caller)

    def _row(self, case_id: UUID, caller: Caller) -> CaseRow:
        caller.known()
        row = self.views.get(cases, case_id)
        if row is None or not self._concerns(row, caller):
            raise CaseUnknownError
        return row

    def _concerns(self, row: CaseRow, caller: Caller) -> bool:
        if caller.holds(row.unit, *SEERS) or caller.holds(row.body, *SEERS):
            return True
        return Overseeing(self.views).reads(caller, row.unit)

    def opens_to(self, row: CaseRow, caller: Caller) -> bool:
        """Tell whether the outcome is for this person's eyes."""
        return caller.holds(row.body, *HEADS, Post.AUDITOR) or caller.holds(row.unit, *HEADS)

    def _masked(self, row: CaseRow, caller: Caller) -> CaseRow:
        if self.opens_to(row, caller):
            return row
        named = tuple(
            Answerable(person="", post=each.post, blame=each.blame) for each in row.answerable
        )
        return replace(row, **HIDDEN, answerable=named)

    def listed(self, caller: Caller, page: int = 1, size: int = SIZE) -> Docket:
        """Return the cases of the caller's units and below them, the newest first."""
        caller.known()
        here = self._here(caller)
        rows = self.views.select(
            cases,
            here,
            order=[cases.c.opened_at.desc(), cases.c.case_id],
            limit=size,
            offset=(max(page, 1) - 1) * size,
        )
        return Docket(
            rows=[self._masked(row, caller) for row in rows],
            total=self.views.count(cases, here),
            open=self.views.count(cases, here, cases.c.state == OPEN),
        )

    def _here(self, caller: Caller) -> Any:
        mine, tops = caller.units(*SEERS), Overseeing(self.views).tops(caller, READERS)
        own = cases.c.unit.in_(mine) | cases.c.body.in_(mine)
        return sa.or_(own, *(cases.c.unit.in_(all_below(each)) for each in tops))

    # ── what the clock brings about ──────────────────────────────────────────────────────────

    async def ring(self) -> None:
        """Open cases that faults call for; tell of what was not put right by its day."""
        today = beijing_date(self.clock.now())
        for case_id, command in await asyncio.to_thread(lambda: list(self._called(today))):
            await self._try(case_id, command, "opened")
        waits = cases.c.state == OPEN, cases.c.rectified.is_(False), cases.c.missed.is_(False)
        rows = await asyncio.to_thread(
            lambda: self.views.select(cases, *waits, cases.c.due < today, limit=LOOK)
        )
        for row in rows:
            above = list(Overseeing(self.views).line(row.body))[1:2]
            missed = MissCase(above=above[0] if above else "")
            await self._try(row.case_id, missed, f"missed/{row.due}")

    def _called(self, today: date) -> Iterator[tuple[UUID, LaunchCase]]:
        for case_id, asked, named in (*self._late(today), *self._lost()):
            if self.views.get(cases, case_id) is None:
                yield case_id, self._launched(asked, today, named)

    def _late(self, today: date) -> Iterator[tuple[UUID, OpenCase, tuple[Answerable, ...]]]:
        """Yield a case for each unit that was overdue so often in this quarter."""
        first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
        late = duties.c.state.in_(LATE), duties.c.due >= first, duties.c.due <= today
        for (unit,) in self.views.query(sa.select(duties.c.unit).where(*late).distinct()):
            times = Sayings(self.views).number(unit, TIMES_KEY, today, TIMES)
            rows = self.views.select(
                duties, duties.c.unit == unit, *late, order=[duties.c.due], limit=LOOK
            )
            above = list(Overseeing(self.views).line(unit))[1:2]
            grounds = self.grounds(unit, today)
            if above and grounds and 0 < times <= len(rows):
                asked = OpenCase(
                    body=above[0],
                    unit=unit,
                    fault=Fault.LATE,
                    ground=grounds[0],
                    fault_on=rows[times - 1].due,
                    what=f"{first}以来的一个季度内，有{len(rows)}项公开义务逾期。",
                    events=tuple(str(each.obligation_id) for each in rows[:50]),
                )
                yield uuid5(UUID(unit), f"case/late/{first}"), asked, ()

    def _lost(self) -> Iterator[tuple[UUID, OpenCase, tuple[Answerable, ...]]]:
        """Yield a case for each loss after a step of a decision was left out (S4-69)."""
        for row in self.views.select(losses, losses.c.loss != "", limit=LOOK):
            above = list(Overseeing(self.views).line(row.unit))
            grounds = self.grounds(row.unit, row.on)
            if grounds:
                named = tuple(
                    Answerable(person=each.by, post=each.post, blame=Blame.DIRECT)
                    for each in row.bypassed
                )
                yield case_id_of(row), _lost(row, (above[1:2] or above)[0], grounds[0]), named

    async def _try(self, case_id: UUID, command: CaseCommand, step: str) -> None:
        command_id = uuid5(case_id, step)
        if command_id in self._given_up:
            return
        unit = command.asked.body if isinstance(command, LaunchCase) else ""
        cause = Cause(
            actor=SYSTEM,
            at=self.clock.now(),
            unit=unit,
            post=SYSTEM,
            correlation_id=case_id,
            causation_id=command_id,
        )
        try:
            receipt = await self.store.file(
                Task(CASE, case_id, command), cause=cause, command_id=command_id
            )
        except BusyError:
            return
        except RejectedError as refusal:
            log.warning("%s of case %s: %s", step, case_id, refusal.code)
            self._given_up.add(command_id)
            return
        await self.views.reached("workflow", receipt.position)


def _rung(asked: CaseAsked) -> str:
    """Return the measure a step belongs to; criticism is open to everybody."""
    if isinstance(asked, OrderCase):
        return RECTIFY
    serious = isinstance(asked, GradeCase) and asked.serious
    return PURSUE if serious or isinstance(asked, PursueCase) else ""


def case_id_of(row: LossRow) -> UUID:
    """Return the stream of the case that a loss opens."""
    return uuid5(UUID(row.dossier_id), "case/bypass")


def _lost(row: LossRow, body: str, ground: str) -> OpenCase:
    steps = "、".join(each.step.chinese for each in row.bypassed)
    return OpenCase(
        body=body,
        unit=row.unit,
        fault=Fault.BYPASS,
        ground=ground,
        fault_on=row.on,
        what=f"“{row.matter}”的决策越过了{steps}。",
        loss=row.loss,
        events=(f"dossier/{row.dossier_id}", *(f"bypassed/{e.step.value}" for e in row.bypassed)),
    )
