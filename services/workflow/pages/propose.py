"""提出方案的表 — first disclosure, resubmission, revision and withdrawal."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from services.workflow.domain.commands import ResubmitProposal, SubmitProposal
from services.workflow.domain.ground import DisclosureUnknownError, ItemNotListedError
from services.workflow.domain.terms import WEBSITE, Kind, Plan, Post, Scope, beijing_day
from services.workflow.handlers import Desk, Names
from services.workflow.pages.foresight import Typed, again_as, foreseen, foretold
from services.workflow.pages.proposal import AnyRequest, Counter, led_on
from services.workflow.pages.words import words
from services.workflow.views import DisclosureRow, ItemRow
from shared.decider import InvalidError, RejectedError
from shared.store import Receipt
from shared.web import Caller, Page, page


class DateUnclearError(InvalidError):
    """请填写公开时间，例如 2026-07-10。"""


class DurationUnclearError(InvalidError):
    """请填写公开时长（整天数），或者选择长期公开。"""


class ScopeUnclearError(InvalidError):
    """请选择公开范围。"""


class PlanForm(Typed, frozen=True, kw_only=True):
    """方案表 — what was typed, word for word."""

    title: str = ""
    content: str = ""
    scope: str = ""
    disclose_on: str = ""
    duration: str = ""
    duration_days: str = ""
    channels: list[str] = []  # noqa: RUF012 — msgspec copies it
    readers: list[str] = []  # noqa: RUF012 — msgspec copies it
    waiver: str = ""
    opinion_id: str = ""
    obligation_id: str = ""

    def plan(self) -> Plan:
        """Return the plan that was typed.

        Raises:
            InvalidError: a field cannot be understood; it is named.

        """
        return Plan(
            title=self.title.strip(),
            content=self.content,
            scope=self._scope(),
            disclose_on=self._day(),
            duration_days=self._days(),
            channels=tuple(self.channels),
            readers=tuple(self.readers),
            waiver=self.waiver.strip(),
        )

    def _scope(self) -> Scope:
        if self.scope not in {each.value for each in Scope}:
            raise ScopeUnclearError(field="scope")
        return Scope(self.scope)

    def _day(self) -> date:
        try:
            return date.fromisoformat(self.disclose_on.strip())
        except ValueError:
            raise DateUnclearError(field="disclose_on") from None

    def _days(self) -> int | None:
        if self.duration == "long":
            return None
        number = self.duration_days.strip()
        if not (number.isascii() and number.isdigit() and len(number) < 9):  # noqa: PLR2004
            raise DurationUnclearError(field="duration_days")
        return int(number)


class ExplanationForm(Typed, frozen=True, kw_only=True):
    """撤回说明"""

    opinion_id: str = ""


Filled = Annotated[PlanForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
Explained = Annotated[ExplanationForm, Body(media_type=RequestEncodingType.URL_ENCODED)]


@get("/items/{item_id:str}/propose", include_in_schema=False, sync_to_thread=True)
def propose_form(
    item_id: str, desk: Desk, names: Names, caller: Caller, obligation_id: str = ""
) -> Page:
    """提出公开方案"""
    item = _item(item_id, desk, caller)
    form = PlanForm(
        title=item.title,
        scope=item.scope.value,
        disclose_on=beijing_day(caller.at).isoformat(),
        duration="long" if item.time_limit == "long_term" else "",
        channels=[each for each in item.forms if _fits(each, item.scope)],
        obligation_id=obligation_id,
    )
    return _form(item, form, names, heading="提出公开方案", owing=desk.owing(item_id))


@post("/items/{item_id:str}/propose", include_in_schema=False)
async def propose(
    item_id: str, data: Filled, counter: Counter, request: AnyRequest
) -> Page | Redirect:
    """提出公开方案"""
    item = await sync_to_thread(_item, item_id, counter.desk, counter.caller)
    proposal_id = counter.caller.command_id

    async def ask() -> Receipt:
        plan = data.plan()
        await foreseen(data, plan, item.unit, counter)
        asked = SubmitProposal(
            unit=item.unit,
            item_id=item_id,
            plan=plan,
            obligation_id=data.obligation_id,
        )
        return await counter.proposals.submit(proposal_id, asked, counter.caller)

    def again(refusal: RejectedError) -> Page:
        owing = counter.desk.owing(item_id)
        heading = "提出公开方案"
        return _form(item, data, counter.names, heading=heading, refusal=refusal, owing=owing)

    return await _filed(ask, again, proposal_id, counter, request)


@get("/proposals/{proposal_id:uuid}/resubmit", include_in_schema=False, sync_to_thread=True)
def resubmit_form(proposal_id: UUID, desk: Desk, names: Names, caller: Caller) -> Page:
    """修改后重新提出"""
    row = desk.proposal(proposal_id, caller)
    caller.acting(row.unit, Post.CLERK)
    form = _filled(row.plan, row.proposal.explanation)
    return _resubmission(proposal_id, form, desk, names, caller)


@post("/proposals/{proposal_id:uuid}/resubmit", include_in_schema=False)
async def resubmit(
    proposal_id: UUID, data: Filled, counter: Counter, request: AnyRequest, expected: int | None
) -> Page | Redirect:
    """修改后重新提出"""
    desk, names, caller = counter.desk, counter.names, counter.caller
    row = await sync_to_thread(desk.proposal, proposal_id, caller)

    async def ask() -> Receipt:
        plan = None if row.proposal.kind is Kind.WITHDRAW else data.plan()
        await foreseen(data, plan, row.unit, counter)
        asked = ResubmitProposal(plan=plan, explanation=data.explanation.strip())
        return await counter.proposals.resubmit(proposal_id, asked, caller, expected)

    def again(refusal: RejectedError) -> Page:
        return _resubmission(proposal_id, data, desk, names, caller, refusal)

    return await _filed(ask, again, proposal_id, counter, request)


@get("/disclosures/{disclosure_id:str}/revise", include_in_schema=False, sync_to_thread=True)
def revise_form(
    disclosure_id: str, desk: Desk, names: Names, caller: Caller, opinion_id: str = ""
) -> Page:
    """更正公开内容"""
    found = _disclosure(disclosure_id, desk, caller)
    form = _filled(found.plan, "", opinion_id, today=beijing_day(caller.at))
    return _form(
        _item(found.item_id, desk, caller), form, names, heading="更正公开内容", changes=found
    )


@post("/disclosures/{disclosure_id:str}/revise", include_in_schema=False)
async def revise(
    disclosure_id: str, data: Filled, counter: Counter, request: AnyRequest
) -> Page | Redirect:
    """更正公开内容"""
    desk, caller = counter.desk, counter.caller
    found = await sync_to_thread(_disclosure, disclosure_id, desk, caller)
    item = await sync_to_thread(_item, found.item_id, desk, caller)
    proposal_id = caller.command_id

    async def ask() -> Receipt:
        plan = data.plan()
        await foreseen(data, plan, found.unit, counter)
        asked = _change(Kind.REVISE, found, plan, data)
        return await counter.proposals.submit(proposal_id, asked, caller)

    def again(refusal: RejectedError) -> Page:
        heading = "更正公开内容"
        return _form(item, data, counter.names, heading=heading, changes=found, refusal=refusal)

    return await _filed(ask, again, proposal_id, counter, request)


@get("/disclosures/{disclosure_id:str}/withdraw", include_in_schema=False, sync_to_thread=True)
def withdraw_form(
    disclosure_id: str, desk: Desk, names: Names, caller: Caller, opinion_id: str = ""
) -> Page:
    """撤回公开"""
    found = _disclosure(disclosure_id, desk, caller)
    return _withdrawal(found, ExplanationForm(opinion_id=opinion_id), names)


@post("/disclosures/{disclosure_id:str}/withdraw", include_in_schema=False)
async def withdraw(
    disclosure_id: str, data: Explained, counter: Counter, request: AnyRequest
) -> Page | Redirect:
    """撤回公开"""
    found = await sync_to_thread(_disclosure, disclosure_id, counter.desk, counter.caller)
    proposal_id = counter.caller.command_id

    async def ask() -> Receipt:
        await foreseen(data, None, found.unit, counter)
        asked = _change(Kind.WITHDRAW, found, None, data)
        return await counter.proposals.submit(proposal_id, asked, counter.caller)

    def again(refusal: RejectedError) -> Page:
        return _withdrawal(found, data, counter.names, refusal)

    return await _filed(ask, again, proposal_id, counter, request)


async def _filed(
    ask: Callable[[], Awaitable[Receipt]],
    again: Callable[[RejectedError], Page],
    proposal_id: UUID,
    counter: Counter,
    request: AnyRequest,
) -> Page | Redirect:
    """File what a form asks, or hand it back as it was typed, saying what is amiss."""
    try:
        receipt = await ask()
    except RejectedError as refusal:
        handed_back = await sync_to_thread(again, refusal)
        asked = f"{request.method} {request.url.path}"
        await counter.house.refuse(counter.caller, refusal, asked)
        return handed_back
    return await led_on(receipt, proposal_id, counter)


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
    )


def _item(item_id: str, desk: Desk, caller: Caller) -> ItemRow:
    caller.known()
    item = desk.item(item_id)
    if item is None:
        raise ItemNotListedError(field="item_id")
    caller.acting(item.unit, Post.CLERK)
    return item


def _disclosure(disclosure_id: str, desk: Desk, caller: Caller) -> DisclosureRow:
    caller.known()
    found = desk.disclosure(disclosure_id)
    if found is None:
        raise DisclosureUnknownError
    caller.acting(found.unit, Post.CLERK)
    return found


def _filled(
    plan: Plan, explanation: str, opinion_id: str = "", today: date | None = None
) -> PlanForm:
    day = max(plan.disclose_on, today) if today else plan.disclose_on
    return PlanForm(
        title=plan.title,
        content=plan.content,
        scope=plan.scope.value,
        disclose_on=day.isoformat(),
        duration="days" if plan.duration_days else "long",
        duration_days=str(plan.duration_days or ""),
        channels=list(plan.channels),
        readers=list(plan.readers),
        waiver=plan.waiver,
        explanation=explanation,
        opinion_id=opinion_id,
    )


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
) -> Page:
    row = desk.proposal(proposal_id, caller)
    found = desk.disclosure(row.disclosure_id)
    returned = row.history[-1]
    if row.proposal.kind is Kind.WITHDRAW and found:
        data = ExplanationForm(explanation=form.explanation)
        return _withdrawal(found, data, names, refusal, returned=returned, version=row.version)
    item = desk.item(row.item_id)
    if item is None:
        raise ItemNotListedError(field="item_id")
    more: dict[str, Any] = {"changes": found, "returned": returned, "version": row.version}
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
        **{"returned": None, "version": None, **more},
    )


def _fits(channel: str, scope: Scope) -> bool:
    return channel != WEBSITE or scope is Scope.SOCIETY
