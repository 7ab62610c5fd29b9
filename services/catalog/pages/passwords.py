"""更改密码 — the door for people: one's own password. No rules."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect
from msgspec import Struct

from services.catalog.handlers.passwords import NewPassword, Passwords
from shared.auth import SHORTEST, Sessions
from shared.decider import InvalidError, RejectedError
from shared.web import Caller, Filled, Page, again, page, see_other
from shared.web.house import House


class PasswordForm(Struct, frozen=True, kw_only=True):
    """更改密码表"""

    old_password: str = ""
    password: str = ""
    repeated_password: str = ""


class PasswordsDifferError(InvalidError):
    """两次填写的新密码不一样。"""


@get("/password", sync_to_thread=False, include_in_schema=False)
def password_page(caller: Caller, done: str = "") -> Page:
    """更改密码：填写。"""
    caller.known()
    return _sheet(done=bool(done))


def _sheet(*, refusal: RejectedError | None = None, done: bool = False) -> Page:
    status = refusal.status if refusal else 200
    shown = {"refusal": refusal, "done": done, "shortest": SHORTEST}
    return page("catalog/password.html.j2", status_code=status, **shown)


@post("/password", include_in_schema=False)
async def change_password(
    data: Filled[PasswordForm],
    passwords: Passwords,
    sessions: Sessions,
    house: House,
    caller: Caller,
    request: Request[Any, Any, Any],
) -> Redirect:
    """更改；这里的登录接着有效，别处的都失效。"""
    client = request.client.host if request.client else ""
    caller.known()
    async with again(_sheet):
        if data.password != data.repeated_password:
            raise PasswordsDifferError(field="repeated_password")
        new = NewPassword(old_password=data.old_password, password=data.password)
        await passwords.change(new, client, caller)
    answer = see_other("/catalog/password?done=yes")
    proved = caller.second_at is not None
    answer.set_cookie(house.cookie(sessions.issue(caller.person, caller.name, second=proved)))
    return answer


handlers = [password_page, change_password]
