"""规则 — what each unit's scheme says, and which days are working days, as was heard."""

from datetime import date
from typing import Any, Final

from msgspec import Struct

from services.feedback.heard import (
    CalendarAdopted,
    HeardHoliday,
    HeardMakeUp,
    HeardScheme,
    SchemeAdopted,
)
from shared.record import Record
from shared.view import Rows, View


class SchemeRow(Struct, frozen=True, kw_only=True):
    """实施方案 — all that a unit has adopted, oldest first."""

    unit: str
    schemes: tuple[HeardScheme, ...]

    def in_force(self, day: date) -> HeardScheme | None:
        """Return the scheme that was adopted last among those in effect on a day."""
        effective = [each for each in self.schemes if each.effective <= day]
        return effective[-1] if effective else None

    def setting(self, key: str, day: date) -> Any:
        """Return what the scheme in force on a day says on a point; None: nothing."""
        scheme = self.in_force(day)
        return scheme.values.get(key) if scheme else None


class YearRow(Struct, frozen=True, kw_only=True):
    """放假安排 — of one year, as it was announced last."""

    year: int
    version: str
    holidays: tuple[HeardHoliday, ...]
    workdays: tuple[HeardMakeUp, ...]


schemes: Final = View("schemes", SchemeRow, key="unit")
years: Final = View("years", YearRow, key="year")


@schemes.on(SchemeAdopted)
def _(rows: Rows[SchemeRow], record: Record[SchemeAdopted]) -> None:
    unit, known = record.event.unit, rows.get(record.event.unit)
    earlier = known.schemes if known else ()
    rows.put(SchemeRow(unit=unit, schemes=(*earlier, record.event.scheme)))


@years.on(CalendarAdopted)
def _(rows: Rows[YearRow], record: Record[CalendarAdopted]) -> None:
    event = record.event
    rows.put(
        YearRow(
            year=event.year,
            version=event.version,
            holidays=event.holidays,
            workdays=event.workdays,
        )
    )
