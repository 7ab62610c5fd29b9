"""The door for programs: JSON becomes a command, a row becomes JSON. No rules."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import Struct

from services.catalog.domain.commands import (
    AddEntry,
    AssignPost,
    MoveUnit,
    RegisterUnit,
    RenameUnit,
    ScreenCatalog,
    SettleDoubt,
    VacatePost,
)
from services.catalog.domain.terms import Post
from services.catalog.handlers import (
    Access,
    Book,
    Catalogs,
    Logins,
    NewPerson,
    Preview,
    Reader,
    Register,
    Welcome,
    Who,
)
from services.catalog.handlers.leaving import Leaving
from services.catalog.handlers.second import SecondSteps
from services.catalog.handlers.units import Units
from services.catalog.views import (
    CatalogRow,
    ItemRow,
    PostRow,
    UnitRow,
    people,
    posts,
)
from shared.auth import Sessions
from shared.store import Receipt
from shared.view import Views
from shared.web import Caller, Upload, filed, tagged
from shared.web.arrival import errand_of, introduce
from shared.web.house import House

AnyRequest = Request[Any, Any, Any]


class Person(Struct, frozen=True, kw_only=True):
    """人员"""

    person_id: str
    login: str
    name: str


class Name(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """新名称"""

    name: str
    reason: str = ""


class Superior(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """新上级"""

    superior: str
    reason: str = ""


class Passing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """审批 — the meeting that passed the catalog."""

    meeting: str = ""


@post("/logout", status_code=HTTP_204_NO_CONTENT)
async def log_out(leaving: Leaving, caller: Caller, request: AnyRequest) -> None:
    """退出登录。The token that is sent ends in every service; others of the person stay."""
    await leaving.leave(errand_of(request.scope).visit, caller)


@post("/login", status_code=HTTP_200_OK)
async def log_in(
    data: Who,
    logins: Logins,
    steps: SecondSteps,
    sessions: Sessions,
    house: House,
    request: AnyRequest,
) -> Welcome:
    """登录。Whoever has enrolled a second factor sends its ``code`` as well."""
    began = house.clock.now()
    person, name = await sync_to_thread(logins.enter, data, request.client)
    second = await sync_to_thread(steps.needed, person)
    if second:
        client = request.client.host if request.client else ""
        await steps.prove(person, data.code, client, introduce(request, house.clock))
    token = sessions.issue(person, name, second=second, begun=began)
    return Welcome(token=token, person_id=person, name=name)


# ── units, people, posts, schemes ────────────────────────────────────────────────────────────


@get("/units", sync_to_thread=True)
def list_units(reader: Reader) -> list[UnitRow]:
    """列出单位。"""
    return reader.units()


@post("/units")
async def register_unit(
    data: RegisterUnit, register: Register, caller: Caller
) -> Response[Receipt]:
    """登记单位。"""
    return filed(await register.register_unit(data, caller), f"/catalog/units/{data.unit_id}")


@post("/units/{unit:str}/name")
async def rename_unit(
    unit: str, data: Name, register: Register, caller: Caller
) -> Response[Receipt]:
    """更改单位名称。"""
    command = RenameUnit(unit_id=unit, name=data.name, reason=data.reason)
    return filed(await register.rename_unit(command, caller))


@post("/units/{unit:str}/superior")
async def move_unit(
    unit: str, data: Superior, register: Register, caller: Caller
) -> Response[Receipt]:
    """调整隶属关系。"""
    command = MoveUnit(unit_id=unit, superior=data.superior, reason=data.reason)
    return filed(await register.move_unit(command, caller))


@post("/people")
async def register_person(data: NewPerson, register: Register, caller: Caller) -> Response[Receipt]:
    """登记人员。The answer's ``Location`` ends in the person's id."""
    person_id, receipt = await register.register_person(data, caller)
    return filed(receipt, f"/catalog/api/people/{person_id}")


@get("/people/{person_id:str}", sync_to_thread=True)
def read_person(
    person_id: str, views: Views, logins: Logins, access: Access, caller: Caller
) -> Person:
    """查看人员。"""
    access.administering(caller)
    row = views.get(people, person_id)
    login = row.login if row else ""
    return Person(person_id=person_id, login=login, name=logins.name_of(person_id))


@get("/units/{unit:str}/posts", sync_to_thread=True)
def list_posts(unit: str, views: Views, access: Access, caller: Caller) -> list[PostRow]:
    """列出任职。"""
    access.check_reader(caller, unit)
    return views.select(posts, posts.c.unit == unit, order=[posts.c.key])


@post("/units/{unit:str}/posts")
async def assign_post(
    unit: str, data: AssignPost, units: Units, caller: Caller
) -> Response[Receipt]:
    """任命职务。"""
    return filed(await units.assign(unit, data, caller))


@post("/units/{unit:str}/posts/vacate")
async def vacate_post(
    unit: str, data: VacatePost, register: Register, caller: Caller
) -> Response[Receipt]:
    """免去职务。"""
    return filed(await register.vacate_post(unit, data, caller))


# ── catalogs ─────────────────────────────────────────────────────────────────────────────────


@post("/units/{unit:str}/catalog/preview", status_code=HTTP_200_OK)
async def preview(unit: str, data: Upload, making: Catalogs, caller: Caller) -> Preview:
    """预览导入：逐条列出承继的内容和疑点，不作任何登记。"""
    return await making.preview(unit, *await data.taken(), caller)


@post("/units/{unit:str}/catalog/import")
async def import_catalog(
    unit: str, data: Upload, making: Catalogs, caller: Caller
) -> Response[Receipt]:
    """导入目录，成为新的一版草稿。"""
    receipt = await making.import_(unit, *await data.taken(), caller)
    return filed(receipt, f"/catalog/api/units/{unit}/catalog")


@post("/units/{unit:str}/catalog/entries")
async def add_entry(
    unit: str, data: AddEntry, making: Catalogs, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """增加目录条目。"""
    return filed(await making.add(unit, data, caller, expected))


@post("/units/{unit:str}/catalog/doubts")
async def settle_doubt(
    unit: str, data: SettleDoubt, making: Catalogs, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """裁定疑点。"""
    return filed(await making.settle(unit, data, caller, expected))


@post("/units/{unit:str}/catalog/screening")
async def screen_catalog(
    unit: str, data: ScreenCatalog, making: Catalogs, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """保密性初审。"""
    return filed(await making.screen(unit, data, caller, expected))


@post("/units/{unit:str}/catalog/approval")
async def approve_catalog(
    unit: str,
    making: Catalogs,
    caller: Caller,
    expected: int | None,
    data: Passing | None = None,
) -> Response[Receipt]:
    """审批目录。``meeting``: where it was passed, if the scheme asks for a meeting."""
    meeting = data.meeting if data else ""
    return filed(await making.approve(unit, caller, expected, meeting=meeting))


@get("/units/{unit:str}/catalog", sync_to_thread=True)
def list_versions(unit: str, reader: Reader, caller: Caller) -> list[CatalogRow]:
    """列出目录各版。"""
    return reader.versions(unit, caller)


@get("/units/{unit:str}/catalog/{version:int}", sync_to_thread=True)
def read_version(
    unit: str, version: int, reader: Reader, caller: Caller, page: int = 1
) -> Response[Book]:
    """查看一版目录。"""
    book = reader.book(unit, version, caller, page)
    return tagged(book, book.catalog.seen)


@get("/units/{unit:str}/items", sync_to_thread=True)
def list_items(unit: str, reader: Reader, caller: Caller, page: int = 1) -> list[ItemRow]:
    """列出现行目录事项。"""
    return reader.items(unit, caller, page)


@get("/items/{item_id:uuid}", sync_to_thread=True)
def read_item(item_id: UUID, reader: Reader, caller: Caller) -> ItemRow:
    """查看目录事项。"""
    return reader.item(item_id, caller)


@get("/posts", sync_to_thread=False)
def post_names() -> dict[str, str]:
    """列出职务名称。"""
    return {each.value: each.chinese for each in Post}


handlers = [
    *(log_in, log_out, post_names),
    *(list_units, register_unit, rename_unit, move_unit),
    *(register_person, read_person),
    *(list_posts, assign_post, vacate_post),
    *(preview, import_catalog, add_entry, settle_doubt, screen_catalog, approve_catalog),
    *(list_versions, read_version, list_items, read_item),
]
