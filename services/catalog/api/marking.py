"""The door for programs: what is said of an entry, and what a draft lacks. No rules."""

from litestar import Response, get, post

from services.catalog.domain.particulars_words import (
    AttributeEntry,
    ConsentScope,
    ExamineCatalog,
    ExplainDeparture,
    Particulars,
)
from services.catalog.domain.sitting_words import RecordSitting
from services.catalog.handlers import Access
from services.catalog.handlers.marking import AttributeRest, ExplainRest, Held, Marking
from services.catalog.views.belongings import SittingRow
from shared.store import Receipt
from shared.web import Caller, filed


@post("/units/{unit:str}/catalog/particulars")
async def attribute_entry(
    unit: str, data: AttributeEntry, marking: Marking, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """标明条目归属。"""
    return filed(await marking.attribute(unit, data, caller, expected))


@post("/units/{unit:str}/catalog/particulars/rest")
async def attribute_rest(
    unit: str, data: AttributeRest, marking: Marking, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """一并标明归属：给草稿里还没有标明的全部条目。"""
    return filed(await marking.attribute_rest(unit, data, caller, expected))


@post("/units/{unit:str}/catalog/explanations/rest")
async def explain_rest(
    unit: str, data: ExplainRest, marking: Marking, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """一并说明理由：给与同一项设置不同的全部条目。"""
    return filed(await marking.explain_rest(unit, data, caller, expected))


@post("/units/{unit:str}/catalog/consents")
async def consent_scope(
    unit: str, data: ConsentScope, marking: Marking, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """负责人同意不向社会公开。"""
    return filed(await marking.consent(unit, data, caller, expected))


@post("/units/{unit:str}/catalog/explanations")
async def explain_departure(
    unit: str, data: ExplainDeparture, marking: Marking, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """说明与方案不同的理由。"""
    return filed(await marking.explain(unit, data, caller, expected))


@post("/units/{unit:str}/catalog/examinations")
async def examine_catalog(
    unit: str, data: ExamineCatalog, marking: Marking, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """按方案核查目录。"""
    return filed(await marking.examine(unit, data, caller, expected))


@get("/units/{unit:str}/catalog/held", sync_to_thread=True)
def read_held(unit: str, marking: Marking, access: Access, caller: Caller) -> Held:
    """对照方案：目录草稿还缺什么、哪里与方案不同。"""
    access.check_reader(caller, unit)
    return marking.held(unit, caller.at)


@get("/units/{unit:str}/catalog/particulars/{row:int}", sync_to_thread=True)
def read_particulars(
    unit: str, row: int, marking: Marking, access: Access, caller: Caller
) -> Particulars:
    """查看条目归属。"""
    access.check_reader(caller, unit)
    return marking.said(unit, row)


@post("/units/{unit:str}/catalog/sittings")
async def record_sitting(
    unit: str, data: RecordSitting, marking: Marking, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """登记会次：会议决定的事项列入目录，公开主体是该会议。"""
    return filed(await marking.sit(unit, data, caller, expected))


@get("/units/{unit:str}/catalog/sittings", sync_to_thread=True)
def list_sittings(unit: str, marking: Marking, access: Access, caller: Caller) -> list[SittingRow]:
    """列出会次。"""
    access.check_reader(caller, unit)
    return marking.sittings(unit)


handlers = [
    *(record_sitting, list_sittings),
    *(attribute_entry, attribute_rest, explain_rest),
    *(consent_scope, explain_departure, examine_catalog),
    *(read_held, read_particulars),
]
