"""目录外和报批 — which path a matter takes, who sends it up, who consents (A8, B3)."""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.clearance import open_way
from services.workflow.domain.commands import Basis, Grounded
from services.workflow.domain.proposal import PROPOSAL, NotProposedError, Proposal
from services.workflow.domain.route import Route
from services.workflow.domain.route_words import (
    ConsentProposal,
    EscalateProposal,
    SubmitOffCatalog,
)
from services.workflow.domain.terms import STAFF, Plan, Post
from services.workflow.handlers.enclosures import Enclosures
from services.workflow.handlers.paths import Paths, consults
from services.workflow.handlers.proposals import ReservedIdError, bound, held_by, with_files
from services.workflow.handlers.screenings import Screenings
from services.workflow.views import schemes
from services.workflow.views.routing import ELSEWHERE, MatterRow, RoutedRow, routed
from shared.calendar import beijing_date
from shared.decider import RejectedError
from shared.record import Cause
from shared.register import people, units
from shared.store import Receipt, Store
from shared.view import Views
from shared.web import Caller, is_derived

SENDERS: Final = (Post.APPROVER, Post.OFFICE, Post.CLERK)
BODIES: Final = (Post.LEADER, Post.DEPUTY_LEADER, Post.APPROVER, Post.OFFICE)
SIZE: Final = 50


class UnitEndedError(RejectedError):
    """这个单位已经合并或者撤销，不能再以它的名义提出目录外事项，请由承接单位提出。"""


class Waiting(Struct, frozen=True, kw_only=True):
    """须经批准的事项 — one page of them, and how many there are."""

    rows: list[RoutedRow]
    total: int


@dataclass(frozen=True)
class Clearances:
    """报批与同意"""

    store: Store[Any]
    views: Views
    enclosures: Enclosures

    @property
    def paths(self) -> Paths:
        """Return where paths are found."""
        return Paths(self.views)

    async def submit(self, proposal_id: UUID, asked: SubmitOffCatalog, caller: Caller) -> Receipt:
        """提出目录外事项: by a clerk of the very unit."""
        if is_derived(proposal_id):
            raise ReservedIdError(proposal_id, field="proposal_id")
        today = beijing_date(caller.at)
        proposers = await asyncio.to_thread(self.paths.proposers, asked.unit, today)
        cause = caller.acting(asked.unit, *proposers)
        unit = await asyncio.to_thread(self.views.get, units, asked.unit)
        if unit is not None and unit.ended:
            raise UnitEndedError(field="unit")
        basis = await asyncio.to_thread(self._basis, proposal_id, asked, today)
        basis = replace(basis, held=held_by(caller, asked.unit))
        basis = with_files(basis, asked.attachments, caller, (), self.enclosures)
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
        bounded = await asyncio.to_thread(bound, self.views, asked, proposal)
        return await self._file(proposal_id, bounded, _cause_of(proposal, caller), expected)

    def listed(self, caller: Caller, page: int = 1) -> Waiting:
        """Return what was routed from or to the caller's units, what waits for a body first."""
        caller.known()
        mine, staff = caller.units(*BODIES), caller.units(*STAFF)
        here = routed.c.body.in_(mine) | routed.c.unit.in_(staff)
        here &= (routed.c.state != ELSEWHERE) | routed.c.unit.in_(staff)
        order = [routed.c.state.desc(), routed.c.changed_at.desc()]
        offset = (max(page, 1) - 1) * SIZE
        rows = self.views.select(routed, here, order=order, limit=SIZE, offset=offset)
        return Waiting(rows=rows, total=self.views.count(routed, here))

    def way(self, unit: str, today: date) -> Route:
        """Return a unit's way for what its catalog does not list.

        Raises:
            OffCatalogClosedError: its scheme has none.

        """
        return open_way(self.paths.off_catalog(unit, today))

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
        screenings = Screenings(self.store, self.views, self.enclosures)
        return await screenings.file(proposal_id, command, cause, expected)


def _cause_of(proposal: Proposal, caller: Caller) -> Cause:
    """Return the cause of somebody's consent; without a post there, of whatever post they hold.

    So it is the rules that refuse the wrong body, naming the right one.
    """
    route = proposal.route
    if route is not None and caller.holds(route.body, *route.posts):
        return caller.acting(route.body, *route.posts)
    return caller.acting(proposal.unit, *STAFF)
