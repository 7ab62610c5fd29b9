"""实施方案、下限 — schemes, floors and what-if, for programs."""

from datetime import date
from typing import Annotated

from litestar import Response, get, post
from litestar.params import Parameter
from litestar.status_codes import HTTP_200_OK

from services.catalog.domain.commands import AdoptScheme, PrepareScheme, SetFloor
from services.catalog.domain.points import Standard
from services.catalog.domain.versions import Difference
from services.catalog.domain.whatif import Replay
from services.catalog.handlers import Access, Register
from services.catalog.handlers.schemes import Plans, Prospect, Setting, Version
from services.catalog.views import FloorRow, SchemeRow
from shared.calendar import beijing_date
from shared.store import Receipt
from shared.web import Caller, filed

Number = Annotated[int, Parameter(ge=1, le=1_000_000)]


@get("/schemes/standard", sync_to_thread=False)
def read_standard(plans: Plans) -> Standard:
    """查看方案的全部设置项、五份原方案的规定和县级底线。"""
    return plans.standard


@get("/units/{unit:str}/scheme", sync_to_thread=True)
def read_scheme(
    unit: str, plans: Plans, caller: Caller, on: date | None = None
) -> SchemeRow | None:
    """查看某日（默认今天）有效的实施方案。"""
    return plans.in_force(unit, on or beijing_date(caller.at))


@post("/units/{unit:str}/scheme")
async def adopt_scheme(
    unit: str, data: AdoptScheme, register: Register, caller: Caller
) -> Response[Receipt]:
    """采用只有审批规则的实施方案（旧接口，不带各项设置）。"""
    return filed(await register.adopt_scheme(unit, data, caller))


@get("/units/{unit:str}/scheme/versions", sync_to_thread=True)
def list_scheme_versions(unit: str, plans: Plans) -> list[Version]:
    """列出实施方案各版及其有效日期。"""
    return plans.versions(unit)


@post("/units/{unit:str}/scheme/versions")
async def adopt_version(
    unit: str, data: PrepareScheme, plans: Plans, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """采用新版实施方案。"""
    return filed(await plans.adopt(unit, data, caller, expected))


@post("/units/{unit:str}/scheme/preview", status_code=HTTP_200_OK, sync_to_thread=True)
def preview_version(unit: str, data: PrepareScheme, plans: Plans, caller: Caller) -> Prospect:
    """预览新版实施方案：核对各项设置，列出差别，不作登记。"""
    return plans.prospect(unit, data, caller)


@get("/units/{unit:str}/scheme/settings", sync_to_thread=True)
def list_settings(unit: str, plans: Plans, caller: Caller, on: date | None = None) -> list[Setting]:
    """列出某日有效的各项设置：单位的规定、原文、理由和下限。"""
    day = on or beijing_date(caller.at)
    row = plans.in_force(unit, day)
    return plans.settings(unit, row.scheme if row else None, day)


@get("/units/{unit:str}/scheme/differences", sync_to_thread=True)
def list_differences(
    unit: str, before: Number, after: Number, plans: Plans, access: Access
) -> list[Difference]:
    """比较两版实施方案。"""
    access.unit(unit)
    return plans.compared(unit, before, after)


@get("/units/{unit:str}/scheme/what-if", sync_to_thread=True)
def what_if(unit: str, under: str, first: date, last: date, plans: Plans, caller: Caller) -> Replay:
    """假设推演：同样的事实按另一方案办，哪些期限和审查会不同。"""
    return plans.replay(unit, under, (first, last), caller)


@get("/units/{unit:str}/floors", sync_to_thread=True)
def list_floors(unit: str, plans: Plans, access: Access) -> list[FloorRow]:
    """列出单位设定过的下限。"""
    access.unit(unit)
    return plans.floors(unit)


@post("/units/{unit:str}/floors")
async def set_floor(unit: str, data: SetFloor, plans: Plans, caller: Caller) -> Response[Receipt]:
    """设定对本单位和下级都有效的下限。"""
    return filed(await plans.set_floor(unit, data, caller))


handlers = [
    *(read_standard, read_scheme, adopt_scheme, list_scheme_versions, adopt_version),
    *(preview_version, list_settings, list_differences, what_if, list_floors, set_floor),
]
