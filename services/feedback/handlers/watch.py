"""值守 — what nobody has taken in hand by its day goes up to the leaders, once each."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import uuid5

from services.feedback.domain.handling_words import EscalateOpinion
from services.feedback.domain.opinion import OPINION
from services.feedback.domain.terms import Status
from services.feedback.views.course_rows import CourseRow
from services.feedback.views.courses import courses
from shared.calendar import beijing_date
from shared.clock import Clock
from shared.decider import RejectedError
from shared.record import SYSTEM, Cause
from shared.register import units
from shared.store import Store, Task
from shared.view import Views

AT_ONCE: Final = 200  # opinions looked at in one ring

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Watch:
    """值守"""

    store: Store[Any]
    views: Views
    clock: Clock

    async def ring(self) -> int:
        """Escalate what is unassigned past its day; return how many."""
        rows = await asyncio.to_thread(self._unclaimed, beijing_date(self.clock.now()))
        for row in rows:
            await self._escalate(row)
        if rows:
            await self.views.reached(self.store.name, self.store.last())
        return len(rows)

    async def _escalate(self, row: CourseRow) -> None:
        above = await asyncio.to_thread(self.views.get, units, row.unit)
        command = EscalateOpinion(superior=above.superior if above else "")
        cause = Cause(
            actor=SYSTEM,
            at=self.clock.now(),
            unit=row.unit,
            post=SYSTEM,
            correlation_id=row.opinion_id,
            causation_id=uuid5(row.opinion_id, "escalated"),
        )
        try:
            await self.store.file(Task(OPINION, row.opinion_id, command), cause=cause)
        except RejectedError as refusal:
            log.info("not escalated: %s", refusal.sentence)

    def _unclaimed(self, today: date) -> list[CourseRow]:
        return self.views.select(
            courses,
            courses.c.handler == "",
            courses.c.claim_by < today.isoformat(),
            courses.c.status == Status.RECEIVED.value,
            courses.c.escalated_at.is_(None),
            limit=AT_ONCE,
        )
