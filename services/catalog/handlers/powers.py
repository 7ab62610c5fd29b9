"""职权目录 — grouped by owners, held against one another, published when nothing stands open."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.catalog.domain.catalog import CATALOG
from services.catalog.domain.controls import check_least
from services.catalog.domain.power import (
    POWER,
    PowerUnknownError,
    crossing,
    power_id_of,
    unseparated,
)
from services.catalog.domain.power_words import (
    ConfirmPower,
    CorrectPower,
    DrawChart,
    EnterPower,
    PowerCommand,
    PowerKind,
    PublishPower,
)
from services.catalog.domain.risk_words import RateRisk
from services.catalog.domain.terms import Post, catalog_id_of, item_id_of
from services.catalog.domain.tidying_words import PlacePower, SettlePower
from services.catalog.domain.words import heading
from services.catalog.domain.yardstick import many
from services.catalog.handlers.catalogs import Catalogs
from services.catalog.handlers.filing import filed
from services.catalog.views.powers import PowerRow, powers
from shared.decider import InvalidError, RejectedError
from shared.record import Cause
from shared.store import Receipt, Store, Task
from shared.web import Caller

GROUPS: Final = "powers.owners"
DIMENSIONS: Final = "risks.dimensions"
PRIORITY: Final = "powers.priority"
MOST: Final = 1_000
INDIVIDUAL: Final = "powers.individual"
CONTROLS: Final = "risks.controls"
LEAST: Final = "risks.least"


class GroupUnknownError(InvalidError):
    """本单位的方案没有这一类行使主体。"""


class DimensionUnknownError(InvalidError):
    """本单位的方案没有这一类风险。"""


class ControlKindError(InvalidError):
    """防控措施要写明种类。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the kinds."""
        return (
            f"防控措施要写明种类，例如“{self.args[0]}：全程纪实”。种类有：{'、'.join(self.args)}。"
        )


class PlaceUnknownError(InvalidError):
    """本单位的目录里没有这个事项。"""


class Group(Struct, frozen=True, kw_only=True):
    """一类行使主体的职权 — ``number``: the place of its kind in the scheme, from 1."""

    name: str
    number: int
    individual: bool
    rows: tuple[PowerRow, ...]


class Register(Struct, frozen=True, kw_only=True):
    """职权目录 — ``findings``: what crosses, by the power's id."""

    groups: tuple[Group, ...]
    findings: dict[str, str]


class NothingToPublishError(RejectedError):
    """没有等待公布的职权。"""


@dataclass(frozen=True)
class Powers:
    """职权目录"""

    store: Store[Any]
    making: Catalogs

    async def enter(self, unit: str, command: EnterPower, caller: Caller) -> Receipt:
        """File a power that is to be cleaned up and confirmed."""
        cause = self.making.drafting(unit, caller)
        self._check_group(command.group, cause)
        return await self._file(power_id_of(unit, command.owner, command.title), command, cause)

    async def correct(self, power_id: UUID, command: CorrectPower, caller: Caller) -> Receipt:
        """File what is said of a power anew; it is confirmed and published again after that."""
        cause = self._drafting(power_id, caller)
        self._check_group(command.group, cause)
        return await self._file(power_id, command, cause)

    def _check_group(self, group: str, cause: Cause) -> None:
        groups = many(self.making.settings(cause.unit, cause.at), GROUPS)
        if group and groups and group.strip() not in groups:
            raise GroupUnknownError(group, field="group")

    async def draw(self, power_id: UUID, command: DrawChart, caller: Caller) -> Receipt:
        """File how a power runs."""
        return await self._file(power_id, command, self._drafting(power_id, caller))

    async def rate(self, power_id: UUID, command: RateRisk, caller: Caller) -> Receipt:
        """File a risk point at a step."""
        cause = self._drafting(power_id, caller)
        known = many(self.making.settings(cause.unit, cause.at), DIMENSIONS)
        if known and command.dimension.strip() not in known:
            raise DimensionUnknownError(command.dimension, field="dimension")
        self._check_controls(cause, command)
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

    async def place(self, power_id: UUID, command: PlacePower, caller: Caller) -> Receipt:
        """File by which item a power is disclosed, or why by none (S2-40)."""
        cause = self._drafting(power_id, caller)
        wanted = command.item_id.strip()
        if wanted and wanted not in dict(self.places(cause.unit)):
            raise PlaceUnknownError(wanted, field="item_id")
        return await self._file(power_id, command, cause)

    def places(self, unit: str) -> list[tuple[str, str]]:
        """Return the items of a unit's newest catalog, by which a power may be disclosed."""
        catalog, _ = self.store.state(CATALOG, catalog_id_of(unit))
        rows = list(catalog.rows.values())
        return [(str(item_id_of(unit, each)), each.level3) for each in rows]

    async def publish(self, unit: str, caller: Caller) -> Receipt:
        """Publish a unit's confirmed powers, all of them or none."""
        rows = [each for each in self.rows(unit) if not each.published]
        return await self._issue(unit, rows, caller)

    async def publish_one(self, power_id: UUID, caller: Caller) -> Receipt:
        """Publish one power, whatever stands in the way of others of its unit."""
        row = self.row(power_id)
        return await self._issue(row.unit, [row], caller)

    async def _issue(self, unit: str, rows: list[PowerRow], caller: Caller) -> Receipt:
        cause = self.making.access.acting(caller, unit, Post.APPROVER, Post.PUBLISHER)
        if not rows:
            raise NothingToPublishError
        first = many(self.making.settings(unit, cause.at), PRIORITY)
        findings = _findings(self.rows(unit))
        tasks = [
            Task(POWER, each.power_id, _publishing(each, first, findings.get(_key(each), "")))
            for each in rows
        ]
        return await filed(self.store, self.making.views, *tasks, cause=cause)

    def finding(self, row: PowerRow) -> str:
        """Say with whom a power overlaps; nothing, if with nobody."""
        return _findings(self.rows(row.unit)).get(_key(row), "")

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
        if self.making.access.belongs(caller, row.unit):
            return row
        if not row.open:
            raise PowerUnknownError(power_id)
        return row.public

    def register(self, unit: str, caller: Caller) -> Register:
        """Return a unit's powers by kinds of owners; to outsiders the published."""
        self.making.access.unit(unit)
        rows = self.rows(unit)
        findings = _findings(rows)
        if not self.making.access.belongs(caller, unit):
            rows = [each.public for each in rows if each.open]
        settings = self.making.settings(unit, caller.at)
        names, alone = many(settings, GROUPS), many(settings, INDIVIDUAL)
        known = tuple(dict.fromkeys((*names, *(each.group for each in rows))))
        return Register(
            groups=tuple(
                Group(
                    name=name,
                    number=number,
                    individual=name in alone,
                    rows=tuple(each for each in rows if each.group == name),
                )
                for number, name in enumerate(known, start=1)
            ),
            findings={key: findings[key] for key in map(_key, rows) if key in findings},
        )

    def _others(self, row: PowerRow) -> list[PowerRow]:
        return [each for each in self.rows(row.unit) if each.power_id != row.power_id]

    def rows(self, unit: str) -> list[PowerRow]:
        """Return all powers of a unit."""
        order = [powers.c.title, powers.c.power_id]
        return self.making.views.select(powers, powers.c.unit == unit, order=order, limit=MOST)

    def _check_controls(self, cause: Cause, command: RateRisk) -> None:
        settings = self.making.settings(cause.unit, cause.at)
        kinds = many(settings, CONTROLS)
        said = [
            each.replace(":", "：").partition("：") for each in command.controls if each.strip()
        ]
        known = all(kind.strip() in kinds and words.strip() for kind, _, words in said)
        if kinds and not known:
            raise ControlKindError(*kinds, field="controls")
        check_least(command.level, many(settings, LEAST), kinds, [each[0].strip() for each in said])

    def _drafting(self, power_id: UUID, caller: Caller) -> Cause:
        return self.making.drafting(self.row(power_id).unit, caller)

    async def _file(self, power_id: UUID, command: PowerCommand, cause: Cause) -> Receipt:
        task = Task(POWER, power_id, command)
        return await filed(self.store, self.making.views, task, cause=cause)


def _publishing(row: PowerRow, first: tuple[str, ...], finding: str) -> PublishPower:
    return PublishPower(blocked=finding, priority=row.owner in first)


def _findings(rows: list[PowerRow]) -> dict[str, str]:
    """Return what crosses: only powers of one matter and kind are held against one another."""
    alike: dict[tuple[str, PowerKind], list[PowerRow]] = {}
    for row in rows:
        alike.setdefault((heading(row.matter), row.kind), []).append(row)
    groups = [group for group in alike.values() if len(group) > 1]
    found = {
        _key(row): crossing(row.claim, [other.claim for other in group if other is not row])
        for group in groups
        for row in group
    }
    return {key: said for key, said in found.items() if said}


def _key(row: PowerRow) -> str:
    return str(row.power_id)
