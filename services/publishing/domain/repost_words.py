"""转载的请求和事实 — what may be asked about a repost that was approved, and what followed."""

from datetime import date

from msgspec import Struct

from services.publishing.domain.terms import Phase, Scope


class RepostSource(Struct, frozen=True, kw_only=True):
    """转载的来源 — a superior's disclosure as it stands here and now."""

    unit_name: str
    version: int
    title: str
    digest: str
    scope: Scope
    phase: Phase
    withdrawn: bool = False


class PublishRepost(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """公开转载 — what was approved, with what its source has become meanwhile."""

    unit: str
    unit_name: str
    disclosure_id: str
    scope: Scope
    channels: tuple[str, ...]
    source: RepostSource | None


class RenewRepost(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """随原文更新转载"""

    source: RepostSource


class WithdrawRepost(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """撤下转载 — by the unit itself, or because its source was withdrawn (``by_source``)."""

    reason: str
    by_source: bool = False


class RepostPublished(Struct, frozen=True, kw_only=True, tag="publishing.repost.published.v1"):
    """转载已公开 — the text is that of its source, in this version and by this digest."""

    unit: str
    unit_name: str
    disclosure_id: str
    source_name: str
    version: int
    title: str
    digest: str
    scope: Scope
    channels: tuple[str, ...]
    published_on: date


class RepostRenewed(Struct, frozen=True, kw_only=True, tag="publishing.repost.renewed.v1"):
    """转载已随原文更新"""

    unit: str
    disclosure_id: str
    version: int
    title: str
    digest: str
    renewed_on: date


class RepostWithdrawn(Struct, frozen=True, kw_only=True, tag="publishing.repost.withdrawn.v1"):
    """转载已撤下 — ``by_source``: the superior withdrew the matter itself."""

    unit: str
    disclosure_id: str
    reason: str
    by_source: bool
    withdrawn_on: date


RepostCommand = PublishRepost | RenewRepost | WithdrawRepost
RepostEvent = RepostPublished | RepostRenewed | RepostWithdrawn
