"""人员和职务管理 — people registered, passwords reset, posts given, taken and handed over."""

from typing import Any, Final
from uuid import UUID

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.response import Redirect

from services.catalog.domain.commands import AssignPost, HandPost, VacatePost
from services.catalog.domain.post import NotAssignedError
from services.catalog.domain.terms import Post
from services.catalog.handlers import Access, NewPerson, Register
from services.catalog.handlers.administration import Administration
from services.catalog.handlers.passwords import Passwords
from services.catalog.handlers.units import Units
from services.catalog.pages.admin_forms import Form, Input, Sheet, made, moment, shown, text
from shared.web import Caller, Page, again, page, see_other

POSTS: Final = tuple((each.value, each.chinese) for each in Post)
WHO: Final = "填写登录名或者姓名全称。"


@get("/admin/people", sync_to_thread=True, include_in_schema=False)
def new_person_page(access: Access, caller: Caller) -> Page:
    """登记人员。"""
    access.administering(caller)
    return shown(_new_person({}))


@get("/admin/people/all", sync_to_thread=True, include_in_schema=False)
def people_page(
    administration: Administration, caller: Caller, q: str = "", page_no: int = 1
) -> Page:
    """花名册：全部人员，按登录名排列，可以查找。"""
    administration.check_looking(caller)
    words = q.strip()[:50]
    return page(
        "catalog/people.html.j2", words=words, people=administration.roll.find(words, page_no)
    )


@post("/admin/people", include_in_schema=False)
async def register_person(data: Form, register: Register, caller: Caller) -> Redirect:
    """登记。"""
    async with again(shown, _new_person(data)):
        fields = {name: text(data, name) for name in ("login", "name", "password")}
        person_id, _ = await register.register_person(made(NewPerson, **fields), caller)
    return see_other(f"/catalog/admin/people/{person_id}")


def _new_person(form: dict[str, Any]) -> Sheet:
    return Sheet(
        title="登记人员",
        intro="姓名加密保存。第一个密码由管理员告诉本人，本人登录后可以更改。",
        action="/catalog/admin/people",
        inputs=(
            Input(name="name", label="姓名", value=text(form, "name")),
            Input(
                name="login",
                label="登录名",
                value=text(form, "login"),
                hint="小写字母开头，只用小写字母、数字和 . _ -，2 至 32 个字符。",
            ),
            Input(name="password", label="第一个密码", kind="password"),
        ),
        button="登记",
    )


@get("/admin/people/{person_id:uuid}", sync_to_thread=True, include_in_schema=False)
def person_page(person_id: UUID, administration: Administration, caller: Caller) -> Page:
    """人员：登录名、姓名、现任职务。"""
    administration.check_looking(caller)
    known = administration.person(str(person_id))
    held = administration.held_by(known.person_id, caller.at)
    secures = bool(caller.units(Post.SECURITY_ADMIN))
    return page("catalog/admin_person.html.j2", known=known, held=held, secures=secures)


@get("/admin/people/{person_id:uuid}/password", sync_to_thread=True, include_in_schema=False)
def password_page(person_id: UUID, administration: Administration, caller: Caller) -> Page:
    """重设密码。"""
    administration.governing(caller, str(person_id))
    return shown(_password(administration, str(person_id)))


@post("/admin/people/{person_id:uuid}/password", include_in_schema=False)
async def reset_password(
    person_id: UUID,
    data: Form,
    administration: Administration,
    passwords: Passwords,
    caller: Caller,
) -> Redirect:
    """重设。"""
    person = str(person_id)
    cause = await sync_to_thread(administration.governing, caller, person)
    async with again(shown, _password(administration, person)):
        await passwords.reset(person, text(data, "password"), cause)
    return see_other(f"/catalog/admin/people/{person}")


def _password(administration: Administration, person: str) -> Sheet:
    known, at = administration.person(person), f"/catalog/admin/people/{person}"
    return Sheet(
        title="重设密码",
        intro=f"{known.name}原来的密码从此无效。谁重设的，记入历史。",
        action=f"{at}/password",
        back=at,
        crumbs=((known.name, at),),
        inputs=(Input(name="password", label="新密码", kind="password"),),
        button="重设",
    )


# ── posts ────────────────────────────────────────────────────────────────────────────────────


@get("/admin/units/{unit:str}/posts/new", sync_to_thread=True, include_in_schema=False)
def appoint_page(
    unit: str, administration: Administration, access: Access, caller: Caller, person: str = ""
) -> Page:
    """任命职务：填写。"""
    access.ruling(caller, unit)
    return shown(_appointment(administration, unit, caller, {"person_id": person}))


@post("/admin/units/{unit:str}/posts/new", include_in_schema=False)
async def appoint(
    unit: str, data: Form, administration: Administration, units: Units, caller: Caller
) -> Redirect:
    """任命。"""
    administration.check_looking(caller)
    async with again(shown, await sync_to_thread(_appointment, administration, unit, caller, data)):
        command = await sync_to_thread(_appointed, administration, data)
        await units.assign(unit, command, caller)
    return see_other(f"/catalog/admin/units/{unit}#posts")


def _appointed(administration: Administration, form: dict[str, Any]) -> AssignPost:
    person = administration.person_named(text(form, "person_id"), "person_id")
    return made(
        AssignPost,
        person_id=person,
        post=text(form, "post"),
        since=moment(form, "since"),
        until=moment(form, "until", days=1),
        substitute_for=text(form, "substitute_for"),
    )


def _appointment(
    administration: Administration, unit: str, caller: Caller, form: dict[str, Any]
) -> Sheet:
    row, at = administration.access.unit(unit), f"/catalog/admin/units/{unit}"
    name = administration.logins.name_of
    held = {each.person for each in administration.officers(unit, caller.at)}
    officers = tuple(sorted(((each, name(each)) for each in held), key=lambda pair: pair[1]))
    stands_in = Input(
        name="substitute_for",
        label="代理谁的职务",
        value=text(form, "substitute_for"),
        options=officers,
        required=False,
    )
    return Sheet(
        title="任命职务",
        intro="代理职务必须写明最后一天。不写日期的，从现在起，直到免去或者移交。",
        action=f"{at}/posts/new",
        back=at,
        crumbs=((row.name, at),),
        inputs=(
            Input(name="person_id", label="人员", value=text(form, "person_id"), hint=WHO),
            Input(name="post", label="职务", value=text(form, "post"), options=POSTS),
            _day("since", "第一天", form),
            _day("until", "最后一天", form),
            *((stands_in,) if officers else ()),
        ),
        button="任命",
    )


def _day(name: str, label: str, form: dict[str, Any]) -> Input:
    return Input(name=name, label=label, value=text(form, name), kind="date", required=False)


@get("/admin/units/{unit:str}/posts/vacate", sync_to_thread=True, include_in_schema=False)
def vacate_page(
    unit: str, administration: Administration, caller: Caller, person_id: str = "", post: str = ""
) -> Page:
    """免去职务：核对。"""
    administration.access.ruling(caller, unit)
    sheet = _leaving(administration, unit, "vacate", {"person_id": person_id, "post": post})
    effects = administration.relieving(unit, person_id, Post(post), caller.at)
    return shown(sheet, effects=effects)


@get("/admin/units/{unit:str}/posts/hand", sync_to_thread=True, include_in_schema=False)
def hand_page(
    unit: str, administration: Administration, caller: Caller, person_id: str = "", post: str = ""
) -> Page:
    """移交职务：填写。"""
    administration.access.ruling(caller, unit)
    return shown(_leaving(administration, unit, "hand", {"giver": person_id, "post": post}))


@post("/admin/units/{unit:str}/posts/vacate", include_in_schema=False)
async def vacate(
    unit: str, data: Form, administration: Administration, register: Register, caller: Caller
) -> Redirect:
    """免去。"""
    administration.check_looking(caller)
    async with again(shown, _leaving(administration, unit, "vacate", data)):
        fields = {name: text(data, name) for name in ("person_id", "post")}
        await register.vacate_post(unit, made(VacatePost, **fields), caller)
    return see_other(f"/catalog/admin/units/{unit}#posts")


@post("/admin/units/{unit:str}/posts/hand", include_in_schema=False)
async def hand(
    unit: str, data: Form, administration: Administration, units: Units, caller: Caller
) -> Page | Redirect:
    """移交：核对，确认。"""
    administration.check_looking(caller)
    sheet = _leaving(administration, unit, "hand", data)
    async with again(shown, sheet):
        taker = await sync_to_thread(administration.person_named, text(data, "taker"), "taker")
        fields = {name: text(data, name) for name in ("post", "giver")}
        command = made(HandPost, taker=taker, **fields)
        cause = administration.access.ruling(caller, unit)
        administration.check_post(command, cause)
        if not text(data, "confirmed"):
            told = f"{command.post.chinese}从现在起由{administration.person(taker).name}担任。"
            open_work = "这一职务没有办完的事项一并移交，经过记入历史。"
            return shown(sheet, effects=[told, open_work])
        await units.hand(unit, command, caller)
    return see_other(f"/catalog/admin/units/{unit}#posts")


def _leaving(administration: Administration, unit: str, what: str, form: dict[str, Any]) -> Sheet:
    name = "giver" if what == "hand" else "person_id"
    held, post_ = text(form, name), text(form, "post")
    if post_ not in dict(POSTS):
        raise NotAssignedError(held, post_)
    row, at = administration.access.unit(unit), f"/catalog/admin/units/{unit}"
    who = administration.logins.name_of(held)
    button = "移交" if what == "hand" else "免去"
    about = (
        Input(name=name, label="人员", value=held, kind="hidden"),
        Input(name="post", label="职务", value=post_, kind="hidden"),
    )
    taker = Input(name="taker", label="接任人", value=text(form, "taker"), hint=WHO)
    return Sheet(
        title=f"{button}{who}的{Post(post_).chinese}",
        action=f"{at}/posts/{what}",
        back=at,
        crumbs=((row.name, at),),
        inputs=(*about, taker) if what == "hand" else about,
        button=button,
    )


handlers = [
    *(new_person_page, people_page, register_person, person_page, password_page, reset_password),
    *(appoint_page, appoint, vacate_page, vacate, hand_page, hand),
]
