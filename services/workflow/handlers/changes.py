"""变更的报备和再公开的决定 — who answers a filing, who decides to disclose anew (V19, V20)."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.workflow.domain.change_words import (
    AcknowledgeFiling,
    AnswerObjection,
    DecideRepublication,
    FilingCommand,
    ObjectToFiling,
    SettleRepublication,
    Superior,
)
from services.workflow.domain.filing import KEEPERS, answerers
from services.workflow.domain.ground import DisclosureUnknownError
from services.workflow.domain.proposal import PROPOSAL, NotProposedError
from services.workflow.domain.republication import DECIDERS, REPUBLICATION
from services.workflow.domain.terms import STAFF
from services.workflow.views import disclosures
from services.workflow.views.changes import FilingRow, filings, republications
from shared.record import Cause
from shared.register import units
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

SIZE: Final = 50


class Filings(Struct, frozen=True, kw_only=True):
    """报备一览 — one page of what came from below or went up, what waits first."""

    rows: list[FilingRow]
    total: int


@dataclass(frozen=True)
class Changes:
    """变更"""

    store: Store[Any]
    views: Views

    async def answer(
        self, proposal_id: UUID, asked: AcknowledgeFiling | ObjectToFiling, caller: Caller
    ) -> Receipt:
        """回执或者提出异议: by the office or the approver of the superior.

        Raises:
            NotProposedError: nothing was filed with a unit of the caller under this id.

        """
        row = await asyncio.to_thread(self._known, proposal_id, caller)
        return await self._file(proposal_id, asked, caller.acting(row.body, *KEEPERS))

    async def reply(self, proposal_id: UUID, asked: AnswerObjection, caller: Caller) -> Receipt:
        """答复异议: by the office or the approver of the unit that filed the change.

        Raises:
            NotProposedError: nothing was filed by a unit of the caller under this id.

        """
        row = await asyncio.to_thread(self._known, proposal_id, caller)
        proposal, _ = await asyncio.to_thread(self.store.state, PROPOSAL, proposal_id)
        posts = answerers(proposal.rules) if proposal.rules else ()
        return await self._file(proposal_id, asked, caller.acting(row.unit, *posts))

    def _known(self, proposal_id: UUID, caller: Caller) -> FilingRow:
        caller.known()
        row = self.views.get(filings, proposal_id)
        if row is None or not (caller.holds(row.body, *KEEPERS) or caller.holds(row.unit, *STAFF)):
            raise NotProposedError
        return row

    async def _file(self, proposal_id: UUID, asked: FilingCommand, cause: Cause) -> Receipt:
        return await self.store.file(Task(PROPOSAL, proposal_id, asked), cause=cause)

    async def settle(self, asked: DecideRepublication, caller: Caller) -> Receipt:
        """决定是否再公开: about the version that is in force.

        Raises:
            DisclosureUnknownError: there is none, or it is none of this person's business.

        """
        caller.known()
        found = await asyncio.to_thread(self.views.get, disclosures, asked.disclosure_id)
        if found is None or found.withdrawn or not caller.holds(found.unit, *STAFF, *DECIDERS):
            raise DisclosureUnknownError(field="disclosure_id")
        cause = caller.acting(found.unit, *DECIDERS)
        command = SettleRepublication(asked=asked, unit=found.unit, version=found.version)
        stream = uuid5(UUID(found.disclosure_id), "workflow.republication")
        return await self.store.file(Task(REPUBLICATION, stream, command), cause=cause)

    def listed(self, caller: Caller, page: int = 1) -> Filings:
        """Return what was filed with or by the caller's units."""
        caller.known()
        here = filings.c.body.in_(caller.units(*KEEPERS))
        here |= filings.c.unit.in_(caller.units(*STAFF))
        order, offset = [filings.c.answered, filings.c.filed_at.desc()], (max(page, 1) - 1) * SIZE
        rows = self.views.select(filings, here, order=order, limit=SIZE, offset=offset)
        return Filings(rows=rows, total=self.views.count(filings, here))


def superior_of(views: Views, unit: str) -> Superior | None:
    """Return the unit right above another; None: nobody is."""
    branch = views.get(units, unit)
    if branch is None or not branch.superior:
        return None
    above = views.get(units, branch.superior)
    return Superior(unit=branch.superior, name=above.name if above else "")


def republished(views: Views, disclosure_id: str) -> bool | None:
    """Return what was decided about the version in force; None: nothing yet."""
    found, row = views.get(disclosures, disclosure_id), views.get(republications, disclosure_id)
    if found is None or row is None or row.version < found.version:
        return None
    return row.republish
