"""撤销批准 — what may be asked about an approval that was given, and what has happened to it."""

from msgspec import Struct

from services.workflow.domain.terms import Kind


class RevokeProposal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """撤销批准"""

    reason: str


class ProposalRevoked(Struct, frozen=True, kw_only=True, tag="workflow.proposal.revoked.v1"):
    """批准已撤销 — by a post that could have given it, for a reason that readers see."""

    unit: str
    item_id: str
    kind: Kind
    reason: str
    revoked_by: str
