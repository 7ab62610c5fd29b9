"""责任追究 — for programs: open a case, criticise, order, rectify, grade, pursue, close."""

from uuid import UUID

from litestar import Response, get, post, put

from services.workflow.domain.case_words import (
    CloseCase,
    CriticizeCase,
    GradeCase,
    OpenCase,
    OrderCase,
    PursueCase,
    RectifyCase,
)
from services.workflow.handlers.cases import Cases, Docket
from services.workflow.views.cases import CaseRow
from shared.store import Receipt
from shared.web import Caller, filed


@get("/cases", sync_to_thread=True)
def list_cases(cases: Cases, caller: Caller, page: int = 1) -> Docket:
    """责任追究案件，新立的在前。"""
    return cases.listed(caller, page)


@get("/cases/{case_id:uuid}", sync_to_thread=True)
def read_case(case_id: UUID, cases: Cases, caller: Caller) -> CaseRow:
    """一件案件；处理结果只给立案单位和责任单位的负责人看。"""
    return cases.see(case_id, caller)


@put("/cases/{case_id:uuid}")
async def open_case(
    case_id: UUID, data: OpenCase, cases: Cases, caller: Caller
) -> Response[Receipt]:
    """立案。"""
    return filed(await cases.open(case_id, data, caller))


@post("/cases/{case_id:uuid}/criticize")
async def criticize_case(
    case_id: UUID, data: CriticizeCase, cases: Cases, caller: Caller
) -> Response[Receipt]:
    """批评教育。"""
    return filed(await cases.go_on(case_id, data, caller))


@post("/cases/{case_id:uuid}/order")
async def order_case(
    case_id: UUID, data: OrderCase, cases: Cases, caller: Caller
) -> Response[Receipt]:
    """责令限期整改。"""
    return filed(await cases.go_on(case_id, data, caller))


@post("/cases/{case_id:uuid}/rectify")
async def rectify_case(
    case_id: UUID, data: RectifyCase, cases: Cases, caller: Caller
) -> Response[Receipt]:
    """报告整改结果。"""
    return filed(await cases.go_on(case_id, data, caller))


@post("/cases/{case_id:uuid}/grade")
async def grade_case(
    case_id: UUID, data: GradeCase, cases: Cases, caller: Caller
) -> Response[Receipt]:
    """认定情节。"""
    return filed(await cases.go_on(case_id, data, caller))


@post("/cases/{case_id:uuid}/pursue")
async def pursue_case(
    case_id: UUID, data: PursueCase, cases: Cases, caller: Caller
) -> Response[Receipt]:
    """追究责任。"""
    return filed(await cases.go_on(case_id, data, caller))


@post("/cases/{case_id:uuid}/close")
async def close_case(
    case_id: UUID, data: CloseCase, cases: Cases, caller: Caller
) -> Response[Receipt]:
    """结案。"""
    return filed(await cases.go_on(case_id, data, caller))


handlers = [
    list_cases,
    read_case,
    open_case,
    criticize_case,
    order_case,
    rectify_case,
    grade_case,
    pursue_case,
    close_case,
]
