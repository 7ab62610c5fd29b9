"""典型做法 — a list for all, what a unit tells, what superiors mark, a draft of a scheme."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.floor import said
from services.catalog.domain.practice import CommendPractice, TellPractice
from services.catalog.handlers import Access
from services.catalog.handlers.practices import SIZE, TELLERS, Practices
from services.catalog.pages.scheme_form import lines_of, typed
from services.catalog.pages.schemes import grouped_settings
from shared.calendar import beijing_date
from shared.web import Caller, Filled, Page, page, see_other


class PracticeForm(Struct, frozen=True, kw_only=True):
    """典型做法登记表"""

    unit: str = ""
    name: str = ""
    story: str = ""
    links: str = ""


class NoteForm(Struct, frozen=True, kw_only=True):
    """标为典型"""

    note: str = ""


@get("/practices", sync_to_thread=True, include_in_schema=False)
def practices_page(
    practices: Practices, access: Access, caller: Caller, models: bool = False, page_no: int = 1
) -> Page:
    """典型做法：全县。"""
    found = practices.all(caller, models=models, page=page_no)
    return page(
        "catalog/practices.html.j2",
        found=found,
        models=models,
        names={each.unit: access.unit(each.unit).name for each in found.rows},
        own=[(each, access.unit(each).name) for each in caller.units(*TELLERS)],
        number=max(page_no, 1),
        pages=max(-(-found.total // SIZE), 1),
    )


@get("/practices/{practice_id:uuid}", sync_to_thread=True, include_in_schema=False)
def practice_page(practice_id: UUID, practices: Practices, access: Access, caller: Caller) -> Page:
    """一个典型做法。"""
    row = practices.read(practice_id, caller)
    above = list(access.line(row.unit))[1:]
    marked = {each.unit for each in row.commendations}
    return page(
        "catalog/practice.html.j2",
        row=row,
        unit=access.unit(row.unit),
        by=[(access.unit(each.unit).name, each) for each in row.commendations],
        commends=any(caller.holds(each, *TELLERS) and each not in marked for each in above),
        learners=_learners(access, caller),
    )


@post("/practices", include_in_schema=False)
async def tell_practice(
    data: Filled[PracticeForm], practices: Practices, caller: Caller
) -> Redirect:
    """登记典型做法。"""
    links = tuple(data.links.split())
    asked = TellPractice(name=data.name, story=data.story, links=links)
    receipt = await practices.tell(data.unit, asked, caller)
    return see_other(f"/catalog/practices/{receipt.stream_id}")


@post("/practices/{practice_id:uuid}/commend", include_in_schema=False)
async def commend_practice(
    practice_id: UUID, data: Filled[NoteForm], practices: Practices, caller: Caller
) -> Redirect:
    """标为典型。"""
    await practices.commend(practice_id, CommendPractice(note=data.note), caller)
    return see_other(f"/catalog/practices/{practice_id}")


@get(
    "/units/{unit:str}/scheme/new/{practice_id:uuid}", sync_to_thread=True, include_in_schema=False
)
def learn_page(
    unit: str, practice_id: UUID, practices: Practices, access: Access, caller: Caller
) -> Page:
    """按典型做法的设置拟订新版方案。"""
    draft, plans = practices.draft(practice_id, unit, caller), practices.plans
    base = replace(
        practices.scheme(practice_id), seed=draft.seed or "", reasons=draft.reasons, preface=None
    )
    rows, today = plans.rows(unit), beijing_date(caller.at)
    return page(
        "catalog/scheme_form.html.j2",
        unit=access.unit(unit),
        today=today,
        seen=rows[0].number if rows else 0,
        seed=draft.seed or "",
        offered=None,
        plans=[("", "不采用原方案"), *((each.id, each.title) for each in plans.standard.schemes)],
        title=draft.title,
        groups=grouped_settings(plans.settings(unit, base, today)),
        preface=plans.preface(rows[0].scheme if rows else None, draft.seed or ""),
        lines_of=lines_of,
        typed=typed,
        said=said,
    )


def _learners(access: Access, caller: Caller) -> list[Any]:
    mine = dict.fromkeys(caller.units())
    return [access.unit(each) for each in mine if access.rules(caller, each)]


handlers = [practices_page, practice_page, tell_practice, commend_practice, learn_page]
