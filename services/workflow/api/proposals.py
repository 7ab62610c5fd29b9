"""The door for programs. Translates HTTP into a command and a row into JSON; no rules."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post, put
from litestar.status_codes import HTTP_201_CREATED
from msgspec import Struct

from services.workflow.domain.attachment_words import Attachment
from services.workflow.domain.catalog import CatalogVersion
from services.workflow.domain.commands import (
    ApproveProposal,
    RejectProposal,
    ResubmitProposal,
    ReturnProposal,
    ReviewProposal,
    SubmitProposal,
)
from services.workflow.domain.demand_words import Declared
from services.workflow.domain.proposal import Status
from services.workflow.domain.revocation_words import RevokeProposal
from services.workflow.domain.route import Route
from services.workflow.domain.terms import Kind, Plan, Rules
from services.workflow.handlers import Desk, Offer, Proposals, Todo, offers
from services.workflow.handlers.narrowed import narrowed
from services.workflow.views import HistoryLine, ItemRow, ProposalRow, ReviewLine
from shared.store import Receipt
from shared.web import Caller, filed, tagged


class ProposalShown(Struct, frozen=True, kw_only=True):
    """办理进度 — a proposal as its unit's staff read it; ``offers``: what the reader may do now.

    ``waiting``: for whose decision, where the ordinary approver does not decide alone (S4-12).
    """

    proposal_id: UUID
    unit: str
    item_id: str
    item_title: str
    kind: Kind
    state: Status
    ready: bool
    plan: Plan
    digest: str
    explanation: str
    disclosure_id: str
    opinion_id: str
    rules: Rules | None
    submitted_by: str
    catalog: CatalogVersion | None
    reviews: tuple[ReviewLine, ...]
    history: tuple[HistoryLine, ...]
    offers: list[Offer]
    route: Route | None = None
    waiting: str = ""
    escalated: bool = False
    attachments: tuple[Attachment, ...] = ()
    declared: Declared = Declared()


@put("/proposals/{proposal_id:uuid}", status_code=HTTP_201_CREATED)
async def submit_proposal(
    proposal_id: UUID, data: SubmitProposal, proposals: Proposals, caller: Caller
) -> Response[Receipt]:
    """提出公开方案。The caller chooses the id, so a retry can never propose twice."""
    receipt = await proposals.submit(proposal_id, data, caller)
    return filed(receipt, f"/workflow/api/proposals/{proposal_id}")


@post("/proposals/{proposal_id:uuid}/resubmit")
async def resubmit_proposal(
    proposal_id: UUID,
    data: ResubmitProposal,
    proposals: Proposals,
    caller: Caller,
    expected: int | None,
) -> Response[Receipt]:
    """修改后重新提出。"""
    return filed(await proposals.resubmit(proposal_id, data, caller, expected))


@post("/proposals/{proposal_id:uuid}/reviews")
async def review_proposal(
    proposal_id: UUID,
    data: ReviewProposal,
    proposals: Proposals,
    caller: Caller,
    expected: int | None,
) -> Response[Receipt]:
    """审核。The verdict is bound to the text with the digest that is sent along."""
    return filed(await proposals.act(proposal_id, data, caller, expected))


@post("/proposals/{proposal_id:uuid}/return")
async def return_proposal(
    proposal_id: UUID,
    data: ReturnProposal,
    proposals: Proposals,
    caller: Caller,
    expected: int | None,
) -> Response[Receipt]:
    """退回修改。"""
    return filed(await proposals.act(proposal_id, data, caller, expected))


@post("/proposals/{proposal_id:uuid}/approve")
async def approve_proposal(
    proposal_id: UUID,
    data: ApproveProposal,
    proposals: Proposals,
    caller: Caller,
    expected: int | None,
) -> Response[Receipt]:
    """批准。"""
    return filed(await proposals.act(proposal_id, data, caller, expected))


@post("/proposals/{proposal_id:uuid}/reject")
async def reject_proposal(
    proposal_id: UUID,
    data: RejectProposal,
    proposals: Proposals,
    caller: Caller,
    expected: int | None,
) -> Response[Receipt]:
    """不予公开。"""
    return filed(await proposals.act(proposal_id, data, caller, expected))


@post("/proposals/{proposal_id:uuid}/revoke")
async def revoke_proposal(
    proposal_id: UUID,
    data: RevokeProposal,
    proposals: Proposals,
    caller: Caller,
    expected: int | None,
) -> Response[Receipt]:
    """撤销批准。"""
    return filed(await proposals.act(proposal_id, data, caller, expected))


@get("/proposals/{proposal_id:uuid}", sync_to_thread=True)
def read_proposal(proposal_id: UUID, desk: Desk, caller: Caller) -> Response[Any]:
    """查看办理进度。Only staff of the unit and its auditors: drafts are inner."""
    row = desk.proposal(proposal_id, caller)
    return tagged(shown(row, caller, desk.item(row.item_id)), row.version)


@get("/tasks", sync_to_thread=True)
def read_tasks(desk: Desk, caller: Caller) -> list[Todo]:
    """我的待办。"""
    caller.known()
    return desk.todos(caller)


def shown(row: ProposalRow, caller: Caller, item: ItemRow | None) -> ProposalShown:
    """Return a row as programs read it."""
    proposal = row.proposal
    return ProposalShown(
        proposal_id=row.proposal_id,
        unit=row.unit,
        item_id=row.item_id,
        item_title=row.item_title,
        kind=proposal.kind,
        state=row.state,
        ready=row.ready,
        plan=row.plan,
        digest=proposal.digest,
        explanation=proposal.explanation,
        disclosure_id=row.disclosure_id,
        opinion_id=proposal.opinion_id,
        rules=proposal.rules,
        submitted_by=row.submitted_by,
        catalog=row.catalog,
        reviews=row.reviews,
        history=row.history,
        offers=narrowed(offers(row, caller), row, item),
        route=proposal.route,
        waiting=proposal.route.waiting if proposal.route and row.ready else "",
        escalated=proposal.escalated,
        attachments=proposal.attachments,
        declared=proposal.declared,
    )


handlers = [
    submit_proposal,
    resubmit_proposal,
    review_proposal,
    return_proposal,
    approve_proposal,
    reject_proposal,
    revoke_proposal,
    read_proposal,
    read_tasks,
]
