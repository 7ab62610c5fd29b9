"""目录外和报批 — which path a matter takes, who sends it up, who consents (A8, B3)."""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.workflow.domain.commands import Basis, Grounded
from services.workflow.domain.proposal import PROPOSAL, NotProposedError, Proposal, Status
from services.workflow.domain.route import Ballot
from services.workflow.domain.route_words import (
    ConsentProposal,
    EscalateProposal,
    SubmitOffCatalog,
)
from services.workflow.domain.terms import STAFF, Plan, Post, beijing_day
from services.workflow.handlers.paths import Paths, consults
from services.workflow.handlers.proposals import ReservedIdError
from services.workflow.handlers.screenings import Screenings
from services.workflow.views import board, people, schemes
from services.workflow.views.routing import WITH_BODY, MatterRow, RoutedRow, routed
from shared.decider import RejectedError
from shared.record import Cause
from shared.store import Receipt, Store
from shared.view import Views
from shared.web import Caller, is_derived

SENDERS: Final = (Post.APPROVER, Post.OFFICE, Post.CLERK)
SIZE: Final = 50
TRIAL: Final = "试办，不会提交"


class Offers(Struct, frozen=True, kw_only=True):
    """可办 — why each step is not open to the reader; empty: it is; None: no business of theirs."""

    escalate: str | None = None
    consent: str | None = None


@dataclass(frozen=True)
class Clearances:
    """报批与同意"""

    store: Store[Any]
    views: Views

    @property
    def paths(self) -> Paths:
        """Return where paths are found."""
        return Paths(self.views)

    async def submit(self, proposal_id: UUID, asked: SubmitOffCatalog, caller: Caller) -> Receipt:
        """提出目录外事项: by a clerk of the very unit."""
        if is_derived(proposal_id):
            raise ReservedIdError(proposal_id, field="proposal_id")
        cause = caller.acting(asked.unit, Post.CLERK)
        basis = await asyncio.to_thread(self._basis, proposal_id, asked, beijing_day(cause.at))
        return await self._file(proposal_id, Grounded(asked=asked, basis=basis), cause, None)

    async def escalate(
        self, proposal_id: UUID, asked: EscalateProposal, caller: Caller, expected: int | None
    ) -> Receipt:
        """报批: by the clerk, the office or the approver of the unit that proposed."""
        proposal = await asyncio.to_thread(self._known, proposal_id, caller)
        cause = caller.acting(proposal.unit, *SENDERS)
        return await self._file(proposal_id, asked, cause, expected)

    async def consent(
        self, proposal_id: UUID, asked: ConsentProposal, caller: Caller, expected: int | None
    ) -> Receipt:
        """同意: by who speaks for the body of the route; the rules name it to everybody else."""
        proposal = await asyncio.to_thread(self._known, proposal_id, caller)
        return await self._file(proposal_id, asked, _cause_of(proposal, caller), expected)

    def offers(self, proposal_id: UUID, caller: Caller) -> Offers:
        """Return which of these steps the reader may take now, found by trying the rules."""
        row = self.views.get(board, proposal_id)
        if row is None or row.proposal.route is None or row.state is not Status.SUBMITTED:
            return Offers()
        digest, route = row.proposal.digest, row.proposal.route
        consent = ConsentProposal(digest=digest, minutes=TRIAL, ballot=Ballot(present=3, favour=3))
        sends = route.body != row.unit and caller.holds(row.unit, *SENDERS)
        return Offers(
            escalate=self._tried(row.proposal, EscalateProposal(digest=digest), caller, SENDERS)
            if sends
            else None,
            consent=self._tried(row.proposal, consent, caller, ())
            if caller.holds(route.body, *route.posts)
            else None,
        )

    def waiting(self, caller: Caller, page: int = 1) -> list[RoutedRow]:
        """Return what waits for the consent of a body that the caller speaks for."""
        caller.known()
        here = routed.c.state == WITH_BODY, routed.c.body.in_(caller.units())
        found = self.views.select(
            routed,
            *here,
            order=[routed.c.changed_at],
            limit=SIZE,
            offset=(max(page, 1) - 1) * SIZE,
        )
        return [row for row in found if caller.holds(row.body, *row.route.posts)]

    def _tried(
        self, proposal: Proposal, command: Any, caller: Caller, senders: tuple[Post, ...]
    ) -> str:
        cause = caller.acting(proposal.unit, *senders) if senders else _cause_of(proposal, caller)
        try:
            PROPOSAL.decide(command, proposal, cause)
        except RejectedError as refusal:
            return refusal.sentence
        return ""

    def _basis(self, proposal_id: UUID, asked: SubmitOffCatalog, today: date) -> Basis:
        scheme = self.views.get(schemes, asked.unit)
        matter_id = str(uuid5(proposal_id, "off_catalog"))
        matter = MatterRow(item_id=matter_id, unit=asked.unit, title=asked.plan.title)
        return Basis(
            item=matter.limits(),
            rules=scheme.in_force(today) if scheme else None,
            route=self.paths.off_catalog(asked.unit, today),
            matter_id=matter_id,
            strangers=self._strangers(asked.plan),
        )

    def _strangers(self, plan: Plan) -> tuple[str, ...]:
        return tuple(each for each in plan.readers if self.views.get(people, each) is None)

    def _known(self, proposal_id: UUID, caller: Caller) -> Proposal:
        caller.known()
        proposal, _ = self.store.state(PROPOSAL, proposal_id)
        if not (caller.holds(proposal.unit, *STAFF) or consults(proposal, caller)):
            raise NotProposedError
        return proposal

    async def _file(
        self, proposal_id: UUID, command: Any, cause: Cause, expected: int | None
    ) -> Receipt:
        screenings = Screenings(self.store, self.views)
        return await screenings.file(proposal_id, command, cause, expected)


def _cause_of(proposal: Proposal, caller: Caller) -> Cause:
    """Return the cause of somebody's consent; without a post there, of whatever post they hold.

    So it is the rules that refuse the wrong body, naming the right one.
    """
    route = proposal.route
    if route is not None and caller.holds(route.body, *route.posts):
        return caller.acting(route.body, *route.posts)
    return caller.acting(proposal.unit, *STAFF)
