"""职权目录 — grouped by owners, held against one another, published when nothing stands open."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.catalog.domain.power import (
    POWER,
    PowerUnknownError,
    crossing,
    power_id_of,
    unseparated,
)
from services.catalog.domain.power_words import (
    ConfirmPower,
    DrawChart,
    EnterPower,
    PowerCommand,
    PublishPower,
    RateRisk,
    SettlePower,
)
from services.catalog.domain.terms import Post
from services.catalog.domain.yardstick import many
from services.catalog.handlers.catalogs import Catalogs
from services.catalog.handlers.filing import filed
from services.catalog.views import UnitRow, units
from services.catalog.views.powers import PowerRow, powers
from shared.decider import InvalidError
from shared.record import Cause
from shared.store import Receipt, Store, Task
from shared.web import Caller

GROUPS: Final = "powers.owners"
DIMENSIONS: Final = "risks.dimensions"
PRIORITY: Final = "powers.priority"
MOST: Final = 1_000
SUBJECTS: Final = ("县委及其部门", "县政府及其部门", "其他县直单位", "乡镇")
KINDS: Final = (("乡", "乡镇"), ("镇", "乡镇"), ("办事处", "乡镇"), ("政府", SUBJECTS[1]))
PARTY: Final = ("县委", "党委", "党组", "党支部", "县")


class GroupUnknownError(InvalidError):
    """本单位的方案没有这一类行使主体。"""


class DimensionUnknownError(InvalidError):
    """本单位的方案没有这一类风险。"""


class Group(Struct, frozen=True, kw_only=True):
    """一类行使主体的职权"""

    name: str
    rows: tuple[PowerRow, ...]


class Register(Struct, frozen=True, kw_only=True):
    """职权目录 — ``findings``: what crosses, by the power's id."""

    groups: tuple[Group, ...]
    findings: dict[str, str]


class RiskLine(Struct, frozen=True, kw_only=True):
    """风险排查表的一行"""

    unit: UnitRow
    group: str
    points: int


@dataclass(frozen=True)
class Powers:
    """职权目录"""

    store: Store[Any]
    making: Catalogs

    async def enter(self, unit: str, command: EnterPower, caller: Caller) -> Receipt:
        """File a power that is to be cleaned up and confirmed."""
        cause = self.making.drafting(unit, caller)
        groups = many(self.making.settings(unit, cause.at), GROUPS)
        if command.group and groups and command.group.strip() not in groups:
            raise GroupUnknownError(command.group, field="group")
        return await self._file(power_id_of(unit, command.owner, command.title), command, cause)

    async def draw(self, power_id: UUID, command: DrawChart, caller: Caller) -> Receipt:
        """File how a power runs."""
        return await self._file(power_id, command, self._drafting(power_id, caller))

    async def rate(self, power_id: UUID, command: RateRisk, caller: Caller) -> Receipt:
        """File a risk point at a step."""
        cause = self._drafting(power_id, caller)
        known = many(self.making.settings(cause.unit, cause.at), DIMENSIONS)
        if known and command.dimension.strip() not in known:
            raise DimensionUnknownError(command.dimension, field="dimension")
        return await self._file(power_id, command, cause)

    async def confirm(self, power_id: UUID, caller: Caller) -> Receipt:
        """File that a power is confirmed, and what was found beside it."""
        row = self.row(power_id)
        cause = self.making.access.acting(caller, row.unit, Post.APPROVER)
        others = self._others(row)
        crossed = crossing(row.claim, [each.claim for each in others])
        warnings = [*unseparated(row.claim, (each.claim for each in others)), crossed]
        command = ConfirmPower(warnings=tuple(dict.fromkeys(filter(None, warnings))))
        return await self._file(power_id, command, cause)

    async def settle(self, power_id: UUID, command: SettlePower, caller: Caller) -> Receipt:
        """File what becomes of an overlap."""
        row = self.row(power_id)
        cause = self.making.access.acting(caller, row.unit, Post.APPROVER)
        return await self._file(power_id, command, cause)

    async def publish(self, unit: str, caller: Caller) -> Receipt:
        """Publish a unit's confirmed powers, all of them or none."""
        cause = self.making.access.acting(caller, unit, Post.APPROVER, Post.PUBLISHER)
        first = many(self.making.settings(unit, cause.at), PRIORITY)
        rows = [each for each in self._rows(unit) if not each.published]
        if not rows:
            raise PowerUnknownError
        tasks = [Task(POWER, each.power_id, self._publishing(each, first)) for each in rows]
        return await filed(self.store, self.making.views, *tasks, cause=cause)

    def row(self, power_id: UUID) -> PowerRow:
        """Return a power.

        Raises:
            PowerUnknownError: there is none.

        """
        row = self.making.views.get(powers, power_id)
        if row is None:
            raise PowerUnknownError(power_id)
        return row

    def seen(self, power_id: UUID, caller: Caller) -> PowerRow:
        """Return a power to its unit's people, a published one to anybody."""
        row = self.row(power_id)
        if not row.published and not self.making.access.belongs(caller, row.unit):
            raise PowerUnknownError(power_id)
        return row

    def register(self, unit: str, caller: Caller) -> Register:
        """Return a unit's powers by kinds of owners; to outsiders the published."""
        self.making.access.unit(unit)
        rows = self._rows(unit)
        if not self.making.access.belongs(caller, unit):
            rows = [each for each in rows if each.published]
        names = many(self.making.settings(unit, caller.at), GROUPS)
        known = tuple(dict.fromkeys((*names, *(each.group for each in rows))))
        findings = {str(each.power_id): self._crossing(each) for each in rows}
        return Register(
            groups=tuple(
                Group(name=name, rows=tuple(each for each in rows if each.group == name))
                for name in known
            ),
            findings={key: each for key, each in findings.items() if each},
        )

    def table(self) -> list[RiskLine]:
        """Return every unit with its group and how many risk points it has rated."""
        rows = self.making.views.select(powers, limit=MOST * 10)
        points: dict[str, int] = {}
        for row in rows:
            points[row.unit] = points.get(row.unit, 0) + len(row.risks)
        order = [units.c.registered_at, units.c.unit_id]
        lasting = self.making.views.select(units, units.c.ended_at.is_(None), order=order)
        return [
            RiskLine(unit=each, group=_group(each), points=points.get(each.unit_id, 0))
            for each in lasting
        ]

    def _publishing(self, row: PowerRow, first: tuple[str, ...]) -> PublishPower:
        return PublishPower(blocked=self._crossing(row), priority=row.owner in first)

    def _crossing(self, row: PowerRow) -> str:
        return crossing(row.claim, [each.claim for each in self._others(row)])

    def _others(self, row: PowerRow) -> list[PowerRow]:
        return [each for each in self._rows(row.unit) if each.power_id != row.power_id]

    def _rows(self, unit: str) -> list[PowerRow]:
        order = [powers.c.title, powers.c.power_id]
        return self.making.views.select(powers, powers.c.unit == unit, order=order, limit=MOST)

    def _drafting(self, power_id: UUID, caller: Caller) -> Cause:
        return self.making.drafting(self.row(power_id).unit, caller)

    async def _file(self, power_id: UUID, command: PowerCommand, cause: Cause) -> Receipt:
        task = Task(POWER, power_id, command)
        return await filed(self.store, self.making.views, task, cause=cause)


def sums(lines: list[RiskLine]) -> dict[str, int]:
    """Return how many risk points each of the four kinds of subjects has rated."""
    found = dict.fromkeys(SUBJECTS, 0)
    for each in lines:
        found[each.group] += each.points
    return found


def _group(row: UnitRow) -> str:
    """Return which of the four kinds of risk subjects a unit is (S4-52)."""
    for word, name in KINDS:
        if word in row.kind or (name == "乡镇" and row.name.endswith(word)):
            return name
    return SUBJECTS[0] if row.kind.startswith(PARTY) else SUBJECTS[2]
