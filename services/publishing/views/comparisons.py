"""比对结果 — which deliveries differ from what was approved today, and when all were compared."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.publishing.domain.comparison_words import (
    ComparisonCompleted,
    ComparisonDeviated,
    ComparisonSettled,
    Difference,
)
from shared.record import Record
from shared.view import Rows, View


class DeviationRow(Struct, frozen=True, kw_only=True):
    """差异 — of one delivery, as long as it stands."""

    delivery_id: UUID
    disclosure_id: UUID
    unit: str
    version: int
    form: str
    outlet: str
    differences: tuple[Difference, ...]
    since: datetime


class RunRow(Struct, frozen=True, kw_only=True):
    """一次比对"""

    day: date
    compared: int
    deviating: int
    unread: int
    at: datetime


deviations: Final = View(
    "deviations",
    DeviationRow,
    key="delivery_id",
    indexes=(("unit", "since"), ("disclosure_id",)),
)
comparisons: Final = View("comparisons", RunRow, key="day")


@deviations.on(ComparisonDeviated)
def _(rows: Rows[DeviationRow], record: Record[ComparisonDeviated]) -> None:
    event = record.event
    rows.put(
        DeviationRow(
            delivery_id=UUID(event.delivery_id),
            disclosure_id=UUID(event.disclosure_id),
            unit=event.unit,
            version=event.version,
            form=event.form,
            outlet=event.outlet,
            differences=event.differences,
            since=record.cause.at,
        )
    )


@deviations.on(ComparisonSettled)
def _(rows: Rows[DeviationRow], record: Record[ComparisonSettled]) -> None:
    rows.drop(UUID(record.event.delivery_id))


@comparisons.on(ComparisonCompleted)
def _(rows: Rows[RunRow], record: Record[ComparisonCompleted]) -> None:
    event = record.event
    rows.put(
        RunRow(
            day=event.day,
            compared=event.compared,
            deviating=event.deviating,
            unread=event.unread,
            at=event.at,
        )
    )
