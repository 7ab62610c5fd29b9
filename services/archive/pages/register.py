"""Where electronic and paper files stand in one list, and paper ones are entered."""

from typing import Annotated
from urllib.parse import urlencode

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Redirect
from msgspec import Meta, Struct

from services.archive.domain.terms import Count
from services.archive.domain.volume_words import Place, RegisterPaper, Retention, Text
from services.archive.handlers import Names, Registering
from services.archive.handlers.registering import Sought
from services.archive.handlers.volumes import OFFICE, PAGE
from services.archive.pages.words import words
from shared.calendar import beijing_date
from shared.web import Caller, Filled, Page, page, see_other


class Shelving(Struct, frozen=True, kw_only=True):
    """纸质档案表单"""

    unit: str
    title: Text
    year: Annotated[int, Meta(ge=1921, le=9999)]
    retention: Retention
    category: Text
    pages: Count
    room: Place = ""
    shelf: Place = ""
    box: Place = ""


class Taking(Struct, frozen=True, kw_only=True):
    """取阅表单"""

    number: Text
    purpose: Text


@get("/register", include_in_schema=False, sync_to_thread=True)
def register(
    registering: Registering,
    names: Names,
    caller: Caller,
    year: str = "",
    category: str = "",
    q: str = "",
    page_no: Annotated[int, Parameter(ge=1)] = 1,
) -> Page:
    """档案登记簿：电子和纸质统一登记，按年度和类目查找"""
    caller.known()
    wanted = Sought(year=int(year) if year.isdecimal() else 0, category=category, words=q[:100])
    found, total = registering.found(wanted, page_no, caller)
    mine = [(each, names.unit(each)) for each in caller.units(OFFICE) if registering.fonds(each)]
    query = urlencode({"year": year, "category": category, "q": q[:100]})
    return page(
        "register.html.j2",
        **words(),
        found=found,
        total=total,
        wanted=wanted,
        names=names,
        categories=[(each, each) for each in registering.categories(caller)],
        mine=mine,
        uses={each.number: registering.volumes.consulted(each.number) for each in found},
        retentions=[(each.value, each.value) for each in Retention],
        today=beijing_date(caller.at),
        number=page_no,
        pages=max((total + PAGE - 1) // PAGE, 1),
        address=f"?{query}&page_no=",
    )


@post("/register", include_in_schema=False)
async def shelve(data: Filled[Shelving], registering: Registering, caller: Caller) -> Redirect:
    """登记纸质档案"""
    told = {name: getattr(data, name) for name in data.__struct_fields__}
    await registering.shelve(RegisterPaper(**told), caller)
    query = urlencode({"year": data.year, "category": data.category})
    return see_other(f"/archive/register?{query}")


@post("/register/uses", include_in_schema=False)
async def consult(data: Filled[Taking], registering: Registering, caller: Caller) -> Redirect:
    """写明用途，取阅纸质档案"""
    await registering.consult(data.number, data.purpose, caller)
    return see_other(f"/archive/register?{urlencode({'q': data.number})}")


handlers = [register, shelve, consult]
