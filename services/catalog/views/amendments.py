"""Rows of amendments of listed items, and of matters that are not disclosed."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from services.catalog.domain.amendment_words import (
    AmendmentAbandoned,
    AmendmentAcknowledged,
    AmendmentAnnounced,
    AmendmentApproved,
    AmendmentFiled,
    AmendmentKind,
    AmendmentProposed,
    AmendmentReturned,
    AmendmentScreened,
    Wanted,
)
from services.catalog.domain.terms import Verdict
from services.catalog.domain.withheld_words import (
    Ground,
    Outcome,
    WithheldAcknowledged,
    WithheldFiled,
    WithheldRegistered,
    WithheldReturned,
    WithheldReviewed,
)
from shared.record import Record
from shared.view import Rows, View


class AmendmentRow(Struct, frozen=True, kw_only=True):
    """目录调整 — each step's time is null until it is done."""

    amendment_id: UUID
    unit: str
    item_id: UUID
    kind: AmendmentKind
    explanation: str
    wanted: Wanted | None
    proposed_by: str
    proposed_at: datetime
    screened_at: datetime | None = None
    screened_by: str = ""
    returned: str = ""
    approved_at: datetime | None = None
    approved_by: str = ""
    superior: str = ""
    filed_at: datetime | None = None
    acknowledged_at: datetime | None = None
    announced_at: datetime | None = None
    refused: str = ""
    answer: str = ""
    abandoned_at: datetime | None = None

    @property
    def state(self) -> str:
        """Return the Chinese word for how far it has come."""
        known = (
            (self.announced_at, "已公告"),
            (self.abandoned_at, "不再办理"),
            (self.refused and not self.filed_at, "上级退回"),
            (self.filed_at, "已报备，待公告"),
            (self.approved_at, "已批准，待报备"),
            (self.screened_at, "已通过保密审查，待批准"),
            (self.returned, "保密审查未通过"),
        )
        return next((word for done, word in known if done), "待保密审查")


class WithheldRow(Struct, frozen=True, kw_only=True):
    """不公开事项 — ``open`` until a review turns it into one that is disclosed."""

    withheld_id: UUID
    unit: str
    title: str
    item_id: str
    ground: Ground
    rule: str
    explanation: str
    review_on: str
    registered_by: str
    registered_at: datetime
    superior: str = ""
    filed_at: datetime | None = None
    acknowledged_at: datetime | None = None
    refused: str = ""
    reviewed_at: datetime | None = None
    outcome: Outcome | None = None
    reason: str = ""
    open: bool = True


amendments = View(
    "amendments",
    AmendmentRow,
    key="amendment_id",
    indexes=(("unit", "proposed_at"), ("item_id",), ("superior",)),
)
withheld = View(
    "withheld",
    WithheldRow,
    key="withheld_id",
    indexes=(("unit", "review_on"), ("superior",)),
)


@amendments.on(AmendmentProposed)
def _(rows: Rows[AmendmentRow], record: Record[AmendmentProposed]) -> None:
    event = record.event
    rows.put(
        AmendmentRow(
            amendment_id=record.stream_id,
            unit=event.unit,
            item_id=event.item_id,
            kind=event.kind,
            explanation=event.explanation,
            wanted=event.wanted,
            proposed_by=event.proposed_by,
            proposed_at=record.cause.at,
        )
    )


@amendments.on(AmendmentScreened)
def _(rows: Rows[AmendmentRow], record: Record[AmendmentScreened]) -> None:
    event = record.event
    if event.verdict is Verdict.FAIL:
        rows.change(record.stream_id, returned=event.note)
        return
    rows.change(
        record.stream_id,
        screened_at=record.cause.at,
        screened_by=event.screened_by,
        returned="",
    )


@amendments.on(AmendmentApproved)
def _(rows: Rows[AmendmentRow], record: Record[AmendmentApproved]) -> None:
    by = record.event.approved_by
    rows.change(record.stream_id, approved_at=record.cause.at, approved_by=by)


@amendments.on(AmendmentFiled)
def _(rows: Rows[AmendmentRow], record: Record[AmendmentFiled]) -> None:
    event, at = record.event, record.cause.at
    rows.change(record.stream_id, filed_at=at, superior=event.superior, answer=event.answer)


@amendments.on(AmendmentAcknowledged)
def _(rows: Rows[AmendmentRow], record: Record[AmendmentAcknowledged]) -> None:
    rows.change(record.stream_id, acknowledged_at=record.cause.at)


@amendments.on(AmendmentReturned)
def _(rows: Rows[AmendmentRow], record: Record[AmendmentReturned]) -> None:
    rows.change(record.stream_id, refused=record.event.comment, filed_at=None)


@amendments.on(AmendmentAbandoned)
def _(rows: Rows[AmendmentRow], record: Record[AmendmentAbandoned]) -> None:
    rows.change(record.stream_id, abandoned_at=record.cause.at)


@amendments.on(AmendmentAnnounced)
def _(rows: Rows[AmendmentRow], record: Record[AmendmentAnnounced]) -> None:
    """What ends because a superior's order was lifted was proposed by nobody here."""
    event, at = record.event, record.cause.at
    if rows.get(record.stream_id):
        rows.change(record.stream_id, announced_at=at)
        return
    rows.put(
        AmendmentRow(
            amendment_id=record.stream_id,
            unit=event.unit,
            item_id=event.item_id,
            kind=event.kind,
            explanation=event.explanation,
            wanted=None,
            proposed_by=event.announced_by,
            proposed_at=at,
            announced_at=at,
        )
    )


@withheld.on(WithheldRegistered)
def _(rows: Rows[WithheldRow], record: Record[WithheldRegistered]) -> None:
    event = record.event
    rows.put(
        WithheldRow(
            withheld_id=record.stream_id,
            unit=event.unit,
            title=event.title,
            item_id=event.item_id,
            ground=event.ground,
            rule=event.rule,
            explanation=event.explanation,
            review_on=event.review_on,
            registered_by=event.registered_by,
            registered_at=record.cause.at,
        )
    )


@withheld.on(WithheldFiled)
def _(rows: Rows[WithheldRow], record: Record[WithheldFiled]) -> None:
    again = {"acknowledged_at": None, "refused": ""}
    superior, at = record.event.superior, record.cause.at
    rows.change(record.stream_id, superior=superior, filed_at=at, **again)


@withheld.on(WithheldReturned)
def _(rows: Rows[WithheldRow], record: Record[WithheldReturned]) -> None:
    rows.change(record.stream_id, refused=record.event.comment)


@withheld.on(WithheldAcknowledged)
def _(rows: Rows[WithheldRow], record: Record[WithheldAcknowledged]) -> None:
    rows.change(record.stream_id, acknowledged_at=record.cause.at)


@withheld.on(WithheldReviewed)
def _(rows: Rows[WithheldRow], record: Record[WithheldReviewed]) -> None:
    event = record.event
    rows.change(
        record.stream_id,
        outcome=event.outcome,
        reason=event.reason,
        review_on=event.review_on,
        reviewed_at=record.cause.at,
        open=event.outcome is Outcome.KEEP,
    )
