"""What should have been disclosed, and what was."""

from datetime import date
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


duties: Final = View("duties", DutyRow, key="id", indexes=(("unit", "due"), ("kept", "due")))


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
