"""联合检查的办理 — an office plans it for the units below, the house counts, one report is made."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.publishing.domain.joint import INSPECTORS, JOINT, JointUnknownError
from services.publishing.domain.joint_words import (
    JointLine,
    LinkedCount,
    PartyCount,
    PlanJoint,
    ReportJoint,
)
from services.publishing.domain.sister_words import SYSTEMS
from services.publishing.handlers.gathering import STAFFED, Gathering, day
from services.publishing.handlers.outreach import OPEN
from services.publishing.views import portal
from services.publishing.views.comparisons import deviations
from services.publishing.views.joints import JointRow, joints
from services.publishing.views.visits import sisters
from shared.calendar import BEIJING
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

PAGE: Final = 50


class Planned(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """安排联合检查 — as it is asked for."""

    unit: str = ""
    title: str = ""
    first: str = ""
    last: str = ""
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Joints:
    """联合检查"""

    store: Store[Any]
    views: Views
    gathering: Gathering

    async def plan(self, joint_id: UUID, asked: Planned, caller: Caller) -> Receipt:
        """Plan an inspection of the unit and those below.

        Raises:
            WrongPostError: the caller is not of the office.

        """
        cause = caller.acting(asked.unit, *INSPECTORS)
        below = await asyncio.to_thread(self.below, asked.unit)
        command = PlanJoint(
            unit=asked.unit,
            title=asked.title,
            first=day(asked.first, "first"),
            last=day(asked.last, "last"),
            units=asked.units,
            below=frozenset(below),
        )
        return await self._file(joint_id, command, cause)

    async def report(self, joint_id: UUID, text: str, caller: Caller) -> Receipt:
        """Make the report: each kind counted apart, as it stands now."""
        row = await asyncio.to_thread(self.see, joint_id, caller)
        cause = caller.acting(row.unit, *INSPECTORS)
        lines = await asyncio.to_thread(self._lines, row)
        return await self._file(joint_id, ReportJoint(lines=lines, text=text), cause)

    def below(self, unit: str) -> list[str]:
        """Return a unit and all below it."""
        return [unit, *self.gathering.below(unit)]

    def see(self, joint_id: UUID, caller: Caller) -> JointRow:
        """Return an inspection to who sees to a unit that it concerns.

        Raises:
            JointUnknownError: there is none, or not for this reader.

        """
        caller.known()
        row = self.views.get(joints, joint_id)
        if row is None or not self._concerns(row, caller):
            raise JointUnknownError
        return row

    def listed(self, caller: Caller, page: int = 1) -> tuple[list[JointRow], int]:
        """Return the inspections of a person's units, the newest first, and how many."""
        caller.known()
        mine, skip = joints.c.unit.in_(caller.units(*STAFFED)), (max(page, 1) - 1) * PAGE
        order = [joints.c.planned_at.desc()]
        rows = self.views.select(joints, mine, order=order, limit=PAGE, offset=skip)
        return rows, self.views.count(joints, mine)

    def _concerns(self, row: JointRow, caller: Caller) -> bool:
        return any(self.gathering.manages(each, caller) for each in (row.unit, *row.units))

    def _lines(self, row: JointRow) -> tuple[JointLine, ...]:
        return tuple(self._line(each, row.first, row.last) for each in row.units)

    def _line(self, unit: str, first: date, last: date) -> JointLine:
        linked = (self._linked(unit, each, first, last) for each in SYSTEMS)
        return JointLine(unit=unit, party=self._party(unit, first, last), linked=tuple(linked))

    def _party(self, unit: str, first: date, last: date) -> PartyCount:
        c = portal.c
        opened = c.phase.in_([each.value for each in OPEN])
        within = c.shown_at >= _midnight(first), c.shown_at < _midnight(last + timedelta(1))
        rows = self.views.select(portal, c.unit == unit, opened, *within)
        apart = self.views.select(deviations, deviations.c.unit == unit)
        wrong = {each.disclosure_id for each in apart}
        return PartyCount(
            items=len(rows),
            withdrawn=sum(each.withdrawn for each in rows),
            deviating=sum(each.disclosure_id in wrong for each in rows),
        )

    def _linked(self, unit: str, system: str, first: date, last: date) -> LinkedCount:
        c = sisters.c
        here = c.unit == unit, c.system == system, c.disclosed_on >= first, c.disclosed_on <= last
        rows = self.views.select(sisters, *here)
        return LinkedCount(
            system=system,
            items=len(rows),
            withdrawn=sum(each.withdrawn_on is not None for each in rows),
            waiting=sum(each.waits for each in rows),
        )

    async def _file(self, joint_id: UUID, command: PlanJoint | ReportJoint, cause: Any) -> Receipt:
        return await self.store.file(Task(JOINT, joint_id, command), cause=cause)


def _midnight(when: date) -> datetime:
    return datetime(when.year, when.month, when.day, tzinfo=BEIJING).astimezone(UTC)
