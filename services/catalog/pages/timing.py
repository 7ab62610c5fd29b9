"""The door for people: which entries of a draft come first, and when each begins. No rules."""

from datetime import date
from typing import Annotated

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Redirect
from msgspec import Struct

from services.catalog.handlers import Access
from services.catalog.handlers.leafing import Leaves, Wanted
from services.catalog.handlers.timing import ScheduleEntries, Schedules
from shared.calendar import beijing_date
from shared.web import Caller, Filled, Page, page, see_other

HERE = "/units/{unit:str}/catalog/{version:int}/schedule"


class ScheduleForm(Struct, frozen=True, kw_only=True):
    """启用安排表 — ticked entries; a day left empty means: as soon as it is listed."""

    rows: tuple[int, ...] = ()
    focus: str = ""
    starts: date | None = None
    reason: str = ""

    @property
    def command(self) -> ScheduleEntries:
        """Return what was filled in."""
        return ScheduleEntries(
            rows=self.rows, focus=self.focus == "yes", starts=self.starts, reason=self.reason
        )


@get(HERE, sync_to_thread=True, include_in_schema=False)
def schedule_page(  # noqa: PLR0913, PLR0917 — what one page shows
    unit: str,
    version: int,
    schedules: Schedules,
    leaves: Leaves,
    access: Access,
    caller: Caller,
    number: Annotated[int, Parameter(query="page")] = 1,
    q: str = "",
) -> Page:
    """启用安排：哪些条目是重点，哪些以后才启用。"""
    row, shown = leaves.entries(unit, version, caller, Wanted(page=number, words=q))
    return page(
        "catalog/schedule.html.j2",
        unit=access.unit(unit),
        row=row,
        shown=shown,
        q=q,
        said=schedules.drafted(unit, [each.row for each in shown.rows]),
        today=beijing_date(caller.at),
        drafts=access.drafts(caller, unit),
        pending=row.state.value not in {"approved", "replaced"},
    )


@post(HERE, include_in_schema=False)
async def schedule(
    unit: str,
    version: int,
    data: Filled[ScheduleForm],
    schedules: Schedules,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """安排条目启用。"""
    await schedules.schedule(unit, data.command, caller, expected)
    return see_other(f"/catalog/units/{unit}/catalog/{version}/schedule")


handlers = [schedule_page, schedule]
