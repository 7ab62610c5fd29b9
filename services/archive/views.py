"""What auditors see besides the ledger: who is who, and which alarms were raised."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from services.archive.domain.events import AlarmRaised
from services.archive.heard import (
    PersonRegistered,
    PostAssigned,
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


class AlarmRow(Struct, frozen=True):
    """警报"""

    id: str
    service: str
    position: int
    archived: str
    heard: str
    at: datetime


units: Final = View("units", UnitRow, key="unit_id")
people: Final = View("people", PersonRow, key="person_id")
posts: Final = View("posts", PostRow, key="id", indexes=(("person",),))
alarms: Final = View("alarms", AlarmRow, key="id")

VIEWS: Final = (units, people, posts, alarms)


def held(views: Views, person: str) -> tuple[Held, ...]:
    """Return the posts a person holds, as this service has heard."""
    return tuple(
        Held(each.unit, each.post) for each in views.select(posts, posts.c.person == person)
    )


@units.on(UnitRegistered, UnitRenamed)
def _(rows: Rows[UnitRow], record: Record[UnitRegistered | UnitRenamed]) -> None:
    rows.put(UnitRow(record.event.unit_id, record.event.name))


@people.on(PersonRegistered)
def _(rows: Rows[PersonRow], record: Record[PersonRegistered]) -> None:
    rows.put(PersonRow(record.event.person_id, record.event.sealed))


@posts.on(PostAssigned)
def _(rows: Rows[PostRow], record: Record[PostAssigned]) -> None:
    event = record.event
    rows.put(PostRow(_post_key(event), event.unit, event.person_id, event.post))


@posts.on(PostVacated)
def _(rows: Rows[PostRow], record: Record[PostVacated]) -> None:
    rows.drop(_post_key(record.event))


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


def _post_key(event: PostAssigned | PostVacated) -> str:
    return f"{event.unit}/{event.person_id}/{event.post}"
