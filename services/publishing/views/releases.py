"""定时公开, as the desk shows it and as the clock asks what is due."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.publishing.domain.events import (
    ReleaseCancelled,
    ReleaseExecuted,
    ReleaseMissed,
    ReleaseScheduled,
)
from shared.record import Record
from shared.view import Rows, View


class ReleaseRow(Struct, frozen=True, kw_only=True):
    """定时公开 — ``state`` is waiting, done, late, missed or cancelled; ``note`` says why."""

    release_id: UUID
    disclosure_id: UUID
    unit: str
    step: str
    at: datetime
    state: str
    record_version: int
    done_at: datetime | None = None
    late_seconds: int = 0
    note: str = ""


releases: Final = View(
    "releases",
    ReleaseRow,
    key="release_id",
    indexes=(("state", "at"), ("disclosure_id",)),
)


def release_id_of(disclosure_id: UUID, step: str) -> UUID:
    """Return the stream of one phase's release."""
    return uuid5(disclosure_id, f"release/{step}")


@releases.on(ReleaseScheduled)
def _(rows: Rows[ReleaseRow], record: Record[ReleaseScheduled]) -> None:
    event = record.event
    rows.put(
        ReleaseRow(
            release_id=record.stream_id,
            disclosure_id=UUID(event.disclosure_id),
            unit=event.unit,
            step=event.step,
            at=event.at,
            state="waiting",
            record_version=record.version,
        )
    )


@releases.on(ReleaseCancelled)
def _(rows: Rows[ReleaseRow], record: Record[ReleaseCancelled]) -> None:
    _ended(rows, record, state="cancelled", note=record.event.reason)


@releases.on(ReleaseExecuted)
def _(rows: Rows[ReleaseRow], record: Record[ReleaseExecuted]) -> None:
    late = record.event.late_seconds
    _ended(rows, record, state="late" if late else "done", late_seconds=late)


@releases.on(ReleaseMissed)
def _(rows: Rows[ReleaseRow], record: Record[ReleaseMissed]) -> None:
    _ended(rows, record, state="missed", note=record.event.reason)


def _ended(rows: Rows[ReleaseRow], record: Record[Any], **changes: Any) -> None:
    rows.change(record.stream_id, done_at=record.cause.at, record_version=record.version, **changes)
