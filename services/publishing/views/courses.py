"""公开凭据 — which forms of a disclosure wait for evidence, and what proves the others."""

from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.publishing.domain.course_words import (
    DisclosureEvidenced,
    EvidenceAwaited,
    EvidenceFiled,
)
from services.publishing.domain.showing_words import Evidence
from shared.record import Record
from shared.view import Rows, View


class Proved(Struct, frozen=True, kw_only=True):
    """凭据 — with how many ought to have heard of it, and how many did."""

    evidence: Evidence
    due: int
    reached: int


class CourseRow(Struct, frozen=True, kw_only=True):
    """公开凭据"""

    course_id: UUID
    disclosure_id: str
    unit: str
    item_id: str
    awaited: tuple[str, ...] = ()
    found: tuple[Proved, ...] = ()
    complete_on: date | None = None

    @property
    def missing(self) -> list[str]:
        """Return the forms that still need evidence."""
        proved = {each.evidence.form for each in self.found}
        return [each for each in self.awaited if each not in proved]


courses: Final = View(
    "courses", CourseRow, key="course_id", indexes=(("unit", "complete_on"), ("disclosure_id",))
)


@courses.on(EvidenceAwaited)
def _(rows: Rows[CourseRow], record: Record[EvidenceAwaited]) -> None:
    _known(rows, record)
    rows.change(record.stream_id, awaited=record.event.forms)


@courses.on(EvidenceFiled)
def _(rows: Rows[CourseRow], record: Record[EvidenceFiled]) -> None:
    event, row = record.event, _known(rows, record)
    proved = Proved(evidence=event.evidence, due=event.due, reached=event.reached)
    rows.change(record.stream_id, found=(*row.found, proved))


@courses.on(DisclosureEvidenced)
def _(rows: Rows[CourseRow], record: Record[DisclosureEvidenced]) -> None:
    rows.change(record.stream_id, complete_on=record.event.on)


def _known(
    rows: Rows[CourseRow], record: Record[EvidenceAwaited] | Record[EvidenceFiled]
) -> CourseRow:
    event = record.event
    row = rows.get(record.stream_id)
    if row is None:
        row = CourseRow(
            course_id=record.stream_id,
            disclosure_id=event.disclosure_id,
            unit=event.unit,
            item_id=event.item_id,
        )
        rows.put(row)
    return row
