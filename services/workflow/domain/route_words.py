"""目录外和报批 — what may be asked about such a proposal, and what has happened to it."""

from msgspec import Struct

from services.workflow.domain.route import Ballot, Route, Way
from services.workflow.domain.terms import Plan


class SubmitOffCatalog(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """提出目录外事项 — a matter that the unit's catalog does not list, and why to disclose it."""

    unit: str
    plan: Plan
    reason: str
    attachments: tuple[str, ...] = ()  # uploads by id


class EscalateProposal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """报批 — send the very text that has this digest up to the body that must decide."""

    digest: str
    note: str = ""


class ConsentProposal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """同意公开 — by the body of the route; ``minutes`` names the record of its meeting."""

    digest: str
    minutes: str = ""
    ballot: Ballot | None = None


class ProposalRouted(Struct, frozen=True, kw_only=True, tag="workflow.proposal.routed.v1"):
    """方案已定审批路径

    The ordinary approver cannot decide it. ``item_id`` of a matter outside the
    catalog is its own; ``reason`` says why it is to be disclosed all the same.
    """

    unit: str
    item_id: str
    way: Way
    route: Route
    title: str
    reason: str = ""


class ProposalEscalated(Struct, frozen=True, kw_only=True, tag="workflow.proposal.escalated.v1"):
    """方案已报批"""

    unit: str
    body: str
    digest: str
    note: str
    escalated_by: str


class ProposalConsented(Struct, frozen=True, kw_only=True, tag="workflow.proposal.consented.v1"):
    """方案已经有权机关同意"""

    unit: str
    body: str
    way: Way
    digest: str
    consented_by: str
    minutes: str = ""
    ballot: Ballot | None = None


RouteEvent = ProposalRouted | ProposalEscalated | ProposalConsented
