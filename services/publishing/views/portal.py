"""公开事项和它的各个版本, as every page, list, feed and answer shows them."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.disclosure import Disclosure, evolve
from services.publishing.domain.display import last_day
from services.publishing.domain.events import (
    AttachmentsListed,
    DisclosureCancelled,
    DisclosureEvent,
    DisclosureRegistered,
    DisclosureRevised,
    DisclosureWithdrawn,
    InnerOpened,
    InnerRestarted,
    PublicOpened,
)
from services.publishing.domain.reading import Reader, may_read
from services.publishing.domain.terms import Approval, Attachment, Phase, Scope
from services.publishing.heard import ObligationFulfilled
from shared.record import Record
from shared.view import Rows, View


class PortalRow(Struct, frozen=True, kw_only=True):
    """公开事项 — as it stands.

    ``shown_at`` is when the phase it is in was opened; ``public_position`` where the
    newest fact about it that society reads stands among own facts, 0 if there is none;
    ``state`` is what the rules themselves remember, so that a page can ask them;
    ``shown_until`` the last day of its display, None while that has no end; ``owed_by`` the
    day by which it was owed, if it was opened so many days after that (逾期补公开).
    """

    disclosure_id: UUID
    unit: str
    unit_name: str
    item_id: str
    level1: str
    level2: str
    level3: str
    time_limit: str
    scope: Scope
    phase: Phase
    withdrawn: bool
    version: int
    title: str
    content: str
    readers: tuple[str, ...]
    channels: tuple[str, ...]
    waiver: str
    digest: str
    approval: Approval
    disclose_on: date
    registered_at: datetime
    shown_at: datetime
    changed_at: datetime
    record_version: int
    state: Disclosure
    inner_opened_at: datetime | None = None
    public_opened_at: datetime | None = None
    withdrawn_at: datetime | None = None
    explanation: str = ""
    public_position: int = 0
    shown_until: date | None = None
    owed_by: date | None = None
    late_days: int = 0

    @property
    def url(self) -> str:
        """Return the path of its page."""
        return f"/items/{self.disclosure_id}"

    @property
    def origin(self) -> UUID:
        """Return whose versions and files it shows: its own."""
        return self.disclosure_id

    def over(self, today: date) -> bool:
        """Tell whether its display is over on a day (期满)."""
        return self.shown_until is not None and self.shown_until < today

    def may_be_read_by(self, reader: Reader) -> bool:
        """Tell whether this reader may know of it at all."""
        return may_read(self.scope, self.phase, self.unit, self.readers, reader)


class VersionRow(Struct, frozen=True, kw_only=True):
    """版本 — one text, why it replaced the one before, and where society's proof of it is.

    ``reach`` is the widest phase in which it was the text: a version that was replaced
    before society read anything is not for society. ``files_position`` is where the fact about
    its files stands that society reads.
    """

    id: str
    disclosure_id: UUID
    number: int
    title: str
    content: str
    explanation: str
    digest: str
    approval: Approval
    made_at: datetime
    reach: Phase = Phase.REGISTERED
    public_position: int = 0
    attachments: tuple[Attachment, ...] = ()
    files_position: int = 0
    files: int = 0


portal: Final = View(
    "portal",
    PortalRow,
    key="disclosure_id",
    indexes=(("phase", "shown_at"), ("unit", "phase", "shown_at"), ("level1", "level2")),
)
versions: Final = View("versions", VersionRow, key="id", indexes=(("disclosure_id", "number"),))


def visible_to(reader: Reader, columns: Any = None) -> Any:
    """Return ``may_read`` as a condition for lists; a test holds the two together.

    ``columns`` are those of another view that tells phase, scope, unit and readers.
    """
    c = portal.c if columns is None else columns
    allowed = [c.phase == Phase.PUBLIC]
    if reader.staffed:
        allowed.append(c.unit.in_(sorted(reader.staffed)))
    inner = []
    if reader.units:
        inner.append(c.scope.in_([Scope.SOCIETY.value, Scope.PARTY.value]))
        inner.append(sa.and_(c.scope == Scope.UNIT, c.unit.in_(sorted(reader.units))))
    narrow = c.scope.in_([Scope.PERSONS.value, Scope.APPLICANT.value])
    mine = filter(None, (reader.person, *sorted(reader.groups)))
    named = [c.readers.contains(f'"{each}"', autoescape=True) for each in mine]
    inner += [sa.and_(narrow, each) for each in named]
    if inner:
        allowed.append(sa.and_(c.phase == Phase.INNER, sa.or_(*inner)))
    return sa.or_(*allowed)


def displayed(today: date | None) -> Any:
    """Return the condition that a display is not over on a day; None: whatever the day."""
    if today is None:
        return sa.true()
    return sa.or_(portal.c.shown_until.is_(None), portal.c.shown_until >= today)


def version_key(disclosure_id: UUID, number: int) -> str:
    """Return the key of a version."""
    return f"{disclosure_id}/{number}"


@portal.on(DisclosureRegistered)
def _(rows: Rows[PortalRow], record: Record[DisclosureRegistered]) -> None:
    event, at = record.event, record.cause.at
    item, plan = event.item, event.plan
    rows.put(
        PortalRow(
            disclosure_id=record.stream_id,
            unit=event.unit,
            unit_name=item.unit_name,
            item_id=event.item_id,
            level1=item.level1,
            level2=item.level2,
            level3=item.level3,
            time_limit=item.time_limit,
            scope=plan.scope,
            phase=Phase.REGISTERED,
            withdrawn=False,
            version=event.version,
            title=plan.title,
            content=plan.content,
            readers=plan.readers,
            channels=plan.channels,
            waiver=plan.waiver,
            digest=event.digest,
            approval=event.approval,
            disclose_on=plan.disclose_on,
            registered_at=at,
            shown_at=at,
            changed_at=at,
            record_version=record.version,
            state=evolve(Disclosure(), event),
        )
    )


@portal.on(InnerOpened)
def _(rows: Rows[PortalRow], record: Record[InnerOpened]) -> None:
    at, row = record.cause.at, rows.get(record.stream_id)
    plan = row.state.plan if row else None
    ends = plan is not None and plan.scope is not Scope.SOCIETY  # else it ends outside, not inside
    until = last_day(record.event.opened_on, plan.duration_days) if plan and ends else None
    _next(rows, record, inner_opened_at=at, shown_at=at, shown_until=until)


@portal.on(PublicOpened)
def _(rows: Rows[PortalRow], record: Record[PublicOpened]) -> None:
    at, event = record.cause.at, record.event
    _next(
        rows,
        record,
        public_opened_at=at,
        shown_at=at,
        public_position=rows.position,
        shown_until=last_day(event.opened_on, event.duration_days),
    )


@portal.on(AttachmentsListed)
def _(rows: Rows[PortalRow], record: Record[AttachmentsListed]) -> None:
    _next(rows, record)


@portal.on(InnerRestarted)
def _(rows: Rows[PortalRow], record: Record[InnerRestarted]) -> None:
    _next(rows, record)


@portal.on(DisclosureRevised)
def _(rows: Rows[PortalRow], record: Record[DisclosureRevised]) -> None:
    event, plan = record.event, record.event.plan
    _next(
        rows,
        record,
        title=plan.title,
        content=plan.content,
        readers=plan.readers,
        channels=plan.channels,
        waiver=plan.waiver,
        version=event.version,
        digest=event.digest,
        approval=event.approval,
        disclose_on=plan.disclose_on,
        explanation=event.explanation,
        shown_until=_anew(rows.get(record.stream_id), event),
        **_position(rows, public=event.public),
    )


@portal.on(DisclosureWithdrawn)
def _(rows: Rows[PortalRow], record: Record[DisclosureWithdrawn]) -> None:
    event = record.event
    _next(
        rows,
        record,
        withdrawn=True,
        withdrawn_at=record.cause.at,
        explanation=event.explanation,
        **_position(rows, public=event.public),
    )


@portal.on(DisclosureCancelled)
def _(rows: Rows[PortalRow], record: Record[DisclosureCancelled]) -> None:
    at = record.cause.at
    _next(rows, record, withdrawn=True, withdrawn_at=at, explanation=record.event.reason)


@portal.on(ObligationFulfilled)
def _(rows: Rows[PortalRow], record: Record[ObligationFulfilled]) -> None:
    """What was made good too late says so to everybody who may read it (S4 二(二)2)."""
    event = record.event
    if event.late and event.disclosure_id:
        disclosure = UUID(event.disclosure_id)
        rows.change(disclosure, owed_by=event.due, late_days=event.days_late)


@versions.on(DisclosureRegistered)
def _(rows: Rows[VersionRow], record: Record[DisclosureRegistered]) -> None:
    rows.put(_version(record, ""))


@versions.on(DisclosureRevised)
def _(rows: Rows[VersionRow], record: Record[DisclosureRevised]) -> None:
    row = _version(record, record.event.explanation)
    whole = rows.of(portal).get(record.stream_id)
    reach = whole.phase if whole else Phase.REGISTERED
    files = record.event.files
    rows.put(replace(row, reach=reach, files=files, **_position(rows, public=record.event.public)))


@versions.on(InnerOpened)
def _(rows: Rows[VersionRow], record: Record[InnerOpened]) -> None:
    rows.change(version_key(record.stream_id, record.event.version), reach=Phase.INNER)


@versions.on(PublicOpened)
def _(rows: Rows[VersionRow], record: Record[PublicOpened]) -> None:
    key = version_key(record.stream_id, record.event.version)
    rows.change(key, reach=Phase.PUBLIC, public_position=rows.position)


@versions.on(AttachmentsListed)
def _(rows: Rows[VersionRow], record: Record[AttachmentsListed]) -> None:
    event = record.event
    position = {"files_position": rows.position} if event.public else {}
    key = version_key(record.stream_id, event.version)
    rows.change(key, attachments=event.attachments, **position)


def _next(rows: Rows[PortalRow], record: Record[Any], **changes: Any) -> None:
    event: DisclosureEvent = record.event
    if row := rows.get(record.stream_id):
        state = evolve(row.state, event)
        rows.change(
            record.stream_id,
            phase=state.phase,
            state=state,
            changed_at=record.cause.at,
            record_version=record.version,
            **changes,
        )


def _anew(row: PortalRow | None, event: DisclosureRevised) -> date | None:
    """Return the last day of a version that is displayed from its own day on (再公开)."""
    shown = Phase.PUBLIC if event.plan.scope is Scope.SOCIETY else Phase.INNER
    if row is None or row.phase is not shown:
        return None
    return last_day(max(event.revised_on, event.plan.disclose_on), event.plan.duration_days)


def _position(rows: Rows[Any], *, public: bool) -> dict[str, int]:
    return {"public_position": rows.position} if public else {}


def _version(
    record: Record[DisclosureRegistered] | Record[DisclosureRevised], explanation: str
) -> VersionRow:
    event = record.event
    return VersionRow(
        id=version_key(record.stream_id, event.version),
        disclosure_id=record.stream_id,
        number=event.version,
        title=event.plan.title,
        content=event.plan.content,
        explanation=explanation,
        digest=event.digest,
        approval=event.approval,
        made_at=record.cause.at,
    )
