"""转载的请求和事实 — what may be asked about reposting a superior's matter, and what followed."""

from msgspec import Struct

from services.workflow.domain.terms import Post, Scope


class RequestRepost(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """申请转载 — what a superior has disclosed is to be shown again, to whom and in which forms."""

    unit: str
    disclosure_id: str
    scope: Scope
    channels: tuple[str, ...]


class RepostSource(Struct, frozen=True, kw_only=True):
    """转载的来源 — a disclosure as far as it is open now.

    ``open_to`` is the widest scope that reads it at this moment, None if nobody else may;
    ``above`` whether its unit stands above the one that would repost it.
    """

    unit: str
    version: int
    title: str
    open_to: Scope | None
    above: bool
    withdrawn: bool = False


class ProposeRepost(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """提出转载 — a request, with what it is judged by; ``live``: the unit reposts it already."""

    asked: RequestRepost
    source: RepostSource | None
    proposers: tuple[Post, ...]
    approvers: tuple[Post, ...]
    allowed: bool = True
    live: bool = False


class ApproveRepost(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """批准转载 — by the unit's approver, on what the source is now."""

    source: RepostSource | None


class RejectRepost(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """不予转载"""

    reason: str


class RepostRequested(Struct, frozen=True, kw_only=True, tag="workflow.repost.requested.v1"):
    """转载已申请"""

    unit: str
    disclosure_id: str
    source_unit: str
    version: int
    title: str
    scope: Scope
    channels: tuple[str, ...]
    approvers: tuple[Post, ...]
    requested_by: str


class RepostApproved(Struct, frozen=True, kw_only=True, tag="workflow.repost.approved.v1"):
    """转载已批准 — says everything that is to be carried out."""

    unit: str
    disclosure_id: str
    source_unit: str
    scope: Scope
    channels: tuple[str, ...]
    requested_by: str
    approved_by: str


class RepostRejected(Struct, frozen=True, kw_only=True, tag="workflow.repost.rejected.v1"):
    """转载未获批准"""

    unit: str
    disclosure_id: str
    reason: str
    rejected_by: str


RepostCommand = ProposeRepost | ApproveRepost | RejectRepost
RepostEvent = RepostRequested | RepostApproved | RepostRejected
