"""Calendars: what is known of each year's days off, and adopting what was announced."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from services.catalog.domain.calendars import (
    CALENDAR,
    CalendarJudged,
    YearPlan,
    calendar_id_of,
    calendar_of,
)
from services.catalog.domain.commands import AdoptCalendar
from services.catalog.domain.unit import UnitUnknownError
from services.catalog.gateways.calendar_file import read_calendar, shipped
from services.catalog.handlers.access import Access
from services.catalog.handlers.filing import filed
from services.catalog.views import units
from services.catalog.views.rulings import CalendarRow, calendars
from shared.calendar import Calendar, Counted
from shared.decider import InvalidError, NotFoundError
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

FARTHEST = 400  # days counted at once


class YearUnknownError(NotFoundError):
    """还没有这一年的放假安排。"""


class CountRefusedError(InvalidError):
    """计算的天数应当在1到400之间。"""


@dataclass(frozen=True)
class Calendars:
    """日历"""

    store: Store[Any]
    views: Views
    access: Access

    def plans(self) -> dict[int, YearPlan]:
        """Return what is known of each year: what was adopted last, or else what is shipped."""
        found = {each.year: each for each in shipped()}
        for row in self.views.select(calendars, order=[calendars.c.number]):
            found[row.year] = row.plan
        return dict(sorted(found.items()))

    def plan(self, year: int) -> YearPlan:
        """Return what is known of one year.

        Raises:
            YearUnknownError: nothing is.

        """
        found = self.plans().get(year)
        if found is None:
            raise YearUnknownError(year)
        return found

    def history(self, year: int) -> list[CalendarRow]:
        """Return every version of a year that was adopted, newest first."""
        order = [calendars.c.number.desc()]
        return self.views.select(calendars, calendars.c.year == year, order=order)

    def calendar(self) -> Calendar:
        """Return the working days as they are known now."""
        return calendar_of(self.plans().values())

    def count(self, start: date, days: int) -> Counted:
        """Return the day so many working days after a day, with every day on the way."""
        if not 1 <= days <= FARTHEST:
            raise CountRefusedError(days, field="days")
        return self.calendar().add_working_days(start, days)

    async def adopt(self, asked: AdoptCalendar, caller: Caller) -> Receipt:
        """File a year's days off, asked by an admin of the county."""
        cause = self.access.ruling(caller, self.county())
        plans = self.plans()
        command = CalendarJudged(asked=asked, before=plans.get(asked.year), known=frozenset(plans))
        task = Task(CALENDAR, calendar_id_of(asked.year), command)
        return await filed(self.store, self.views, task, cause=cause)

    async def adopt_file(self, data: bytes, caller: Caller) -> tuple[int, Receipt]:
        """Read a file and file the year it tells of; return which."""
        self.access.ruling(caller, self.county())
        asked = read_calendar(data)
        return asked.year, await self.adopt(asked, caller)

    def county(self) -> str:
        """Return the unit that has no superior."""
        roots = self.views.select(units, units.c.superior == "", limit=1)
        if not roots:
            raise UnitUnknownError
        return roots[0].unit_id
