"""核准办理结果 — what a handler has typed for everybody is read and let out by another (B4)."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.feedback.domain.let_out import APPROVERS
from services.feedback.domain.opinion import OPINION
from services.feedback.domain.opinion_state import Opinion, OpinionUnknownError
from services.feedback.domain.outcome_words import ApproveOutcome, ReturnOutcome
from services.feedback.domain.reminding import Addressee
from services.feedback.handlers.let_out import told
from services.feedback.handlers.opinions import HANDLER, Opinions
from services.feedback.views.outcome_waits import OutcomeWait, outcome_waits
from shared.calendar import beijing_date
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

PAGE: Final = 50


class Back(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """退回的理由"""

    reason: str = ""


@dataclass(frozen=True)
class Outcomes:
    """待核准的办理结果"""

    store: Store[Any]
    views: Views
    desk_work: Opinions

    async def approve(self, opinion_id: UUID, caller: Caller) -> Receipt:
        """Let out what came of an opinion.

        Raises:
            OpinionUnknownError, NothingWaitsError: there is none, or nothing of it waits.
            OwnWordsError: by whoever has typed it.

        """
        opinion = await asyncio.to_thread(self._known, opinion_id)
        cause = caller.acting(opinion.unit, *APPROVERS)
        open_ = await asyncio.to_thread(self.desk_work.is_public, opinion.disclosure_id)
        task = Task(OPINION, opinion_id, ApproveOutcome(to_society=open_))
        return await self.store.file(task, cause=cause)

    async def give_back(self, opinion_id: UUID, given: Back, caller: Caller) -> Receipt:
        """Return it to its handler, who is told, with the reason."""
        opinion = await asyncio.to_thread(self._known, opinion_id)
        cause = caller.acting(opinion.unit, *APPROVERS)
        back = told(
            opinion_id,
            opinion.unit,
            "有一份意见办理结果已退回，请修改",
            "/feedback/outcomes",
            on=beijing_date(caller.at),
            by=caller.command_id,
            to=(Addressee(unit=opinion.unit, post=HANDLER, person=opinion.handler),),
        )
        task = Task(OPINION, opinion_id, ReturnOutcome(reason=given.reason))
        return await self.store.file(back, task, cause=cause)

    def waiting(self, caller: Caller, page: int = 1) -> list[OutcomeWait]:
        """Return what waits in the units where somebody approves; what waits longest is first."""
        return self._rows(caller.units(*APPROVERS), outcome_waits.c.returned == "", page)

    def returned(self, caller: Caller) -> list[OutcomeWait]:
        """Return what came back to this handler."""
        mine = outcome_waits.c.writer == caller.person
        return self._rows(caller.units(HANDLER), mine & (outcome_waits.c.returned != ""))

    def _rows(self, here: tuple[str, ...], which: Any, page: int = 1) -> list[OutcomeWait]:
        if not here:
            return []
        units, order = outcome_waits.c.unit.in_(here), [outcome_waits.c.at]
        skip = (page - 1) * PAGE
        return self.views.select(outcome_waits, units, which, order=order, limit=PAGE, offset=skip)

    def _known(self, opinion_id: UUID) -> Opinion:
        opinion, _ = self.store.state(OPINION, opinion_id)
        if not opinion.unit:
            raise OpinionUnknownError
        return opinion  # whether anything waits is judged where a second click is known again
