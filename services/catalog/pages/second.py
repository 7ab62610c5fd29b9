"""The door for people: the second factor — enrolled, asked for at the login, reset. No rules."""

from typing import Any
from uuid import UUID

import segno
from litestar import Request, get, post
from litestar.concurrency import sync_to_thread
from litestar.response import Redirect
from msgspec import Struct

from services.catalog.domain.factor_words import ResetFactor
from services.catalog.handlers.administration import Administration
from services.catalog.handlers.second import SecondSteps
from services.catalog.pages.admin_forms import Form, Input, Sheet, made, shown, text
from shared.auth import Sessions
from shared.web import Caller, Filled, Page, again, local_path, page, see_other
from shared.web.arrival import introduce
from shared.web.house import House

AnyRequest = Request[Any, Any, Any]
HERE = "/catalog/second-factor"


class CodeForm(Struct, frozen=True, kw_only=True):
    """动态口令表"""

    code: str = ""
    ticket: str = ""
    next: str = ""


@post("/login/code", include_in_schema=False)
async def log_in_by_code(
    data: Filled[CodeForm],
    steps: SecondSteps,
    sessions: Sessions,
    house: House,
    request: AnyRequest,
) -> Redirect:
    """登录的第二步。"""
    half = steps.halfway.read(data.ticket)
    someone = introduce(request, house.clock)
    await steps.prove(half.person, data.code, _client(request), someone)
    answer = see_other(local_path(data.next, "/catalog/"))
    answer.set_cookie(
        house.cookie(sessions.issue(half.person, half.name, second=True, begun=half.at))
    )
    return answer


@get("/second-factor", sync_to_thread=True, include_in_schema=False)
def second_page(steps: SecondSteps, caller: Caller) -> Page:
    """第二重验证：登记情况。"""
    seen = steps.seen(caller)
    code = segno.make(seen.address, error="m", micro=False) if seen.address else None
    qr = code.svg_inline(scale=5, svgclass="qr", title="登记用的二维码") if code else ""
    return page("catalog/second.html.j2", seen=seen, qr=qr, codes=[])


@post("/second-factor", include_in_schema=False)
async def begin(steps: SecondSteps, caller: Caller) -> Redirect:
    """开始登记。"""
    await steps.begin(caller)
    return see_other(HERE)


@post("/second-factor/confirm", include_in_schema=False)
async def confirm(
    data: Filled[CodeForm],
    steps: SecondSteps,
    sessions: Sessions,
    house: House,
    caller: Caller,
    request: AnyRequest,
) -> Any:
    """完成登记；恢复码只显示这一次。"""
    codes = await steps.confirm(data.code, _client(request), caller)
    answer = page("catalog/second.html.j2", seen=None, qr="", codes=codes)
    answer.cookies.append(house.cookie(sessions.issue(caller.person, caller.name, second=True)))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@get("/admin/people/{person_id:uuid}/second-factor", sync_to_thread=True, include_in_schema=False)
def reset_page(person_id: UUID, administration: Administration, caller: Caller) -> Page:
    """重置第二重验证：填写。"""
    administration.check_looking(caller)
    return shown(_reset(administration, str(person_id)))


@post("/admin/people/{person_id:uuid}/second-factor", include_in_schema=False)
async def reset(
    person_id: UUID, data: Form, administration: Administration, steps: SecondSteps, caller: Caller
) -> Redirect:
    """重置。"""
    person = str(person_id)
    administration.check_looking(caller)  # before the sheet is made: it tells who this person is
    async with again(shown, await sync_to_thread(_reset, administration, person)):
        await steps.reset(person, made(ResetFactor, reason=text(data, "reason")), caller)
    return see_other(f"/catalog/admin/people/{person}")


def _reset(administration: Administration, person: str) -> Sheet:
    known, at = administration.person(person), f"/catalog/admin/people/{person}"
    return Sheet(
        title="重置第二重验证",
        intro=f"{known.name}（{known.login}）原来的设备和恢复码从此无效。谁重置的、为什么，记入历史。",
        action=f"{at}/second-factor",
        back=at,
        crumbs=((known.name, at),),
        inputs=(
            Input(
                name="reason", label="重置理由", kind="area", hint="设备怎样丢失、怎样核对身份。"
            ),
        ),
        button="重置",
    )


def _client(request: AnyRequest) -> str:
    return request.client.host if request.client else ""


handlers = [log_in_by_code, second_page, begin, confirm, reset_page, reset]
