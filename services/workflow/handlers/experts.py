"""专家名录的办理 — the unit lists its experts, each of them declares their own interests."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from services.workflow.domain.expert import (
    EXPERT,
    DeclareInterests,
    EnlistExpert,
    ExpertUnknownError,
)
from services.workflow.handlers.answering import RECORDERS
from services.workflow.handlers.overseeing import Overseeing
from services.workflow.views.dossiers import ExpertRow, experts
from shared.decider import InvalidError
from shared.register import PersonRow, people
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

MOST = 500  # people to choose from


class PersonUnknownError(InvalidError):
    """没有登记这个人，请先由管理员登记人员。"""


@dataclass(frozen=True)
class Experts:
    """专家名录"""

    store: Store[Any]
    views: Views

    async def enlist(self, asked: EnlistExpert, caller: Caller) -> Receipt:
        """列入名录: by clerk, office or approver of the unit."""
        cause = caller.acting(asked.unit, *RECORDERS)
        if self.views.get(people, asked.person) is None:
            raise PersonUnknownError(field="person")
        task = Task(EXPERT, expert_id_of(asked.unit, asked.person), asked)
        return await self.store.file(task, cause=cause)

    async def declare(self, expert_id: UUID, asked: DeclareInterests, caller: Caller) -> Receipt:
        """申报利害关系: by the expert, for whichever unit has them on its list.

        Raises:
            ExpertUnknownError: there is none.

        """
        caller.known()
        row = self.views.get(experts, expert_id)
        if row is None or not self._reads(row, caller):
            raise ExpertUnknownError
        held = caller.posts[0] if caller.posts else None
        unit, post = (held.unit, held.post) if held else (row.unit, "expert")
        cause = caller.acting(unit, post)
        return await self.store.file(Task(EXPERT, expert_id, asked), cause=cause)

    def _reads(self, row: ExpertRow, caller: Caller) -> bool:
        return row.person == caller.person or Overseeing(self.views).concerns(caller, row.unit)

    def listed(self, caller: Caller, unit: str = "") -> list[ExpertRow]:
        """Return the experts of the caller's units, and the lists on which they stand."""
        caller.known()
        units = caller.units(*RECORDERS) if not unit else (unit,)
        if unit and not Overseeing(self.views).concerns(caller, unit):
            units = ()
        here = experts.c.unit.in_(units) | (experts.c.person == caller.person)
        return self.views.select(experts, here, order=[experts.c.unit, experts.c.field])

    def of_unit(self, unit: str) -> list[ExpertRow]:
        """Return the list of a unit."""
        return self.views.select(experts, experts.c.unit == unit, order=[experts.c.field])

    def people(self) -> list[PersonRow]:
        """Return whom the house knows."""
        return self.views.select(people, limit=MOST)


def expert_id_of(unit: str, person: str) -> UUID:
    """Return the stream of somebody on a unit's list."""
    return uuid5(UUID(unit), f"expert/{person}")
