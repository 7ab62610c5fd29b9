"""管理 — units for admins: register, rename, move, merge, dissolve, and how they once stood."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import uuid5

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.response import Redirect
from msgspec import Struct

from services.catalog.domain.commands import (
    DissolveUnit,
    MergeUnit,
    MoveUnit,
    RegisterUnit,
    RenameUnit,
    UnitCommand,
)
from services.catalog.domain.terms import ROOT, Post
from services.catalog.domain.tree import KINDS
from services.catalog.handlers import Access, Logins, Register
from services.catalog.handlers.administration import Administration
from services.catalog.handlers.forest import Forest
from services.catalog.handlers.units import Units
from services.catalog.pages import admin_people
from services.catalog.pages.admin_forms import Form, Input, Sheet, made, reason_of, shown, text
from services.catalog.views import UnitRow
from shared.auth import WrongPostError
from shared.calendar import BEIJING, beijing_date
from shared.decider import NotFoundError
from shared.store import Receipt
from shared.web import Caller, Page, again, page, see_other

TYPES: Final = tuple((each, each) for each in KINDS)
REASON: Final = Input(
    name="reason", label="依据或者理由", kind="area", hint="例如批准文件的名称和文号。"
)
WHOLE: Final = "填写单位全称；只写一部分时，符合的单位只能有一个。"


class ChangeUnknownError(NotFoundError):
    """没有这种变动。"""


class Change(Struct, frozen=True, kw_only=True):
    """单位变动 — what is filled in, and what it is called."""

    title: str
    button: str
    inputs: tuple[Input, ...]
    intro: str = ""


CHANGES: Final = {
    "rename": Change(
        title="更改名称",
        button="更改",
        inputs=(Input(name="name", label="新名称"), REASON),
        intro="旧名称留在沿革里，仍然可以查到。",
    ),
    "move": Change(
        title="调整隶属关系",
        button="调整",
        inputs=(Input(name="superior", label="新的上级单位", hint=WHOLE), REASON),
        intro="这个单位连同它的全部下级一起调整。",
    ),
    "merge": Change(
        title="合并",
        button="合并",
        inputs=(Input(name="successor", label="承接单位", hint=WHOLE), REASON),
        intro="合并以后，这个单位不再办理，由承接单位接着办理。",
    ),
    "dissolve": Change(
        title="撤销",
        button="撤销",
        inputs=(Input(name="successor", label="承接单位", hint=WHOLE, required=False), REASON),
        intro="还有下级的单位不能撤销，请先调整下级的隶属关系。",
    ),
}


@get("/admin", sync_to_thread=True, include_in_schema=False)
def admin_page(
    forest: Forest,
    administration: Administration,
    access: Access,
    caller: Caller,
    q: str = "",
    page_no: int = 1,
) -> Page:
    """管理：本人管理的单位，按名称查找单位和人员。"""
    administration.check_looking(caller)
    words = q.strip()[:50]
    return page(
        "catalog/admin.html.j2",
        words=words,
        mine=[access.unit(each) for each in caller.units(Post.ADMIN)],
        found=forest.find(words) if words else None,
        people=administration.roll.find(words, page_no) if words else None,
    )


@get("/admin/units/{unit:str}", sync_to_thread=True, include_in_schema=False)
def unit_admin_page(
    unit: str,
    administration: Administration,
    access: Access,
    logins: Logins,
    caller: Caller,
    on: date | None = None,
) -> Page:
    """单位管理：任一天的名称、隶属关系和任职，全部沿革，各种变动。"""
    if not access.rules(caller, unit):
        access.check_reader(caller, unit)
    at = _end_of(on) if on else caller.at
    then = administration.as_of(unit, at)
    told = administration.history(unit, at)
    persons = {each for row in told for each in (row.by, row.person, row.giver) if each}
    persons |= {each.person for each in then.terms}
    coming = administration.officers(unit, caller.at) if not on else []
    persons |= {each.person for each in coming}
    others = {row.other_unit for row in told if row.other_unit}
    return page(
        "catalog/admin_unit.html.j2",
        unit=access.unit(unit),
        then=then,
        on=on,
        today=beijing_date(caller.at),
        told=told,
        coming=[each for each in coming if each.since > caller.at],
        names={each: logins.name_of(each) for each in persons},
        units={each: access.unit(each).name for each in others},
        rules=access.rules(caller, unit) and on is None and not then.ended,
        changes=CHANGES,
    )


@get("/admin/units/{unit:str}/below", sync_to_thread=True, include_in_schema=False)
def new_unit_page(unit: str, access: Access, caller: Caller) -> Page:
    """登记下级单位。"""
    access.ruling(caller, unit)
    return shown(_new_unit(access.unit(unit), {}))


@post("/admin/units/{unit:str}/below", include_in_schema=False)
async def register_unit(
    unit: str, data: Form, register: Register, units: Units, access: Access, caller: Caller
) -> Redirect:
    """登记。"""
    row = access.unit(unit)
    new = str(uuid5(ROOT, f"unit/{caller.command_id}"))
    async with again(shown, _new_unit(row, data)):
        fields = {"name": text(data, "name"), "kind": text(data, "kind")}
        command = made(RegisterUnit, unit_id=new, superior=unit, **fields)
        await units.current()
        await register.register_unit(command, caller)
    return see_other(f"/catalog/admin/units/{new}")


def _new_unit(superior: UnitRow, form: dict[str, Any]) -> Sheet:
    at = f"/catalog/admin/units/{superior.unit_id}"
    return Sheet(
        title="登记下级单位",
        intro=f"新单位隶属于“{superior.name}”（{superior.kind}）。",
        action=f"{at}/below",
        back=at,
        crumbs=((superior.name, at),),
        inputs=(
            Input(name="name", label="单位名称", value=text(form, "name")),
            Input(name="kind", label="单位类型", value=text(form, "kind"), options=TYPES),
        ),
        button="登记",
    )


@get("/admin/units/{unit:str}/change/{what:str}", sync_to_thread=True, include_in_schema=False)
def change_page(unit: str, what: str, access: Access, caller: Caller) -> Page:
    """更名、调整隶属关系、合并、撤销：填写。"""
    access.ruling(caller, unit)
    return shown(_change(access.unit(unit), what, {}))


@post("/admin/units/{unit:str}/change/{what:str}", include_in_schema=False)
async def change(
    unit: str,
    what: str,
    data: Form,
    administration: Administration,
    units: Units,
    register: Register,
    caller: Caller,
) -> Page | Redirect:
    """更名、调整隶属关系、合并、撤销：核对，确认。"""
    access = administration.access
    sheet = _change(access.unit(unit), what, data)
    await units.current()
    async with again(shown, sheet):
        command = await sync_to_thread(_asked, administration, unit, what, data)
        cause = access.ruling(caller, unit)
        administration.check_unit(command, cause)
        _check_reach(access, caller, command)
        if not text(data, "confirmed"):
            effects = await sync_to_thread(_effects, administration, command, caller.at)
            return shown(sheet, effects=effects)
        await _filing(units, register)[what](command, caller)
    return see_other(f"/catalog/admin/units/{unit}")


def _change(unit: UnitRow, what: str, form: dict[str, Any]) -> Sheet:
    if (kind := CHANGES.get(what)) is None:
        raise ChangeUnknownError(what)
    at = f"/catalog/admin/units/{unit.unit_id}"
    return Sheet(
        title=f"{unit.name}：{kind.title}",
        intro=kind.intro,
        action=f"{at}/change/{what}",
        back=at,
        crumbs=((unit.name, at),),
        inputs=tuple(_filled(each, form) for each in kind.inputs),
        button=kind.button,
    )


def _filled(field: Input, form: dict[str, Any]) -> Input:
    return Input(
        name=field.name,
        label=field.label,
        value=text(form, field.name),
        kind=field.kind,
        hint=field.hint,
        required=field.required,
    )


def _asked(
    administration: Administration, unit: str, what: str, form: dict[str, Any]
) -> UnitCommand:
    """Return the command; a name of a unit becomes its id."""
    if what == "rename":
        name = text(form, "name")
        return made(RenameUnit, unit_id=unit, name=name, reason=reason_of(form))
    if what == "move":
        superior = administration.unit_named(text(form, "superior"), "superior")
        return made(MoveUnit, unit_id=unit, superior=superior, reason=reason_of(form))
    named = text(form, "successor")
    needed = what == "merge" or named
    successor = administration.unit_named(named, "successor") if needed else ""
    reason = reason_of(form)
    if what == "merge":
        return made(MergeUnit, unit_id=unit, successor=successor, reason=reason)
    return made(DissolveUnit, unit_id=unit, successor=successor, reason=reason)


def _check_reach(access: Access, caller: Caller, command: UnitCommand) -> None:
    """Let nobody move or merge into a part of the tree that is none of theirs."""
    other = ""
    if isinstance(command, MoveUnit | MergeUnit):
        other = command.superior if isinstance(command, MoveUnit) else command.successor
    if other and not access.rules(caller, other):
        raise WrongPostError(Post.ADMIN.chinese)


def _filing(
    units: Units, register: Register
) -> dict[str, Callable[[Any, Caller], Awaitable[Receipt]]]:
    return {
        "rename": register.rename_unit,
        "move": register.move_unit,
        "merge": units.merge,
        "dissolve": units.dissolve,
    }


def _effects(administration: Administration, command: UnitCommand, at: datetime) -> Sequence[str]:
    name = administration.access.unit
    match command:
        case RenameUnit(unit_id=unit, name=new):
            return [f"“{name(unit).name}”从现在起叫“{new}”；以前公开的内容仍写当时的名称。"]
        case MoveUnit(unit_id=unit, superior=superior):
            return _moving(administration, name(unit), name(superior), at)
        case MergeUnit(unit_id=unit, successor=successor):
            told = f"“{name(unit).name}”并入“{name(successor).name}”。"
            return [told, *administration.ending(unit, at, merged=True)]
        case DissolveUnit(unit_id=unit, successor=successor):
            told = f"由“{name(successor).name}”承接。" if successor else "没有单位承接。"
            return [told, *administration.ending(unit, at, merged=False)]
        case RegisterUnit():
            return []


def _moving(
    administration: Administration, unit: UnitRow, superior: UnitRow, at: datetime
) -> list[str]:
    then = administration.as_of(unit.unit_id, at)
    found = [
        f"“{unit.name}”由“{then.superior_name}”改隶“{superior.name}”。",
        "原来的上级从此看不到它的内部内容，新的上级能看到；历史仍随这个单位。",
    ]
    if then.below:
        found.append(f"直接下级 {len(then.below)} 个单位随它一起调整。")
    return found


def _end_of(day: date) -> datetime:
    """Return the last moment of a day in Beijing."""
    begin = datetime.combine(day, time.min, BEIJING).astimezone(UTC)
    return begin + timedelta(days=1) - timedelta(microseconds=1)


handlers = [
    *(admin_page, unit_admin_page, new_unit_page, register_unit, change_page, change),
    *admin_people.handlers,
]
