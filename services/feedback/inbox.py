"""The door for facts of others: a fact becomes a command. No rules."""

from uuid import UUID, uuid5

from services.feedback.domain.commands import LinkOpinion
from services.feedback.domain.events import (
    OpinionClosed,
    OpinionConcluded,
    OutcomeCirculated,
    OutcomePublished,
)
from services.feedback.domain.handling_words import (
    OpinionErased,
    OpinionForwarded,
    OpinionMerged,
    OpinionSorted,
)
from services.feedback.domain.request_events import RequestErased
from services.feedback.domain.sitting_words import GuestsErased
from services.feedback.domain.thread import ThreadClosed
from services.feedback.handlers import Opinions, Passing
from services.feedback.handlers.assembly import Sittings
from services.feedback.handlers.following import Following
from services.feedback.handlers.outcome_drafting import OutcomeDrafting
from services.feedback.handlers.request_rooms import Recount
from services.feedback.handlers.visitors import Visitors
from services.feedback.heard import (
    CalendarAdopted,
    DisclosureRevised,
    PostHanded,
    PostVacated,
    ProposalApproved,
    RemarkNoted,
    UnitDissolved,
    UnitMerged,
)
from shared.clock import Clock
from shared.record import Record, because
from shared.service import Reactions


def inbox(opinions: Opinions, passing: Passing, following: Following, clock: Clock) -> Reactions:
    """Return what feedback does because of facts it hears."""
    reactions = Reactions()
    _followed(reactions, following)

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


def visiting(reactions: Reactions, visitors: Visitors) -> Reactions:
    """Return the reactions, with those to what people said where the disclosure went to them."""

    @reactions.on(RemarkNoted)
    async def noted(record: Record[RemarkNoted]) -> None:
        await visitors.noted(record)

    return reactions


def recounting(reactions: Reactions, recount: Recount) -> Reactions:
    """Return the reactions, with what goes for requests: terms counted anew, keys destroyed."""

    @reactions.on(CalendarAdopted)
    async def announced(record: Record[CalendarAdopted]) -> None:
        await recount.announced(record)

    @reactions.on(RequestErased)
    async def erased(record: Record[RequestErased]) -> None:
        await recount.erased(record)

    return reactions


def forgetting(reactions: Reactions, sittings: Sittings) -> Reactions:
    """Return the reactions, with the keys of guests destroyed once it was decided."""

    @reactions.on(GuestsErased)
    async def erased(record: Record[GuestsErased]) -> None:
        await sittings.erased(record)

    return reactions


def drafting(reactions: Reactions, drafts: OutcomeDrafting) -> Reactions:
    """Return the reactions, with what came of opinions and hot issues made ready (S2-18, S3-12)."""

    @reactions.on(OpinionClosed)
    async def closed(record: Record[OpinionClosed]) -> None:
        await drafts.closed(record)

    @reactions.on(ThreadClosed)
    async def settled(record: Record[ThreadClosed]) -> None:
        await drafts.settled_thread(record)

    return reactions


def _followed(reactions: Reactions, following: Following) -> None:
    """Let what goes for one opinion go for those that say the same, and keys be destroyed."""

    @reactions.on(OpinionConcluded)
    async def concluded(record: Record[OpinionConcluded]) -> None:
        await following.concluded(record)

    @reactions.on(OutcomePublished, OutcomeCirculated)
    async def published(record: Record[OutcomePublished] | Record[OutcomeCirculated]) -> None:
        await following.published(record)

    @reactions.on(OpinionClosed)
    async def closed(record: Record[OpinionClosed]) -> None:
        await following.closed(record)

    @reactions.on(OpinionForwarded)
    async def forwarded(record: Record[OpinionForwarded]) -> None:
        await following.forwarded(record)

    @reactions.on(OpinionMerged, OpinionSorted)
    async def named(record: Record[OpinionMerged] | Record[OpinionSorted]) -> None:
        await following.named(record)

    @reactions.on(OpinionErased)
    async def erased(record: Record[OpinionErased]) -> None:
        await following.erased(record)

    @reactions.on(ProposalApproved)
    async def approved(record: Record[ProposalApproved]) -> None:
        await following.approved(record)
