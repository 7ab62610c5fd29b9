"""转载 — what stands open to be reposted, and every request with what became of it."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.workflow.domain.repost_words import RepostApproved, RepostRejected, RepostRequested
from services.workflow.domain.terms import Scope
from services.workflow.heard import (
    DisclosureCancelled,
    DisclosureRegistered,
    DisclosureRevised,
    DisclosureWithdrawn,
    InnerOpened,
    PublicOpened,
    RepostPublished,
    RepostWithdrawn,
)
from shared.record import Record
from shared.view import Rows, View

INNER: Final = "inner"
PUBLIC: Final = "public"
LIVE: Final = ("requested", "approved", "published")


class SourceRow(Struct, frozen=True, kw_only=True):
    """可以转载的事项 — ``phase``: inner or public once it is open."""

    disclosure_id: str
    unit: str
    version: int
    title: str
    scope: str
    phase: str = ""
    withdrawn: bool = False
    opened_at: datetime | None = None

    @property
    def open_to(self) -> Scope | None:
        """Return the widest scope that reads it now."""
        if self.phase == PUBLIC:
            return Scope.SOCIETY
        inside = Scope.PARTY if self.scope == Scope.SOCIETY.value else Scope(self.scope)
        return inside if self.phase == INNER else None


class RepostRow(Struct, frozen=True, kw_only=True):
    """转载 — ``state``: requested, approved, published, withdrawn or rejected."""

    repost_id: UUID
    unit: str
    disclosure_id: str
    source_unit: str
    title: str
    scope: str
    channels: tuple[str, ...]
    state: str
    approvers: tuple[str, ...]
    requested_by: str
    requested_at: datetime
    changed_at: datetime
    version: int
    decided_by: str = ""
    reason: str = ""


sources: Final = View(
    "repost_sources", SourceRow, key="disclosure_id", indexes=(("unit", "withdrawn", "phase"),)
)
reposts: Final = View(
    "reposts", RepostRow, key="repost_id", indexes=(("unit", "changed_at"), ("disclosure_id",))
)


@sources.on(DisclosureRegistered)
def _(rows: Rows[SourceRow], record: Record[DisclosureRegistered]) -> None:
    event = record.event
    rows.put(
        SourceRow(
            disclosure_id=str(record.stream_id),
            unit=event.unit,
            version=event.version,
            title=event.plan.title,
            scope=event.plan.scope,
        )
    )


@sources.on(InnerOpened, PublicOpened)
def _(rows: Rows[SourceRow], record: Record[InnerOpened | PublicOpened]) -> None:
    phase = PUBLIC if isinstance(record.event, PublicOpened) else INNER
    rows.change(str(record.stream_id), phase=phase, opened_at=record.cause.at)


@sources.on(DisclosureRevised)
def _(rows: Rows[SourceRow], record: Record[DisclosureRevised]) -> None:
    event = record.event
    rows.change(str(record.stream_id), version=event.version, title=event.plan.title)


@sources.on(DisclosureWithdrawn, DisclosureCancelled)
def _(rows: Rows[SourceRow], record: Record[DisclosureWithdrawn | DisclosureCancelled]) -> None:
    rows.change(str(record.stream_id), withdrawn=True)


@reposts.on(RepostRequested)
def _(rows: Rows[RepostRow], record: Record[RepostRequested]) -> None:
    event, at = record.event, record.cause.at
    rows.put(
        RepostRow(
            repost_id=record.stream_id,
            unit=event.unit,
            disclosure_id=event.disclosure_id,
            source_unit=event.source_unit,
            title=event.title,
            scope=event.scope.value,
            channels=event.channels,
            state="requested",
            approvers=tuple(each.value for each in event.approvers),
            requested_by=event.requested_by,
            requested_at=at,
            changed_at=at,
            version=record.version,
        )
    )


@reposts.on(RepostApproved)
def _(rows: Rows[RepostRow], record: Record[RepostApproved]) -> None:
    by = record.event.approved_by
    _become(rows, record, state="approved", decided_by=by, version=record.version)


@reposts.on(RepostRejected)
def _(rows: Rows[RepostRow], record: Record[RepostRejected]) -> None:
    event = record.event
    _become(
        rows,
        record,
        state="rejected",
        decided_by=event.rejected_by,
        reason=event.reason,
        version=record.version,
    )


@reposts.on(RepostPublished)
def _(rows: Rows[RepostRow], record: Record[RepostPublished]) -> None:
    _become(rows, record, state="published")


@reposts.on(RepostWithdrawn)
def _(rows: Rows[RepostRow], record: Record[RepostWithdrawn]) -> None:
    _become(rows, record, state="withdrawn", reason=record.event.reason)


def _become(rows: Rows[RepostRow], record: Record[Any], **changes: Any) -> None:
    rows.change(record.stream_id, changed_at=record.cause.at, **changes)
