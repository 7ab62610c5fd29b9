"""风险点 — who approves a level, what is published, what is withheld, what is overdue."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.catalog.domain.power import POWER
from services.catalog.domain.risk_words import ConfirmRisk, PublishRisk, WithholdRisk
from services.catalog.domain.terms import LONGEST, Post
from services.catalog.domain.withheld import WITHHELD
from services.catalog.domain.withheld_words import DayText, Ground, WithholdMatter
from services.catalog.handlers.amending import DRAFTERS, WithheldMatters
from services.catalog.handlers.calendars import Calendars
from services.catalog.handlers.filing import filed
from services.catalog.handlers.powers import MOST, Powers
from services.catalog.views import UnitRow, units
from services.catalog.views.powers import PowerRow, RiskPoint, powers
from shared.calendar import Calendar, beijing_date
from shared.store import Receipt, Store, Task
from shared.web import Caller

DAYS_KEY: Final = "risks.publish_days"
DAYS: Final = 10  # working days, where no scheme says anything
SUBJECTS: Final = ("县委及其部门", "县政府及其部门", "其他县直单位", "乡镇")
KINDS: Final = (("乡", "乡镇"), ("镇", "乡镇"), ("办事处", "乡镇"), ("政府", SUBJECTS[1]))
PARTY: Final = ("县委", "党委", "党组", "党支部", "县")


class HidePoint(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """风险点不公布 — with what the register of matters not disclosed asks for (row A11)."""

    step: int
    dimension: str = ""
    ground: Ground | None = None
    rule: str = ""
    explanation: str = ""
    review_on: DayText = ""

    def matter(self, title: str) -> WithholdMatter:
        """Return what is registered as withheld."""
        return WithholdMatter(
            title=title[:LONGEST],
            ground=self.ground,
            rule=self.rule[:LONGEST],
            explanation=self.explanation[:LONGEST],
            review_on=self.review_on,
        )


class RiskLine(Struct, frozen=True, kw_only=True):
    """风险排查表的一行 — ``overdue``: points whose level should be public by now."""

    unit: UnitRow
    group: str
    points: int
    overdue: int = 0


class RiskEntry(Struct, frozen=True, kw_only=True):
    """风险点清单的一行 — ``due``: by when its level is to be published, if it is still owed."""

    power_id: UUID
    title: str
    step_name: str
    point: RiskPoint
    due: date | None = None
    overdue: bool = False


@dataclass(frozen=True)
class Risks:
    """风险点"""

    store: Store[Any]
    competence: Powers
    matters: WithheldMatters
    calendars: Calendars

    async def confirm(self, power_id: UUID, command: ConfirmRisk, caller: Caller) -> Receipt:
        """File that the level of a risk point is approved."""
        row = self.competence.row(power_id)
        cause = self.competence.making.access.acting(caller, row.unit, Post.APPROVER)
        return await self._file(Task(POWER, power_id, command), cause=cause)

    async def publish(self, power_id: UUID, command: PublishRisk, caller: Caller) -> Receipt:
        """File that the approved level of a risk point is shown to everybody."""
        row, posts = self.competence.row(power_id), (Post.APPROVER, Post.PUBLISHER)
        cause = self.competence.making.access.acting(caller, row.unit, *posts)
        return await self._file(Task(POWER, power_id, command), cause=cause)

    async def withhold(self, power_id: UUID, asked: HidePoint, caller: Caller) -> Receipt:
        """File that a risk point is not published, among the matters not disclosed (A11)."""
        row = self.competence.row(power_id)
        cause = self.competence.making.access.acting(caller, row.unit, *DRAFTERS)
        title = f"{row.title}第{asked.step}个环节的{asked.dimension}"
        matter = self.matters.prepared(row.unit, asked.matter(title), cause)
        withheld_id = uuid5(caller.command_id, "withheld")
        command = WithholdRisk(
            step=asked.step,
            dimension=asked.dimension,
            ground=asked.ground,
            withheld_id=withheld_id,
        )
        tasks = Task(POWER, power_id, command), Task(WITHHELD, withheld_id, matter)
        return await self._file(*tasks, cause=cause)

    def listed(self, unit: str, caller: Caller) -> list[RiskEntry]:
        """Return the risk points of a unit; to outsiders those shown, at the level shown."""
        making = self.competence.making
        making.access.unit(unit)
        rows, today = self.competence.rows(unit), beijing_date(caller.at)
        if not making.access.belongs(caller, unit):
            return [
                _shown(row, each) for row in rows if row.open for each in row.risks if each.shown
            ]
        calendar, days = self.calendars.calendar(), self._days(unit, caller)
        return [_entry(row, each, calendar, days, today) for row in rows for each in row.risks]

    def table(self, caller: Caller) -> list[RiskLine]:
        """Return every unit with its group, its risk points, and those published too late."""
        views = self.competence.making.views
        owned: dict[str, list[PowerRow]] = {}
        for row in views.select(powers, limit=MOST * 10):
            owned.setdefault(row.unit, []).append(row)
        order = [units.c.registered_at, units.c.unit_id]
        lasting = views.select(units, units.c.ended_at.is_(None), order=order)
        return [self._line(each, owned.get(each.unit_id, []), caller) for each in lasting]

    def _line(self, unit: UnitRow, rows: list[PowerRow], caller: Caller) -> RiskLine:
        owed = [each for row in rows for each in row.risks if each.owed]
        late = 0
        if owed:
            calendar, today = self.calendars.calendar(), beijing_date(caller.at)
            days = self._days(unit.unit_id, caller)
            late = sum(_due(each, calendar, days) < today for each in owed)
        points = sum(len(row.risks) for row in rows)
        return RiskLine(unit=unit, group=_group(unit), points=points, overdue=late)

    def _days(self, unit: str, caller: Caller) -> int:
        said = self.competence.making.settings(unit, caller.at).get(DAYS_KEY)
        return said if isinstance(said, int) else DAYS

    async def _file(self, *tasks: Task, cause: Any) -> Receipt:
        return await filed(self.store, self.competence.making.views, *tasks, cause=cause)


def sums(lines: list[RiskLine]) -> dict[str, int]:
    """Return how many risk points each of the four kinds of subjects has rated."""
    found = dict.fromkeys(SUBJECTS, 0)
    for each in lines:
        found[each.group] += each.points
    return found


def _shown(row: PowerRow, point: RiskPoint) -> RiskEntry:
    return RiskEntry(
        power_id=row.power_id, title=row.title, step_name=_name(row, point), point=point.public
    )


def _entry(
    row: PowerRow, point: RiskPoint, calendar: Calendar, days: int, today: date
) -> RiskEntry:
    due = _due(point, calendar, days) if point.owed else None
    return RiskEntry(
        power_id=row.power_id,
        title=row.title,
        step_name=_name(row, point),
        point=point,
        due=due,
        overdue=due is not None and due < today,
    )


def _due(point: RiskPoint, calendar: Calendar, days: int) -> date:
    """Return the last day to publish an approved level (S4-55)."""
    if point.confirmed_at is None:
        return date.max
    return calendar.add_working_days(beijing_date(point.confirmed_at), days).end


def _name(row: PowerRow, point: RiskPoint) -> str:
    return row.steps[point.step - 1].name if point.step <= len(row.steps) else ""


def _group(row: UnitRow) -> str:
    """Return which of the four kinds of risk subjects a unit is (S4-52)."""
    for word, name in KINDS:
        if word in row.kind or (name == "乡镇" and row.name.endswith(word)):
            return name
    return SUBJECTS[0] if row.kind.startswith(PARTY) else SUBJECTS[2]
