"""放假安排 — of each year, as it was announced last."""

from datetime import date
from typing import Final

from msgspec import Struct

from services.publishing.heard import CalendarAdopted, HeardHoliday, HeardMakeUp
from shared.record import Record
from shared.view import Rows, View


class YearRow(Struct, frozen=True):
    """一年的放假安排"""

    year: int
    version: str
    holidays: tuple[HeardHoliday, ...]
    workdays: tuple[HeardMakeUp, ...]

    def days_off(self) -> dict[date, str]:
        """Return each day off with the name of its holiday."""
        return {day: each.name for each in self.holidays for day in each.days()}

    def days_at_work(self) -> dict[date, str]:
        """Return each make-up workday (调休上班) with the holiday it makes up for."""
        return {each.date: each.holiday for each in self.workdays}


years: Final = View("years", YearRow, key="year")


@years.on(CalendarAdopted)
def _(rows: Rows[YearRow], record: Record[CalendarAdopted]) -> None:
    event = record.event
    rows.put(YearRow(event.year, event.version, event.holidays, event.workdays))
