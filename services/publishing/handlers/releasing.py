"""定时公开 — publishers set the time; the clock opens what still may be opened then."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from services.publishing.domain.commands import (
    CancelRelease,
    Command,
    ExecuteRelease,
    MissRelease,
    OpenInner,
    OpenPublic,
    ReleaseCommand,
    ScheduleRelease,
)
from services.publishing.domain.disclosure import Disclosure, NotRegisteredError, society_from
from services.publishing.domain.events import DisclosureEvent
from services.publishing.domain.release import RELEASE, NotScheduledError, TimeUnreadableError
from services.publishing.domain.terms import PUBLISHERS, Phase, Standing
from services.publishing.handlers.attending import attended
from services.publishing.handlers.mending import all_said
from services.publishing.handlers.overseeing import reader_of
from services.publishing.views import PortalRow, ReleaseRow, portal, release_id_of, releases
from shared.calendar import BEIJING, Counting
from shared.clock import Clock
from shared.decider import Decider, RejectedError
from shared.record import SYSTEM, Cause
from shared.store import BusyError, Receipt, Store, Task, UnavailableError
from shared.view import Views
from shared.web import Caller

FINISHED: Final = ("done", "cancelled")  # nothing about these needs to be told on the desk
AT_ONCE: Final = 500  # releases carried out in one look
GRACE: Final = 120  # seconds after which a release is late: a few looks at the clock


@dataclass(frozen=True)
class Releases:
    """The timetable of a county's releases."""

    store: Store[Any]
    views: Views
    clock: Clock
    calendar: Counting
    decider: Decider[Command, Disclosure, DisclosureEvent]

    async def schedule(self, disclosure_id: UUID, step: str, at: str, who: Caller) -> Receipt:
        """Set the time at which a phase opens by itself; a new time replaces the one before.

        ``at`` is ISO 8601; without an offset it is Beijing's, as people write it.

        Raises:
            TimeUnreadableError: the time is no time.
            NotRegisteredError: there is none, or it is none of this person's business.
            WrongPostError: the caller is no publisher of the unit.

        """
        row = await self._row(disclosure_id, who)
        command = ScheduleRelease(step=step, at=_moment(at), about=self._standing(row))
        return await self._file(row, step, command, who)

    async def cancel(self, disclosure_id: UUID, step: str, reason: str, who: Caller) -> Receipt:
        """Take the time back.

        Raises:
            NotRegisteredError: there is none, or it is none of this person's business.
            WrongPostError: the caller is no publisher of the unit.

        """
        row = await self._row(disclosure_id, who)
        return await self._file(row, step, CancelRelease(reason=reason), who)

    async def ring(self) -> int:
        """Open everything whose time has come; return how many releases that ended.

        Whatever was not looked at while the house was down is found by the first look after.
        """
        due = await asyncio.to_thread(self._due)
        for row in due:
            await self._carry_out(row)
        return len(due)

    def of(self, row: PortalRow, who: Caller) -> list[ReleaseRow]:
        """Return the releases of a disclosure, inner before public, for who prepares it."""
        if row.unit not in reader_of(who).staffed:
            return []
        mine = releases.c.disclosure_id == row.disclosure_id
        return self.views.select(releases, mine, order=[releases.c.step])

    def ahead(self, who: Caller) -> list[tuple[ReleaseRow, PortalRow]]:
        """Return what this publisher's units have set a time for, and what was not carried out."""
        c, units = releases.c, who.units(*PUBLISHERS)
        mine = c.unit.in_(units), c.state.not_in(FINISHED)
        rows = self.views.select(releases, *mine, order=[c.at.desc()], limit=AT_ONCE)
        found = [(each, self.views.get(portal, each.disclosure_id)) for each in rows]
        return [(each, row) for each, row in found if row is not None and _matters(each, row)]

    def _due(self) -> list[ReleaseRow]:
        c = releases.c
        ripe = c.state == "waiting", c.at <= self.clock.now()
        # at the same moment the inner phase opens before the public one
        return self.views.select(releases, *ripe, order=[c.at, c.step], limit=AT_ONCE)

    async def _carry_out(self, row: ReleaseRow) -> None:
        opening = OpenInner() if row.step == "inner" else OpenPublic()
        done = ExecuteRelease(at=row.at, grace_seconds=GRACE)
        try:
            await asyncio.to_thread(self._all_said, row)
            await self._by_clock(
                row,
                "open",
                Task(RELEASE, row.release_id, done),
                Task(self.decider, row.disclosure_id, opening),
            )
        except (BusyError, UnavailableError, NotScheduledError):
            return  # nothing to be decided, or not now: the next look asks again
        except RejectedError as refusal:
            await self._miss(row, refusal)

    def _all_said(self, row: ReleaseRow) -> None:
        if about := self.views.get(portal, row.disclosure_id):
            all_said(self.views, about)
            attended(self.views, about, self.clock.now())

    async def _miss(self, row: ReleaseRow, refusal: RejectedError) -> None:
        command = MissRelease(at=row.at, rule=type(refusal).__name__, reason=refusal.sentence)
        await self._by_clock(row, "miss", Task(RELEASE, row.release_id, command))

    async def _by_clock(self, row: ReleaseRow, what: str, *tasks: Task) -> None:
        story = uuid5(row.release_id, f"{row.record_version}/{what}")
        cause = Cause(
            actor=SYSTEM,
            at=self.clock.now(),
            correlation_id=row.disclosure_id,
            causation_id=story,
            unit=row.unit,
            post=SYSTEM,
        )
        receipt = await self.store.file(*tasks, cause=cause)
        await self.views.reached("publishing", receipt.position)

    async def _row(self, disclosure_id: UUID, who: Caller) -> PortalRow:
        who.known()
        row = await asyncio.to_thread(self.views.get, portal, disclosure_id)
        if row is None or not row.may_be_read_by(reader_of(who)):
            raise NotRegisteredError
        return row

    async def _file(
        self, row: PortalRow, step: str, command: ReleaseCommand, who: Caller
    ) -> Receipt:
        cause = who.acting(row.unit, *PUBLISHERS)
        task = Task(RELEASE, release_id_of(row.disclosure_id, step), command)
        return await self.store.file(task, cause=cause)

    def _standing(self, row: PortalRow) -> Standing:
        counted = society_from(row.state, self.calendar)
        return Standing(
            disclosure_id=str(row.disclosure_id),
            unit=row.unit,
            phase=row.phase,
            scope=row.scope,
            disclose_on=row.disclose_on,
            withdrawn=row.withdrawn,
            earliest=counted.end if counted else None,
        )


def _matters(release: ReleaseRow, row: PortalRow) -> bool:
    """Tell whether a publisher still has something to do about it: what is open needs no time."""
    reached = row.phase is Phase.PUBLIC or release.step == row.phase.value
    return not row.withdrawn and (release.state == "waiting" or not reached)


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise TimeUnreadableError(field="at") from None
    return (at if at.tzinfo else at.replace(tzinfo=BEIJING)).astimezone(UTC)
