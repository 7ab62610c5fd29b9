"""The door for programs: one's own password. No rules."""

from typing import Any

from litestar import Request, Response, post

from services.catalog.handlers.passwords import NewPassword, Passwords
from shared.store import Receipt
from shared.web import Caller, filed


@post("/password")
async def change_password(
    data: NewPassword, passwords: Passwords, caller: Caller, request: Request[Any, Any, Any]
) -> Response[Receipt]:
    """更改自己的密码，须填写原来的密码。"""
    client = request.client.host if request.client else ""
    return filed(await passwords.change(data, client, caller))


handlers = [change_password]
