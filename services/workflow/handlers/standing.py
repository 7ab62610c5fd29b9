"""长期公开的闹钟 — a standing entry is owed when it is listed, and looked through every year."""

import asyncio
from dataclasses import dataclass
from datetime import date

from services.workflow.domain.duty import Duty
from services.workflow.domain.obligation_commands import RaiseObligation
from services.workflow.handlers.obligations import AT_ONCE, Alarm, Job, raising
from services.workflow.views.standing import StandingRow, standings
from shared.calendar import beijing_date
from shared.register import lasted
from shared.view import Views


@dataclass(frozen=True)
class Standings:
    """长期公开条目"""

    views: Views
    alarm: Alarm

    async def ring(self) -> int:
        """Ask for every first disclosure and review that is due by now; return how many.

        Each is asked for once, by its day, however long the clock has slept.
        """
        filed = 0
        while jobs := await asyncio.to_thread(self._due):
            done = await self.alarm.file_all(jobs)
            filed += done
            if not done:
                break
        return filed

    def _due(self) -> list[Job]:
        today = beijing_date(self.alarm.clock.now())
        waiting = standings.c.next_on <= today, lasted(standings.c.unit, standings.c.next_on)
        order = [standings.c.next_on, standings.c.item_id]
        rows = self.views.select(standings, *waiting, order=order, limit=AT_ONCE)
        return [self._job(row, row.next_on) for row in rows if row.next_on]

    def _job(self, row: StandingRow, day: date) -> Job:
        return raising(
            RaiseObligation(
                unit=row.unit,
                item_id=row.item_id,
                duty=Duty.REVIEW if row.begun else Duty.FIRST,
                title=row.title,
                begins=day,
                limits=self.alarm.limits(row.unit, day),
                calendar=self.alarm.calendars(),
                matter=f"{day.year}年复核" if row.begun else "首次公开",
            )
        )
