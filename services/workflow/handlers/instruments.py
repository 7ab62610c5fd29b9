"""重要文件的办理 — from station to station, as the unit's scheme lays them down (T268–T270)."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct

from services.workflow.domain.instrument import (
    INSTRUMENT,
    InstrumentUnknownError,
    StationOfficeError,
)
from services.workflow.domain.instrument_words import (
    AmendInstrument,
    CheckInstrument,
    InstrumentCommand,
    IssueInstrument,
    LayInstrument,
    PassInstrument,
    RegisterInstrument,
)
from services.workflow.domain.terms import STAFF, Post
from services.workflow.handlers.overseeing import READERS, Overseeing, all_below
from services.workflow.handlers.scheme_words import Sayings
from services.workflow.views.instruments import InstrumentRow, instruments
from shared.calendar import beijing_date
from shared.decider import InvalidError
from shared.record import Cause
from shared.register import units
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller, is_derived

SIZE: Final = 50
CHECKS_KEY: Final = "instruments.checks"
MEETINGS_KEY: Final = "instruments.meetings"
ISSUERS_KEY: Final = "instruments.issuers"
KEEPERS: Final = (Post.CLERK, Post.OFFICE)
ISSUERS: Final = (Post.OFFICE,)
CHECKERS: Final = (Post.OFFICE, Post.REVIEWER, Post.APPROVER, Post.LEADER)


class InstrumentIdReservedError(InvalidError):
    """第 5 版 UUID 由系统自己编号使用，重要文件编号请换用第 4 版。"""


class Shelf(Struct, frozen=True, kw_only=True):
    """重要文件一览"""

    rows: list[InstrumentRow]
    total: int


@dataclass(frozen=True)
class Instruments:
    """重要文件"""

    store: Store[Any]
    views: Views

    async def register(
        self, instrument_id: UUID, asked: RegisterInstrument, caller: Caller
    ) -> Receipt:
        """登记: by a clerk or the office; the stations are those of the scheme of the day."""
        if is_derived(instrument_id):
            raise InstrumentIdReservedError(field="instrument_id")
        cause = caller.acting(asked.unit, *KEEPERS)
        command = await asyncio.to_thread(self._laid, asked, caller)
        return await self._file(instrument_id, command, cause)

    async def check(self, instrument_id: UUID, asked: CheckInstrument, caller: Caller) -> Receipt:
        """审核: by the very office that is named, nobody for it.

        Raises:
            StationOfficeError: this person is not of that office, or it is not registered.

        """
        row = await asyncio.to_thread(self.see, instrument_id, caller)
        unit = await asyncio.to_thread(self.office, asked.station, row.unit)
        if not unit or not caller.holds(unit, *CHECKERS):
            raise StationOfficeError(field="station")
        return await self._file(instrument_id, asked, caller.acting(unit, *CHECKERS))

    async def go_on(
        self, instrument_id: UUID, asked: PassInstrument | AmendInstrument, caller: Caller
    ) -> Receipt:
        """会议通过、修改: by a clerk or the office of the unit."""
        row = await asyncio.to_thread(self.see, instrument_id, caller)
        return await self._file(instrument_id, asked, caller.acting(row.unit, *KEEPERS))

    async def issue(self, instrument_id: UUID, asked: IssueInstrument, caller: Caller) -> Receipt:
        """印发: by the office."""
        row = await asyncio.to_thread(self.see, instrument_id, caller)
        return await self._file(instrument_id, asked, caller.acting(row.unit, *ISSUERS))

    async def _file(self, instrument_id: UUID, command: InstrumentCommand, cause: Cause) -> Receipt:
        return await self.store.file(Task(INSTRUMENT, instrument_id, command), cause=cause)

    def _laid(self, asked: RegisterInstrument, caller: Caller) -> LayInstrument:
        sayings, today = Sayings(self.views), beijing_date(caller.at)
        return LayInstrument(
            asked=asked,
            checks=sayings.words(asked.unit, CHECKS_KEY, today),
            meetings=sayings.words(asked.unit, MEETINGS_KEY, today),
            issuers=sayings.words(asked.unit, ISSUERS_KEY, today),
        )

    def office(self, station: str, unit: str) -> str:
        """Return the unit of this name in the same tree of units; "": none is registered.

        A plan says 编办 where the unit is called 青岚县委编办: of units whose names end so,
        the one that stands alone highest in the tree is meant.
        """
        line = Overseeing(self.views).line
        mine = set(line(unit))
        named = units.c.name.endswith(station, autoescape=True), units.c.ended_on.is_(None)
        found = self.views.select(units, *named, limit=SIZE)
        lines = {each.unit_id: list(line(each.unit_id)) for each in found}
        ranks = {
            each.unit_id: (each.name != station, len(lines[each.unit_id]))
            for each in found
            if mine & {*lines[each.unit_id]}
        }
        first = [name for name, rank in ranks.items() if rank == min(ranks.values())]
        return first[0] if len(first) == 1 else ""

    # ── to read ──────────────────────────────────────────────────────────────────────────────

    def see(self, instrument_id: UUID, caller: Caller) -> InstrumentRow:
        """Return one to staff of its unit, to those who check it and to who oversees the unit.

        Raises:
            InstrumentUnknownError: there is none, or it is none of this person's business.

        """
        caller.known()
        row = self.views.get(instruments, instrument_id)
        if row is None or not self._concerns(row, caller):
            raise InstrumentUnknownError
        return row

    def _concerns(self, row: InstrumentRow, caller: Caller) -> bool:
        if caller.holds(row.unit, *STAFF, Post.LEADER):
            return True
        if Overseeing(self.views).reads(caller, row.unit):
            return True
        return any(
            caller.holds(self.office(each, row.unit) or "-", *CHECKERS) for each in row.checks
        )

    def listed(self, caller: Caller, page: int = 1, size: int = SIZE) -> Shelf:
        """Return those of the caller's units and below; of an office that checks, all it checks."""
        caller.known()
        here = self._here(caller)
        rows = self.views.select(
            instruments,
            here,
            order=[instruments.c.registered_at.desc(), instruments.c.instrument_id],
            limit=size,
            offset=(max(page, 1) - 1) * size,
        )
        return Shelf(rows=rows, total=self.views.count(instruments, here))

    def _here(self, caller: Caller) -> Any:
        tops = Overseeing(self.views).tops(caller, READERS)
        own = instruments.c.unit.in_(caller.units(*STAFF, Post.LEADER))
        mine = self.views.select(units, units.c.unit_id.in_(caller.units(*CHECKERS)))
        checks = sa.cast(instruments.c.checks, sa.Text)
        ends = {each.name[at:] for each in mine for at in range(len(each.name))}
        named = [checks.contains(f'"{each}"', autoescape=True) for each in sorted(ends)]
        return sa.or_(own, *named, *(instruments.c.unit.in_(all_below(each)) for each in tops))
