"""The door for facts of others: a fact becomes a command. No rules."""

from uuid import UUID, uuid5

from services.feedback.domain.commands import LinkOpinion
from services.feedback.handlers import Opinions
from services.feedback.heard import DisclosureRevised
from shared.clock import Clock
from shared.record import Record, because
from shared.service import Reactions


def inbox(opinions: Opinions, clock: Clock) -> Reactions:
    """Return what feedback does because of facts it hears."""
    reactions = Reactions()

    @reactions.on(DisclosureRevised)
    async def link(record: Record[DisclosureRevised]) -> None:
        revised = record.event
        if not revised.opinion_id:
            return
        await opinions.link(
            UUID(revised.opinion_id),
            LinkOpinion(disclosure_id=str(record.stream_id), version=revised.version),
            because(record, clock.now()),
            uuid5(record.id, "link"),
        )

    return reactions
