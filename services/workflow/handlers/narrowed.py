"""收窄后的可办事项 — an approval that the entry no longer allows is shown as refused, and why."""

from collections.abc import Iterable

from msgspec.structs import replace

from services.workflow.domain.narrowing import within
from services.workflow.handlers.offers import Offer
from services.workflow.views import ItemRow, ProposalRow
from shared.decider import RejectedError


def narrowed(found: Iterable[Offer], row: ProposalRow, item: ItemRow | None) -> list[Offer]:
    """Return the steps of a proposal, judged by what its entry allows today."""
    why = _too_wide(row, item)
    return [
        replace(each, refused=why) if each.step in {"approve", "consent"} and _open(each) else each
        for each in found
    ]


def _open(offer: Offer) -> bool:
    return not offer.refused


def _too_wide(row: ProposalRow, item: ItemRow | None) -> str:
    try:
        within(item.limits() if item else None, row.proposal, ())
    except RejectedError as refusal:
        return refusal.sentence
    return ""
