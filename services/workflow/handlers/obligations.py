"""公开义务的闹钟 — raises, prompts, reminds and marks as missed, each once, also after a rest."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid5

import sqlalchemy as sa
from msgspec import Struct

from services.workflow.domain.dial import MISSED
from services.workflow.domain.duty import Duty, TimeLimits
from services.workflow.domain.obligation import OBLIGATION
from services.workflow.domain.obligation_commands import (
    RaiseObligation,
    RescheduleObligation,
    RingObligation,
)
from services.workflow.domain.period import InForce, begun_at, deadline, in_force, period_from
from services.workflow.views.duties import DutyRow, EntryRow, duties, entries, limits
from shared.calendar import Calendar, beijing_date
from shared.clock import Clock
from shared.decider import RejectedError
from shared.record import SYSTEM, Cause
from shared.register import lasted, units
from shared.store import BusyError, Receipt, Store, Task
from shared.view import Views

HOUSE: Final = UUID("b1e4d9a2-5f0e-5c6b-9a56-0c1f6e2f7d33")  # namespace of obligations' ids
AT_ONCE: Final = 400  # steps filed together, so that people's commands still find room
LOOK: Final = 4_000  # steps found in one look at the rows

LONGEST: Final = 30.0  # seconds to wait for the rows to reflect what was filed

log = logging.getLogger(__name__)


class Job(Struct, frozen=True, kw_only=True):
    """到点要办的一步 — one command with the id that it has for ever."""

    obligation_id: UUID
    name: str
    unit: str
    command: Any

    @property
    def command_id(self) -> UUID:
        """Return the same id for the same step, today and after a restart."""
        return uuid5(self.obligation_id, self.name)


@dataclass(frozen=True)
class Known:
    """规则与隶属 — of all units, after so many facts of the catalog."""

    heard: int
    versions: dict[str, tuple[InForce, ...]]
    superiors: dict[str, str]

    def limits(self, unit: str, day: date, begun: datetime | None = None) -> TimeLimits:
        """Return the time limits in force in a unit on a day, or when a matter began."""
        return in_force(self.versions.get(unit, ()), day, begun)

    def superior(self, unit: str) -> str:
        """Return the unit above a unit; empty for the county."""
        return self.superiors.get(unit, "")


@dataclass
class Alarm:
    """闹钟 — what obligations demand by the day, whether or not anybody asks."""

    store: Store[Any]
    views: Views
    clock: Clock
    calendars: Callable[[], Calendar]
    _given_up: set[UUID] = field(default_factory=set)
    _known: Known | None = None

    async def ring(self) -> int:
        """Do everything that is due by now; return how many facts that made.

        Restart it anywhere: each step has one command id, so none happens twice.
        """
        filed = 0
        while jobs := await asyncio.to_thread(self.due, beijing_date(self.clock.now())):
            done = await self.file_all(jobs)
            filed += done
            if not done:
                break
        return filed

    def due(self, today: date) -> list[Job]:
        """Return the next steps that are due by a day, at most so many in one look."""
        jobs = self._raising(self._begun(entries.c.next_from <= today))
        if room := LOOK - len(jobs):
            jobs += self._ringing(today, room + len(self._given_up))
        given_up = self._given_up
        return [job for job in jobs if job.command_id not in given_up] if given_up else jobs

    def _begun(self, *where: Any) -> list[EntryRow]:
        """Return entries whose next period has begun; an ended unit begins none (I1)."""
        here = (*where, lasted(entries.c.unit, entries.c.next_from))
        return self.views.select(entries, *here, order=[entries.c.next_from], limit=LOOK)

    async def file_all(self, jobs: list[Job]) -> int:
        """File jobs in portions, and wait for the rows once; return how many facts that made."""
        before = await asyncio.to_thread(self.views.position, self.store.name)
        new: list[int] = []
        for start in range(0, len(jobs), AT_ONCE):
            done = await asyncio.gather(*(self._try(job) for job in jobs[start : start + AT_ONCE]))
            new += [each.position for each in done if each and each.position > before]
        if new and not await self.views.reached(self.store.name, max(new), within=LONGEST):
            return 0  # whoever reads the rows is slow: the next ring goes on from there
        return len(new)

    async def _try(self, job: Job) -> Receipt | None:
        command_id = job.command_id
        try:
            return await self.store.file(
                Task(OBLIGATION, job.obligation_id, job.command),
                cause=self._cause(job, command_id),
                command_id=command_id,
            )
        except BusyError:
            return None
        except RejectedError as refusal:
            log.warning("%s of %s: %s", job.name, job.obligation_id, refusal.code)
            self._given_up.add(command_id)
            return None

    def _raising(self, found: Sequence[EntryRow]) -> list[Job]:
        known, calendar = self.known(), self.calendars()
        return [_periodic(each, known, calendar) for each in found if each.next_from]

    def _ringing(self, today: date, limit: int) -> list[Job]:
        wanted = (duties.c[each] for each in ("obligation_id", "unit", "next_step", "next_on"))
        asked = sa.select(*wanted, duties.c.proposed).where(duties.c.next_on <= today)
        rows = self.views.query(asked.order_by(duties.c.next_on).limit(limit))
        known = self.known()
        return [_step(row, known.superior(row.unit)) for row in rows]

    def known(self) -> Known:
        """Return what is known of all units: read again only when the catalog has said more."""
        heard = self.views.position("catalog")
        if self._known is None or self._known.heard < heard:
            self._known = Known(
                heard=heard,
                versions={row.unit: row.versions for row in self.views.select(limits)},
                superiors={row.unit_id: row.superior for row in self.views.select(units)},
            )
        return self._known

    async def catch_up(self, item_id: str) -> None:
        """Raise what one entry owes by today, before something is held against it."""
        today = beijing_date(self.clock.now())
        while jobs := await asyncio.to_thread(self._owing, item_id, today):
            if not await self.file_all(jobs):
                return

    def recounting(self, row: DutyRow, command: RescheduleObligation) -> Job | None:
        """Return the job of counting a deadline anew; None if no day of it changes."""
        known = row.reckoning
        due = deadline(known.counted_from, known.term, command.calendar)
        if due.reckoning == known:
            return None
        name = f"recounted/{command.calendar.version}"
        return Job(obligation_id=row.obligation_id, name=name, unit=row.unit, command=command)

    def _owing(self, item_id: str, today: date) -> list[Job]:
        here = entries.c.item_id == item_id, entries.c.next_from <= today
        return self._raising(self._begun(*here))

    def limits(self, unit: str, day: date) -> TimeLimits:
        """Return the time limits in force in a unit on a day."""
        return self.known().limits(unit, day)

    def superior(self, unit: str) -> str:
        """Return the unit above a unit; empty for the county."""
        return self.known().superior(unit)

    def _cause(self, job: Job, command_id: UUID) -> Cause:
        return Cause(
            actor=SYSTEM,
            at=self.clock.now(),
            unit=job.unit,
            post=SYSTEM,
            correlation_id=job.obligation_id,
            causation_id=command_id,
        )


def _periodic(entry: EntryRow, known: Known, calendar: Calendar) -> Job:
    first = entry.next_from or date.max
    rule = known.limits(entry.unit, first, begun_at(entry.spans, first))
    command = RaiseObligation(
        unit=entry.unit,
        item_id=entry.item_id,
        duty=Duty.PERIODIC,
        title=entry.title,
        begins=first,
        limits=rule,
        calendar=calendar,
        period=period_from(first, rule.months),
    )
    return raising(command)


def _step(row: Any, superior: str) -> Job:
    step = row.next_step
    return Job(
        obligation_id=UUID(row.obligation_id),
        name=f"{step}/{row.next_on}" if step == MISSED else step,
        unit=row.unit,
        command=RingObligation(step=step, superior=superior, proposed=row.proposed),
    )


def raising(command: RaiseObligation) -> Job:
    """Return the job of raising an obligation: the same matter never makes a second one."""
    return Job(
        obligation_id=obligation_id_of(command),
        name="raised",
        unit=command.unit,
        command=command,
    )


def obligation_id_of(command: RaiseObligation) -> UUID:
    """Return the stream of an obligation: entry, kind and first day make it, and its matter."""
    matter = "" if command.period else command.matter
    place = f"{command.item_id}/{command.duty.value}/{command.begins}/{matter}"
    return uuid5(HOUSE, place)
