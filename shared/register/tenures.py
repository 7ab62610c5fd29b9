"""任职经历 — who has held which post from when to when, for questions about the past."""

from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from shared.calendar import beijing_date
from shared.record import Record
from shared.register.facts import PostAssigned, PostEntrusted, PostHanded, PostVacated
from shared.register.posts import post_id
from shared.view import Rows, View


class TenureRow(Struct, frozen=True, kw_only=True):
    """任职经历 — one time in which a person held a post; ``until`` is None while it lasts."""

    id: str
    unit: str
    person: str
    post: str
    since: datetime
    until: datetime | None = None
    by: str = ""

    def on(self, day: date) -> bool:
        """Tell whether the post was held on a day in Beijing; not on that on which it ended."""
        begun = beijing_date(self.since) <= day
        return begun and (self.until is None or day < beijing_date(self.until))


tenures: Final = View("tenures", TenureRow, key="id", indexes=(("unit", "since"), ("person",)))


@tenures.on(PostAssigned)
def _(rows: Rows[TenureRow], record: Record[PostAssigned]) -> None:
    event = record.event
    _begin(rows, record, _row(record, event.unit, event.person_id, event.post))


@tenures.on(PostEntrusted)
def _(rows: Rows[TenureRow], record: Record[PostEntrusted]) -> None:
    event = record.event
    row = _row(record, event.unit, event.person_id, event.post)
    _begin(rows, record, replace(row, since=event.since or row.since, until=event.until))


@tenures.on(PostHanded)
def _(rows: Rows[TenureRow], record: Record[PostHanded]) -> None:
    event = record.event
    _end(rows, record, post_id(event.unit, event.giver, event.post))
    row = _row(record, event.unit, event.taker, event.post)
    _begin(rows, record, replace(row, until=event.until))


@tenures.on(PostVacated)
def _(rows: Rows[TenureRow], record: Record[PostVacated]) -> None:
    event = record.event
    _end(rows, record, post_id(event.unit, event.person_id, event.post))


def _row(record: Record[Any], unit: str, person: str, post: str) -> TenureRow:
    return TenureRow(
        id=post_id(unit, person, post),
        unit=unit,
        person=person,
        post=post,
        since=record.cause.at,
        by=record.cause.actor,
    )


def _begin(rows: Rows[TenureRow], record: Record[Any], row: TenureRow) -> None:
    _end(rows, record, row.id)
    rows.put(row)


def _end(rows: Rows[TenureRow], record: Record[Any], key: str) -> None:
    """A tenure that is over keeps its row, under a name of its own."""
    if row := rows.get(key):
        rows.drop(row.id)
        ended = min(row.until, record.cause.at) if row.until else record.cause.at
        rows.put(replace(row, id=f"{row.id}/{record.id}", until=ended))
