"""问题整改, as a page and for programs."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect
from msgspec import Struct

from services.publishing.domain.problem_words import MENDINGS, Answer, Mending, ReportMending
from services.publishing.handlers.mending import Mending as Mendings
from services.publishing.views.problems import ProblemLine
from shared.store import Receipt
from shared.web import Caller, Filled, Page, filed, page, see_other

AnyRequest = Request[Any, Any, Any]
STATES: Final = {each.value: each for each in Mending}


class ListForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """问题清单 — as programs send it."""

    problems: tuple[str, ...]
    answers: tuple[Answer, ...] = ()


class MendingForm(Struct, frozen=True, kw_only=True):
    """整改进展表"""

    number: str = ""
    state: str = ""
    note: str = ""


class ProblemsTold(Struct, frozen=True, kw_only=True):
    """问题和整改状态"""

    lines: tuple[ProblemLine, ...]


@get("/items/{disclosure_id:uuid}/problems", include_in_schema=False, sync_to_thread=True)
def problem_page(disclosure_id: UUID, mending: Mendings, caller: Caller) -> Page:
    """问题整改"""
    sheet = mending.sheet(disclosure_id, caller)
    options = [(each.value, name) for each, name in MENDINGS.items()]
    return page("problems.html.j2", sheet=sheet, row=sheet.row, MENDINGS=MENDINGS, options=options)


@post("/items/{disclosure_id:uuid}/problems", include_in_schema=False)
async def list_problems(
    disclosure_id: UUID, mending: Mendings, caller: Caller, request: AnyRequest
) -> Redirect:
    """列明问题"""
    form = await request.form()
    texts = tuple(str(form.get("problems", "")).splitlines())
    numbers = range(1, 1 + sum(str(each).startswith("state-") for each in form))
    answers = tuple(
        Answer(number=n, state=STATES[chosen], note=str(form.get(f"note-{n}", "")))
        for n in numbers
        if (chosen := str(form.get(f"state-{n}", ""))) in STATES
    )
    await mending.list_(disclosure_id, texts, answers, caller)
    return see_other(f"/items/{disclosure_id}/problems")


@post("/items/{disclosure_id:uuid}/problems/mending", include_in_schema=False)
async def report_mending(
    disclosure_id: UUID, data: Filled[MendingForm], mending: Mendings, caller: Caller
) -> Redirect:
    """登记整改进展"""
    state = STATES.get(data.state, Mending.DOING)
    number = int(data.number) if data.number.isdecimal() else 0
    asked = ReportMending(number=number, state=state, note=data.note)
    await mending.report(disclosure_id, asked, caller)
    return see_other(f"/items/{disclosure_id}/problems")


@get("/api/disclosures/{disclosure_id:uuid}/problems", sync_to_thread=True)
def read_problems(disclosure_id: UUID, mending: Mendings, caller: Caller) -> ProblemsTold:
    """问题和整改状态。"""
    found = mending.sheet(disclosure_id, caller).found
    return ProblemsTold(lines=found.lines if found else ())


@post("/api/disclosures/{disclosure_id:uuid}/problems")
async def put_problems(
    disclosure_id: UUID, data: ListForm, mending: Mendings, caller: Caller
) -> Response[Receipt]:
    """列明问题。"""
    return filed(await mending.list_(disclosure_id, data.problems, data.answers, caller))


@post("/api/disclosures/{disclosure_id:uuid}/problems/mending")
async def put_mending(
    disclosure_id: UUID, data: ReportMending, mending: Mendings, caller: Caller
) -> Response[Receipt]:
    """登记整改进展。"""
    return filed(await mending.report(disclosure_id, data, caller))


handlers = [problem_page, list_problems, report_mending, read_problems, put_problems, put_mending]
