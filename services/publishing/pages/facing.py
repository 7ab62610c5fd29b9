"""提问、新闻发布、六进、衔接 as pages."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect

from services.publishing.domain.session import APPROVERS
from services.publishing.domain.showing import RECORDERS
from services.publishing.handlers.asking import Asking, Question, Said
from services.publishing.handlers.gathering import STAFFED, Gathering
from services.publishing.handlers.outreach import PAGE, Link, Outreach, Remark, Trip
from services.publishing.pages.gathering import handed
from services.publishing.pages.hand_forms import (
    LARGEST,
    WORDS,
    AnswerForm,
    ApprovalForm,
    ChangeForm,
    QuestionForm,
    RemarkForm,
    SessionForm,
    SisterForm,
    VisitForm,
    key_of,
    paper,
    whole,
)
from shared.calendar import beijing_date
from shared.web import Caller, Enclosed, Filled, Page, page, see_other

AnyRequest = Request[Any, Any, Any]


@get("/inquiries", include_in_schema=False, sync_to_thread=True)
def inquiry_board(asking: Asking, gathering: Gathering, caller: Caller, page_no: int = 1) -> Page:
    """提问和答复"""
    caller.known()
    rows, total = asking.board(caller.units(*STAFFED), max(page_no, 1))
    return page(
        "inquiries.html.j2",
        rows=rows,
        pages=-(-total // PAGE),
        page_no=page_no,
        names=gathering.names,
        today=beijing_date(caller.at),
        **WORDS,
    )


@post("/inquiries", include_in_schema=False)
async def raise_inquiry(data: Filled[QuestionForm], asking: Asking, caller: Caller) -> Redirect:
    """登记提问"""
    asked = Question(
        occasion=data.occasion,
        occasion_id=data.occasion_id,
        question=data.question,
        asker=data.asker,
        outlet=data.outlet,
        answer=data.answer,
        handler=data.handler,
    )
    await asking.raise_(key_of(data.key), asked, caller)
    where = "meetings" if data.occasion == "meeting" else "press"
    return see_other(f"/{where}/{data.occasion_id}#questions")


@get("/inquiries/{inquiry_id:uuid}", include_in_schema=False, sync_to_thread=True)
def inquiry_page(inquiry_id: UUID, asking: Asking, gathering: Gathering, caller: Caller) -> Page:
    """一个问题"""
    row = asking.inquiry(inquiry_id, caller)
    answers = caller.person == row.handler or caller.holds(row.unit, *RECORDERS)
    return page(
        "inquiry.html.j2",
        row=row,
        names=gathering.names,
        answers=answers,
        today=beijing_date(caller.at),
        **WORDS,
    )


@post("/inquiries/{inquiry_id:uuid}/answer", include_in_schema=False, request_max_body_size=LARGEST)
async def answer_inquiry(
    inquiry_id: UUID,
    data: Enclosed[AnswerForm],
    asking: Asking,
    gathering: Gathering,
    caller: Caller,
) -> Redirect:
    """答复提问"""
    await asking.answer(inquiry_id, data.text, await paper(data.file, gathering), caller)
    return see_other(f"/inquiries/{inquiry_id}")


@get("/inquiries/{inquiry_id:uuid}/file", include_in_schema=False)
async def inquiry_file(
    inquiry_id: UUID, asking: Asking, gathering: Gathering, caller: Caller, request: AnyRequest
) -> Response[Any]:
    """答复的附件"""
    row = asking.inquiry(inquiry_id, caller)
    return await handed(row.file, gathering, request)


@get("/press", include_in_schema=False, sync_to_thread=True)
def press_list(asking: Asking, gathering: Gathering, caller: Caller, page_no: int = 1) -> Page:
    """新闻发布一览"""
    rows, total = asking.sessions(caller, max(page_no, 1))
    return page(
        "press.html.j2",
        rows=rows,
        pages=-(-total // PAGE),
        page_no=page_no,
        names=gathering.names,
        records=bool(caller.units(*RECORDERS)),
        **WORDS,
    )


@get("/press/new", include_in_schema=False, sync_to_thread=True)
def press_form(gathering: Gathering, caller: Caller, unit: str = "") -> Page:
    """登记新闻发布"""
    unit, units = _unit(gathering, caller, unit)
    return page(
        "press_new.html.j2",
        unit=unit,
        units=units,
        staff=gathering.names.persons(gathering.names.members(unit, caller.at)),
        offers=gathering.offers(unit, "", public=True),
        **WORDS,
    )


@post("/press", include_in_schema=False, request_max_body_size=LARGEST)
async def hold_session(
    data: Enclosed[SessionForm], asking: Asking, gathering: Gathering, caller: Caller
) -> Redirect:
    """登记新闻发布"""
    key = key_of(data.key)
    said = Said(
        unit=data.unit,
        title=data.title,
        place=data.place,
        held_at=data.held_at,
        spokesperson=data.spokesperson,
        transcript=await paper(data.transcript, gathering),
        disclosures=tuple(data.disclosures),
    )
    await asking.hold(key, said, caller)
    return see_other(f"/press/{key}")


@get("/press/{session_id:uuid}", include_in_schema=False, sync_to_thread=True)
def press_page(session_id: UUID, asking: Asking, gathering: Gathering, caller: Caller) -> Page:
    """一次新闻发布"""
    row = asking.session(session_id, caller)
    return page(
        "press_session.html.j2",
        row=row,
        names=gathering.names,
        matters=[gathering.row(each) for each in row.disclosures],
        questions=asking.answers(row, caller),
        unapproved=asking.unapproved(row, caller),
        open_=sum(not each.answered_on for each in asking.of(session_id)),
        records=caller.holds(row.unit, *RECORDERS),
        staff=gathering.names.persons(gathering.names.members(row.unit, caller.at)),
        **WORDS,
    )


@get("/press/{session_id:uuid}/transcript", include_in_schema=False)
async def transcript(
    session_id: UUID, asking: Asking, gathering: Gathering, caller: Caller, request: AnyRequest
) -> Response[Any]:
    """发布实录"""
    return await handed(asking.session(session_id, caller).transcript, gathering, request)


@post("/press/{session_id:uuid}/approve", include_in_schema=False)
async def approve_session(
    session_id: UUID, data: Filled[ApprovalForm], asking: Asking, caller: Caller
) -> Redirect:
    """核准发布实录和解答对外展示"""
    await asking.approve(session_id, tuple(data.answers), caller)
    return see_other(f"/press/{session_id}")


@get("/visits", include_in_schema=False, sync_to_thread=True)
def visit_list(
    outreach: Outreach, gathering: Gathering, caller: Caller, page_no: int = 1, year: int = 0
) -> Page:
    """六进活动一览"""
    caller.known()
    units = caller.units(*STAFFED)
    rows, total = outreach.visits(units, max(page_no, 1))
    return page(
        "visits.html.j2",
        rows=rows,
        pages=-(-total // PAGE),
        page_no=page_no,
        coverage=outreach.coverage(units, _year(year, caller)),
        names=gathering.names,
        records=bool(caller.units(*RECORDERS)),
        **WORDS,
    )


@get("/visits/new", include_in_schema=False, sync_to_thread=True)
def visit_form(gathering: Gathering, caller: Caller, unit: str = "") -> Page:
    """登记六进活动"""
    unit, units = _unit(gathering, caller, unit)
    offers = gathering.offers(unit, "", public=True)
    return page("visit_new.html.j2", unit=unit, units=units, offers=offers, **WORDS)


@post("/visits", include_in_schema=False)
async def register_visit(data: Filled[VisitForm], outreach: Outreach, caller: Caller) -> Redirect:
    """登记六进活动"""
    key = key_of(data.key)
    trip = Trip(
        unit=data.unit,
        kind=data.kind,
        place=data.place,
        on=data.on,
        topics=data.topics,
        reached=whole(data.reached),
        disclosures=tuple(data.disclosures),
    )
    await outreach.visit(key, trip, caller)
    return see_other(f"/visits/{key}")


@get("/visits/{visit_id:uuid}", include_in_schema=False, sync_to_thread=True)
def visit_page(visit_id: UUID, outreach: Outreach, gathering: Gathering, caller: Caller) -> Page:
    """一次六进活动"""
    row = outreach.visit_of(visit_id, caller)
    return page(
        "visit.html.j2",
        row=row,
        names=gathering.names,
        matters=[gathering.row(each) for each in row.disclosures],
        records=caller.holds(row.unit, *RECORDERS),
        **WORDS,
    )


@post("/visits/{visit_id:uuid}/remarks", include_in_schema=False)
async def note_remark(
    visit_id: UUID, data: Filled[RemarkForm], outreach: Outreach, caller: Caller
) -> Redirect:
    """记下意见"""
    remark = Remark(disclosure_id=data.disclosure_id, content=data.content)
    await outreach.note(visit_id, remark, caller)
    return see_other(f"/visits/{visit_id}")


@post("/visits/{visit_id:uuid}/close", include_in_schema=False)
async def close_visit(visit_id: UUID, outreach: Outreach, caller: Caller) -> Redirect:
    """六进活动办结"""
    await outreach.close(visit_id, caller)
    return see_other(f"/visits/{visit_id}")


@get("/sisters", include_in_schema=False, sync_to_thread=True)
def sister_list(outreach: Outreach, gathering: Gathering, caller: Caller, page_no: int = 1) -> Page:
    """与政务公开等的衔接"""
    caller.known()
    units = caller.units(*STAFFED)
    rows, total = outreach.sisters(units, max(page_no, 1))
    mine = caller.units(*RECORDERS)
    return page(
        "sisters.html.j2",
        rows=rows,
        pages=-(-total // PAGE),
        page_no=page_no,
        counts=outreach.counts(units),
        items=[each for unit in mine for each in gathering.entries(unit)],
        offers=[each for unit in mine for each in gathering.offers(unit, "")],
        names=gathering.names,
        records=bool(mine),
        approves=frozenset(caller.units(*APPROVERS)),
        person=caller.person,
        owners=outreach.owners(),
        **WORDS,
    )


@post("/sisters", include_in_schema=False)
async def link_sister(data: Filled[SisterForm], outreach: Outreach, caller: Caller) -> Redirect:
    """登记衔接事项"""
    link = Link(
        item_id=data.item_id,
        disclosure_id=data.disclosure_id,
        system=data.system,
        title=data.title,
        address=data.address,
        disclosed_on=data.disclosed_on,
        owner=data.owner,
    )
    await outreach.link(link, caller)
    return see_other("/sisters")


@post("/sisters/{sister_id:uuid}/approve", include_in_schema=False)
async def approve_sister(sister_id: UUID, outreach: Outreach, caller: Caller) -> Redirect:
    """核准衔接事项对外展示"""
    await outreach.approve(sister_id, caller)
    return see_other("/sisters")


@post("/sisters/{sister_id:uuid}/withdraw", include_in_schema=False)
async def withdraw_sister(
    sister_id: UUID, data: Filled[ChangeForm], outreach: Outreach, caller: Caller
) -> Redirect:
    """登记衔接事项已撤"""
    await outreach.withdraw(sister_id, data.on, data.reason, caller)
    return see_other("/sisters")


@post("/sisters/{sister_id:uuid}/check", include_in_schema=False)
async def check_sister(
    sister_id: UUID, data: Filled[ChangeForm], outreach: Outreach, caller: Caller
) -> Redirect:
    """核对衔接事项"""
    await outreach.check(sister_id, data.note, caller)
    return see_other("/sisters")


def _unit(gathering: Gathering, caller: Caller, unit: str) -> tuple[str, list[tuple[str, str]]]:
    caller.known()
    mine = caller.units(*RECORDERS)
    chosen = unit if unit in mine else (mine[0] if mine else "")
    return chosen, [(each, gathering.names.unit(each)) for each in mine]


def _year(year: int, caller: Caller) -> int:
    return year if 1900 < year < 3000 else beijing_date(caller.at).year  # noqa: PLR2004


handlers = [
    inquiry_board,
    raise_inquiry,
    inquiry_page,
    answer_inquiry,
    inquiry_file,
    press_list,
    press_form,
    hold_session,
    press_page,
    transcript,
    approve_session,
    visit_list,
    visit_form,
    register_visit,
    visit_page,
    note_remark,
    close_visit,
    sister_list,
    link_sister,
    approve_sister,
    withdraw_sister,
    check_sister,
]
