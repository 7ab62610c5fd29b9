"""显示屏 as pages: which there are, who is silent, what each shows and has shown."""

from typing import Any, Final
from uuid import UUID

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.response import Redirect
from msgspec import Struct

from services.publishing.domain.board_words import AUDIENCES
from services.publishing.domain.screen import ScreenAudienceError
from services.publishing.domain.screen_words import (
    FORMS,
    LAYOUTS,
    ChangeScreen,
    Described,
    Layout,
    SuspendScreen,
)
from services.publishing.domain.terms import PUBLISHERS
from services.publishing.handlers.screens import SIZE, TOLD, Screens
from services.publishing.pages.portal import Origin
from shared.decider import InvalidError, RejectedError
from shared.web import Caller, Filled, Page, again, page, see_other

STANDINGS: Final = {
    "offline": ("离线", "late"),
    "waiting": ("等待联系", "lim"),
    "online": ("在线", "ok"),
    "suspended": ("已停用", "late"),
}
SHOWN: Final = (*FORMS[Layout.KIOSK], "公开栏")
WORDS: Final[dict[str, Any]] = {
    "AUDIENCES": AUDIENCES,
    "LAYOUTS": LAYOUTS,
    "STANDINGS": STANDINGS,
    "SHOWN": SHOWN,
}
PLAYER: Final = "/play/screen"


class LayoutWrongError(InvalidError):
    """显示屏的种类只能是电子显示屏或者触摸屏。"""


class ScreenForm(Struct, frozen=True, kw_only=True):
    """显示屏登记表"""

    unit: str = ""
    code: str = ""
    name: str = ""
    place: str = ""
    audience: str = ""
    layout: str = ""
    contact: str = ""
    below: str = ""
    forms: list[str] = []

    def what(self) -> Described:
        """Return what is said of the screen.

        Raises:
            ScreenAudienceError, LayoutWrongError: a choice is none of those there are.

        """
        scopes = {each.value: each for each in AUDIENCES}
        layouts = {each.value: each for each in LAYOUTS}
        if self.audience not in scopes:
            raise ScreenAudienceError(field="audience")
        if self.layout not in layouts:
            raise LayoutWrongError(field="layout")
        return Described(
            name=self.name,
            place=self.place,
            audience=scopes[self.audience],
            layout=layouts[self.layout],
            contact=self.contact,
            forms=tuple(each for each in self.forms if each in SHOWN),
            below=self.below == "yes",
        )


class ReasonForm(Struct, frozen=True, kw_only=True):
    """停用原因"""

    reason: str = ""


Reasoned = Filled[ReasonForm]


@get("/screens", include_in_schema=False, sync_to_thread=True)
def screen_list(screens: Screens, caller: Caller, page_no: int = 1) -> Page:
    """显示屏一览，离线的在前"""
    caller.known()
    number = max(page_no, 1)
    rows, total = screens.standing(caller, number)
    keeps, pages = bool(caller.units(*PUBLISHERS)), max(-(-total // SIZE), 1)
    shown: dict[str, Any] = {
        "rows": rows,
        "total": total,
        "number": number,
        "pages": pages,
        "keeps": keeps,
    }
    return page("screens.html.j2", **shown, **WORDS)


@get("/screens/new", include_in_schema=False, sync_to_thread=True)
def screen_form(screens: Screens, caller: Caller) -> Page:
    """登记显示屏"""
    caller.known()
    return _form(screens, caller, ScreenForm(layout="led", audience="society"))


@post("/screens/new", include_in_schema=False, status_code=200)
async def register_screen(
    data: Filled[ScreenForm], screens: Screens, origin: Origin, caller: Caller
) -> Page:
    """登记；密钥只显示这一次"""
    caller.known()
    async with again(_form, screens, caller, data):
        screen_id, key = await screens.register(data.unit, data.code, data.what(), caller)
    return await sync_to_thread(_keyed, screen_id, key, screens, origin, caller)


@get("/screens/{screen_id:uuid}", include_in_schema=False, sync_to_thread=True)
def screen_page(screen_id: UUID, screens: Screens, caller: Caller, page_no: int = 1) -> Page:
    """一块显示屏"""
    caller.known()
    return _shown(screen_id, screens, caller, number=max(page_no, 1))


@post("/screens/{screen_id:uuid}/rekey", include_in_schema=False, status_code=200)
async def rekey_screen(screen_id: UUID, screens: Screens, origin: Origin, caller: Caller) -> Page:
    """更换密钥，只显示这一次"""
    key = await screens.rekey(screen_id, caller)
    return await sync_to_thread(_keyed, screen_id, key, screens, origin, caller)


@post("/screens/{screen_id:uuid}/change", include_in_schema=False)
async def change_screen(
    screen_id: UUID,
    data: Filled[ScreenForm],
    screens: Screens,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """变更"""
    async with again(_shown, screen_id, screens, caller):
        await screens.change(screen_id, ChangeScreen(what=data.what()), caller, expected)
    return see_other(f"/screens/{screen_id}")


@post("/screens/{screen_id:uuid}/suspend", include_in_schema=False)
async def suspend_screen(
    screen_id: UUID, data: Reasoned, screens: Screens, caller: Caller, expected: int | None
) -> Redirect:
    """停用"""
    async with again(_shown, screen_id, screens, caller):
        await screens.change(screen_id, SuspendScreen(reason=data.reason), caller, expected)
    return see_other(f"/screens/{screen_id}")


def _form(
    screens: Screens, caller: Caller, typed: ScreenForm, refusal: RejectedError | None = None
) -> Page:
    mine = screens.walls.names(caller.units(*PUBLISHERS))
    return page(
        "screen_new.html.j2",
        status_code=refusal.status if refusal else 200,
        units=list(mine.items()),
        typed=typed,
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
        **WORDS,
    )


def _keyed(screen_id: UUID, key: str, screens: Screens, origin: Origin, caller: Caller) -> Page:
    address = origin.of(PLAYER)
    return _shown(screen_id, screens, caller, keyed=True, key=key, address=address)


def _shown(
    screen_id: UUID,
    screens: Screens,
    caller: Caller,
    *,
    number: int = 1,
    refusal: RejectedError | None = None,
    **keyed: Any,
) -> Page:
    standing = screens.screen(screen_id, caller)
    told, total = screens.shown(screen_id, number)
    return page(
        "screen.html.j2",
        status_code=refusal.status if refusal else 200,
        standing=standing,
        matters=screens.matters(standing.row) if standing.row.active else [],
        told=told,
        total=total,
        number=number,
        pages=max(-(-total // TOLD), 1),
        keeps=caller.holds(standing.row.unit, *PUBLISHERS),
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
        **({"keyed": False, "key": "", "address": ""} | keyed),
        **WORDS,
    )


handlers = [
    screen_list,
    screen_form,
    register_screen,
    screen_page,
    rekey_screen,
    change_screen,
    suspend_screen,
]
