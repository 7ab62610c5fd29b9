"""Rows of what became of a unit and its posts: nothing that was is forgotten."""

from datetime import datetime

from msgspec import Struct

from services.catalog.domain.events import (
    PostAssigned,
    PostEntrusted,
    PostHanded,
    PostVacated,
    UnitDissolved,
    UnitMerged,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
)
from services.catalog.domain.terms import Post
from shared.record import Record
from shared.view import Rows, View


class HistoryRow(Struct, frozen=True, kw_only=True):
    """沿革 — one thing that happened to a unit; ``other_unit`` is the new superior or successor.

    ``person`` is whom a post came to (or left), ``giver`` from whom it came.
    """

    key: str
    unit: str
    at: datetime
    what: str
    by: str
    name: str = ""
    other_unit: str = ""
    reason: str = ""
    person: str = ""
    giver: str = ""
    substitute_for: str = ""
    post: Post | None = None
    since: datetime | None = None
    until: datetime | None = None


history = View(
    "history", HistoryRow, key="key", indexes=(("unit", "at"), ("other_unit",), ("person",))
)

_UNIT_WORDS: dict[type, str] = {
    UnitRegistered: "登记",
    UnitRenamed: "更名",
    UnitMoved: "调整隶属关系",
    UnitMerged: "合并",
    UnitDissolved: "撤销",
}
_UnitEvent = UnitRegistered | UnitRenamed | UnitMoved | UnitMerged | UnitDissolved


@history.on(*_UNIT_WORDS)
def _(rows: Rows[HistoryRow], record: Record[_UnitEvent]) -> None:
    event = record.event
    other = getattr(event, "successor", "") or getattr(event, "superior", "")
    rows.put(
        HistoryRow(
            key=str(record.id),
            unit=event.unit_id,
            at=record.cause.at,
            what=_UNIT_WORDS[type(event)],
            by=record.cause.actor,
            name=getattr(event, "name", ""),
            other_unit=other,
            reason=getattr(event, "reason", ""),
        )
    )


@history.on(PostAssigned, PostEntrusted, PostVacated)
def _(rows: Rows[HistoryRow], record: Record[PostAssigned | PostEntrusted | PostVacated]) -> None:
    event = record.event
    entrusted = event if isinstance(event, PostEntrusted) else None
    rows.put(
        HistoryRow(
            key=str(record.id),
            unit=event.unit,
            at=record.cause.at,
            what="免去" if isinstance(event, PostVacated) else "任命",
            by=record.cause.actor,
            person=event.person_id,
            post=event.post,
            substitute_for=entrusted.substitute_for if entrusted else "",
            since=entrusted.since if entrusted else None,
            until=entrusted.until if entrusted else None,
        )
    )


@history.on(PostHanded)
def _(rows: Rows[HistoryRow], record: Record[PostHanded]) -> None:
    event = record.event
    rows.put(
        HistoryRow(
            key=str(record.id),
            unit=event.unit,
            at=record.cause.at,
            what="移交",
            by=record.cause.actor,
            person=event.taker,
            giver=event.giver,
            post=event.post,
            until=event.until,
        )
    )
