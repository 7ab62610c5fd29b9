"""事项、各版差异、目录调整、不公开事项 — for people."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Redirect
from msgspec import Struct

from services.catalog.domain.amendment_words import (
    AcknowledgeAmendment,
    AmendmentKind,
    ProposeAmendment,
    ReturnAmendment,
    ScreenAmendment,
    Wanted,
)
from services.catalog.domain.printing import text_of
from services.catalog.domain.terms import Form, Post, Scope, TimeLimit
from services.catalog.domain.withheld_words import (
    AcknowledgeWithheld,
    Outcome,
    ReturnWithheld,
    ReviewWithheld,
    WithholdMatter,
)
from services.catalog.domain.yardstick import opening
from services.catalog.handlers import Access, Reader
from services.catalog.handlers.amending import Amendments, AnswerReturn, WithheldMatters
from services.catalog.handlers.coverage import Classes
from services.catalog.handlers.settings import settings_of
from services.catalog.views.belongings import belongings
from services.catalog.views.timing import timings
from shared.web import Caller, Filled, Page, page, see_other

Leaf = Annotated[int, Parameter(query="page", ge=1, le=1_000_000)]
FORMS = [(form.value, form.value) for form in Form]
SCOPES = [(each.value, each.chinese) for each in Scope]
LIMITS = [(each.value, each.chinese) for each in TimeLimit]
KINDS = [(each.value, each.chinese) for each in AmendmentKind]
OUTCOMES = [(each.value, each.chinese) for each in Outcome]


class AmendmentForm(Struct, frozen=True, kw_only=True):
    """目录调整表 — what is to be said instead counts only for a change."""

    kind: AmendmentKind
    explanation: str = ""
    departure_reason: str = ""
    forms: tuple[Form, ...] = ()
    scope: Scope | None = None
    time_limit: TimeLimit | None = None

    def command(self, item_id: UUID) -> ProposeAmendment:
        """Return what was filled in."""
        wanted = None
        if self.scope is not None and self.time_limit is not None:
            wanted = Wanted(forms=self.forms, scope=self.scope, time_limit=self.time_limit)
        return ProposeAmendment(
            item_id=item_id,
            kind=self.kind,
            explanation=self.explanation,
            wanted=wanted,
            departure_reason=self.departure_reason,
        )


@get("/items/{item_id:uuid}", sync_to_thread=True, include_in_schema=False)
def item_page(
    item_id: UUID,
    reader: Reader,
    amending: Amendments,
    classes: Classes,
    access: Access,
    caller: Caller,
) -> Page:
    """目录事项：现行内容、各版沿革、调整公告。"""
    row = reader.item(item_id, caller)
    return page(
        "catalog/item.html.j2",
        row=row,
        unit=access.unit(row.unit),
        history=amending.history(item_id, caller),
        notices=amending.notices(item_id),
        content_class=classes.named(row),
        said=access.views.get(belongings, item_id),
        timing=access.views.get(timings, item_id),
        opening=opening(row.time_limit, settings_of(access.views, row.unit, caller.at)),
        drafts=row.listed and caller.holds(row.unit, Post.CLERK, Post.OFFICE),
        kinds=KINDS,
        forms=FORMS,
        scopes=SCOPES,
        limits=LIMITS,
    )


@post("/items/{item_id:uuid}/amendments", include_in_schema=False)
async def propose(
    item_id: UUID, data: Filled[AmendmentForm], amending: Amendments, caller: Caller
) -> Redirect:
    """提出目录调整。"""
    unit = amending.reader.item(item_id, caller).unit
    await amending.propose(unit, data.command(item_id), caller)
    return see_other(f"/catalog/units/{unit}/amendments")


@get(
    "/units/{unit:str}/catalog/{version:int}/differences/{other:int}",
    sync_to_thread=True,
    include_in_schema=False,
)
def differences_page(
    unit: str, version: int, other: int, amending: Amendments, access: Access, caller: Caller
) -> Page:
    """两版目录的差异。"""
    return page(
        "catalog/differences.html.j2",
        unit=access.unit(unit),
        before=other,
        after=version,
        found=amending.compare(unit, other, version, caller),
        text=text_of,
    )


@get("/units/{unit:str}/amendments", sync_to_thread=True, include_in_schema=False)
def amendments_page(
    unit: str, amending: Amendments, access: Access, caller: Caller, page_number: Leaf = 1
) -> Page:
    """目录调整：本单位提出的和下级报来备案的。"""
    rows = amending.of_unit(unit, caller, page_number)
    return page(
        "catalog/amendments.html.j2",
        unit=access.unit(unit),
        rows=rows,
        number=page_number,
        pages=amending.pages(unit),
        titles={row.item_id: amending.title(row) for row in rows},
        screens=caller.holds(unit, Post.SECRECY_REVIEWER),
        approves=caller.holds(unit, Post.APPROVER),
        drafts=caller.holds(unit, Post.CLERK, Post.OFFICE),
        signs=caller.holds(unit, Post.OFFICE, Post.APPROVER),
    )


@post("/amendments/{amendment_id:uuid}/screening", include_in_schema=False)
async def screen(
    amendment_id: UUID, data: Filled[ScreenAmendment], amending: Amendments, caller: Caller
) -> Redirect:
    """保密审查。"""
    await amending.screen(amendment_id, data, caller)
    return _back(amending.row(amendment_id).unit)


@post("/amendments/{amendment_id:uuid}/approval", include_in_schema=False)
async def approve(amendment_id: UUID, amending: Amendments, caller: Caller) -> Redirect:
    """批准。"""
    await amending.approve(amendment_id, caller)
    return _back(amending.row(amendment_id).unit)


@post("/amendments/{amendment_id:uuid}/filing", include_in_schema=False)
async def file(
    amendment_id: UUID, data: Filled[AnswerReturn], amending: Amendments, caller: Caller
) -> Redirect:
    """报备。"""
    await amending.file(amendment_id, data, caller)
    return _back(amending.row(amendment_id).unit)


@post("/amendments/{amendment_id:uuid}/acknowledgement", include_in_schema=False)
async def acknowledge(
    amendment_id: UUID, data: Filled[AcknowledgeAmendment], amending: Amendments, caller: Caller
) -> Redirect:
    """签收备案。"""
    await amending.acknowledge(amendment_id, data, caller)
    return _back(amending.row(amendment_id).superior)


@post("/amendments/{amendment_id:uuid}/return", include_in_schema=False)
async def give_back(
    amendment_id: UUID, data: Filled[ReturnAmendment], amending: Amendments, caller: Caller
) -> Redirect:
    """退回备案。"""
    await amending.give_back(amendment_id, data, caller)
    return _back(amending.row(amendment_id).superior)


@post("/amendments/{amendment_id:uuid}/abandonment", include_in_schema=False)
async def abandon(amendment_id: UUID, amending: Amendments, caller: Caller) -> Redirect:
    """不再办理。"""
    await amending.abandon(amendment_id, caller)
    return _back(amending.row(amendment_id).unit)


@post("/amendments/{amendment_id:uuid}/announcement", include_in_schema=False)
async def announce(amendment_id: UUID, amending: Amendments, caller: Caller) -> Redirect:
    """公告。"""
    await amending.announce(amendment_id, caller)
    return see_other(f"/catalog/items/{amending.row(amendment_id).item_id}")


def _back(unit: str) -> Redirect:
    return see_other(f"/catalog/units/{unit}/amendments")


@get("/units/{unit:str}/withheld", sync_to_thread=True, include_in_schema=False)
def withheld_page(
    unit: str, matters: WithheldMatters, access: Access, caller: Caller, page_number: Leaf = 1
) -> Page:
    """不公开事项台账。"""
    return page(
        "catalog/withheld.html.j2",
        unit=access.unit(unit),
        rows=matters.of_unit(unit, caller, page_number),
        number=page_number,
        pages=matters.pages(unit),
        grounds=[(each.value, each.chinese) for each in matters.grounds(unit, caller.at)],
        outcomes=OUTCOMES,
        drafts=caller.holds(unit, Post.CLERK, Post.OFFICE),
        reviews=caller.holds(unit, Post.OFFICE, Post.SECRECY_REVIEWER, Post.APPROVER),
        signs=caller.holds(unit, Post.OFFICE, Post.APPROVER),
    )


@post("/units/{unit:str}/withheld", include_in_schema=False)
async def withhold(
    unit: str, data: Filled[WithholdMatter], matters: WithheldMatters, caller: Caller
) -> Redirect:
    """登记不公开事项。"""
    await matters.register(unit, data, caller)
    return see_other(f"/catalog/units/{unit}/withheld")


@post("/withheld/{withheld_id:uuid}/review", include_in_schema=False)
async def review(
    withheld_id: UUID, data: Filled[ReviewWithheld], matters: WithheldMatters, caller: Caller
) -> Redirect:
    """复核不公开事项。"""
    await matters.review(withheld_id, data, caller)
    return see_other(f"/catalog/units/{matters.row(withheld_id).unit}/withheld")


@post("/withheld/{withheld_id:uuid}/acknowledgement", include_in_schema=False)
async def sign(
    withheld_id: UUID, data: Filled[AcknowledgeWithheld], matters: WithheldMatters, caller: Caller
) -> Redirect:
    """签收不公开事项备案。"""
    await matters.acknowledge(withheld_id, data, caller)
    return see_other(f"/catalog/units/{matters.row(withheld_id).superior}/withheld")


@post("/withheld/{withheld_id:uuid}/return", include_in_schema=False)
async def give_matter_back(
    withheld_id: UUID, data: Filled[ReturnWithheld], matters: WithheldMatters, caller: Caller
) -> Redirect:
    """退回不公开事项备案。"""
    await matters.give_back(withheld_id, data, caller)
    return see_other(f"/catalog/units/{matters.row(withheld_id).superior}/withheld")


@get("/withheld", sync_to_thread=True, include_in_schema=False)
def statistics_page(matters: WithheldMatters, reader: Reader) -> Page:
    """不公开事项统计：只有数字，没有事项。"""
    names = {each.unit_id: each.name for each in reader.units()}
    return page("catalog/withheld_counts.html.j2", counts=matters.statistics(), names=names)


handlers = [
    *(item_page, propose, differences_page, amendments_page),
    *(screen, approve, file, acknowledge, give_back, abandon, announce),
    *(withheld_page, withhold, review, sign, give_matter_back, statistics_page),
]
