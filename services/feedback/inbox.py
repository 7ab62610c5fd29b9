"""The door for facts of others: a fact becomes a command. No rules."""

from uuid import UUID, uuid5

from services.feedback.domain.commands import LinkOpinion
from services.feedback.handlers import Opinions, Passing
from services.feedback.heard import (
    DisclosureRevised,
    PostHanded,
    PostVacated,
    UnitDissolved,
    UnitMerged,
)
from shared.clock import Clock
from shared.record import Record, because
from shared.service import Reactions


def inbox(opinions: Opinions, passing: Passing, clock: Clock) -> Reactions:
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

    @reactions.on(PostHanded)
    async def handed(record: Record[PostHanded]) -> None:
        await passing.handed(record)

    @reactions.on(PostVacated)
    async def vacated(record: Record[PostVacated]) -> None:
        await passing.vacated(record)

    @reactions.on(UnitMerged, UnitDissolved)
    async def ended(record: Record[UnitMerged] | Record[UnitDissolved]) -> None:
        await passing.ended(record)

    return reactions
