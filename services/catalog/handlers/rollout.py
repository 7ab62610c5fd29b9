"""实施步骤 — how far a unit is in carrying out its scheme, and what each phase still lacks."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct

from services.catalog.domain.phase import PHASES, phases_id_of
from services.catalog.domain.phase_words import (
    ClosePhase,
    EvidencePhase,
    FinishPhase,
    PhaseCommand,
    ReopenPhase,
    SchedulePhase,
)
from services.catalog.domain.placing import filled
from services.catalog.domain.rollout import Standing, Step, standing, steps_of
from services.catalog.domain.terms import Form, Post
from services.catalog.domain.words import forms_in
from services.catalog.domain.yardstick import channels
from services.catalog.handlers.access import Access
from services.catalog.handlers.contents import Contents
from services.catalog.handlers.filing import filed
from services.catalog.handlers.settings import scheme_of, settings_of
from services.catalog.views import items
from services.catalog.views.phases import (
    DueRow,
    Paper,
    ReportedRow,
    dues,
    live,
    phase_key,
    phases,
    reported,
    tested,
)
from shared.auth import WrongPostError
from shared.calendar import beijing_date
from shared.decider import InvalidError
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

KEEPERS: Final = (Post.OFFICE, Post.SECRETARY)
ABOVE: Final = (Post.OFFICE, Post.SUPERVISOR, Post.APPROVER, Post.LEADER)
MOST: Final = 200
OWN: Final = Form.WEBSITE  # shown by the house itself: nothing need be tried


class PhaseUnknownError(InvalidError):
    """本单位的方案没有这个阶段。"""


class PhaseLine(Struct, frozen=True, kw_only=True):
    """阶段 — ``lacking``: what the scheme asks for and is not there, each as a sentence.

    ``reports``: those that its conditions name, received by their addressee.
    """

    name: str
    standing: Standing
    starts: date | None
    ends: date | None
    tasks: tuple[str, ...]
    required: tuple[str, ...]
    lacking: tuple[str, ...]
    papers: tuple[Paper, ...]
    reports: tuple[ReportedRow, ...]
    reason: str
    closed_on: str
    days_late: int

    @property
    def chinese(self) -> str:
        """Return how it stands, in a word."""
        return self.standing.chinese


class Rollout(Struct, frozen=True, kw_only=True):
    """实施步骤 — the phases of a unit's scheme in their order."""

    unit: str
    scheme: str
    phases: tuple[PhaseLine, ...]


@dataclass(frozen=True)
class Rollouts:
    """实施步骤"""

    store: Store[Any]
    views: Views
    access: Access
    contents: Contents

    async def schedule(self, unit: str, command: SchedulePhase, caller: Caller) -> Receipt:
        """File from and until which day a phase goes."""
        return await self._file(unit, command, caller)

    async def evidence(self, unit: str, command: EvidencePhase, caller: Caller) -> Receipt:
        """File a paper that shows what was done in a phase."""
        return await self._file(unit, command, caller)

    async def reopen(self, unit: str, command: ReopenPhase, caller: Caller) -> Receipt:
        """File that a phase goes on after all."""
        return await self._file(unit, command, caller)

    async def close(self, unit: str, command: ClosePhase, caller: Caller) -> Receipt:
        """File the end of a phase, if nothing its scheme asks for is missing."""
        self.access.acting(caller, unit, *KEEPERS)
        line = self._line(unit, self._step(unit, command.phase, caller.at), caller)
        asked = FinishPhase(phase=line.name, required=line.required, lacking=line.lacking)
        return await self._file(unit, asked, caller)

    def rollout(self, unit: str, caller: Caller) -> Rollout:
        """Return how each phase of a unit's scheme stands today.

        Raises:
            NotLoggedInError: nobody has logged in.
            WrongPostError: the caller has no post in the unit, nor oversees it.

        """
        self.check_reader(unit, caller)
        scheme = scheme_of(self.views, unit, caller.at)
        steps = steps_of(settings_of(self.views, unit, caller.at))
        return Rollout(
            unit=unit,
            scheme=scheme.title if scheme else "",
            phases=tuple(self._line(unit, each, caller) for each in steps),
        )

    def keeps(self, unit: str, caller: Caller) -> bool:
        """Tell whether somebody dates, shows and closes the phases of a unit."""
        return caller.holds(unit, *KEEPERS)

    async def _file(self, unit: str, command: PhaseCommand, caller: Caller) -> Receipt:
        cause = self.access.acting(caller, unit, *KEEPERS)
        self._step(unit, command.phase, cause.at)
        task = Task(PHASES, phases_id_of(unit), command)
        return await filed(self.store, self.views, task, cause=cause)

    def _step(self, unit: str, name: str, at: datetime) -> Step:
        steps = steps_of(settings_of(self.views, unit, at))
        for each in steps:
            if each.name == name:
                return each
        raise PhaseUnknownError(name, field="phase")

    def check_reader(self, unit: str, caller: Caller) -> None:
        """Let only a unit's own people, and those who oversee it, go on."""
        self.access.unit(unit)
        caller.known()
        if not self.reads(unit, caller):
            raise WrongPostError(unit)

    def reads(self, unit: str, caller: Caller) -> bool:
        """Tell whether somebody is of a unit, or oversees it."""
        above = (caller.holds(each, *ABOVE) for each in self.access.line(unit))
        return self.access.belongs(caller, unit) or any(above)

    def _line(self, unit: str, step: Step, caller: Caller) -> PhaseLine:
        row, today = self.views.get(phases, phase_key(unit, step.name)), beijing_date(caller.at)
        starts = _day(row.starts) if row else None
        ends = (_day(row.ends) if row else None) or step.ends
        closed_on, papers = (row.closed_on, row.papers) if row else ("", ())
        until, reports = _day(closed_on) or today, self._reports(unit, step, caller)
        kinds = {each.kind for each in papers} | {each.kind for each in reports}
        return PhaseLine(
            name=step.name,
            standing=standing(closed=bool(closed_on), starts=starts, ends=ends, today=today),
            starts=starts,
            ends=ends,
            tasks=step.tasks,
            required=step.required,
            lacking=() if closed_on else tuple(self._lacking(unit, step, kinds, caller)),
            papers=papers,
            reports=reports,
            reason=row.reason if row else "",
            closed_on=closed_on,
            days_late=max((until - ends).days, 0) if ends else 0,
        )

    def _reports(self, unit: str, step: Step, caller: Caller) -> tuple[ReportedRow, ...]:
        """Return what was received under the scheme in force of the kinds a phase asks for."""
        scheme = scheme_of(self.views, unit, caller.at)
        since = scheme.effective if scheme else ""
        where = reported.c.unit == unit, reported.c.received_on > since
        rows = self.views.select(reported, *where, order=[reported.c.received_on], limit=MOST)
        return tuple(each for each in rows if each.kind in step.required)

    def _lacking(self, unit: str, step: Step, kinds: set[str], caller: Caller) -> Iterable[str]:
        for each in step.required:
            if judge := _JUDGES.get(each):
                yield from judge(self, unit, caller)
            elif each not in kinds:
                yield f"没有归集“{each}”"

    def _group(self, unit: str, caller: Caller) -> Iterable[str]:
        if Post.LEADER not in self.access.filled(unit, caller.at):
            yield "没有成立领导小组（没有人任领导小组组长）"

    def _office(self, unit: str, caller: Caller) -> Iterable[str]:
        if Post.OFFICE not in self.access.filled(unit, caller.at):
            yield "没有设领导小组办公室"

    def _plan(self, unit: str, caller: Caller) -> Iterable[str]:
        if scheme_of(self.views, unit, caller.at) is None:
            yield "没有采用实施方案"

    def _heads(self, unit: str, caller: Caller) -> Iterable[str]:
        """Yield the heads of the plan's own list under which nothing is confirmed (S2-43)."""
        where = items.c.unit == unit, items.c.listed
        paths = [(x.level1, x.level2, x.level3) for x in self.views.select(items, *where)]
        wanted = self.contents.seed(unit, caller.at)
        for each in filled(self.contents.classes.classifier, wanted, paths):
            if not each.entries:
                yield f"内容“{each.head.title}”还没有确认的条目"

    def _due(self, unit: str, caller: Caller) -> Iterable[str]:
        """Yield what is due and not disclosed, or no longer (S2-45)."""
        shown = {each.item_id for each in self.views.select(live, live.c.unit == unit)}
        here = dues.c.unit == unit, dues.c.due <= beijing_date(caller.at)
        for each in self.views.select(dues, *here, order=[dues.c.due], limit=MOST):
            if not _disclosed(each, shown):
                yield f"“{each.title}”应在{each.due}前公开，没有公开"

    def _tried(self, unit: str, caller: Caller) -> Iterable[str]:
        """Yield the channels of the scheme that no test has shown to work (S2-45)."""
        values = settings_of(self.views, unit, caller.at)
        named = channels(values, "channels.inner") | channels(values, "channels.public")
        rows = self.views.select(tested, tested.c.unit == unit, tested.c.works.is_(True))
        working = {form for each in rows for form in forms_in(each.form)[0]}
        for each in Form:
            if each in named - working - {OWN}:
                yield f"渠道“{each.value}”没有测试通过"


def _disclosed(row: DueRow, shown: set[str]) -> bool:
    return row.done and row.item_id in shown


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


_Judge = Callable[[Rollouts, str, Caller], Iterable[str]]
_JUDGES: Final[Mapping[str, _Judge]] = {
    "领导小组": Rollouts._group,  # noqa: SLF001
    "领导小组办公室": Rollouts._office,  # noqa: SLF001
    "实施方案": Rollouts._plan,  # noqa: SLF001
    "各类条目": Rollouts._heads,  # noqa: SLF001
    "到期公开": Rollouts._due,  # noqa: SLF001
    "渠道测试": Rollouts._tried,  # noqa: SLF001
}
