"""发件箱 — letters for the channels, numbered without a gap, never written twice."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.delivery_words import DeliveryRetried
from services.publishing.domain.events import (
    AttachmentsListed,
    DisclosureRevised,
    DisclosureWithdrawn,
    InnerOpened,
    PublicOpened,
)
from services.publishing.domain.letters import (
    Matter,
    Telling,
    What,
    audiences,
    content_sha256,
    enclosed,
    letters,
)
from services.publishing.domain.repost_words import (
    RepostPublished,
    RepostRenewed,
    RepostWithdrawn,
)
from services.publishing.domain.terms import Scope
from services.publishing.views.deliveries import held
from services.publishing.views.portal import PortalRow, portal, version_key, versions
from services.publishing.views.reposts import Below, folded
from shared.calendar import beijing_date
from shared.record import Record
from shared.view import Rows, View

END: Final = "end"


class EndRow(Struct, frozen=True):
    """末位 — the position of the newest letter."""

    name: str
    position: int


class OutboxRow(Struct, frozen=True, kw_only=True):
    """渠道信 — as it leaves: ``body`` is the JSON that is sent, byte for byte."""

    position: int
    stream_id: UUID
    version: int
    tag: str
    body: str


outbox_ends: Final = View("outbox_ends", EndRow, key="name", keep=True)
outbox: Final = View("outbox", OutboxRow, key="position", keep=True)


@outbox.on(InnerOpened)
def _(rows: Rows[OutboxRow], record: Record[InnerOpened]) -> None:
    if row := rows.of(portal).get(record.stream_id):
        _tell(rows, record, What.OPENED, row, audiences(row.scope, row.phase))


@outbox.on(PublicOpened)
def _(rows: Rows[OutboxRow], record: Record[PublicOpened]) -> None:
    if row := rows.of(portal).get(record.stream_id):
        _tell(rows, record, What.OPENED, row, (Scope.SOCIETY,))


@outbox.on(DisclosureRevised)
def _(rows: Rows[OutboxRow], record: Record[DisclosureRevised]) -> None:
    if record.event.files:
        return  # it is told with its files, which are listed in the same commit
    if row := rows.of(portal).get(record.stream_id):
        _tell(rows, record, What.REVISED, row, audiences(row.scope, row.phase))


@outbox.on(AttachmentsListed)
def _(rows: Rows[OutboxRow], record: Record[AttachmentsListed]) -> None:
    """Tell a revision that has files; those of a first version are told when it is opened."""
    row, number = rows.of(portal).get(record.stream_id), record.event.version
    edition = rows.of(versions).get(version_key(record.stream_id, number))
    if row and edition and number > 1 and edition.files and edition.made_at == record.cause.at:
        _tell(rows, record, What.REVISED, row, audiences(row.scope, row.phase))


@outbox.on(DisclosureWithdrawn)
def _(rows: Rows[OutboxRow], record: Record[DisclosureWithdrawn]) -> None:
    if row := rows.of(portal).get(record.stream_id):
        _tell(rows, record, What.WITHDRAWN, row, audiences(row.scope, row.phase))


@outbox.on(RepostPublished)
def _(rows: Rows[OutboxRow], record: Record[RepostPublished]) -> None:
    _repost(rows, record, What.OPENED)


@outbox.on(RepostRenewed)
def _(rows: Rows[OutboxRow], record: Record[RepostRenewed]) -> None:
    _repost(rows, record, What.REVISED)


@outbox.on(RepostWithdrawn)
def _(rows: Rows[OutboxRow], record: Record[RepostWithdrawn]) -> None:
    _repost(rows, record, What.WITHDRAWN)


@outbox.on(DeliveryRetried)
def _(rows: Rows[OutboxRow], record: Record[DeliveryRetried]) -> None:
    """A channel that failed is told once more what it is to show, and no other channel is."""
    event = record.event
    shown = UUID(event.disclosure_id)
    row = rows.of(portal).get(shown) or folded(rows, shown)
    if row and not row.withdrawn and row.version == event.version:
        again = replace(row, channels=(event.form,))
        what = What.REVISED if row.version > 1 else What.OPENED
        _tell(rows, record, what, again, (Scope(event.audience),))


def _repost(rows: Rows[OutboxRow], record: Record[Any], what: What) -> None:
    """The channels of the unit below are told, each in its own name (C3)."""
    row = folded(rows, record.stream_id)
    if row and (what is What.WITHDRAWN or not row.withdrawn):
        _tell(rows, record, what, row, (row.scope,))


def _tell(
    rows: Rows[OutboxRow],
    record: Record[Any],
    what: What,
    row: PortalRow,
    to: tuple[Scope, ...],
) -> None:
    for audience in to:
        telling = Telling(
            what=what,
            place=(record.stream_id, record.version),
            at=record.cause.at,
            channels=_told(rows, what, row, record.cause.at),
            matter=_matter(rows, what, row, audience),
        )
        for letter in letters(telling, _end(rows)):
            rows.put(
                OutboxRow(
                    position=letter.position,
                    stream_id=letter.stream_id,
                    version=letter.version,
                    tag=letter.tag,
                    body=letter.body.decode(),
                )
            )
            rows.of(outbox_ends).put(EndRow(END, letter.position))


def _told(rows: Rows[Any], what: What, row: PortalRow, at: datetime) -> tuple[str, ...]:
    waiting = () if what is What.WITHDRAWN else held(rows, row, at)
    return tuple(each for each in row.channels if each not in waiting)


def _matter(rows: Rows[Any], what: What, row: PortalRow, audience: Scope) -> Matter:
    gone, outside = what is What.WITHDRAWN, audience is Scope.SOCIETY
    content = "" if gone else row.content
    edition = rows.of(versions).get(version_key(row.origin, row.version))
    files = edition.attachments if edition and not gone else ()
    return Matter(
        disclosure_id=row.disclosure_id,
        unit=row.unit,
        unit_name=row.unit_name,
        level1=row.level1,
        level2=row.level2,
        level3=row.level3,
        scope=row.scope,
        audience=audience,
        version=row.version,
        title=row.title,
        content=content,
        content_sha256=content_sha256(content),
        digest=row.digest,
        on=beijing_date(row.changed_at),
        url=row.url,
        proof=f"/archive/api/proofs/publishing/{row.public_position}" if outside else "",
        explanation="" if what is What.OPENED else row.explanation,
        waiver=row.waiver,
        attachments=enclosed(files, f"/items/{row.origin}/versions/{row.version}"),
        summary=row.state.plan.summary if row.state.plan and not gone else "",
        source_id=str(row.source_id) if isinstance(row, Below) else "",
        source_name=row.source_name if isinstance(row, Below) else "",
    )


def _end(rows: Rows[Any]) -> int:
    row = rows.of(outbox_ends).get(END)
    return row.position if row else 0
