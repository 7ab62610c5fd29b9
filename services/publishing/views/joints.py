"""联合检查 — what was planned, and what the report of each counted."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.publishing.domain.joint_words import JointLine, JointPlanned, JointReported
from shared.record import Record
from shared.view import Rows, View


class JointRow(Struct, frozen=True, kw_only=True):
    """联合检查 — ``lines`` are empty until it was reported."""

    joint_id: UUID
    unit: str
    title: str
    first: date
    last: date
    units: tuple[str, ...]
    planned_at: datetime
    lines: tuple[JointLine, ...] = ()
    text: str = ""
    reported_at: datetime | None = None

    @property
    def party(self) -> int:
        """Return how many matters of the Party were counted."""
        return sum(each.party.items for each in self.lines)

    def linked(self, system: str) -> int:
        """Return how many matters of another system were counted."""
        found = (each for one in self.lines for each in one.linked)
        return sum(each.items for each in found if each.system == system)


joints: Final = View("joints", JointRow, key="joint_id", indexes=(("unit", "planned_at"),))


@joints.on(JointPlanned)
def _(rows: Rows[JointRow], record: Record[JointPlanned]) -> None:
    event = record.event
    rows.put(
        JointRow(
            joint_id=record.stream_id,
            unit=event.unit,
            title=event.title,
            first=event.first,
            last=event.last,
            units=event.units,
            planned_at=record.cause.at,
        )
    )


@joints.on(JointReported)
def _(rows: Rows[JointRow], record: Record[JointReported]) -> None:
    event, at = record.event, record.cause.at
    rows.change(record.stream_id, lines=event.lines, text=event.text, reported_at=at)
