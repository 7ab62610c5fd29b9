"""What other services have said, as far as publishing needs it."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.publishing.heard import (
    CheckpointSigned,
    ItemListed,
    ItemRetired,
    OutcomePublished,
    ProposalAttached,
    ProposalResubmitted,
    ProposalReviewed,
    ProposalRouted,
    ProposalSubmitted,
    RestartOrdered,
    SchemeCited,
)
from shared.record import Record, canonical
from shared.view import Rows, View


class ItemRow(Struct, frozen=True, kw_only=True):
    """目录事项 — kept when it is retired: what was disclosed of it still needs its name."""

    item_id: str
    unit: str
    level1: str
    level2: str
    level3: str
    time_limit: str
    scope: str = ""
    catalog_version: int = 0
    code: str = ""
    retired: bool = False


class TextRow(Struct, frozen=True, kw_only=True):
    """送审文本 — a text that was submitted, word for word, under proposal and SHA-256."""

    id: str
    plan: dict[str, Any]
    explanation: str
    submitted_at: datetime
    reviewed_at: datetime
    attachments: list[dict[str, Any]] = []
    restart_days: int | None = None  # of a version for which the inner period begins anew
    scheme_of: str = ""  # whose scheme it was approved under, and its newest version; 0: unknown
    scheme: int = 0


class EnclosedRow(Struct, frozen=True, kw_only=True):
    """方案附件 — the files of the text that is filed next, as they were told."""

    proposal_id: UUID
    attachments: list[dict[str, Any]]


class OutcomeRow(Struct, frozen=True, kw_only=True):
    """意见办理结果"""

    id: str
    disclosure_id: str
    finding: str
    summary: str
    at: datetime


class RunRow(Struct, frozen=True, kw_only=True):
    """日志区段 — where own facts stand in the log, and the checkpoint that says so."""

    position: int
    last: int
    index: int
    size: int
    root: str
    at: datetime

    def index_of(self, position: int) -> int:
        """Return the log index of the fact at this position."""
        return self.index + position - self.position


OUTSIDE: Final = "目录外事项"

items: Final = View("items", ItemRow, key="item_id", indexes=(("unit", "code"), ("level1",)))
enclosed: Final = View("enclosed", EnclosedRow, key="proposal_id")
texts: Final = View("texts", TextRow, key="id")
outcomes: Final = View("outcomes", OutcomeRow, key="id", indexes=(("disclosure_id",),))
runs: Final = View("runs", RunRow, key="position")


def text_key(proposal_id: Any, digest: str) -> str:
    """Return the key of a text."""
    return f"{proposal_id}/{digest}"


@items.on(ItemListed)
def _(rows: Rows[ItemRow], record: Record[ItemListed]) -> None:
    event = record.event
    rows.put(
        ItemRow(
            item_id=event.item_id,
            unit=event.unit,
            level1=event.level1,
            level2=event.level2,
            level3=event.level3,
            time_limit=event.time_limit,
            scope=event.scope,
            catalog_version=event.catalog_version,
            code=event.code,
        )
    )


@items.on(ItemRetired)
def _(rows: Rows[ItemRow], record: Record[ItemRetired]) -> None:
    rows.change(record.event.item_id, retired=True)


@items.on(ProposalRouted)
def _(rows: Rows[ItemRow], record: Record[ProposalRouted]) -> None:
    """A matter outside the catalog is known by its proposal alone."""
    event = record.event
    if event.way != "superior" and rows.get(event.item_id) is None:
        rows.put(
            ItemRow(
                item_id=event.item_id,
                unit=event.unit,
                level1=OUTSIDE,
                level2="",
                level3=event.title,
                time_limit="",
            )
        )


@enclosed.on(ProposalAttached)
def _(rows: Rows[EnclosedRow], record: Record[ProposalAttached]) -> None:
    rows.put(EnclosedRow(proposal_id=record.stream_id, attachments=record.event.attachments))


@texts.on(ProposalSubmitted, ProposalResubmitted)
def _(rows: Rows[TextRow], record: Record[ProposalSubmitted | ProposalResubmitted]) -> None:
    event, at = record.event, record.cause.at
    found = rows.of(enclosed).get(record.stream_id)
    files = found.attachments if found else []
    rows.put(
        TextRow(
            id=text_key(record.stream_id, digest_of(event.plan, event.explanation, files)),
            attachments=files,
            plan=event.plan,
            explanation=event.explanation,
            submitted_at=at,
            reviewed_at=at,
        )
    )


@texts.on(ProposalReviewed)
def _(rows: Rows[TextRow], record: Record[ProposalReviewed]) -> None:
    rows.change(text_key(record.stream_id, record.event.digest), reviewed_at=record.cause.at)


@texts.on(RestartOrdered)
def _(rows: Rows[TextRow], record: Record[RestartOrdered]) -> None:
    days = record.event.min_inner_working_days
    rows.change(text_key(record.stream_id, record.event.digest), restart_days=days)


@texts.on(SchemeCited)
def _(rows: Rows[TextRow], record: Record[SchemeCited]) -> None:
    cited = {"scheme_of": record.event.unit, "scheme": record.event.version}
    rows.change(text_key(record.stream_id, record.event.digest), **cited)


@outcomes.on(OutcomePublished)
def _(rows: Rows[OutcomeRow], record: Record[OutcomePublished]) -> None:
    event = record.event
    rows.put(
        OutcomeRow(
            id=str(record.id),
            disclosure_id=event.disclosure_id,
            finding=event.finding,
            summary=event.summary,
            at=record.cause.at,
        )
    )


@runs.on(CheckpointSigned)
def _(rows: Rows[RunRow], record: Record[CheckpointSigned]) -> None:
    event = record.event
    for run in event.runs:
        if run.service == "publishing":
            rows.put(
                RunRow(
                    position=run.position,
                    last=run.position + run.count - 1,
                    index=run.index,
                    size=event.size,
                    root=event.root,
                    at=record.cause.at,
                )
            )


def digest_of(
    plan: dict[str, Any], explanation: str, attachments: Sequence[dict[str, Any]] = ()
) -> str:
    """Return the SHA-256 (hex) of all that was submitted, computed anew from what was heard."""
    told = {key: value for key, value in plan.items() if key != "summary" or value}
    text = {"attachments": attachments, "explanation": explanation, "plan": told}
    return sha256(canonical(text)).hexdigest()
