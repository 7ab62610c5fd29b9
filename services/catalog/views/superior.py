"""Rows of what comes from above or from the public: templates, orders, authority, topics."""

from datetime import date, datetime
from enum import Enum
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.authority import AuthorityReleased, AuthorityReserved, LikenessJudged
from services.catalog.domain.mandate_words import EntryImposed, EntryReleased, MandateIssued
from services.catalog.domain.template_words import (
    TemplateAnswered,
    TemplateCopied,
    TemplateDrafted,
    TemplateIssued,
)
from services.catalog.domain.terms import Entry
from services.catalog.domain.topic import TopicAdopted, TopicRefused
from services.catalog.heard import (
    MandateLifted,
    ProposalConsented,
    ProposalRouted,
    TopicRaised,
    TopicSupported,
)
from services.catalog.views.versions import row_key, version_key
from shared.alike import bare
from shared.record import Record
from shared.seal import Sealed
from shared.view import Rows, View

OFF_CATALOG: Final = {"leading_group", "catalog_maker", "collective"}
FIRST: Final = 200  # supporters whose moments are kept


class TemplateRow(Struct, frozen=True, kw_only=True):
    """目录模板 — one version of what a unit hands down."""

    key: str
    unit: str
    version: int
    title: str
    note: str
    rows: int
    issued_by: str
    issued_at: datetime


class ModelRow(Struct, frozen=True, kw_only=True):
    """模板条目"""

    key: str
    unit: str
    version: int
    row: int
    entry: Entry


class FollowRow(Struct, frozen=True, kw_only=True):
    """遵循模板 — which version of whose template a unit has last looked at."""

    unit: str
    issuer: str
    template_version: int


class OrderRow(Struct, frozen=True, kw_only=True):
    """公开要求 — as the superior issued it."""

    mandate_id: UUID
    unit: str
    level3: str
    due: date
    reason: str
    units: tuple[str, ...]
    issued_at: datetime
    lifted: str = ""  # why it was taken back; "": it stands


class ImposedRow(Struct, frozen=True, kw_only=True):
    """上级要求公开的事项 — of one unit; it cannot be taken off."""

    item_id: UUID
    unit: str
    issuer: str
    level3: str
    due: date


class AuthorityRow(Struct, frozen=True, kw_only=True):
    """上收的审批权限"""

    key: str
    unit: str
    matter: str
    reason: str
    reserved_at: datetime


class LikenessRow(Struct, frozen=True, kw_only=True):
    """相近标题的认定 — the latest ruling on a heading that resembles a reserved class."""

    key: str
    unit: str
    matter: str
    heading: str
    same: bool
    reason: str
    judged_at: datetime


class Candidate(Enum):
    """点题办理状态"""

    OPEN = "open"
    ADOPTED = "adopted"
    REFUSED = "refused"
    PENDING = "pending"  # a matter outside the catalog to which nobody has consented yet

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        words = {"open": "待办理", "adopted": "已采纳", "refused": "未采纳", "pending": "待批准"}
        return words[self.value]


class CandidateRow(Struct, frozen=True, kw_only=True):
    """候选条目 — a topic of the public, whose words only the keyring opens.

    Or a matter outside the catalog that was consented to (``title``, nothing sealed): what
    is disclosed again and again belongs into the catalog. ``supported_at``: when the first
    supporters came, at most ``FIRST`` of them.
    """

    topic_id: UUID
    unit: str
    content: Sealed | None
    raised_at: datetime
    state: Candidate = Candidate.OPEN
    title: str = ""
    supporters: int = 0
    supported_at: tuple[datetime, ...] = ()
    said: str = ""
    settled_by: str = ""
    settled_at: datetime | None = None


templates: Final = View("templates", TemplateRow, key="key", indexes=(("unit", "version"),))
models: Final = View("models", ModelRow, key="key", indexes=(("unit", "version", "row"),))
follows: Final = View("follows", FollowRow, key="unit")
orders: Final = View("orders", OrderRow, key="mandate_id", indexes=(("unit", "issued_at"),))
imposed: Final = View("imposed", ImposedRow, key="item_id", indexes=(("unit",),))
authorities: Final = View("authorities", AuthorityRow, key="key", indexes=(("unit", "matter"),))
likenesses: Final = View("likenesses", LikenessRow, key="key", indexes=(("unit", "matter"),))
candidates: Final = View(
    "candidates", CandidateRow, key="topic_id", indexes=(("unit", "state", "raised_at"),)
)
ROWS: Final = (templates, models, follows, orders, imposed, authorities, likenesses, candidates)


@models.on(TemplateDrafted)
def _(rows: Rows[ModelRow], record: Record[TemplateDrafted]) -> None:
    event = record.event
    for entry in event.entries:
        key = row_key(event.unit, event.version, entry.row)
        rows.put(
            ModelRow(key=key, unit=event.unit, version=event.version, row=entry.row, entry=entry)
        )


@templates.on(TemplateIssued)
def _(rows: Rows[TemplateRow], record: Record[TemplateIssued]) -> None:
    event = record.event
    rows.put(
        TemplateRow(
            key=version_key(event.unit, event.version),
            unit=event.unit,
            version=event.version,
            title=event.title,
            note=event.note,
            rows=event.rows,
            issued_by=event.issued_by,
            issued_at=record.cause.at,
        )
    )


@follows.on(TemplateCopied, TemplateAnswered)
def _(rows: Rows[FollowRow], record: Record[TemplateCopied | TemplateAnswered]) -> None:
    event = record.event
    rows.put(
        FollowRow(unit=event.unit, issuer=event.issuer, template_version=event.template_version)
    )


@orders.on(MandateIssued)
def _(rows: Rows[OrderRow], record: Record[MandateIssued]) -> None:
    event = record.event
    rows.put(
        OrderRow(
            mandate_id=record.stream_id,
            unit=event.unit,
            level3=event.level3,
            due=event.due,
            reason=event.reason,
            units=event.units,
            issued_at=record.cause.at,
        )
    )


@imposed.on(EntryImposed)
def _(rows: Rows[ImposedRow], record: Record[EntryImposed]) -> None:
    event = record.event
    rows.put(
        ImposedRow(
            item_id=event.item_id,
            unit=event.unit,
            issuer=event.issuer,
            level3=event.level3,
            due=event.due,
        )
    )


@orders.on(MandateLifted)
def _(rows: Rows[OrderRow], record: Record[MandateLifted]) -> None:
    rows.change(UUID(record.event.mandate), lifted=record.event.reason)


@imposed.on(EntryReleased)
def _(rows: Rows[ImposedRow], record: Record[EntryReleased]) -> None:
    if record.event.freed:
        rows.drop(record.event.item_id)


@authorities.on(AuthorityReserved)
def _(rows: Rows[AuthorityRow], record: Record[AuthorityReserved]) -> None:
    event = record.event
    rows.put(
        AuthorityRow(
            key=f"{event.unit}/{event.matter}",
            unit=event.unit,
            matter=event.matter,
            reason=event.reason,
            reserved_at=record.cause.at,
        )
    )


@authorities.on(AuthorityReleased)
def _(rows: Rows[AuthorityRow], record: Record[AuthorityReleased]) -> None:
    rows.drop(f"{record.event.unit}/{record.event.matter}")


@likenesses.on(LikenessJudged)
def _(rows: Rows[LikenessRow], record: Record[LikenessJudged]) -> None:
    event = record.event
    rows.put(
        LikenessRow(
            key=f"{event.unit}/{event.matter}/{bare(event.heading)}",
            unit=event.unit,
            matter=event.matter,
            heading=event.heading,
            same=event.same,
            reason=event.reason,
            judged_at=record.cause.at,
        )
    )


@candidates.on(TopicRaised)
def _(rows: Rows[CandidateRow], record: Record[TopicRaised]) -> None:
    event = record.event
    rows.put(
        CandidateRow(
            topic_id=record.stream_id,
            unit=event.unit,
            content=event.content,
            raised_at=record.cause.at,
        )
    )


@candidates.on(TopicSupported)
def _(rows: Rows[CandidateRow], record: Record[TopicSupported]) -> None:
    row = rows.get(record.stream_id)
    if row:
        when = (*row.supported_at, record.cause.at)[:FIRST]
        rows.put(replace(row, supporters=record.event.count, supported_at=when))


@candidates.on(ProposalRouted)
def _(rows: Rows[CandidateRow], record: Record[ProposalRouted]) -> None:
    event = record.event
    if event.way in OFF_CATALOG:
        rows.put(
            CandidateRow(
                topic_id=record.stream_id,
                unit=event.unit,
                content=None,
                title=event.title,
                raised_at=record.cause.at,
                state=Candidate.PENDING,
            )
        )


@candidates.on(ProposalConsented)
def _(rows: Rows[CandidateRow], record: Record[ProposalConsented]) -> None:
    if record.event.way in OFF_CATALOG:
        rows.change(record.stream_id, state=Candidate.OPEN, raised_at=record.cause.at)


@candidates.on(TopicAdopted, TopicRefused)
def _(rows: Rows[CandidateRow], record: Record[TopicAdopted | TopicRefused]) -> None:
    event = record.event
    adopted = isinstance(event, TopicAdopted)
    rows.change(
        event.topic_id,
        state=Candidate.ADOPTED if adopted else Candidate.REFUSED,
        said=event.reply if isinstance(event, TopicAdopted) else event.reason,
        settled_by=record.cause.actor,
        settled_at=record.cause.at,
    )
