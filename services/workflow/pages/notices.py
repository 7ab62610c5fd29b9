"""提醒页 — what my posts are told, what I have read, and where mail may go."""

from typing import Final
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.terms import POSTS
from services.workflow.handlers import Names, Reminders
from services.workflow.pages.words import words
from services.workflow.views.reminders import (
    DEMANDED,
    HANDED,
    INHERITED,
    OWED,
    PROMPTED,
    REMINDED,
    UNREAD,
    WARNED,
)
from shared.decider import RejectedError
from shared.web import Caller, Filled, Page, again, page, see_other

SIZE: Final = 20
HOME: Final = "/workflow/notices"
KINDS: Final = {
    PROMPTED: ("催提", "lim"),
    REMINDED: ("提醒", "lim"),
    DEMANDED: ("责成", "late"),
    HANDED: ("移交", "fix"),
    INHERITED: ("承接", "fix"),
    UNREAD: ("待签收", "lim"),
    OWED: ("催办", "late"),
    WARNED: ("预警", "late"),
}
TITLES: Final = {post.value: name for post, name in POSTS.items()}


class MailboxForm(Struct, frozen=True, kw_only=True):
    """邮箱表"""

    address: str = ""


Named = Filled[MailboxForm]


@get("/notices", include_in_schema=False, sync_to_thread=True)
def notice_board(
    reminders: Reminders, names: Names, caller: Caller, show: str = "", page_no: int = 1
) -> Page:
    """提醒"""
    return _board(reminders, names, caller, show, max(page_no, 1))


@post("/notices/{notice_id:uuid}/read", include_in_schema=False)
async def open_notice(notice_id: UUID, reminders: Reminders, caller: Caller) -> Redirect:
    """标为已读，并打开所说的事项"""
    row = await reminders.read(notice_id, caller)
    return see_other(row.href)


@post("/notices/read", include_in_schema=False)
async def read_all(reminders: Reminders, caller: Caller) -> Redirect:
    """全部标为已读"""
    await reminders.read_all(caller)
    return see_other(HOME)


@post("/notices/mailbox", include_in_schema=False)
async def name_mailbox(data: Named, reminders: Reminders, names: Names, caller: Caller) -> Redirect:
    """登记或者删去提醒邮箱"""
    async with again(_board, reminders, names, caller, "", 1, typed=data.address):
        await reminders.name_mailbox(data.address, caller)
    return see_other(HOME)


def _board(
    reminders: Reminders,
    names: Names,
    caller: Caller,
    show: str,
    number: int,
    typed: str | None = None,
    refusal: RejectedError | None = None,
) -> Page:
    tray = reminders.tray(caller, everything=show == "all", page=number, size=SIZE)
    return page(
        "notices.html.j2",
        status_code=refusal.status if refusal else 200,
        **words(names),
        tray=tray,
        show="all" if show == "all" else "",
        number=number,
        pages=max(-(-tray.total // SIZE), 1),
        kinds=KINDS,
        titles=TITLES,
        mail_is_open=reminders.mail_is_open,
        address=reminders.address(caller.person) if typed is None else typed,
        refusal=refusal,
    )


handlers = [notice_board, open_notice, read_all, name_mailbox]
