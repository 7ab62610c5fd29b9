"""放假安排 — the days off of each year, for programs."""

from datetime import date

from litestar import Response, get, post

from services.catalog.domain.calendars import YearPlan
from services.catalog.domain.commands import AdoptCalendar
from services.catalog.handlers.calendars import Calendars
from shared.calendar import Counted
from shared.store import Receipt
from shared.web import Caller, Upload, filed


@get("/calendars", sync_to_thread=True)
def list_years(calendars: Calendars) -> list[YearPlan]:
    """列出各年现行的放假安排。"""
    return list(calendars.plans().values())


@get("/calendars/{year:int}", sync_to_thread=True)
def read_year(year: int, calendars: Calendars) -> YearPlan:
    """查看一年的放假安排。"""
    return calendars.plan(year)


@get("/calendars/count", sync_to_thread=True)
def count_days(start: date, days: int, calendars: Calendars) -> Counted:
    """计算若干工作日之后是哪一天，逐日列出。"""
    return calendars.count(start, days)


@post("/calendars")
async def adopt_calendar(
    data: AdoptCalendar, calendars: Calendars, caller: Caller
) -> Response[Receipt]:
    """采用一年的放假安排。"""
    receipt = await calendars.adopt(data, caller)
    return filed(receipt, f"/catalog/api/calendars/{data.year}")


@post("/calendars/file")
async def adopt_file(data: Upload, calendars: Calendars, caller: Caller) -> Response[Receipt]:
    """从 JSON 或者 CSV 文件采用一年的放假安排。"""
    _, content = await data.taken()
    year, receipt = await calendars.adopt_file(content, caller)
    return filed(receipt, f"/catalog/api/calendars/{year}")


handlers = [list_years, read_year, count_days, adopt_calendar, adopt_file]
