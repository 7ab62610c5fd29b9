"""What auditors see besides the ledger: who is who, and which alarms were raised."""

from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.archive.domain.events import AlarmRaised, WitnessObjected
from services.archive.heard import (
    PersonRegistered,
    PostAssigned,
    PostEntrusted,
    PostHanded,
    PostVacated,
    UnitRegistered,
    UnitRenamed,
)
from shared.auth import Held
from shared.record import Record
from shared.seal import Sealed
from shared.view import Rows, View, Views


class UnitRow(Struct, frozen=True):
    """单位"""

    unit_id: str
    name: str


class PersonRow(Struct, frozen=True):
    """人员 — the name is sealed."""

    person_id: str
    sealed: Sealed


class PostRow(Struct, frozen=True):
    """任职"""

    id: str
    unit: str
    person: str
    post: str
    since: datetime | None = None
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether the post is held at a moment: a term ends by itself."""
        begun = self.since is None or self.since <= at
        return begun and (self.until is None or at < self.until)


class AlarmRow(Struct, frozen=True):
    """警报"""

    id: str
    service: str
    position: int
    archived: str
    heard: str
    at: datetime


class ObjectionRow(Struct, frozen=True):
    """异议 — of a witness, with the digest of the evidence that is kept."""

    id: str
    witness: str
    size: int
    status: int
    theirs: int
    evidence: str
    at: datetime


units: Final = View("units", UnitRow, key="unit_id")
people: Final = View("people", PersonRow, key="person_id")
posts: Final = View("posts", PostRow, key="id", indexes=(("person",),))
alarms: Final = View("alarms", AlarmRow, key="id")
objections: Final = View("objections", ObjectionRow, key="id")

VIEWS: Final = (units, people, posts, alarms, objections)


def held(views: Views, person: str, at: datetime) -> tuple[Held, ...]:
    """Return the posts a person holds at a moment, as this service has heard."""
    found = views.select(posts, posts.c.person == person)
    return tuple(Held(each.unit, each.post) for each in found if each.holds(at))


@units.on(UnitRegistered, UnitRenamed)
def _(rows: Rows[UnitRow], record: Record[UnitRegistered | UnitRenamed]) -> None:
    rows.put(UnitRow(record.event.unit_id, record.event.name))


@people.on(PersonRegistered)
def _(rows: Rows[PersonRow], record: Record[PersonRegistered]) -> None:
    rows.put(PersonRow(record.event.person_id, record.event.sealed))


@posts.on(PostAssigned)
def _(rows: Rows[PostRow], record: Record[PostAssigned]) -> None:
    event = record.event
    rows.put(_tenure(event.unit, event.person_id, event.post))


@posts.on(PostEntrusted)
def _(rows: Rows[PostRow], record: Record[PostEntrusted]) -> None:
    event = record.event
    row = _tenure(event.unit, event.person_id, event.post)
    rows.put(replace(row, since=event.since, until=event.until))


@posts.on(PostHanded)
def _(rows: Rows[PostRow], record: Record[PostHanded]) -> None:
    event = record.event
    rows.drop(_tenure(event.unit, event.giver, event.post).id)
    rows.put(replace(_tenure(event.unit, event.taker, event.post), until=event.until))


@posts.on(PostVacated)
def _(rows: Rows[PostRow], record: Record[PostVacated]) -> None:
    event = record.event
    rows.drop(_tenure(event.unit, event.person_id, event.post).id)


def _tenure(unit: str, person: str, post: str) -> PostRow:
    return PostRow(id=f"{unit}/{person}/{post}", unit=unit, person=person, post=post)


@alarms.on(AlarmRaised)
def _(rows: Rows[AlarmRow], record: Record[AlarmRaised]) -> None:
    event = record.event
    rows.put(
        AlarmRow(
            str(record.id),
            event.service,
            event.position,
            event.archived,
            event.heard,
            record.cause.at,
        )
    )


@objections.on(WitnessObjected)
def _(rows: Rows[ObjectionRow], record: Record[WitnessObjected]) -> None:
    event, at = record.event, record.cause.at
    rows.put(
        ObjectionRow(
            str(record.id),
            event.witness,
            event.size,
            event.status,
            event.theirs,
            event.evidence,
            at,
        )
    )
