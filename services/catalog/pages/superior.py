"""目录模板、公开要求、审批权限、群众点题 — for people."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct
from msgspec.structs import asdict

from services.catalog.domain.authority import JudgeLikeness, ReleaseMatters, ReserveMatters
from services.catalog.domain.mandate import MandateDueError
from services.catalog.domain.mandate_words import IssueMandate
from services.catalog.domain.printing import text_of
from services.catalog.domain.template_words import OmitEntry, ReviseEntry
from services.catalog.domain.terms import Form, Post, Scope, TimeLimit
from services.catalog.domain.topic import AdoptTopic, RefuseTopic
from services.catalog.handlers import Access, Reader
from services.catalog.handlers.orders import SIZE, Orders
from services.catalog.handlers.schemes import Plans
from services.catalog.handlers.templates import Answers, TemplateAsked, Templates
from services.catalog.handlers.topics import Topics
from shared.calendar import beijing_date
from shared.web import Caller, Filled, Page, page, see_other

CHOICES: Final[dict[str, Any]] = {
    "forms": [(form.value, form.value) for form in Form],
    "scopes": [(each.value, each.chinese) for each in Scope],
    "limits": [(each.value, each.chinese) for each in TimeLimit],
}


class MandateForm(Struct, frozen=True, kw_only=True):
    """公开要求表 — the day as it was typed."""

    level1: str = ""
    level2: str = ""
    level3: str = ""
    forms: tuple[Form, ...] = ()
    scope: Scope | None = None
    due: str = ""
    reason: str = ""
    units: tuple[str, ...] = ()

    @property
    def command(self) -> IssueMandate:
        """Return what was filled in."""
        return IssueMandate(**asdict(self) | {"due": self._due()})

    def _due(self) -> date | None:
        if not self.due.strip():
            return None
        try:
            return date.fromisoformat(self.due.strip())
        except ValueError:
            raise MandateDueError(field="due") from None


@get("/units/{unit:str}/template", sync_to_thread=True, include_in_schema=False)
def template_page(unit: str, templates: Templates, access: Access, caller: Caller) -> Page:
    """目录模板：与上级模板对照、模板新版、本单位下发的模板。"""
    row = access.unit(unit)
    access.check_reader(caller, unit)
    found = templates.nearest(unit)
    standing = templates.standing(unit, caller) if found else None
    own = templates.latest(unit)
    return page(
        "catalog/template.html.j2",
        unit=row,
        issuer=access.unit(found.unit) if found else None,
        standing=standing,
        own=templates.entries(unit, own),
        own_version=own,
        issued=templates.issued(unit),
        drafts=access.drafts(caller, unit),
        issues=caller.holds(unit, Post.OFFICE, Post.APPROVER),
        text=text_of,
        **CHOICES,
    )


@post("/units/{unit:str}/template", include_in_schema=False)
async def issue_template(
    unit: str, data: Filled[TemplateAsked], templates: Templates, caller: Caller
) -> Redirect:
    """下发目录模板。"""
    await templates.issue(unit, data, caller)
    return _to(unit, "template")


@post("/units/{unit:str}/template/start", include_in_schema=False)
async def start_from_template(unit: str, templates: Templates, caller: Caller) -> Redirect:
    """从模板开始编制。"""
    await templates.start(unit, caller)
    return _to(unit, "template")


@post("/units/{unit:str}/template/answer", include_in_schema=False)
async def answer_template(
    unit: str, data: Filled[Answers], templates: Templates, caller: Caller
) -> Redirect:
    """答复模板新版。"""
    await templates.answer(unit, data, caller)
    return _to(unit, "template")


@post("/units/{unit:str}/catalog/revisions", include_in_schema=False)
async def revise_entry(
    unit: str, data: Filled[ReviseEntry], templates: Templates, caller: Caller
) -> Redirect:
    """改动一条。"""
    await templates.revise(unit, data, caller)
    return _to(unit, "template")


@post("/units/{unit:str}/catalog/omissions", include_in_schema=False)
async def omit_entry(
    unit: str, data: Filled[OmitEntry], templates: Templates, caller: Caller
) -> Redirect:
    """删去一条。"""
    await templates.omit(unit, data, caller)
    return _to(unit, "template")


@get("/units/{unit:str}/mandates", sync_to_thread=True, include_in_schema=False)
def mandates_page(
    unit: str, orders: Orders, access: Access, reader: Reader, caller: Caller, number: int = 1
) -> Page:
    """公开要求：本单位下达的，上级要求本单位的。"""
    row = access.unit(unit)
    issues = caller.holds(unit, Post.OFFICE, Post.APPROVER)
    return page(
        "catalog/mandates.html.j2",
        unit=row,
        rows=orders.issued(unit, caller, number),
        number=max(number, 1),
        size=SIZE,
        borne=orders.borne(unit, caller),
        issues=issues,
        below=orders.below(unit) if issues else [],
        names={each.unit_id: each.name for each in reader.units()},
        **CHOICES,
    )


@post("/units/{unit:str}/mandates", include_in_schema=False)
async def issue_mandate(
    unit: str, data: Filled[MandateForm], orders: Orders, caller: Caller
) -> Redirect:
    """下达公开要求。"""
    await orders.issue(unit, data.command, caller)
    return _to(unit, "mandates")


@get("/units/{unit:str}/authority", sync_to_thread=True, include_in_schema=False)
def authority_page(unit: str, orders: Orders, plans: Plans, access: Access, caller: Caller) -> Page:
    """审批权限。"""
    changes = caller.holds(unit, Post.OFFICE, Post.APPROVER)
    percent = plans.value(unit, "authority.likeness", beijing_date(caller.at))
    return page(
        "catalog/authority.html.j2",
        unit=access.unit(unit),
        rows=orders.reserved(unit),
        changes=changes,
        rulings=orders.rulings(unit) if changes else [],
        questions=orders.questions(unit, int(str(percent))) if changes else [],
    )


@post("/units/{unit:str}/authority/likeness", include_in_schema=False)
async def judge_likeness(
    unit: str, data: Filled[JudgeLikeness], orders: Orders, caller: Caller
) -> Redirect:
    """认定相近的标题。"""
    await orders.change(unit, data, caller)
    return _to(unit, "authority")


@post("/units/{unit:str}/authority", include_in_schema=False)
async def reserve(
    unit: str, data: Filled[ReserveMatters], orders: Orders, caller: Caller
) -> Redirect:
    """上收。"""
    await orders.change(unit, data, caller)
    return _to(unit, "authority")


@post("/units/{unit:str}/authority/release", include_in_schema=False)
async def release(
    unit: str, data: Filled[ReleaseMatters], orders: Orders, caller: Caller
) -> Redirect:
    """下放。"""
    await orders.change(unit, data, caller)
    return _to(unit, "authority")


@get("/units/{unit:str}/topics", sync_to_thread=True, include_in_schema=False)
def topics_page(unit: str, topics: Topics, access: Access, caller: Caller, number: int = 1) -> Page:
    """群众点题：候选条目。"""
    total, waiting = topics.count(unit)
    return page(
        "catalog/topics.html.j2",
        unit=access.unit(unit),
        wishes=topics.wishes(unit, caller, number),
        waiting=waiting,
        number=max(number, 1),
        pages=max(-(-total // SIZE), 1),
        settles=caller.holds(unit, Post.OFFICE, Post.CLERK),
        grounds=[(each, each) for each in topics.grounds(unit, beijing_date(caller.at))],
        **CHOICES,
    )


@post("/topics/{topic_id:uuid}/adoption", include_in_schema=False)
async def adopt_topic(
    topic_id: UUID, data: Filled[AdoptTopic], topics: Topics, caller: Caller
) -> Redirect:
    """采纳。"""
    await topics.adopt(topic_id, data, caller)
    return _to(topics.row(topic_id).unit, "topics")


@post("/topics/{topic_id:uuid}/refusal", include_in_schema=False)
async def refuse_topic(
    topic_id: UUID, data: Filled[RefuseTopic], topics: Topics, caller: Caller
) -> Redirect:
    """不采纳。"""
    await topics.refuse(topic_id, data, caller)
    return _to(topics.row(topic_id).unit, "topics")


def _to(unit: str, where: str) -> Redirect:
    return see_other(f"/catalog/units/{unit}/{where}")


handlers = [
    *(template_page, issue_template, start_from_template, answer_template),
    *(revise_entry, omit_entry, mandates_page, issue_mandate),
    *(authority_page, judge_likeness, reserve, release, topics_page, adopt_topic, refuse_topic),
]
