"""Rows of units, people, their posts and the schemes units go by."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.events import (
    PersonRegistered,
    PostAssigned,
    PostEntrusted,
    PostHanded,
    PostVacated,
    SchemeAdopted,
    UnitDissolved,
    UnitMerged,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
)
from services.catalog.domain.scheme_terms import Scheme
from services.catalog.domain.terms import (
    Post,
    Sealed,
)
from shared.record import Record
from shared.view import Rows, View


class UnitRow(Struct, frozen=True, kw_only=True):
    """单位 — ``ended_at`` is when it was merged or dissolved; ``successor`` took over, if any."""

    unit_id: str
    name: str
    kind: str
    superior: str
    registered_at: datetime
    ended_at: datetime | None = None
    successor: str = ""


class PersonRow(Struct, frozen=True, kw_only=True):
    """人员 — the name stays sealed here too."""

    person_id: str
    login: str
    sealed: Sealed
    registered_at: datetime


class PostRow(Struct, frozen=True, kw_only=True):
    """任职 — held from ``since`` until ``until`` (null: open end); the key orders nothing."""

    key: str
    unit: str
    person_id: str
    post: Post
    since: datetime
    until: datetime | None = None
    substitute_for: str = ""

    def holds(self, at: datetime) -> bool:
        """Tell whether the post is held at a moment: a term ends by itself."""
        return self.since <= at and (self.until is None or at < self.until)


class SchemeRow(Struct, frozen=True, kw_only=True):
    """实施方案 — every version; the highest ``number`` is the one a unit goes by."""

    key: str
    unit: str
    scheme: Scheme
    adopted_by: str
    adopted_at: datetime
    number: int


units = View("units", UnitRow, key="unit_id", indexes=(("superior",),))
people = View("people", PersonRow, key="person_id", indexes=(("login",),))
posts = View("posts", PostRow, key="key", indexes=(("person_id",), ("unit",)))
schemes = View("schemes", SchemeRow, key="key", indexes=(("unit", "number"),))


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


@units.on(UnitMerged, UnitDissolved)
def _(rows: Rows[UnitRow], record: Record[UnitMerged | UnitDissolved]) -> None:
    event = record.event
    rows.change(event.unit_id, ended_at=record.cause.at, successor=event.successor)


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


def _post_key(unit: str, person: str, post: Post) -> str:
    return f"{unit}/{person}/{post.value}"


def _tenure(unit: str, person: str, post: Post, since: datetime) -> PostRow:
    key = _post_key(unit, person, post)
    return PostRow(key=key, unit=unit, person_id=person, post=post, since=since)


@posts.on(PostAssigned)
def _(rows: Rows[PostRow], record: Record[PostAssigned]) -> None:
    event = record.event
    rows.put(_tenure(event.unit, event.person_id, event.post, record.cause.at))


@posts.on(PostEntrusted)
def _(rows: Rows[PostRow], record: Record[PostEntrusted]) -> None:
    event = record.event
    row = _tenure(event.unit, event.person_id, event.post, event.since or record.cause.at)
    rows.put(replace(row, until=event.until, substitute_for=event.substitute_for))


@posts.on(PostHanded)
def _(rows: Rows[PostRow], record: Record[PostHanded]) -> None:
    event = record.event
    rows.drop(_post_key(event.unit, event.giver, event.post))
    row = _tenure(event.unit, event.taker, event.post, record.cause.at)
    rows.put(replace(row, until=event.until))


@posts.on(PostVacated)
def _(rows: Rows[PostRow], record: Record[PostVacated]) -> None:
    event = record.event
    rows.drop(_post_key(event.unit, event.person_id, event.post))


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
