"""转载 — every repost with its source, as it stands."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct

from services.publishing.domain.reading import Reader, may_read
from services.publishing.domain.repost_words import (
    RepostPublished,
    RepostRenewed,
    RepostWithdrawn,
)
from services.publishing.domain.terms import Phase, Scope
from shared.record import Record
from shared.view import Rows, View

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
