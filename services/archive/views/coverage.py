"""What should have been disclosed and what was; and who has held which post from when to when."""

from datetime import date, datetime
from enum import Enum
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from services.archive.heard import (
    ObligationExcused,
    ObligationFulfilled,
    ObligationMissed,
    ObligationRaised,
    ObligationRescheduled,
    PostAssigned,
    PostEntrusted,
    PostHanded,
    PostVacated,
)
from shared.record import Record
from shared.view import Rows, View


class Kept(Enum):
    """履行情况 — of an obligation, as far as facts tell."""

    WAITS = "未到期或者还没有公开"
    MISSED = "逾期未公开"
    LATE = "逾期后公开"
    DONE = "按期公开"
    EXCUSED = "已免除"


class DutyRow(Struct, frozen=True, kw_only=True):
    """公开义务"""

    id: str
    unit: str
    title: str
    due: date
    kept: Kept = Kept.WAITS
    ground: str = ""


class TenureRow(Struct, frozen=True, kw_only=True):
    """任职经历 — one time in which a person held a post; ``until`` is None while it lasts."""

    id: str
    unit: str
    person: str
    post: str
    since: datetime
    until: datetime | None = None
    by: str = ""


duties: Final = View("duties", DutyRow, key="id", indexes=(("unit", "due"), ("kept", "due")))
tenures: Final = View("tenures", TenureRow, key="id", indexes=(("unit", "since"), ("person",)))


@duties.on(ObligationRaised)
def _(rows: Rows[DutyRow], record: Record[ObligationRaised]) -> None:
    event = record.event
    rows.put(
        DutyRow(
            id=str(record.stream_id), unit=event.unit, title=event.title, due=event.deadline.due
        )
    )


@duties.on(ObligationRescheduled)
def _(rows: Rows[DutyRow], record: Record[ObligationRescheduled]) -> None:
    _change(rows, record, due=record.event.deadline.due)


@duties.on(ObligationMissed)
def _(rows: Rows[DutyRow], record: Record[ObligationMissed]) -> None:
    _change(rows, record, kept=Kept.MISSED)


@duties.on(ObligationFulfilled)
def _(rows: Rows[DutyRow], record: Record[ObligationFulfilled]) -> None:
    row = rows.get(str(record.stream_id))
    late = row is not None and row.kept is Kept.MISSED
    _change(rows, record, kept=Kept.LATE if late else Kept.DONE)


@duties.on(ObligationExcused)
def _(rows: Rows[DutyRow], record: Record[ObligationExcused]) -> None:
    _change(rows, record, kept=Kept.EXCUSED, ground=record.event.ground)


def _change(rows: Rows[DutyRow], record: Record[Any], **fields: Any) -> None:
    if row := rows.get(str(record.stream_id)):
        rows.put(replace(row, **fields))


@tenures.on(PostAssigned)
def _(rows: Rows[TenureRow], record: Record[PostAssigned]) -> None:
    event = record.event
    _begin(rows, record, event.unit, event.person_id, event.post, None, None)


@tenures.on(PostEntrusted)
def _(rows: Rows[TenureRow], record: Record[PostEntrusted]) -> None:
    event = record.event
    _begin(rows, record, event.unit, event.person_id, event.post, event.since, event.until)


@tenures.on(PostHanded)
def _(rows: Rows[TenureRow], record: Record[PostHanded]) -> None:
    event = record.event
    _end(rows, record, event.unit, event.giver, event.post)
    _begin(rows, record, event.unit, event.taker, event.post, None, event.until)


@tenures.on(PostVacated)
def _(rows: Rows[TenureRow], record: Record[PostVacated]) -> None:
    event = record.event
    _end(rows, record, event.unit, event.person_id, event.post)


def _begin(
    rows: Rows[TenureRow],
    record: Record[Any],
    unit: str,
    person: str,
    post: str,
    since: datetime | None,
    until: datetime | None,
) -> None:
    _end(rows, record, unit, person, post)
    rows.put(
        TenureRow(
            id=f"{unit}/{person}/{post}",
            unit=unit,
            person=person,
            post=post,
            since=since or record.cause.at,
            until=until,
            by=record.cause.actor,
        )
    )


def _end(rows: Rows[TenureRow], record: Record[Any], unit: str, person: str, post: str) -> None:
    """A tenure that is over keeps its row, under a name of its own."""
    if row := rows.get(f"{unit}/{person}/{post}"):
        rows.drop(row.id)
        ended = min(row.until, record.cause.at) if row.until else record.cause.at
        rows.put(replace(row, id=f"{row.id}/{record.id}", until=ended))
