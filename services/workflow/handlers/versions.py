"""各稿 — every text a proposal has had, read from its own facts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from services.workflow.domain.events import ProposalResubmitted, ProposalSubmitted
from services.workflow.domain.terms import Plan
from shared.store import Store


class Text(Struct, frozen=True, kw_only=True):
    """一稿 — ``number`` counts from 1; ``version`` is that of the fact that brought it."""

    number: int
    version: int
    plan: Plan
    explanation: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Versions:
    """各稿"""

    store: Store[Any]

    def texts(self, proposal_id: UUID) -> list[Text]:
        """Return the texts of a proposal, the first one first."""
        brought = [
            each
            for each in self.store.load(proposal_id)
            if isinstance(each.event, ProposalSubmitted | ProposalResubmitted)
        ]
        return [
            Text(
                number=number,
                version=each.version,
                plan=each.event.plan,
                explanation=each.event.explanation,
                by=each.cause.actor,
                at=each.cause.at,
            )
            for number, each in enumerate(brought, 1)
        ]
