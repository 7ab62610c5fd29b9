"""更正任务的提出 — an upheld opinion becomes a task of the unit's clerk, once."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from services.workflow.domain.commands import DemandCorrection
from services.workflow.domain.correction import CORRECTION
from services.workflow.heard import OpinionConcluded
from services.workflow.views import disclosures
from shared.clock import Clock
from shared.record import Record, because
from shared.store import Store, Task
from shared.view import Views


class NotYetHeardError(Exception):
    """The disclosure that an opinion is about has not reached this service yet: try again."""


@dataclass(frozen=True)
class Corrections:
    """更正任务"""

    store: Store[Any]
    views: Views
    clock: Clock

    async def demand(self, record: Record[OpinionConcluded]) -> None:
        """Ask the unit to put right what was disclosed.

        Raises:
            NotYetHeardError: publishing's fact is still on its way; ask again.

        """
        event, opinion = record.event, record.stream_id
        found = self.views.get(disclosures, event.disclosure_id)
        if found is None:
            raise NotYetHeardError(event.disclosure_id)
        if found.withdrawn:
            return  # nobody reads it any more: there is nothing to put right
        command = DemandCorrection(
            unit=found.unit,
            disclosure_id=event.disclosure_id,
            opinion_id=str(opinion),
            item_id=found.item_id,
        )
        await self.store.file(
            Task(CORRECTION, correction_id_of(opinion), command),
            cause=because(record, self.clock.now()),
            command_id=uuid5(record.id, "correction"),
        )


def correction_id_of(opinion: UUID) -> UUID:
    """Return the stream of the correction that an opinion demands."""
    return uuid5(opinion, "workflow.correction")
