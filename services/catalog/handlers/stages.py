"""下级实施步骤 — how far each unit below one is in carrying out its scheme."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from msgspec import Struct

from services.catalog.domain.rollout import Standing, Step, standing, steps_of
from services.catalog.handlers.forest import Forest
from services.catalog.handlers.rollout import Rollouts
from services.catalog.handlers.settings import scheme_of
from services.catalog.views import UnitRow, units
from services.catalog.views.phases import PhaseRow, phases
from shared.calendar import beijing_date
from shared.web import Caller

SIZE: Final = 50


class Stage(Struct, frozen=True, kw_only=True):
    """一个阶段 — how it stands today."""

    name: str
    standing: Standing
    ends: date | None
    days_late: int

    @property
    def chinese(self) -> str:
        """Return how it stands, in a word."""
        return self.standing.chinese


class Course(Struct, frozen=True, kw_only=True):
    """一个单位的实施步骤 — no scheme: its title is empty; ``open``: to this reader."""

    unit: UnitRow
    scheme: str
    stages: tuple[Stage, ...]
    open: bool = True

    @property
    def done(self) -> int:
        """Return how many phases are closed."""
        return sum(each.standing is Standing.CLOSED for each in self.stages)


class Courses(Struct, frozen=True, kw_only=True):
    """下级的实施步骤 — one page of them, and how many units there are."""

    rows: list[Course]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Stages:
    """下级的实施步骤"""

    rollouts: Rollouts
    forest: Forest

    def below(self, unit: str, caller: Caller, page: int = 1) -> Courses:
        """Return one page of what is below a unit, nearest first, to those who may read the unit.

        Raises:
            NotLoggedInError: nobody has logged in.
            WrongPostError: the caller has no post in the unit, nor oversees it.

        """
        self.rollouts.check_reader(unit, caller)
        ids = self._ids(unit)
        pages = max(-(-len(ids) // SIZE), 1)
        page = min(max(page, 1), pages)
        wanted = ids[(page - 1) * SIZE : page * SIZE]
        views = self.rollouts.views
        rows = {each.unit_id: each for each in views.select(units, units.c.unit_id.in_(wanted))}
        known: dict[str, dict[str, PhaseRow]] = {}
        for each in views.select(phases, phases.c.unit.in_(wanted)):
            known.setdefault(each.unit, {})[each.phase] = each
        found = [self._course(rows[each], known.get(each, {}), caller) for each in wanted]
        return Courses(rows=found, total=len(ids), page=page, pages=pages)

    def _ids(self, unit: str) -> list[str]:
        """Return the units below one that have not ended, level by level."""
        grove = self.forest.groves.now(self.rollouts.views)
        found: list[str] = list(grove.right.get(unit, ()))
        for each in found:  # grows while it is walked
            found += grove.right.get(each, ())
        views = self.rollouts.views
        ended = {each.unit_id for each in views.select(units, units.c.ended_at.is_not(None))}
        return [each for each in found if each not in ended]

    def _course(self, unit: UnitRow, known: dict[str, PhaseRow], caller: Caller) -> Course:
        scheme = scheme_of(self.rollouts.views, unit.unit_id, caller.at)
        steps = steps_of(scheme.values) if scheme else ()
        today = beijing_date(caller.at)
        return Course(
            unit=unit,
            scheme=scheme.title if scheme else "",
            stages=tuple(_stage(each, known.get(each.name), today) for each in steps),
            open=self.rollouts.reads(unit.unit_id, caller),
        )


def _stage(step: Step, row: PhaseRow | None, today: date) -> Stage:
    starts, ends = (_day(row.starts), _day(row.ends)) if row else (None, None)
    ends = ends or step.ends
    closed = _day(row.closed_on) if row else None
    return Stage(
        name=step.name,
        standing=standing(closed=closed is not None, starts=starts, ends=ends, today=today),
        ends=ends,
        days_late=max(((closed or today) - ends).days, 0) if ends else 0,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
