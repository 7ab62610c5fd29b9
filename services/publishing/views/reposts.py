"""转载 — every repost with its source, as it stands."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.reading import Reader, may_read
from services.publishing.domain.repost_words import (
    RepostPublished,
    RepostRenewed,
    RepostWithdrawn,
)
from services.publishing.domain.terms import Phase, Plan, Scope
from services.publishing.views.portal import (
    PortalRow,
    VersionRow,
    portal,
    version_key,
    versions,
)
from shared.record import Record
from shared.view import Rows, View, Views

MEETING: Final = ("会议",)


class RepostRow(Struct, frozen=True, kw_only=True):
    """转载 — ``disclosure_id`` is its source; ``number`` the version that it shows.

    ``spoken``: it is told at a meeting alone and stands on no page but those of the staff.
    """

    repost_id: UUID
    unit: str
    unit_name: str
    disclosure_id: UUID
    source_name: str
    number: int
    title: str
    scope: Scope
    channels: tuple[str, ...]
    published_at: datetime
    changed_at: datetime
    version: int
    withdrawn: bool = False
    by_source: bool = False
    reason: str = ""
    spoken: bool = False

    @property
    def phase(self) -> Phase:
        """Return as what readers meet it: to society it is public, to others inner."""
        return Phase.PUBLIC if self.scope is Scope.SOCIETY else Phase.INNER

    def may_be_read_by(self, reader: Reader) -> bool:
        """Tell whether this reader may know of it at all."""
        if self.spoken:
            return self.unit in reader.staffed
        return may_read(self.scope, self.phase, self.unit, (), reader)


class Below(PortalRow, frozen=True, kw_only=True):
    """转载的事项 — as a unit below shows it; ``source_id`` is the superior's own."""

    source_id: UUID
    source_name: str

    @property
    def url(self) -> str:
        """Return the path of its page."""
        return f"/reposts/{self.disclosure_id}"

    @property
    def origin(self) -> UUID:
        """Return whose versions and files it shows: the superior's."""
        return self.source_id


reposts: Final = View(
    "reposts", RepostRow, key="repost_id", indexes=(("disclosure_id",), ("unit", "published_at"))
)


def reposts_for(reader: Reader) -> Any:
    """Return ``may_be_read_by`` as a condition for lists; a test holds the two together."""
    c = reposts.c
    allowed = [c.scope == Scope.SOCIETY]
    if reader.staffed:
        allowed.append(c.unit.in_(sorted(reader.staffed)))
    if reader.units:
        written = c.spoken.is_(False)
        mine = c.scope == Scope.UNIT, c.unit.in_(sorted(reader.units))
        allowed += [sa.and_(c.scope == Scope.PARTY, written), sa.and_(*mine, written)]
    return sa.or_(*allowed)


@reposts.on(RepostPublished)
def _(rows: Rows[RepostRow], record: Record[RepostPublished]) -> None:
    event, at = record.event, record.cause.at
    rows.put(
        RepostRow(
            repost_id=record.stream_id,
            unit=event.unit,
            unit_name=event.unit_name,
            disclosure_id=UUID(event.disclosure_id),
            source_name=event.source_name,
            number=event.version,
            title=event.title,
            scope=event.scope,
            channels=event.channels,
            spoken=event.channels == MEETING and event.scope is not Scope.SOCIETY,
            published_at=at,
            changed_at=at,
            version=record.version,
        )
    )


@reposts.on(RepostRenewed)
def _(rows: Rows[RepostRow], record: Record[RepostRenewed]) -> None:
    event = record.event
    rows.change(
        record.stream_id,
        number=event.version,
        title=event.title,
        changed_at=record.cause.at,
        version=record.version,
    )


@reposts.on(RepostWithdrawn)
def _(rows: Rows[RepostRow], record: Record[RepostWithdrawn]) -> None:
    event = record.event
    rows.change(
        record.stream_id,
        withdrawn=True,
        by_source=event.by_source,
        reason=event.reason,
        changed_at=record.cause.at,
        version=record.version,
    )


def below(row: RepostRow, source: PortalRow, text: VersionRow) -> Below:
    """Return a repost as channels meet it: the text of its source, its own unit, scope and forms.

    ``text`` is the version of the source that it shows.
    """
    fields = {each: getattr(source, each) for each in source.__struct_fields__}
    opened = {"inner_opened_at": row.published_at}
    if row.scope is Scope.SOCIETY:
        opened["public_opened_at"] = row.published_at
    own = {
        "disclosure_id": row.repost_id,
        "unit": row.unit,
        "unit_name": row.unit_name,
        "scope": row.scope,
        "phase": row.phase,
        "channels": row.channels,
        "version": row.number,
        "title": text.title,
        "content": text.content,
        "digest": text.digest,
        "explanation": row.reason or text.explanation,
        "withdrawn": row.withdrawn or source.withdrawn,
        "shown_at": row.published_at,
        "changed_at": row.changed_at,
        "waiver": "",
        "readers": (),
    }
    whose = {"source_id": source.disclosure_id, "source_name": row.source_name}
    return Below(**fields | opened | own | whose)


def approved(plan: Plan, row: PortalRow) -> Plan:
    """Return what was approved: a repost in other forms and perhaps for fewer than its source."""
    if not isinstance(row, Below):
        return plan
    return replace(plan, scope=row.scope, channels=row.channels)


def folded(rows: Rows[Any], repost_id: UUID) -> Below | None:
    """Return a repost as channels meet it, while a fact about it is folded."""
    row = rows.of(reposts).get(repost_id)
    source = rows.of(portal).get(row.disclosure_id) if row else None
    text = rows.of(versions).get(version_key(row.disclosure_id, row.number)) if row else None
    return below(row, source, text) if row and source and text else None


def standing(views: Views, disclosure_id: UUID) -> PortalRow | None:
    """Return a disclosure or a repost by its id, None if it is neither."""
    if found := views.get(portal, disclosure_id):
        return found
    row = views.get(reposts, disclosure_id)
    source = views.get(portal, row.disclosure_id) if row else None
    text = views.get(versions, version_key(row.disclosure_id, row.number)) if row else None
    return below(row, source, text) if row and source and text else None
