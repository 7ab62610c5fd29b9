"""放假安排 — a year with its days off and make-up days, for people."""

from datetime import date, timedelta

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.catalog.domain.terms import Post
from services.catalog.handlers import Logins
from services.catalog.handlers.calendars import Calendars
from shared.calendar import Calendar, Day, beijing_date
from shared.web import Caller, Page, Upload, page, see_other

_DAY = timedelta(days=1)


class Month(Struct, frozen=True, kw_only=True):
    """一个月 — its weeks from Monday on; ``working`` counts its working days."""

    number: int
    weeks: list[list[Day | None]]
    working: int


@get("/calendar", sync_to_thread=True, include_in_schema=False)
def calendars_page(
    calendars: Calendars,
    caller: Caller,
    start: date | None = None,
    days: int = 2,
) -> Page:
    """放假安排：各年，以及按工作日计算期限。"""
    begin = start or beijing_date(caller.at)
    return page(
        "catalog/calendars.html.j2",
        plans=list(calendars.plans().values()),
        start=begin,
        days=days,
        counted=calendars.count(begin, days),
        rules=_rules(caller, calendars),
    )


@get("/calendar/{year:int}", sync_to_thread=True, include_in_schema=False)
def calendar_page(year: int, calendars: Calendars, logins: Logins, caller: Caller) -> Page:
    """一年的放假安排：逐月列出休息日和调休上班日。"""
    plan, history = calendars.plan(year), calendars.history(year)
    names = {each.adopted_by: logins.name_of(each.adopted_by) for each in history}
    return page(
        "catalog/calendar.html.j2",
        plan=plan,
        months=[_month(calendars.calendar(), year, number) for number in range(1, 13)],
        history=history,
        names=names if caller.person else {},
        near=[each for each in calendars.plans() if abs(each - year) == 1],
    )


@post("/calendar", include_in_schema=False)
async def adopt(data: Upload, calendars: Calendars, caller: Caller) -> Redirect:
    """从文件采用放假安排。"""
    _, content = await data.taken()
    year, _ = await calendars.adopt_file(content, caller)
    return see_other(f"/catalog/calendar/{year}")


def _month(calendar: Calendar, year: int, number: int) -> Month:
    day = date(year, number, 1)
    cells: list[Day | None] = [None] * day.weekday()
    while day.month == number:
        cells.append(Day(day, calendar.is_working(day), calendar.reason(day)))
        day += _DAY
    cells += [None] * (-len(cells) % 7)
    weeks = [cells[at : at + 7] for at in range(0, len(cells), 7)]
    return Month(number=number, weeks=weeks, working=sum(each.counted for each in cells if each))


def _rules(caller: Caller, calendars: Calendars) -> bool:
    """Tell whether the caller may adopt calendars: an admin of the county itself."""
    return bool(caller.person) and caller.holds(calendars.county(), Post.ADMIN)


handlers = [calendars_page, calendar_page, adopt]
