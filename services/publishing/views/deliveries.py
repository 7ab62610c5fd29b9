"""送达情况 — which channel is to show what, what it has shown, and what it has failed to show.

What is expected follows from the facts that open a phase or revise a text: one delivery for
each letter that leaves for a channel. The portal is the house itself: what it shows is this fact.
"""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.publishing.domain.delivery import delivery_id_of
from services.publishing.domain.delivery_words import (
    DeliveryConfirmed,
    DeliveryDelivered,
    DeliveryFailed,
    DeliveryPlanned,
    DeliveryRemoved,
    DeliveryRetried,
)
from services.publishing.domain.events import (
    DisclosureRevised,
    DisclosureWithdrawn,
    InnerOpened,
    PublicOpened,
)
from services.publishing.domain.letters import (
    CHANNELS,
    Channel,
    audiences,
    carriers,
    content_sha256,
)
from services.publishing.domain.reach import PENDING, SHOWN, State
from services.publishing.domain.repost_words import (
    RepostPublished,
    RepostRenewed,
    RepostWithdrawn,
)
from services.publishing.domain.terms import Scope
from services.publishing.domain.trial import PILOT, piloted
from services.publishing.domain.vouching_words import DeliveryVouched
from services.publishing.views.portal import PortalRow, portal
from services.publishing.views.reposts import folded
from services.publishing.views.schemes import said
from shared.record import Record
from shared.view import Rows, View

FORMS: Final = {channel: form for form, channel in CHANNELS.items()}
HOURS: Final = "delivery.due_hours"  # of the scheme: after opening, every channel has shown it
SUMMED: Final = "channels.summary"  # of the scheme: forms that need a summary
UNSUMMED: Final = "缺少推送摘要"
PORTAL: Final = "portal"  # who reports what the house itself shows


class DeliveryRow(Struct, frozen=True, kw_only=True):
    """一次送达 — ``planned`` tells that a fact has planned it; else it follows from the approval.

    ``pilot``: its form is on trial (试点). ``at`` is when it was shown, failed or taken down;
    ``by`` the person who said so and ``post`` in which post; ``evidence`` the SHA-256 of the
    proof; ``reason`` why it failed or was removed; ``vouched``: somebody else than who typed
    its words has looked at them.
    """

    delivery_id: UUID
    disclosure_id: UUID
    unit: str
    step: str
    version: int
    form: str
    outlet: str
    audience: Scope
    state: State
    content_sha256: str
    since: datetime
    due_at: datetime | None = None
    at: datetime | None = None
    evidence: str = ""
    address: str = ""
    via: str = ""
    by: str = ""
    post: str = ""
    reason: str = ""
    attempts: int = 0
    late_seconds: int = 0
    planned: bool = False
    pilot: bool = False
    vouched: bool = False
    record_version: int = 0


deliveries: Final = View(
    "deliveries",
    DeliveryRow,
    key="delivery_id",
    indexes=(
        ("disclosure_id", "version"),
        ("unit", "state"),
        ("form", "state"),
        ("state", "since"),
    ),
    edition=2,
)


class SeriesRow(Struct, frozen=True, kw_only=True):
    """一件公开事项的全部送达 — so that what replaces or ends them finds them."""

    disclosure_id: UUID
    deliveries: tuple[UUID, ...] = ()


series: Final = View("delivery_series", SeriesRow, key="disclosure_id")


@deliveries.on(InnerOpened)
def _(rows: Rows[DeliveryRow], record: Record[InnerOpened]) -> None:
    if row := rows.of(portal).get(record.stream_id):
        _expect(rows, record, row, audiences(row.scope, row.phase))


@deliveries.on(PublicOpened)
def _(rows: Rows[DeliveryRow], record: Record[PublicOpened]) -> None:
    if row := rows.of(portal).get(record.stream_id):
        _expect(rows, record, row, (Scope.SOCIETY,))


@deliveries.on(DisclosureRevised)
def _(rows: Rows[DeliveryRow], record: Record[DisclosureRevised]) -> None:
    if row := rows.of(portal).get(record.stream_id):
        _end(rows, record, State.REPLACED)
        _expect(rows, record, row, audiences(row.scope, row.phase))


@deliveries.on(DisclosureWithdrawn)
def _(rows: Rows[DeliveryRow], record: Record[DisclosureWithdrawn]) -> None:
    _end(rows, record, State.CANCELLED)


@deliveries.on(RepostPublished)
def _(rows: Rows[DeliveryRow], record: Record[RepostPublished]) -> None:
    if row := folded(rows, record.stream_id):
        _expect(rows, record, row, (row.scope,))


@deliveries.on(RepostRenewed)
def _(rows: Rows[DeliveryRow], record: Record[RepostRenewed]) -> None:
    if row := folded(rows, record.stream_id):
        _end(rows, record, State.REPLACED)
        _expect(rows, record, row, (row.scope,))


@deliveries.on(RepostWithdrawn)
def _(rows: Rows[DeliveryRow], record: Record[RepostWithdrawn]) -> None:
    _end(rows, record, State.CANCELLED)


@deliveries.on(DeliveryPlanned)
def _(rows: Rows[DeliveryRow], record: Record[DeliveryPlanned]) -> None:
    event = record.event
    key = _key(event)
    if rows.get(key):
        told = {"due_at": event.due_at, "audience": Scope(event.audience), "pilot": event.pilot}
        rows.change(key, planned=True, **told)
    else:
        _add(rows, _row(event, record.cause.at))
    rows.change(key, record_version=record.version)
    _cover(rows, event)


@deliveries.on(DeliveryDelivered)
def _(rows: Rows[DeliveryRow], record: Record[DeliveryDelivered]) -> None:
    _shown(rows, record)


@deliveries.on(DeliveryConfirmed)
def _(rows: Rows[DeliveryRow], record: Record[DeliveryConfirmed]) -> None:
    _shown(rows, record)


@deliveries.on(DeliveryFailed)
def _(rows: Rows[DeliveryRow], record: Record[DeliveryFailed]) -> None:
    event = record.event
    _told(
        rows,
        record,
        state=State.FAILED,
        reason=event.reason,
        attempts=event.attempt,
        at=record.cause.at,
        via=event.via,
    )


@deliveries.on(DeliveryVouched)
def _(rows: Rows[DeliveryRow], record: Record[DeliveryVouched]) -> None:
    rows.change(record.event.delivery_id, vouched=True)


@deliveries.on(DeliveryRetried)
def _(rows: Rows[DeliveryRow], record: Record[DeliveryRetried]) -> None:
    _told(rows, record, state=State.EXPECTED, reason="", at=None)


@deliveries.on(DeliveryRemoved)
def _(rows: Rows[DeliveryRow], record: Record[DeliveryRemoved]) -> None:
    event = record.event
    _told(rows, record, state=State.REMOVED, reason=event.reason, at=event.removed_at)


def _shown(
    rows: Rows[DeliveryRow], record: Record[DeliveryDelivered] | Record[DeliveryConfirmed]
) -> None:
    event = record.event
    _told(
        rows,
        record,
        state=State.DELIVERED,
        reason="",
        at=event.shown_at,
        evidence=event.evidence,
        address=event.address,
        via=event.via,
        late_seconds=event.late_seconds,
    )
    _supersede(rows, event)


def _cover(rows: Rows[DeliveryRow], event: DeliveryPlanned) -> None:
    """Where a place is named, the form itself waits for nothing more (``reach.wanted``)."""
    where = (event.step, event.version, event.form, "")
    plain = rows.get(delivery_id_of(UUID(event.disclosure_id), where)) if event.outlet else None
    if plain and plain.state is State.EXPECTED and not plain.planned:
        rows.drop(plain.delivery_id)


def _supersede(rows: Rows[DeliveryRow], event: Any) -> None:
    """Where the newer text hangs now, the older one hangs no more."""
    mine = rows.of(series).get(UUID(event.disclosure_id))
    for each in mine.deliveries if mine else ():
        row = rows.get(each)
        same = row and (row.step, row.form, row.outlet) == (event.step, event.form, event.outlet)
        if row and same and row.version < event.version and row.state is State.REMOVING:
            rows.change(each, state=State.REPLACED)


def _told(rows: Rows[DeliveryRow], record: Record[Any], **changes: Any) -> None:
    who = {"by": record.cause.actor, "post": record.cause.post}
    rows.change(_key(record.event), record_version=record.version, **who, **changes)


def _expect(
    rows: Rows[DeliveryRow], record: Record[Any], row: PortalRow, to: tuple[Scope, ...]
) -> None:
    for audience in to:
        step = "public" if audience is Scope.SOCIETY else "inner"
        for channel in carriers(row.channels, audience):
            _add(rows, _expected(rows, record, row, (step, FORMS[channel]), audience))


def due_at(rows: Rows[Any], unit: str, at: datetime) -> datetime | None:
    """Return by when a unit's scheme wants every channel to show what was opened; None: no term."""
    hours = said(rows, unit, HOURS, at)
    return at + timedelta(hours=hours) if isinstance(hours, int) and hours > 0 else None


def held(rows: Rows[Any], row: PortalRow, at: datetime) -> tuple[str, ...]:
    """Return the forms that push nothing before a summary was approved (S0 五(二)1)."""
    plan = row.state.plan
    if plan is None or plan.summary:
        return ()
    words = said(rows, row.unit, SUMMED, at)
    return tuple(each for each in row.channels if each in words) if words else ()


def _expected(
    rows: Rows[Any], record: Record[Any], row: PortalRow, what: tuple[str, str], audience: Scope
) -> DeliveryRow:
    (step, form), digest, at = what, content_sha256(row.content), record.cause.at
    mine = CHANNELS[form] is Channel.PORTAL
    return DeliveryRow(
        delivery_id=delivery_id_of(row.disclosure_id, (step, row.version, form, "")),
        disclosure_id=row.disclosure_id,
        unit=row.unit,
        step=step,
        version=row.version,
        form=form,
        outlet="",
        audience=audience,
        state=State.DELIVERED if mine else State.EXPECTED,
        content_sha256=digest,
        since=at,
        due_at=None if mine else due_at(rows, row.unit, at),
        at=at if mine else None,
        evidence=digest if mine else "",
        address=row.url if mine else "",
        via=PORTAL if mine else "",
        reason=UNSUMMED if form in held(rows, row, at) else "",
        pilot=form in piloted(said(rows, row.unit, PILOT, at) or ()),
    )


def _add(rows: Rows[DeliveryRow], row: DeliveryRow) -> None:
    rows.put(row)
    mine = rows.of(series).get(row.disclosure_id) or SeriesRow(disclosure_id=row.disclosure_id)
    known = dict.fromkeys((*mine.deliveries, row.delivery_id))
    rows.of(series).put(SeriesRow(disclosure_id=row.disclosure_id, deliveries=tuple(known)))


def _end(rows: Rows[DeliveryRow], record: Record[Any], state: State) -> None:
    """What was not shown yet need not be any more; what was shown must be taken down."""
    mine = rows.of(series).get(record.stream_id)
    for each in mine.deliveries if mine else ():
        row = rows.get(each)
        if row and row.state in PENDING:
            rows.change(each, state=state)
        elif row and row.state in SHOWN:
            over = {"at": record.cause.at} if row.via == PORTAL else {}
            rows.change(each, state=State.REMOVED if over else State.REMOVING, **over)


def _row(event: DeliveryPlanned, at: datetime) -> DeliveryRow:
    return DeliveryRow(
        delivery_id=_key(event),
        disclosure_id=UUID(event.disclosure_id),
        unit=event.unit,
        step=event.step,
        version=event.version,
        form=event.form,
        outlet=event.outlet,
        audience=Scope(event.audience),
        state=State.EXPECTED,
        content_sha256=event.content_sha256,
        since=at,
        due_at=event.due_at,
        planned=True,
        pilot=event.pilot,
    )


def _key(event: Any) -> UUID:
    where = (event.step, event.version, event.form, event.outlet)
    return delivery_id_of(UUID(event.disclosure_id), where)
