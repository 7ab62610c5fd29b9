"""目录版本 — a matter is proposed under a version that was screened and approved (五(一)1)."""

from datetime import datetime

from msgspec import Struct

from shared.decider import RejectedError


class Decision(Struct, frozen=True, kw_only=True):
    """决定 — who decided, and when."""

    by: str
    at: datetime


class CatalogVersion(Struct, frozen=True, kw_only=True):
    """目录版本 — which version lists a matter, who passed it as no secret and who approved it."""

    number: int
    screened: Decision | None = None
    approved: Decision | None = None


class CatalogNotScreenedError(RejectedError):
    """这个事项所在的目录版本没有通过保密性初审，不能提出公开方案。"""


class CatalogNotApprovedError(RejectedError):
    """这个事项所在的目录版本没有经过审批，不能提出公开方案。"""


def in_effect(version: CatalogVersion | None) -> None:
    """Refuse a version that lacks one of its two decisions; None: a matter outside the catalog."""
    if version is None:
        return
    if version.screened is None:
        raise CatalogNotScreenedError(version.number, field="item_id")
    if version.approved is None:
        raise CatalogNotApprovedError(version.number, field="item_id")
