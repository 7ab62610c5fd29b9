"""目录模板、公开要求、审批权限、群众点题 — for programs."""

from uuid import UUID

from litestar import Response, delete, get, post
from litestar.status_codes import HTTP_201_CREATED
from msgspec import Struct

from services.catalog.domain.authority import JudgeLikeness, ReleaseMatters, ReserveMatters
from services.catalog.domain.mandate_words import IssueMandate
from services.catalog.domain.template_words import OmitEntry, ReviseEntry
from services.catalog.domain.terms import Entry
from services.catalog.domain.topic import AdoptTopic, RefuseTopic
from services.catalog.handlers.orders import Orders
from services.catalog.handlers.templates import Answers, Standing, TemplateAsked, Templates
from services.catalog.handlers.topics import Topics, Wish
from services.catalog.views.superior import (
    AuthorityRow,
    ImposedRow,
    OrderRow,
    TemplateRow,
)
from shared.store import Receipt
from shared.web import Caller, filed


class Reserved(Struct, frozen=True, kw_only=True):
    """上收的审批权限 — and whose it is."""

    by: str
    authority: AuthorityRow


@post("/units/{unit:str}/templates")
async def issue_template(
    unit: str, data: TemplateAsked, templates: Templates, caller: Caller
) -> Response[Receipt]:
    """下发目录模板。"""
    return filed(await templates.issue(unit, data, caller))


@get("/units/{unit:str}/templates", sync_to_thread=True)
def list_templates(unit: str, templates: Templates, caller: Caller) -> list[TemplateRow]:
    """列出单位下发的各版目录模板：本单位和上下级的人可以看。"""
    templates.check_reader(unit, caller)
    return templates.issued(unit)


@get("/units/{unit:str}/templates/{version:int}", sync_to_thread=True)
def read_template(unit: str, version: int, templates: Templates, caller: Caller) -> list[Entry]:
    """一版目录模板的条目：本单位和上下级的人可以看。"""
    templates.check_reader(unit, caller)
    return templates.rows(unit, version)


@get("/units/{unit:str}/template", sync_to_thread=True)
def read_standing(unit: str, templates: Templates, caller: Caller) -> Standing:
    """本单位目录与上级模板的对照，以及模板新版的差异。"""
    return templates.standing(unit, caller)


@post("/units/{unit:str}/template/start")
async def start_from_template(unit: str, templates: Templates, caller: Caller) -> Response[Receipt]:
    """从最近的上级的模板开始编制目录。"""
    return filed(await templates.start(unit, caller))


@post("/units/{unit:str}/template/answer")
async def answer_template(
    unit: str, data: Answers, templates: Templates, caller: Caller
) -> Response[Receipt]:
    """对模板新版逐条采纳或者不采纳。"""
    return filed(await templates.answer(unit, data, caller))


@post("/units/{unit:str}/catalog/revisions")
async def revise_entry(
    unit: str, data: ReviseEntry, templates: Templates, caller: Caller
) -> Response[Receipt]:
    """改动目录草稿的一条。"""
    return filed(await templates.revise(unit, data, caller))


@post("/units/{unit:str}/catalog/omissions")
async def omit_entry(
    unit: str, data: OmitEntry, templates: Templates, caller: Caller
) -> Response[Receipt]:
    """删去目录草稿的一条。"""
    return filed(await templates.omit(unit, data, caller))


@post("/units/{unit:str}/mandates")
async def issue_mandate(
    unit: str, data: IssueMandate, orders: Orders, caller: Caller
) -> Response[Receipt]:
    """下达公开要求。"""
    mandate_id, receipt = await orders.issue(unit, data, caller)
    return filed(receipt, f"/workflow/api/mandates/{mandate_id}")


@get("/units/{unit:str}/mandates", sync_to_thread=True)
def list_mandates(unit: str, orders: Orders, caller: Caller, page: int = 1) -> list[OrderRow]:
    """列出单位下达的公开要求。"""
    return orders.issued(unit, caller, page)


@get("/units/{unit:str}/imposed", sync_to_thread=True)
def list_imposed(unit: str, orders: Orders, caller: Caller) -> list[ImposedRow]:
    """列出上级要求本单位公开的事项。"""
    return orders.borne(unit, caller)


@post("/units/{unit:str}/authority")
async def reserve(
    unit: str, data: ReserveMatters, orders: Orders, caller: Caller
) -> Response[Receipt]:
    """上收一类事项的审批权限。"""
    return filed(await orders.change(unit, data, caller))


@delete("/units/{unit:str}/authority/{matter:str}", status_code=HTTP_201_CREATED)
async def release(unit: str, matter: str, orders: Orders, caller: Caller) -> Response[Receipt]:
    """下放一类事项的审批权限。"""
    return filed(await orders.change(unit, ReleaseMatters(matter=matter), caller))


@post("/units/{unit:str}/authority/likeness")
async def judge_likeness(
    unit: str, data: JudgeLikeness, orders: Orders, caller: Caller
) -> Response[Receipt]:
    """认定一个相近的标题是不是上收的事项类别。"""
    return filed(await orders.change(unit, data, caller))


@get("/units/{unit:str}/authority", sync_to_thread=True)
def list_reserved(unit: str, orders: Orders) -> list[Reserved]:
    """列出本单位和上级上收的审批权限。"""
    return [Reserved(by=name, authority=row) for name, row in orders.reserved(unit)]


@get("/units/{unit:str}/topics", sync_to_thread=True)
def list_topics(unit: str, topics: Topics, caller: Caller, page: int = 1) -> list[Wish]:
    """列出群众点题。"""
    return topics.wishes(unit, caller, page)


@post("/topics/{topic_id:uuid}/adoption")
async def adopt_topic(
    topic_id: UUID, data: AdoptTopic, topics: Topics, caller: Caller
) -> Response[Receipt]:
    """采纳群众点题，列入目录草稿。"""
    return filed(await topics.adopt(topic_id, data, caller))


@post("/topics/{topic_id:uuid}/refusal")
async def refuse_topic(
    topic_id: UUID, data: RefuseTopic, topics: Topics, caller: Caller
) -> Response[Receipt]:
    """不采纳群众点题，说明理由。"""
    return filed(await topics.refuse(topic_id, data, caller))


handlers = [
    *(issue_template, list_templates, read_template, read_standing),
    *(start_from_template, answer_template, revise_entry, omit_entry),
    *(issue_mandate, list_mandates, list_imposed),
    *(reserve, release, judge_likeness, list_reserved),
    *(list_topics, adopt_topic, refuse_topic),
]
