"""暂缓公开的期满 — what waited comes back to who reviews it when its day is there."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from services.workflow.domain.holding_words import ResumeProposal
from services.workflow.domain.proposal import PROPOSAL
from services.workflow.domain.proposal_state import Status
from services.workflow.views import ProposalRow, board
from shared.calendar import beijing_date
from shared.clock import Clock
from shared.decider import RejectedError
from shared.record import SYSTEM, Cause
from shared.store import BusyError, Store, Task
from shared.view import Views

LOOK: Final = 500  # held matters looked at in one round

log = logging.getLogger(__name__)


@dataclass
class Holds:
    """暂缓公开"""

    store: Store[Any]
    views: Views
    clock: Clock
    _given_up: set[UUID] = field(default_factory=set)

    async def ring(self) -> None:
        """Let everything go on whose day has come; each once, also after a rest."""
        today = beijing_date(self.clock.now())
        for row in await asyncio.to_thread(self._due, today):
            await self._resume(row)

    def _due(self, today: date) -> list[ProposalRow]:
        rows = self.views.select(board, board.c.state == Status.HELD.value, limit=LOOK)
        return [row for row in rows if (day := row.proposal.held_until) and day <= today]

    async def _resume(self, row: ProposalRow) -> None:
        command_id = uuid5(row.proposal_id, f"resumed/{row.version}")
        if command_id in self._given_up:
            return
        cause = Cause(
            actor=SYSTEM,
            at=self.clock.now(),
            unit=row.unit,
            post=SYSTEM,
            correlation_id=row.proposal_id,
            causation_id=command_id,
        )
        task = Task(PROPOSAL, row.proposal_id, ResumeProposal())
        try:
            receipt = await self.store.file(task, cause=cause, command_id=command_id)
        except BusyError:
            return
        except RejectedError as refusal:
            log.warning("hold of %s: %s", row.proposal_id, refusal.code)
            self._given_up.add(command_id)
            return
        await self.views.reached("workflow", receipt.position)
