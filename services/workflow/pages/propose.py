"""提出方案的表 — first disclosure, resubmission, revision and withdrawal."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.response import Redirect
from msgspec.structs import replace

from services.workflow.domain.commands import ResubmitProposal, SubmitProposal
from services.workflow.domain.demand_words import Declared
from services.workflow.domain.ground import DisclosureUnknownError, ItemNotListedError
from services.workflow.domain.terms import Kind, Plan, Post, Scope
from services.workflow.handlers import Desk, Enclosures, Names
from services.workflow.handlers.advising import effects, proposed_forms
from services.workflow.handlers.courses import Course, Courses
from services.workflow.handlers.paths import Paths
from services.workflow.handlers.proposals import carried_by
from services.workflow.handlers.voiced import voiced
from services.workflow.handlers.widening import widened
from services.workflow.pages.declaring import demanded
from services.workflow.pages.drafts import Drafting
from services.workflow.pages.enclosing import (
    LARGEST,
    carrying,
    enclosed,
    files_of,
    shown_again,
    taken_in,
)
from services.workflow.pages.foresight import again_as, foreseen, foretold
from services.workflow.pages.live import since
from services.workflow.pages.plan_form import ExplanationForm, PlanForm, form_of
from services.workflow.pages.prefill import lately, prefilled
from services.workflow.pages.proposal import Counter, led_on
from services.workflow.pages.words import words
from services.workflow.views import DisclosureRow, ItemRow
from shared.calendar import beijing_date
from shared.decider import RejectedError
from shared.web import Caller, Enclosed, Filled, Page, again, page

Explained = Filled[ExplanationForm]


@get("/items/{item_id:str}/propose", include_in_schema=False, sync_to_thread=True)
def propose_form(
    item_id: str, counter: Counter, obligation_id: str = "", like: str = "", carries_out: str = ""
) -> Page:
    """提出公开方案"""
    desk, caller, drafting = counter.desk, counter.caller, counter.drafting
    item = _item(item_id, desk, caller)
    last = lately(item, desk)
    today = beijing_date(caller.at)
    proposed = proposed_forms(desk.views, item, item.forms, today)
    said = voiced(desk.views, item, last, today)
    form = prefilled(
        item, last, today, obligation_id, like=bool(like), proposed=proposed, content=said
    )
    form = drafting.filled(replace(form, carries_out=carries_out))
    more = {"owing": desk.owing(item_id), "last": last, "like": like, **drafting.shown()}
    more["course"] = course_ahead(item, counter)
    more["demanded"] = demanded(desk.views, item, caller)
    more |= shown_again(form, counter)
    more["effects"] = effects(desk.views, item.unit, item.forms, today.year - 1)
    return _form(item, form, counter.names, heading="提出公开方案", **more)


@post("/items/{item_id:str}/propose", include_in_schema=False, request_max_body_size=LARGEST)
async def propose(item_id: str, data: Enclosed[PlanForm], counter: Counter) -> Redirect:
    """提出公开方案"""
    item = await sync_to_thread(_item, item_id, counter.desk, counter.caller)
    proposal_id, (form, slip) = counter.caller.command_id, await taken_in(data, counter)

    def handed_back(refusal: RejectedError) -> Page:
        more = {"owing": counter.desk.owing(item_id), **drafted(counter)}
        more |= {**shown_again(form, counter), "course": course_ahead(item, counter)}
        more["demanded"] = demanded(counter.views, item, counter.caller)
        return _form(item, form, counter.names, heading="提出公开方案", refusal=refusal, **more)

    async with again(handed_back):
        plan, files = form.plan(), files_of(form, slip, counter)
        await foreseen(form, plan, item.unit, counter, files)
        asked = SubmitProposal(
            unit=item.unit,
            item_id=item_id,
            plan=plan,
            obligation_id=form.obligation_id,
            statements=tuple(form.statements),
            attachments=tuple(form.attached),
            declared=form.declared(),
        )
        await counter.proposals.submit(proposal_id, asked, counter.caller)
    return await _done(proposal_id, counter)


@get("/proposals/{proposal_id:uuid}/resubmit", include_in_schema=False, sync_to_thread=True)
def resubmit_form(
    proposal_id: UUID,
    desk: Desk,
    names: Names,
    caller: Caller,
    drafting: Drafting,
    enclosures: Enclosures,
) -> Page:
    """修改后重新提出"""
    row = desk.proposal(proposal_id, caller)
    caller.acting(row.unit, *proposers(row.unit, desk, caller))
    had = row.proposal.attachments
    said = form_of(row.plan, row.proposal.explanation, declared=row.proposal.declared)
    form = drafting.filled(carrying(said, had))
    more = drafting.shown() | enclosed(form.attached, enclosures, caller, had)
    return _resubmission(proposal_id, form, desk, names, caller, **more)


@post(
    "/proposals/{proposal_id:uuid}/resubmit", include_in_schema=False, request_max_body_size=LARGEST
)
async def resubmit(
    proposal_id: UUID, data: Enclosed[PlanForm], counter: Counter, expected: int | None
) -> Redirect:
    """修改后重新提出"""
    desk, names, caller = counter.desk, counter.names, counter.caller
    row = await sync_to_thread(desk.proposal, proposal_id, caller)
    had, (form, slip) = row.proposal.attachments, await taken_in(data, counter)

    def handed_back(refusal: RejectedError) -> Page:
        more = {"seen": expected, **drafted(counter), **shown_again(form, counter, had)}
        return _resubmission(proposal_id, form, desk, names, caller, refusal, **more)

    async with again(handed_back):
        plan = None if row.proposal.kind is Kind.WITHDRAW else form.plan()
        await foreseen(form, plan, row.unit, counter, files_of(form, slip, counter, had))
        explanation, refs = form.explanation.strip(), tuple(form.attached)
        said = None if row.proposal.kind is Kind.WITHDRAW else form.declared()
        asked = ResubmitProposal(
            plan=plan, explanation=explanation, attachments=refs, declared=said
        )
        await counter.proposals.resubmit(proposal_id, asked, caller, expected)
    return await _done(proposal_id, counter)


@get("/disclosures/{disclosure_id:str}/revise", include_in_schema=False, sync_to_thread=True)
def revise_form(
    disclosure_id: str,
    desk: Desk,
    names: Names,
    caller: Caller,
    drafting: Drafting,
    enclosures: Enclosures,
    opinion_id: str = "",
) -> Page:
    """更正公开内容"""
    found = _disclosure(disclosure_id, desk, caller)
    had, today = carried_by(desk.views, disclosure_id), beijing_date(caller.at)
    form = drafting.filled(carrying(form_of(found.plan, "", opinion_id, today), had))
    item = _item(found.item_id, desk, caller)
    more = {"changes": found, **drafting.shown()}
    more["demanded"] = demanded(desk.views, item, caller)
    more |= enclosed(form.attached, enclosures, caller, had)
    return _form(item, form, names, heading="更正公开内容", **more)


@post(
    "/disclosures/{disclosure_id:str}/revise",
    include_in_schema=False,
    request_max_body_size=LARGEST,
)
async def revise(disclosure_id: str, data: Enclosed[PlanForm], counter: Counter) -> Redirect:
    """更正公开内容"""
    desk, caller = counter.desk, counter.caller
    found = await sync_to_thread(_disclosure, disclosure_id, desk, caller)
    item = await sync_to_thread(_item, found.item_id, desk, caller)
    had = await sync_to_thread(carried_by, desk.views, disclosure_id)
    proposal_id, (form, slip) = caller.command_id, await taken_in(data, counter)

    def handed_back(refusal: RejectedError) -> Page:
        more = {"changes": found, **drafted(counter), **shown_again(form, counter, had)}
        more["demanded"] = demanded(desk.views, item, caller)
        return _form(item, form, counter.names, heading="更正公开内容", refusal=refusal, **more)

    async with again(handed_back):
        plan, files = form.plan(), files_of(form, slip, counter, had)
        await foreseen(form, plan, found.unit, counter, files)
        asked = _change(Kind.REVISE, found, plan, form)
        await counter.proposals.submit(proposal_id, asked, caller)
    return await _done(proposal_id, counter)


@get("/disclosures/{disclosure_id:str}/withdraw", include_in_schema=False, sync_to_thread=True)
def withdraw_form(
    disclosure_id: str,
    desk: Desk,
    names: Names,
    caller: Caller,
    drafting: Drafting,
    opinion_id: str = "",
) -> Page:
    """撤回公开"""
    found = _disclosure(disclosure_id, desk, caller)
    form = drafting.filled(ExplanationForm(opinion_id=opinion_id))
    return _withdrawal(found, form, names, **drafting.shown())


@post("/disclosures/{disclosure_id:str}/withdraw", include_in_schema=False)
async def withdraw(disclosure_id: str, data: Explained, counter: Counter) -> Redirect:
    """撤回公开"""
    found = await sync_to_thread(_disclosure, disclosure_id, counter.desk, counter.caller)
    proposal_id = counter.caller.command_id

    def handed_back(refusal: RejectedError) -> Page:
        return _withdrawal(found, data, counter.names, refusal, **drafted(counter))

    async with again(handed_back):
        await foreseen(data, None, found.unit, counter)
        asked = _change(Kind.WITHDRAW, found, None, data)
        await counter.proposals.submit(proposal_id, asked, counter.caller)
    return await _done(proposal_id, counter)


async def _done(proposal_id: UUID, counter: Counter) -> Redirect:
    await counter.drafting.done()
    return led_on(proposal_id, counter)


def drafted(counter: Counter) -> dict[str, Any]:
    """Return what a form that is handed back says about drafts: it goes on being kept."""
    return counter.drafting.shown()


def _change(
    kind: Kind, found: DisclosureRow, plan: Plan | None, form: PlanForm | ExplanationForm
) -> SubmitProposal:
    return SubmitProposal(
        unit=found.unit,
        item_id=found.item_id,
        kind=kind,
        plan=plan,
        disclosure_id=found.disclosure_id,
        opinion_id=form.opinion_id,
        explanation=form.explanation.strip(),
        attachments=tuple(form.attached) if isinstance(form, PlanForm) else (),
        declared=form.declared() if isinstance(form, PlanForm) else Declared(),
    )


def proposers(unit: str, desk: Desk, caller: Caller) -> tuple[Post, ...]:
    """Return the posts that propose a unit's matters today, by its scheme (V10)."""
    return Paths(desk.views).proposers(unit, beijing_date(caller.at))


def course_ahead(item: ItemRow, counter: Counter) -> Course | None:
    """Return every step that a matter has before it, for whoever is about to propose it."""
    owing = counter.desk.owing(item.item_id)
    due = owing[0].due if owing else None
    return Courses(counter.views).ahead(item, counter.caller, due)


def _item(item_id: str, desk: Desk, caller: Caller) -> ItemRow:
    caller.known()
    item = desk.item(item_id)
    if item is None:
        raise ItemNotListedError(field="item_id")
    caller.acting(item.unit, *proposers(item.unit, desk, caller))
    return widened(desk.views, item, beijing_date(caller.at))


def _disclosure(disclosure_id: str, desk: Desk, caller: Caller) -> DisclosureRow:
    caller.known()
    found = desk.disclosure(disclosure_id)
    if found is None:
        raise DisclosureUnknownError
    caller.acting(found.unit, *proposers(found.unit, desk, caller))
    return found


def _form(
    item: ItemRow,
    form: PlanForm,
    names: Names,
    *,
    heading: str,
    refusal: RejectedError | None = None,
    **more: Any,
) -> Page:
    return page(
        "propose.html.j2",
        status_code=refusal.status if refusal else 200,
        **words(names),
        item=item,
        form=again_as(form, refusal),
        **foretold(refusal),
        heading=heading,
        scopes=[each.value for each in Scope if not each.exceeds(item.scope)],
        members=names.members(item.unit),
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
        **{
            "changes": None,
            "returned": None,
            "version": None,
            "owing": [],
            "off_catalog": None,
            "drafting": None,
            "last": None,
            "like": "",
            "news": (),
            "course": None,
            "demanded": None,
            "effects": (),
            **more,
        },
    )


def _resubmission(
    proposal_id: UUID,
    form: PlanForm,
    desk: Desk,
    names: Names,
    caller: Caller,
    refusal: RejectedError | None = None,
    seen: int | None = None,
    **drafting: Any,
) -> Page:
    row = desk.proposal(proposal_id, caller)
    found = desk.disclosure(row.disclosure_id)
    returned = row.history[-1]
    more: dict[str, Any] = {"returned": returned, "version": row.version, **drafting}
    more["news"] = since(row, seen)
    if row.proposal.kind is Kind.WITHDRAW and found:
        data = ExplanationForm(explanation=form.explanation)
        return _withdrawal(found, data, names, refusal, **more)
    item = desk.item(row.item_id)
    if item is None:
        raise ItemNotListedError(field="item_id")
    item = widened(desk.views, item, beijing_date(caller.at))
    more["changes"] = found
    more["demanded"] = demanded(desk.views, item, caller)
    return _form(item, form, names, heading="修改后重新提出", refusal=refusal, **more)


def _withdrawal(
    found: DisclosureRow,
    form: ExplanationForm,
    names: Names,
    refusal: RejectedError | None = None,
    **more: Any,
) -> Page:
    return page(
        "withdraw.html.j2",
        status_code=refusal.status if refusal else 200,
        **words(names),
        found=found,
        form=again_as(form, refusal),
        **foretold(refusal),
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
        **{"returned": None, "version": None, "drafting": None, "news": (), **more},
    )
