"""跟踪督办 — matters followed to their end, rounds of evaluation, inspections of the year."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.feedback.domain import evaluation as rounds
from services.feedback.domain import inspection as plans
from services.feedback.domain import thread as words
from services.feedback.domain.evaluation import EVALUATION
from services.feedback.domain.inspection import INSPECTION, MOST, plan_id
from services.feedback.domain.thread import THREAD, Matter, ThreadUnknownError
from services.feedback.handlers.opinions import HANDLER, OFFICE
from services.feedback.handlers.overseeing import OVERSEERS
from services.feedback.handlers.overview import Overviews
from services.feedback.handlers.rules import RuleBook
from services.feedback.views import opinions
from services.feedback.views.oversight import (
    EvaluationRow,
    PlanRow,
    SampleRow,
    ThreadRow,
    evaluations,
    released,
    samples,
    threads,
)
from services.feedback.views.oversight import plans as plan_rows
from shared.calendar import beijing_date
from shared.decider import InvalidError
from shared.record import Cause
from shared.register import units, within
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

PAGE: Final = 50
READERS: Final = (OFFICE, HANDLER, "clerk", "approver", "leader", "deputy_leader", *OVERSEERS)
INTERVAL: Final = ("thread.report_days", 30)  # the point of a scheme, and what the county says
MONTHS: Final = 12
YEARS: Final = range(2000, 2101)


class Opening(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """立项跟踪 — ``every`` 0: as often as the scheme says."""

    unit: str = ""
    matter: Matter = Matter.HOT
    title: str = ""
    owner: str = ""
    every: int = 0
    due: date | None = None
    disclosure_id: str = ""


class Reported(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """进展"""

    report: str = ""


class Concluded(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """跟踪结论"""

    outcome: words.Outcome
    conclusion: str = ""


class Convened(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """督察员评议"""

    unit: str = ""
    title: str = ""


class Summed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """阶段小结"""

    summary: str = ""


class Found(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """评议发现的问题"""

    due: date
    title: str = ""
    owner: str = ""


class Sampling(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """抽查 — a sample of what was disclosed from a day to another one."""

    first: date
    last: date
    unit: str = ""
    title: str = ""
    seed: str = ""
    count: int = 20


class Planning(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """年度督查计划 — as many tours as are wanted, over all units below."""

    unit: str = ""
    year: int = 0
    tours: int = 4


class ToursError(InvalidError):
    """一年的督查次数必须是1至12次。"""


class PlanYearError(InvalidError):
    """督查计划的年度应当是2000至2100之间的年份。"""


@dataclass(frozen=True)
class Tracking:
    """跟踪督办"""

    store: Store[Any]
    views: Views
    rules: RuleBook
    overviews: Overviews

    async def open(self, given: Opening, caller: Caller) -> Receipt:
        """Begin to follow a matter (S0-44, S4-67)."""
        cause = caller.acting(given.unit, OFFICE, HANDLER)
        every = given.every or self._interval(given.unit, beijing_date(caller.at))
        command = words.OpenThread(
            unit=given.unit,
            matter=given.matter,
            title=given.title,
            owner=given.owner,
            every=every,
            due=given.due,
            disclosure_id=given.disclosure_id,
        )
        return await self._file(Task(THREAD, uuid5(caller.command_id, "thread"), command), cause)

    async def report(self, thread_id: UUID, given: Reported, caller: Caller) -> Receipt:
        """Append what has happened meanwhile."""
        cause = await self._acting(thread_id, caller)
        return await self._file(
            Task(THREAD, thread_id, words.ReportThread(report=given.report)), cause
        )

    async def conclude(self, thread_id: UUID, given: Concluded, caller: Caller) -> Receipt:
        """Close a matter with its conclusion."""
        cause = await self._acting(thread_id, caller)
        command = words.CloseThread(outcome=given.outcome, conclusion=given.conclusion)
        return await self._file(Task(THREAD, thread_id, command), cause)

    async def convene(self, given: Convened, caller: Caller) -> Receipt:
        """Begin a round of evaluation (S0-51)."""
        cause = caller.acting(given.unit, OFFICE)
        command = rounds.OpenEvaluation(unit=given.unit, title=given.title)
        return await self._file(Task(EVALUATION, uuid5(caller.command_id, "round"), command), cause)

    async def step(self, round_id: UUID, given: Summed | Found, caller: Caller) -> Receipt:
        """Note a problem, or go on to the next stage with what this one came to."""
        state, _ = await asyncio.to_thread(self.store.state, EVALUATION, round_id)
        cause = caller.acting(state.unit, OFFICE)
        command: Any
        if isinstance(given, Found):
            command = rounds.NoteProblem(title=given.title, owner=given.owner, due=given.due)
        else:
            command = rounds.AdvanceEvaluation(summary=given.summary)
        return await self._file(Task(EVALUATION, round_id, command), cause)

    async def end(self, round_id: UUID, given: Summed, caller: Caller) -> Receipt:
        """Close a round; each of its problems becomes a matter to follow, all at once."""
        state, _ = await asyncio.to_thread(self.store.state, EVALUATION, round_id)
        cause = caller.acting(state.unit, OFFICE)
        every = self._interval(state.unit, beijing_date(caller.at))
        followed = [
            Task(THREAD, uuid5(round_id, f"problem/{n}"), _task(state.unit, each, every, round_id))
            for n, each in enumerate(state.problems)
        ]
        closing = Task(EVALUATION, round_id, rounds.CloseEvaluation(summary=given.summary))
        return await self.store.file(closing, *followed, cause=cause)

    async def plan(self, given: Planning, caller: Caller) -> Receipt:
        """Plan the year's inspections over every unit below (S4-30)."""
        cause = caller.acting(given.unit, OFFICE)
        if given.year not in YEARS:
            raise PlanYearError(given.year, field="year")
        if not 1 <= given.tours <= MONTHS:
            raise ToursError(given.tours, field="tours")
        under = await asyncio.to_thread(self._below, given.unit)
        command = plans.PlanInspections(
            unit=given.unit,
            year=given.year,
            tours=shared_out(under, given.year, given.tours),
            below=frozenset(under),
        )
        return await self._file(Task(INSPECTION, plan_id(given.unit, given.year), command), cause)

    async def sample(self, given: Sampling, caller: Caller) -> Receipt:
        """Draw what is looked at, by a seed, out of all that was disclosed below (S0-69)."""
        cause = caller.acting(given.unit, OFFICE)
        command = plans.DrawSample(
            title=given.title,
            seed=given.seed,
            count=min(given.count, MOST),
            first=given.first,
            last=given.last,
            items=await asyncio.to_thread(self.disclosed, given.unit, given.first, given.last),
        )
        return await self._file(
            Task(INSPECTION, plan_id(given.unit, given.first.year), command), cause
        )

    def disclosed(self, unit: str, first: date, last: date) -> tuple[str, ...]:
        """Return by id what the units below have disclosed from a day to another one."""
        rows = self.views.select(
            released,
            released.c.unit.in_(self._below(unit)),
            released.c.on >= first.isoformat(),
            released.c.on <= last.isoformat(),
            order=[released.c.disclosure_id],
        )
        return tuple(each.disclosure_id for each in rows)

    def all(self, caller: Caller, *, done: bool, page: int) -> tuple[list[ThreadRow], int]:
        """Return what is followed in this person's units, the earliest due first."""
        where = (threads.c.unit.in_(self._here(caller)), threads.c.open.is_(not done))
        rows = self.views.select(
            threads, *where, order=[threads.c.due], limit=PAGE, offset=(page - 1) * PAGE
        )
        return rows, self.views.count(threads, *where)

    def thread(self, thread_id: UUID, caller: Caller) -> ThreadRow:
        """Return one matter to whoever may read it.

        Raises:
            ThreadUnknownError: there is none, or it is another unit's.

        """
        row = self.views.get(threads, thread_id)
        if row is None or row.unit not in self._here(caller):
            raise ThreadUnknownError(thread_id)
        return row

    def heard(self, row: ThreadRow) -> int:
        """Return how many opinions there are on what was disclosed of a matter (S4-67)."""
        if not row.disclosure_id:
            return 0
        return self.views.count(opinions, opinions.c.disclosure_id == row.disclosure_id)

    def rounds(self, caller: Caller) -> list[EvaluationRow]:
        """Return the rounds of this person's units, the newest first."""
        return self.views.select(
            evaluations,
            evaluations.c.unit.in_(self._here(caller)),
            order=[evaluations.c.opened_at.desc()],
            limit=PAGE,
        )

    def problems(self, row: EvaluationRow) -> list[ThreadRow]:
        """Return how the problems of a round, and of those before it, stand (S0-51)."""
        found = (threads.c.unit == row.unit, threads.c.matter == Matter.PROBLEM.value)
        rows = self.views.select(threads, *found, order=[threads.c.due], limit=PAGE)
        until = row.closed_at
        return [each for each in rows if until is None or each.opened_at <= until]

    def plans(self, caller: Caller) -> tuple[list[PlanRow], list[SampleRow]]:
        """Return the plans and samples of this person's units, the newest first."""
        here = self._here(caller)
        return (
            self.views.select(
                plan_rows,
                plan_rows.c.unit.in_(here),
                order=[plan_rows.c.year.desc()],
                limit=PAGE,
            ),
            self.views.select(
                samples, samples.c.unit.in_(here), order=[samples.c.at.desc()], limit=PAGE
            ),
        )

    def _below(self, unit: str) -> Sequence[str]:
        under = units.c.unit_id.in_(within(unit))
        rows = self.views.select(units, under, units.c.ended_on.is_(None))
        return sorted(each.unit_id for each in rows)

    def _interval(self, unit: str, day: date) -> int:
        return self.rules.number(unit, INTERVAL[0], day, INTERVAL[1])

    def _here(self, caller: Caller) -> Sequence[str]:
        here = caller.units(*READERS)
        if not here:
            caller.acting("", OFFICE, HANDLER)
        return here

    async def _acting(self, thread_id: UUID, caller: Caller) -> Cause:
        state, _ = await asyncio.to_thread(self.store.state, THREAD, thread_id)
        if not state.unit:
            raise ThreadUnknownError(thread_id)
        return caller.acting(state.unit, OFFICE, HANDLER, "clerk")

    async def _file(self, task: Task, cause: Cause) -> Receipt:
        return await self.store.file(task, cause=cause)


def shared_out(units: Sequence[str], year: int, count: int) -> tuple[plans.Tour, ...]:
    """Return the tours of a year, its units dealt out among them in turn."""
    count = max(min(count, len(units)), 1)
    step = MONTHS // count
    return tuple(
        plans.Tour(
            title=f"{year}年第{n + 1}次督查",
            first=date(year, n * step + 1, 1),
            last=_last(year, (n + 1) * step),
            units=tuple(units[n::count]),
        )
        for n in range(count)
    )


def _last(year: int, month: int) -> date:
    following = date(year + month // MONTHS, month % MONTHS + 1, 1)
    return following - timedelta(days=1)


def _task(unit: str, problem: rounds.Problem, every: int, source: UUID) -> words.OpenThread:
    return words.OpenThread(
        unit=unit,
        matter=Matter.PROBLEM,
        title=problem.title,
        owner=problem.owner,
        every=every,
        due=problem.due,
        source=str(source),
    )
