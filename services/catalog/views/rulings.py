"""Rows of floors and of the days off of each year, every version of them."""

from datetime import datetime

from msgspec import Struct

from services.catalog.domain.calendars import YearPlan
from services.catalog.domain.events import CalendarAdopted, FloorSet
from services.catalog.domain.points import Bound
from shared.record import Record
from shared.view import Rows, View


class FloorRow(Struct, frozen=True, kw_only=True):
    """下限 — every one ever set; of those in effect the highest ``number`` of a key counts."""

    row: str
    unit: str
    key: str
    floor: Bound
    reason: str
    clauses: tuple[str, ...]
    effective: str
    number: int
    set_by: str
    set_at: datetime


class CalendarRow(Struct, frozen=True, kw_only=True):
    """放假安排 — every version that was adopted; the highest ``number`` of a year counts."""

    key: str
    year: int
    number: int
    plan: YearPlan
    replaces: str
    adopted_by: str
    adopted_at: datetime


floors = View("floors", FloorRow, key="row", indexes=(("unit", "number"),))
calendars = View("calendars", CalendarRow, key="key", indexes=(("year", "number"),))


@floors.on(FloorSet)
def _(rows: Rows[FloorRow], record: Record[FloorSet]) -> None:
    event = record.event
    rows.put(
        FloorRow(
            row=f"{event.unit}/{record.version}",
            unit=event.unit,
            key=event.key,
            floor=event.floor,
            reason=event.reason,
            clauses=event.clauses,
            effective=event.effective,
            number=record.version,
            set_by=record.cause.actor,
            set_at=record.cause.at,
        )
    )


@calendars.on(CalendarAdopted)
def _(rows: Rows[CalendarRow], record: Record[CalendarAdopted]) -> None:
    event = record.event
    plan = YearPlan(
        year=event.year,
        version=event.version,
        source=event.source,
        holidays=event.holidays,
        workdays=event.workdays,
        number=event.number,
    )
    rows.put(
        CalendarRow(
            key=f"{event.year}/{event.number}",
            year=event.year,
            number=event.number,
            plan=plan,
            replaces=event.replaces,
            adopted_by=record.cause.actor,
            adopted_at=record.cause.at,
        )
    )
