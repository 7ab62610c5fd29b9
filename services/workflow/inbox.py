"""The door for facts of others: a fact becomes a command; no rules."""

from services.workflow.handlers import Corrections
from services.workflow.heard import OpinionConcluded
from shared.record import Record
from shared.service import Reactions


def inbox(corrections: Corrections) -> Reactions:
    """Return what this service does because of what it hears."""
    reactions = Reactions()

    @reactions.on(OpinionConcluded)
    async def _(record: Record[OpinionConcluded]) -> None:
        """属实或者部分属实、须更正的意见 → 更正任务"""
        if record.event.remedy == "revise" and record.event.finding in {"upheld", "partly"}:
            await corrections.demand(record)

    return reactions
