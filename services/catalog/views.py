"""What readers see. Every row can be thrown away and folded again from facts."""

from datetime import datetime
from enum import Enum
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.catalog.domain.doubts import settles
from services.catalog.domain.events import (
    CatalogApproved,
    CatalogDrafted,
    CatalogScreened,
    DoubtSettled,
    EntriesDrafted,
    ItemListed,
    ItemRetired,
    PersonRegistered,
    PostAssigned,
    PostVacated,
    SchemeAdopted,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
)
from services.catalog.domain.terms import (
    Doubt,
    Entry,
    Field,
    Form,
    Inherited,
    Kind,
    Post,
    Scheme,
    Scope,
    Sealed,
    Source,
    TimeLimit,
    Verdict,
)
from shared.record import Record
from shared.view import Rows, View


class UnitRow(Struct, frozen=True, kw_only=True):
    """单位"""

    unit_id: str
    name: str
    kind: str
    superior: str
    registered_at: datetime


class PersonRow(Struct, frozen=True, kw_only=True):
    """人员 — the name stays sealed here too."""

    person_id: str
    login: str
    sealed: Sealed
    registered_at: datetime


class PostRow(Struct, frozen=True, kw_only=True):
    """任职"""

    key: str
    unit: str
    person_id: str
    post: Post
    since: datetime


class SchemeRow(Struct, frozen=True, kw_only=True):
    """实施方案 — every version; the highest ``number`` is the one a unit goes by."""

    key: str
    unit: str
    scheme: Scheme
    adopted_by: str
    adopted_at: datetime
    number: int


class State(Enum):
    """目录状态"""

    DRAFTED = "drafted"
    SCREENED = "screened"
    RETURNED = "returned"
    APPROVED = "approved"
    REPLACED = "replaced"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return _STATES[self]


_STATES: Final = {
    State.DRAFTED: "编制中",
    State.SCREENED: "已通过保密性初审",
    State.RETURNED: "保密性初审未通过",
    State.APPROVED: "已审批",
    State.REPLACED: "已被新版代替",
}


class CatalogRow(Struct, frozen=True, kw_only=True):
    """目录版本 — ``seen`` is the stream's version, for ``If-Match``."""

    key: str
    unit: str
    version: int
    state: State
    source: Source
    rows: int
    seen: int
    drafted_by: str
    drafted_at: datetime
    screened_by: str = ""
    screened_at: datetime | None = None
    screening_note: str = ""
    approved_by: str = ""
    approved_at: datetime | None = None


class EntryRow(Struct, frozen=True, kw_only=True):
    """目录条目 — as it stands in one version."""

    key: str
    unit: str
    version: int
    row: int
    entry: Entry


class DoubtRow(Struct, frozen=True, kw_only=True):
    """疑点 — open until ``settled_at``; ``blocking`` ones stand in the way of approval."""

    key: str
    unit: str
    version: int
    row: int
    field: Field
    kind: Kind
    blocking: bool
    message: str
    line: int
    open: bool = True
    value: str = ""
    reason: str = ""
    settled_by: str = ""
    settled_at: datetime | None = None


class ItemRow(Struct, frozen=True, kw_only=True):
    """目录事项 — what may be disclosed now; ``place`` sorts as the printed catalog does."""

    item_id: UUID
    unit: str
    catalog_version: int
    place: str
    code: str
    level1: str
    level2: str
    level3: str
    forms: tuple[Form, ...]
    scope: Scope
    time_limit: TimeLimit
    time_word: str
    inherited: tuple[Inherited, ...]
    listed: bool
    listed_at: datetime


units = View("units", UnitRow, key="unit_id", indexes=(("superior",),))
people = View("people", PersonRow, key="person_id", indexes=(("login",),))
posts = View("posts", PostRow, key="key", indexes=(("person_id",), ("unit",)))
schemes = View("schemes", SchemeRow, key="key", indexes=(("unit", "number"),))
catalogs = View("catalogs", CatalogRow, key="key", indexes=(("unit", "version"),))
entries = View("entries", EntryRow, key="key", indexes=(("unit", "version", "row"),))
doubts = View("doubts", DoubtRow, key="key", indexes=(("unit", "version", "row"),))
items = View("items", ItemRow, key="item_id", indexes=(("unit", "place"),))
ALL: Final = (units, people, posts, schemes, catalogs, entries, doubts, items)


def version_key(unit: str, version: int) -> str:
    """Return the key of one version of a unit's catalog."""
    return f"{unit}/{version}"


def row_key(unit: str, version: int, row: int) -> str:
    """Return the key of one entry of one version."""
    return f"{unit}/{version}/{row}"


def _doubt_key(unit: str, version: int, doubt: Doubt) -> str:
    place = f"/{doubt.line}/{doubt.message}" if doubt.row == 0 else ""
    return f"{row_key(unit, version, doubt.row)}/{doubt.field.value}/{doubt.kind.value}{place}"


# ── units, people, posts, schemes ────────────────────────────────────────────────────────────


@units.on(UnitRegistered)
def _(rows: Rows[UnitRow], record: Record[UnitRegistered]) -> None:
    event = record.event
    rows.put(
        UnitRow(
            unit_id=event.unit_id,
            name=event.name,
            kind=event.kind,
            superior=event.superior,
            registered_at=record.cause.at,
        )
    )


@units.on(UnitRenamed)
def _(rows: Rows[UnitRow], record: Record[UnitRenamed]) -> None:
    rows.change(record.event.unit_id, name=record.event.name)


@units.on(UnitMoved)
def _(rows: Rows[UnitRow], record: Record[UnitMoved]) -> None:
    rows.change(record.event.unit_id, superior=record.event.superior)


@people.on(PersonRegistered)
def _(rows: Rows[PersonRow], record: Record[PersonRegistered]) -> None:
    event = record.event
    rows.put(
        PersonRow(
            person_id=event.person_id,
            login=event.login,
            sealed=event.sealed,
            registered_at=record.cause.at,
        )
    )


def _post_key(event: PostAssigned | PostVacated) -> str:
    return f"{event.unit}/{event.person_id}/{event.post.value}"


@posts.on(PostAssigned)
def _(rows: Rows[PostRow], record: Record[PostAssigned]) -> None:
    event = record.event
    rows.put(
        PostRow(
            key=_post_key(event),
            unit=event.unit,
            person_id=event.person_id,
            post=event.post,
            since=record.cause.at,
        )
    )


@posts.on(PostVacated)
def _(rows: Rows[PostRow], record: Record[PostVacated]) -> None:
    rows.drop(_post_key(record.event))


@schemes.on(SchemeAdopted)
def _(rows: Rows[SchemeRow], record: Record[SchemeAdopted]) -> None:
    event = record.event
    rows.put(
        SchemeRow(
            key=f"{event.unit}/{event.scheme.id}/{event.scheme.version}",
            unit=event.unit,
            scheme=event.scheme,
            adopted_by=record.cause.actor,
            adopted_at=record.cause.at,
            number=record.version,
        )
    )


# ── catalogs ─────────────────────────────────────────────────────────────────────────────────


@catalogs.on(CatalogDrafted)
def _(rows: Rows[CatalogRow], record: Record[CatalogDrafted]) -> None:
    event = record.event
    before = rows.get(version_key(event.unit, event.version - 1))
    if before and before.state is not State.APPROVED:
        rows.change(before.key, state=State.REPLACED)
    rows.put(
        CatalogRow(
            key=version_key(event.unit, event.version),
            unit=event.unit,
            version=event.version,
            state=State.DRAFTED,
            source=event.source,
            rows=0,
            seen=record.version,
            drafted_by=event.drafted_by,
            drafted_at=record.cause.at,
        )
    )


@catalogs.on(EntriesDrafted)
def _(rows: Rows[CatalogRow], record: Record[EntriesDrafted]) -> None:
    event, key = record.event, version_key(record.event.unit, record.event.version)
    if row := rows.get(key):
        count = row.rows + len(event.entries)
        rows.change(key, rows=count, state=State.DRAFTED, seen=record.version)


@catalogs.on(DoubtSettled)
def _(rows: Rows[CatalogRow], record: Record[DoubtSettled]) -> None:
    event, key = record.event, version_key(record.event.unit, record.event.version)
    if row := rows.get(key):
        count = row.rows - (event.entry is None)
        rows.change(key, rows=count, state=State.DRAFTED, seen=record.version)


@catalogs.on(CatalogScreened)
def _(rows: Rows[CatalogRow], record: Record[CatalogScreened]) -> None:
    event = record.event
    rows.change(
        version_key(event.unit, event.version),
        state=State.SCREENED if event.verdict is Verdict.PASS else State.RETURNED,
        screened_by=event.screened_by,
        screened_at=record.cause.at,
        screening_note=event.note,
        seen=record.version,
    )


@catalogs.on(CatalogApproved)
def _(rows: Rows[CatalogRow], record: Record[CatalogApproved]) -> None:
    event = record.event
    rows.change(
        version_key(event.unit, event.version),
        state=State.APPROVED,
        approved_by=event.approved_by,
        approved_at=record.cause.at,
        seen=record.version,
    )


@catalogs.on(ItemListed, ItemRetired)
def _(rows: Rows[CatalogRow], record: Record[ItemListed | ItemRetired]) -> None:
    event = record.event
    rows.change(version_key(event.unit, event.catalog_version), seen=record.version)


# ── entries and doubts ───────────────────────────────────────────────────────────────────────


def _entry_row(unit: str, version: int, entry: Entry) -> EntryRow:
    key = row_key(unit, version, entry.row)
    return EntryRow(key=key, unit=unit, version=version, row=entry.row, entry=entry)


@entries.on(EntriesDrafted)
def _(rows: Rows[EntryRow], record: Record[EntriesDrafted]) -> None:
    event = record.event
    for entry in event.entries:
        rows.put(_entry_row(event.unit, event.version, entry))


@entries.on(DoubtSettled)
def _(rows: Rows[EntryRow], record: Record[DoubtSettled]) -> None:
    event = record.event
    if event.entry is None:
        rows.drop(row_key(event.unit, event.version, event.row))
    else:
        rows.put(_entry_row(event.unit, event.version, event.entry))


def _doubt_row(unit: str, version: int, doubt: Doubt) -> DoubtRow:
    return DoubtRow(
        key=_doubt_key(unit, version, doubt),
        unit=unit,
        version=version,
        row=doubt.row,
        field=doubt.field,
        kind=doubt.kind,
        blocking=doubt.kind.blocking,
        message=doubt.message,
        line=doubt.line,
    )


@doubts.on(CatalogDrafted, EntriesDrafted)
def _(rows: Rows[DoubtRow], record: Record[CatalogDrafted | EntriesDrafted]) -> None:
    event = record.event
    for doubt in event.doubts:
        rows.put(_doubt_row(event.unit, event.version, doubt))


@doubts.on(DoubtSettled)
def _(rows: Rows[DoubtRow], record: Record[DoubtSettled]) -> None:
    event = record.event
    for row in _doubts_of(rows, event):
        doubt = Doubt(row=row.row, field=row.field, kind=row.kind, message=row.message)
        if row.open and settles(event.field, event.entry, doubt):
            rows.change(
                row.key,
                open=False,
                value=event.value,
                reason=event.reason,
                settled_by=event.settled_by,
                settled_at=record.cause.at,
            )
    for raised in event.raised:
        rows.put(_doubt_row(event.unit, event.version, raised))


def _doubts_of(rows: Rows[DoubtRow], event: DoubtSettled) -> list[DoubtRow]:
    place = row_key(event.unit, event.version, event.row)
    keys = (f"{place}/{field.value}/{kind.value}" for field in Field for kind in Kind)
    return [row for key in keys if (row := rows.get(key))]


# ── items ────────────────────────────────────────────────────────────────────────────────────


@items.on(ItemListed)
def _(rows: Rows[ItemRow], record: Record[ItemListed]) -> None:
    event = record.event
    rows.put(
        ItemRow(
            item_id=event.item_id,
            unit=event.unit,
            catalog_version=event.catalog_version,
            place=".".join(part.zfill(5) for part in event.code.split(".")),
            code=event.code,
            level1=event.level1,
            level2=event.level2,
            level3=event.level3,
            forms=event.forms,
            scope=event.scope,
            time_limit=event.time_limit,
            time_word=event.time_word,
            inherited=event.inherited,
            listed=True,
            listed_at=record.cause.at,
        )
    )


@items.on(ItemRetired)
def _(rows: Rows[ItemRow], record: Record[ItemRetired]) -> None:
    rows.change(record.event.item_id, listed=False)
