"""The door for programs to reminders (提醒). Rows into JSON, clicks into commands."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.status_codes import HTTP_201_CREATED
from msgspec import Struct

from services.workflow.handlers import Reminders
from services.workflow.views import NoticeRow
from shared.web import Caller

SIZE = 50


class NoticeShown(Struct, frozen=True, kw_only=True):
    """提醒 — ``read_at`` is null while it waits to be read."""

    notice: NoticeRow
    headline: str
    read_at: datetime | None


@get("/notices", sync_to_thread=True)
def read_notices(
    reminders: Reminders, caller: Caller, *, everything: bool = False, page_no: int = 1
) -> dict[str, Any]:
    """我的提醒。``everything``: also those that were read or are settled."""
    found = reminders.tray(caller, everything=everything, page=max(page_no, 1), size=SIZE)
    shown = [
        NoticeShown(notice=row, headline=row.headline, read_at=found.read.get(row.notice_id))
        for row in found.rows
    ]
    return {"unread": found.unread, "total": found.total, "notices": shown}


@get("/notices/unread", sync_to_thread=True)
def count_unread(reminders: Reminders, caller: Caller) -> dict[str, int]:
    """未读提醒条数，供导航显示。A citizen has none."""
    return {"unread": reminders.unread(caller) if caller.person else 0}


@post("/notices/{notice_id:uuid}/read", status_code=HTTP_201_CREATED)
async def mark_read(notice_id: UUID, reminders: Reminders, caller: Caller) -> dict[str, int]:
    """标为已读。Sent twice, it is marked once."""
    await reminders.read(notice_id, caller)
    return {"marked": 1}


@post("/notices/read", status_code=HTTP_201_CREATED)
async def mark_all_read(reminders: Reminders, caller: Caller) -> dict[str, int]:
    """全部标为已读。"""
    return {"marked": await reminders.read_all(caller)}


handlers = [read_notices, count_unread, mark_read, mark_all_read]
