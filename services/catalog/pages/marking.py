"""The door for people: an entry's particulars, and a draft held against its scheme. No rules."""

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.catalog.domain.particulars_words import (
    AttributeEntry,
    ConsentScope,
    ExamineCatalog,
    ExplainDeparture,
    Origin,
)
from services.catalog.domain.sitting_words import RecordSitting
from services.catalog.domain.terms import Form, Scope, TimeLimit
from services.catalog.handlers import Access, Reader
from services.catalog.handlers.marking import AttributeRest, ExplainRest, Marking
from services.catalog.pages.desk import FORMS, LIMITS, SCOPES
from shared.web import Caller, Filled, Page, page, see_other

ORIGINS = [(each.value, each.chinese) for each in Origin]
ANSWERS = {"yes": True, "no": False}
YES_NO = [("yes", "涉及"), ("no", "不涉及")]


class ParticularsForm(Struct, frozen=True, kw_only=True):
    """条目归属表 — one list for each content list, as a form sends them."""

    body: str = ""
    room: str = ""
    audience: str = ""
    cadre: str = ""
    origin: str = ""
    livelihood: str = ""
    duties: str = ""
    headings: tuple[str, ...] = ()
    reason: str = ""

    def command(self, row: int) -> AttributeEntry:
        """Return what was filled in; a question not answered stays open."""
        return AttributeEntry(
            row=row,
            body=self.body,
            room=self.room,
            audience=self.audience,
            cadre=self.cadre,
            origin=Origin(self.origin) if self.origin else None,
            livelihood=ANSWERS.get(self.livelihood),
            duties=ANSWERS.get(self.duties),
            headings=tuple(each for each in self.headings if each),
            reason=self.reason,
        )


class SittingForm(Struct, frozen=True, kw_only=True):
    """会次登记表 — one decision a line."""

    body: str = ""
    title: str = ""
    closed_on: str = ""
    decisions: str = ""
    level1: str = ""
    level2: str = ""
    forms: tuple[Form, ...] = ()
    scope: Scope | None = None
    time_limit: TimeLimit | None = None

    @property
    def command(self) -> RecordSitting:
        """Return what was filled in."""
        return RecordSitting(
            body=self.body,
            title=self.title,
            closed_on=self.closed_on,
            decisions=tuple(filter(None, map(str.strip, self.decisions.splitlines()))),
            level1=self.level1,
            level2=self.level2,
            forms=self.forms,
            scope=self.scope,
            time_limit=self.time_limit,
        )


@get("/units/{unit:str}/sittings", sync_to_thread=True, include_in_schema=False)
def sittings_page(unit: str, marking: Marking, access: Access, caller: Caller) -> Page:
    """会次：会议闭会以后登记它决定的事项。"""
    access.check_reader(caller, unit)
    return page(
        "catalog/sittings.html.j2",
        unit=access.unit(unit),
        rows=marking.sittings(unit),
        bodies=[(each, each) for each in marking.choices(unit, caller.at, "organisation.tree")],
        drafts=access.drafts(caller, unit),
        forms=FORMS,
        scopes=SCOPES,
        limits=LIMITS,
    )


@post("/units/{unit:str}/sittings", include_in_schema=False)
async def record_sitting(
    unit: str, data: Filled[SittingForm], marking: Marking, caller: Caller
) -> Redirect:
    """登记会次。"""
    await marking.sit(unit, data.command, caller)
    return see_other(f"/catalog/units/{unit}/sittings")


@get(
    "/units/{unit:str}/catalog/{version:int}/entries/{row:int}/particulars",
    sync_to_thread=True,
    include_in_schema=False,
)
def particulars_page(
    unit: str,
    version: int,
    row: int,
    marking: Marking,
    reader: Reader,
    access: Access,
    caller: Caller,
) -> Page:
    """条目归属：公开主体、承办科室、公开对象、两个问题、内容大项。"""
    book, entry = reader.entry(unit, version, row, caller)
    lists = [
        (each, [(head.id, head.title) for head in marking.taxonomy.heads if head.list == each.id])
        for each in marking.taxonomy.lists
    ]
    return page(
        "catalog/particulars.html.j2",
        unit=access.unit(unit),
        row=book,
        entry=entry,
        said=marking.said(unit, row),
        lists=lists,
        origins=ORIGINS,
        yes_no=YES_NO,
        bodies=[(each, each) for each in marking.choices(unit, caller.at, "organisation.tree")],
        audiences=[(each, each) for each in marking.choices(unit, caller.at, "audiences")],
        drafts=access.drafts(caller, unit),
        pending=book.state.value not in {"approved", "replaced"},
    )


@post(
    "/units/{unit:str}/catalog/{version:int}/entries/{row:int}/particulars",
    include_in_schema=False,
)
async def attribute(
    unit: str,
    version: int,
    row: int,
    data: Filled[ParticularsForm],
    marking: Marking,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """标明条目归属。"""
    await marking.attribute(unit, data.command(row), caller, expected)
    return see_other(f"/catalog/units/{unit}/catalog/{version}/entries/{row}/particulars")


@post("/units/{unit:str}/catalog/{version:int}/particulars", include_in_schema=False)
async def attribute_rest(
    unit: str,
    version: int,
    data: Filled[AttributeRest],
    marking: Marking,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """一并标明归属。"""
    await marking.attribute_rest(unit, data, caller, expected)
    return _back(unit, version)


@post("/units/{unit:str}/catalog/{version:int}/explanations/rest", include_in_schema=False)
async def explain_rest(
    unit: str,
    version: int,
    data: Filled[ExplainRest],
    marking: Marking,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """一并说明理由。"""
    await marking.explain_rest(unit, data, caller, expected)
    return _back(unit, version)


@post("/units/{unit:str}/catalog/{version:int}/consents", include_in_schema=False)
async def consent(
    unit: str,
    version: int,
    data: Filled[ConsentScope],
    marking: Marking,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """负责人同意不向社会公开。"""
    await marking.consent(unit, data, caller, expected)
    return _back(unit, version)


@post("/units/{unit:str}/catalog/{version:int}/explanations", include_in_schema=False)
async def explain(
    unit: str,
    version: int,
    data: Filled[ExplainDeparture],
    marking: Marking,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """说明与方案不同的理由。"""
    await marking.explain(unit, data, caller, expected)
    return _back(unit, version)


@post("/units/{unit:str}/catalog/{version:int}/examinations", include_in_schema=False)
async def examine(
    unit: str,
    version: int,
    data: Filled[ExamineCatalog],
    marking: Marking,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """按方案核查目录。"""
    await marking.examine(unit, data, caller, expected)
    return _back(unit, version)


def _back(unit: str, version: int) -> Redirect:
    return see_other(f"/catalog/units/{unit}/catalog/{version}#held")


handlers = [
    *(particulars_page, attribute, attribute_rest, consent, explain, explain_rest, examine),
    *(sittings_page, record_sitting),
]
