"""The door for programs: which entries come first, and when each begins. No rules."""

from litestar import Response, get, post

from services.catalog.handlers import Access
from services.catalog.handlers.timing import Begun, ScheduleEntries, Schedules
from shared.store import Receipt
from shared.web import Caller, filed


@post("/units/{unit:str}/catalog/schedule")
async def schedule_entries(
    unit: str, data: ScheduleEntries, schedules: Schedules, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """安排草稿条目的启用：哪些是重点，从哪一天起公开。"""
    return filed(await schedules.schedule(unit, data, caller, expected))


@get("/units/{unit:str}/catalog/schedule", sync_to_thread=True)
def list_schedule(unit: str, schedules: Schedules, access: Access, caller: Caller) -> list[Begun]:
    """列出现行目录的启用安排。"""
    access.check_reader(caller, unit)
    return schedules.begun(unit, caller.at)


handlers = [schedule_entries, list_schedule]
