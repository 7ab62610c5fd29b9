"""职权运行的办理 — who takes which step, what the clock warns of, what anybody may see of it."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid5

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.duty import Recipient
from services.workflow.domain.run import RUN, RunUnknownError
from services.workflow.domain.run_words import (
    AdvanceRun,
    DisposeWarning,
    Lane,
    OpenRun,
    PassStep,
    RunCommand,
    RunStep,
    StartRun,
    WarnRun,
)
from services.workflow.domain.saying import pairs
from services.workflow.domain.terms import POSTS, STAFF, Post, Scope
from services.workflow.handlers.calendars import Calendars
from services.workflow.handlers.overseeing import Overseeing, all_below
from services.workflow.views import disclosures, schemes
from services.workflow.views.cases import RegimeRow, regimes
from services.workflow.views.runs import Done, PowerRow, RunRow, powers, runs
from shared.calendar import beijing_date
from shared.clock import Clock
from shared.decider import InvalidError, NotFoundError, RejectedError
from shared.record import SYSTEM, Cause
from shared.register import within
from shared.store import BusyError, Receipt, Store, Task
from shared.view import Views
from shared.web import Caller, is_derived

SIZE: Final = 50
LOOK: Final = 500  # that the clock looks at in one round
RUNNERS: Final = (Post.CLERK, Post.OFFICE, Post.APPROVER, Post.SECRETARY)
HOLDERS: Final = (Post.CLERK, Post.OFFICE, Post.APPROVER)  # who hear that a step runs late
ABOVE: Final = (Post.OFFICE, Post.SUPERVISOR)  # likewise, in the unit above
RULES_KEY: Final = "powers.rules"
HANDS_KEY: Final = "powers.hands"
RULES: Final = ("权力公开透明运行程序规则",)

log = logging.getLogger(__name__)


class PowerNotPublishedError(NotFoundError):
    """没有找到这项职权，或者它还没有公布。"""


class RunIdReservedError(InvalidError):
    """第 5 版 UUID 由系统自己编号使用，职权运行编号请换用第 4 版。"""


class RunList(Struct, frozen=True, kw_only=True):
    """职权运行一览 — one page, what waits for a handling record first."""

    rows: list[RunRow]
    total: int


@dataclass(frozen=True)
class Runs:
    """职权运行"""

    store: Store[Any]
    views: Views
    clock: Clock

    async def open(self, run_id: UUID, asked: OpenRun, caller: Caller) -> Receipt:
        """开始: by a post of the unit that holds the power.

        Raises:
            PowerNotPublishedError: there is no such power, or the public does not know it.

        """
        if is_derived(run_id):
            raise RunIdReservedError(field="run_id")
        power = await asyncio.to_thread(self.power, asked.power_id)
        cause = caller.acting(power.unit, *RUNNERS)
        command = await asyncio.to_thread(self._started, asked, power, cause.at)
        return await self._file(run_id, command, cause)

    async def advance(self, run_id: UUID, asked: AdvanceRun, caller: Caller) -> Receipt:
        """办结环节: by the post that the chart names, or instead of it by another of the unit.

        A supervising step may be finished by the unit's supervisor too.
        """
        row = await asyncio.to_thread(self.row, run_id)
        named = await asyncio.to_thread(self.named, row, caller.at)
        first, *others = (*named, *hands(row))
        cause = caller.acting(row.unit, first, *others)
        command = await asyncio.to_thread(self._passing, row, asked, cause.at, named)
        return await self._file(run_id, command, cause)

    async def dispose(self, run_id: UUID, asked: DisposeWarning, caller: Caller) -> Receipt:
        """处置预警: by a post of the unit that holds the power."""
        row = await asyncio.to_thread(self.row, run_id)
        return await self._file(run_id, asked, caller.acting(row.unit, *RUNNERS))

    def power(self, power_id: str) -> PowerRow:
        """Return a power that may be run: its chart is published.

        Raises:
            PowerNotPublishedError: there is none.

        """
        row = self.views.get(powers, power_id)
        if row is None or not row.published or not row.steps:
            raise PowerNotPublishedError(field="power_id")
        return row

    def _started(self, asked: OpenRun, power: PowerRow, at: datetime) -> StartRun:
        steps = power.course()
        return StartRun(
            asked=asked,
            unit=power.unit,
            power=power.title,
            owner=power.owner,
            chart=power.chart,
            steps=steps,
            regimes=tuple(each.title for each in self._regimes(power.unit, beijing_date(at))),
            due=self._due(steps[0], at),
        )

    def named(self, row: RunRow, at: datetime) -> tuple[Post, ...]:
        """Return the posts that the subject of the step at which a run is stands for.

        The unit's scheme says ``书记=党组织书记``: a subject with these words is that post. A
        subject that is the name of a post is that post.
        """
        if row.closed:
            return ()
        subject = row.steps[row.at - 1].subject.strip()
        scheme = self.views.get(schemes, row.unit)
        said = scheme.setting(HANDS_KEY, beijing_date(at)) if scheme else ()
        told = pairs(map(str, said)) if isinstance(said, list | tuple) else ()
        meant = {name for word, names in told if word and word in subject for name in names}
        return tuple(each for each, name in POSTS.items() if name in meant or name == subject)

    def _passing(
        self, row: RunRow, asked: AdvanceRun, at: datetime, named: tuple[Post, ...]
    ) -> PassStep:
        number = asked.step
        following = row.steps[number : number + 1] if number > 0 else ()
        return PassStep(
            asked=asked,
            named=tuple(each.value for each in named),
            disclosed=0 < number <= len(row.steps) and self._disclosed(row, asked),
            due=self._due(following[0], at) if following else None,
            to=tuple(self._recipients(row.unit)),
        )

    def _disclosed(self, row: RunRow, asked: AdvanceRun) -> bool:
        """Tell whether what is named is disclosed by the unit, to all to whom the chart says."""
        found = self.views.get(disclosures, asked.disclosure_id.strip())
        if found is None or found.withdrawn or found.unit != row.unit:
            return False
        return not row.steps[asked.step - 1].scope.exceeds(found.plan.scope)

    def _due(self, step: RunStep, at: datetime) -> date | None:
        if not step.days:
            return None
        return Calendars(self.views)().add_working_days(beijing_date(at), step.days).end

    def _regimes(self, unit: str, today: date) -> list[RegimeRow]:
        """Return the regimes in force in a unit and above it by which its powers run (S4-44)."""
        scheme = self.views.get(schemes, unit)
        said = scheme.setting(RULES_KEY, today) if scheme else ""
        words = tuple(map(str, said)) if isinstance(said, list | tuple) and said else RULES
        line = list(Overseeing(self.views).line(unit))
        found = self.views.select(regimes, regimes.c.unit.in_(line), order=[regimes.c.title])
        return [
            each
            for each in found
            if each.holds(today) and any(word in f"{each.title}{each.fulfils}" for word in words)
        ]

    async def _file(self, run_id: UUID, command: RunCommand, cause: Cause) -> Receipt:
        return await self.store.file(Task(RUN, run_id, command), cause=cause)

    # ── to read ──────────────────────────────────────────────────────────────────────────────

    def row(self, run_id: UUID) -> RunRow:
        """Return a run with all that its unit knows of it.

        Raises:
            RunUnknownError: there is none.

        """
        row = self.views.get(runs, run_id)
        if row is None:
            raise RunUnknownError
        return row

    def see(self, run_id: UUID, caller: Caller) -> RunRow:
        """Return a run to its unit and who oversees it; to anybody as far as scopes permit."""
        row = self.row(run_id)
        return row if self.concerns(caller, row.unit) else self._public(row)

    def concerns(self, caller: Caller, unit: str) -> bool:
        """Tell whether somebody may read what a unit does not show everybody."""
        return bool(caller.person) and Overseeing(self.views).concerns(
            caller, unit, Post.SUPERVISOR, Post.LEADER
        )

    def _public(self, row: RunRow) -> RunRow:
        """Return a run as everybody sees it: no names, no warnings, no word that nobody approved.

        What staff have typed of it is theirs; of a result society reads what was disclosed.
        """
        done = tuple(
            replace(each, by="", instead="", result=self._told(row, each)) for each in row.done
        )
        day = beijing_date(row.opened_at)
        begun = f"{day.year}年{day.month}月{day.day}日开始的一件"
        return replace(
            row, title=begun, done=done, warnings=(), waiting=0, opened_by="", watched=False
        )

    def _told(self, row: RunRow, done: Done) -> str:
        """Return the approved title of what was disclosed of a step, to society alone."""
        found = self.views.get(disclosures, done.disclosure_id) if done.disclosure_id else None
        told = row.steps[done.step - 1].scope is Scope.SOCIETY and found and not found.withdrawn
        return found.plan.title if found and told else ""

    def of_power(self, power_id: str, page: int = 1) -> RunList:
        """Return the runs of a power, newest first, as everybody sees them."""
        here = runs.c.power_id == power_id
        rows = self._page([here], [runs.c.opened_at.desc(), runs.c.run_id], page)
        return RunList(
            rows=[self._public(each) for each in rows], total=self.views.count(runs, here)
        )

    def listed(self, caller: Caller, page: int = 1) -> RunList:
        """Return the runs of the caller's units and of those they oversee."""
        caller.known()
        posts = (*STAFF, Post.SUPERVISOR, Post.LEADER)
        tops = Overseeing(self.views).tops(caller)
        mine = runs.c.unit.in_(caller.units(*posts))
        here = sa.or_(mine, *(runs.c.unit.in_(all_below(each)) for each in tops))
        order = [runs.c.waiting.desc(), runs.c.closed, runs.c.opened_at.desc(), runs.c.run_id]
        rows = self._page([here], order, page)
        return RunList(rows=rows, total=self.views.count(runs, here))

    def startable(self, caller: Caller) -> list[tuple[str, str]]:
        """Return id and title of the published powers that the caller may run."""
        here = powers.c.unit.in_(caller.units(*RUNNERS)), powers.c.published.is_(True)
        rows = self.views.select(powers, *here, order=[powers.c.title], limit=LOOK)
        return [(each.power_id, f"{each.title}（{each.owner}）") for each in rows if each.steps]

    def unpublished(self, unit: str) -> int:
        """Return how many powers of a unit and all below it are approved and not published."""
        here = powers.c.confirmed.is_(True), powers.c.published.is_(False)
        return self.views.count(powers, powers.c.unit.in_(within(unit)), *here)

    def _page(self, here: list[Any], order: list[Any], page: int) -> list[RunRow]:
        offset = (max(page, 1) - 1) * SIZE
        return self.views.select(runs, *here, order=order, limit=SIZE, offset=offset)

    # ── what the clock brings about ──────────────────────────────────────────────────────────

    async def ring(self) -> None:
        """Warn holder and supervisor of each step of high risk that runs past its limit."""
        today = beijing_date(self.clock.now())
        for row in await asyncio.to_thread(self._late, today):
            await self._warn(row)

    def _late(self, today: date) -> list[RunRow]:
        here = runs.c.watched.is_(True), runs.c.due < today
        return self.views.select(runs, *here, order=[runs.c.due, runs.c.run_id], limit=LOOK)

    def _recipients(self, unit: str) -> Iterator[Recipient]:
        for post in (*HOLDERS, Post.SUPERVISOR):
            yield Recipient(unit=unit, post=post.value)
        for above in list(Overseeing(self.views).line(unit))[1:2]:
            yield from (Recipient(unit=above, post=post.value) for post in ABOVE)

    async def _warn(self, row: RunRow) -> None:
        command = WarnRun(to=tuple(self._recipients(row.unit)))
        command_id = uuid5(row.run_id, f"warned/{row.at}")
        cause = Cause(
            actor=SYSTEM,
            at=self.clock.now(),
            unit=row.unit,
            post=SYSTEM,
            correlation_id=row.run_id,
            causation_id=command_id,
        )
        try:
            receipt = await self.store.file(
                Task(RUN, row.run_id, command), cause=cause, command_id=command_id
            )
        except BusyError:
            return
        except RejectedError as refusal:
            log.warning("warning of run %s: %s", row.run_id, refusal.code)
            return
        await self.views.reached("workflow", receipt.position)


def hands(row: RunRow) -> tuple[Post, ...]:
    """Return the posts that may finish the step at which a run is."""
    step = None if row.closed else row.steps[row.at - 1]
    watched = step is not None and step.lane is Lane.SUPERVISE
    return (*RUNNERS, Post.SUPERVISOR) if watched else RUNNERS
