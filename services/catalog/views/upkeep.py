"""Rows of schemes that stand: what they rest on, until when, who has read them."""

from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.events import SchemeAdopted
from services.catalog.domain.preface_terms import keys_of
from services.catalog.domain.upkeep_words import (
    BasisSuperseded,
    Fate,
    SchemeExtended,
    SchemeNotified,
    SchemeRead,
    SchemeReviewed,
)
from shared.alike import bare
from shared.record import Record
from shared.view import Rows, View


class Review(Struct, frozen=True, kw_only=True):
    """复核任务 — a basis of the unit's scheme changed."""

    title: str
    fate: Fate
    successor: str
    reason: str
    by: str
    at: datetime


class Notice(Struct, frozen=True, kw_only=True):
    """方案通知 — to one unit right below; ``read_at`` null: not read yet."""

    department: str
    read_by: str = ""
    read_at: datetime | None = None


class UpkeepRow(Struct, frozen=True, kw_only=True):
    """方案维护 — of the scheme a unit adopted last; ``reviewing`` counts the open reviews."""

    unit: str
    title: str = ""
    adopted_at: datetime | None = None
    bases: tuple[str, ...] = ()
    until: str = ""
    reviews: tuple[Review, ...] = ()
    reviewing: int = 0
    notices: tuple[Notice, ...] = ()


class MarkRow(Struct, frozen=True, kw_only=True):
    """失效的依据 — ``key`` is whose word it is and how the document is known."""

    key: str
    unit: str
    title: str
    number: str
    fate: Fate
    successor: str
    reason: str
    citing: int
    at: datetime


upkeeps: Final = View("upkeeps", UpkeepRow, key="unit", indexes=(("reviewing",),))
marks: Final = View("marks", MarkRow, key="key", indexes=(("unit", "at"),))


@upkeeps.on(SchemeAdopted)
def _(rows: Rows[UpkeepRow], record: Record[SchemeAdopted]) -> None:
    event, before = record.event, rows.get(record.event.unit)
    scheme = event.scheme
    if before and scheme.restores:  # it stands behind a trial that has just begun
        return
    bases = scheme.preface.bases if scheme.preface else ()
    rows.put(
        UpkeepRow(
            unit=event.unit,
            title=scheme.title,
            adopted_at=record.cause.at,
            bases=tuple(key for each in bases for key in each.keys),
            until=scheme.until,
        )
    )


@upkeeps.on(BasisSuperseded)
def _(rows: Rows[UpkeepRow], record: Record[BasisSuperseded]) -> None:
    event = record.event
    review = Review(
        title=event.title,
        fate=event.fate,
        successor=event.successor,
        reason=event.reason,
        by=event.unit,
        at=record.cause.at,
    )
    for unit in event.citing:
        row = rows.get(unit)
        if row:
            _keep(rows, row, (*(each for each in row.reviews if each.title != event.title), review))


@upkeeps.on(SchemeReviewed)
def _(rows: Rows[UpkeepRow], record: Record[SchemeReviewed]) -> None:
    event, row = record.event, rows.get(record.event.unit)
    if row:
        _keep(rows, row, tuple(each for each in row.reviews if each.title != event.basis))


def _keep(rows: Rows[UpkeepRow], row: UpkeepRow, reviews: tuple[Review, ...]) -> None:
    rows.put(replace(row, reviews=reviews, reviewing=len(reviews)))


@upkeeps.on(SchemeExtended)
def _(rows: Rows[UpkeepRow], record: Record[SchemeExtended]) -> None:
    rows.change(record.event.unit, until=record.event.until)


@upkeeps.on(SchemeNotified)
def _(rows: Rows[UpkeepRow], record: Record[SchemeNotified]) -> None:
    event, row = record.event, rows.get(record.event.unit)
    if row:
        sent = tuple(Notice(department=each) for each in event.departments)
        rows.put(replace(row, notices=row.notices + sent))


@upkeeps.on(SchemeRead)
def _(rows: Rows[UpkeepRow], record: Record[SchemeRead]) -> None:
    event, row = record.event, rows.get(record.event.unit)
    if row:
        read = Notice(department=event.department, read_by=event.read_by, read_at=record.cause.at)
        notices = (read if each.department == event.department else each for each in row.notices)
        rows.put(replace(row, notices=tuple(notices)))


@marks.on(BasisSuperseded)
def _(rows: Rows[MarkRow], record: Record[BasisSuperseded]) -> None:
    event = record.event
    for known in keys_of(event.title, event.number):
        key = mark_key(event.unit, known)
        before = rows.get(key)
        same = before and before.at == record.cause.at
        rows.put(
            MarkRow(
                key=key,
                unit=event.unit,
                title=event.title,
                number=event.number,
                fate=event.fate,
                successor=event.successor,
                reason=event.reason,
                citing=len(event.citing) + (before.citing if before and same else 0),
                at=record.cause.at,
            )
        )


def mark_key(unit: str, known: str) -> str:
    """Return the key of what a unit says of a document."""
    return f"{unit}/{bare(known)}"
