"""目录外和报批页 — propose what no catalog lists, send a matter up, consent; all of them."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct
from msgspec.structs import asdict

from services.workflow.domain.route import WAYS, Ballot, Route
from services.workflow.domain.route_words import (
    ConsentProposal,
    EscalateProposal,
    SubmitOffCatalog,
)
from services.workflow.domain.terms import Post, Scope
from services.workflow.handlers import Enclosures, Names
from services.workflow.handlers.clearances import SIZE, Clearances
from services.workflow.handlers.courses import Course, Courses
from services.workflow.pages.drafts import Drafting
from services.workflow.pages.enclosing import (
    LARGEST,
    enclosed,
    files_of,
    shown_again,
    taken_in,
)
from services.workflow.pages.foresight import again_as, foreseen, foretold
from services.workflow.pages.plan_form import PlanForm
from services.workflow.pages.proposal import Counter, handed_back, led_on
from services.workflow.pages.words import words
from services.workflow.views.routing import FORMS, MatterRow, outside
from shared.calendar import beijing_date
from shared.decider import InvalidError, RejectedError
from shared.web import Caller, Enclosed, Filled, Page, again, page

STATES = {"preparing": "本单位办理中", "waiting": "待批准", "closed": "已办结"}


class HeadsUnclearError(InvalidError):
    """人数请填写整数。"""


class OffCatalogForm(PlanForm, frozen=True, kw_only=True):
    """目录外事项表"""

    reason: str = ""


class EscalateForm(Struct, frozen=True, kw_only=True):
    """报批表"""

    digest: str
    note: str = ""


class ConsentForm(Struct, frozen=True, kw_only=True):
    """同意表 — heads as they were typed."""

    digest: str
    minutes: str = ""
    present: str = ""
    favour: str = ""
    against: str = ""
    abstained: str = ""

    def command(self) -> ConsentProposal:
        """Return what is asked; without a number of people present there is no ballot."""
        return ConsentProposal(digest=self.digest, minutes=self.minutes, ballot=self._ballot())

    def _ballot(self) -> Ballot | None:
        if not self.present.strip():
            return None
        return Ballot(
            present=_heads(self.present),
            favour=_heads(self.favour),
            against=_heads(self.against),
            abstained=_heads(self.abstained),
        )


def _heads(typed: str) -> int:
    plain = typed.strip() or "0"
    if not (plain.isascii() and plain.isdigit() and len(plain) < 4):  # noqa: PLR2004
        raise HeadsUnclearError(field="ballot")
    return int(plain)


OffCatalog = Enclosed[OffCatalogForm]
Escalation = Filled[EscalateForm]
Consent = Filled[ConsentForm]


@get("/off-catalog", include_in_schema=False, sync_to_thread=True)
def off_catalog_form(
    clearances: Clearances,
    names: Names,
    caller: Caller,
    drafting: Drafting,
    enclosures: Enclosures,
    unit: str = "",
) -> Page:
    """提出目录外事项"""
    caller.known()
    unit = unit or next(iter(caller.units(Post.CLERK)), "")
    caller.acting(unit, Post.CLERK)
    form = drafting.filled(OffCatalogForm(disclose_on=beijing_date(caller.at).isoformat()))
    way = clearances.way(unit, beijing_date(caller.at))
    more = drafting.shown() | enclosed(form.attached, enclosures, caller)
    more["course"] = _course(clearances, unit, caller, way)
    return _form(unit, form, way, names, more)


@post("/off-catalog", include_in_schema=False, request_max_body_size=LARGEST)
async def propose_off_catalog(
    data: OffCatalog, clearances: Clearances, counter: Counter, unit: str = ""
) -> Redirect:
    """提出目录外事项"""
    caller = counter.caller
    caller.known()
    unit = unit or next(iter(caller.units(Post.CLERK)), "")
    form, slip = await taken_in(data, counter)
    async with again(_offered, unit, form, clearances, counter):
        plan, files = form.plan(), files_of(form, slip, counter)
        await foreseen(form, plan, unit, counter, files)
        refs = tuple(form.attached)
        asked = SubmitOffCatalog(unit=unit, plan=plan, reason=form.reason, attachments=refs)
        await clearances.submit(caller.command_id, asked, caller)
    await counter.drafting.done()
    return led_on(caller.command_id, counter)


@post("/proposals/{proposal_id:uuid}/escalate", include_in_schema=False)
async def escalate(
    proposal_id: UUID,
    data: Escalation,
    clearances: Clearances,
    counter: Counter,
    expected: int | None,
) -> Redirect:
    """报批"""
    asked = EscalateProposal(digest=data.digest, note=data.note)
    async with again(handed_back, proposal_id, counter, {"step": "escalate"}, expected):
        await clearances.escalate(proposal_id, asked, counter.caller, expected)
    return led_on(proposal_id, counter)


@post("/proposals/{proposal_id:uuid}/consent", include_in_schema=False)
async def consent(
    proposal_id: UUID, data: Consent, clearances: Clearances, counter: Counter, expected: int | None
) -> Redirect:
    """同意公开"""
    typed = {"step": "consent", **asdict(data)}
    async with again(handed_back, proposal_id, counter, typed, expected):
        await clearances.consent(proposal_id, data.command(), counter.caller, expected)
    return led_on(proposal_id, counter)


@get("/clearances", include_in_schema=False, sync_to_thread=True)
def clearance_list(clearances: Clearances, names: Names, caller: Caller, page_no: int = 1) -> Page:
    """目录外和报批事项"""
    number = max(page_no, 1)
    found = clearances.listed(caller, number)
    return page(
        "clearances.html.j2",
        **words(names),
        WAYS=_ways(),
        ROUTED=STATES,
        rows=found.rows,
        number=number,
        pages=max(-(-found.total // SIZE), 1),
    )


def _ways() -> dict[str, str]:
    return {each.value: name for each, name in WAYS.items()}


def _course(clearances: Clearances, unit: str, caller: Caller, route: Route) -> Course | None:
    nowhere = outside(MatterRow(item_id="", unit=unit, title=""))
    return Courses(clearances.views).ahead(nowhere, caller, route=route)


def _offered(
    unit: str,
    form: OffCatalogForm,
    clearances: Clearances,
    counter: Counter,
    refusal: RejectedError,
) -> Page:
    caller = counter.caller
    caller.acting(unit, Post.CLERK)
    route = clearances.way(unit, beijing_date(caller.at))
    more = counter.drafting.shown() | shown_again(form, counter)
    more["course"] = _course(clearances, unit, caller, route)
    return _form(unit, form, route, counter.names, more, refusal)


def _form(
    unit: str,
    form: OffCatalogForm,
    route: Route,
    names: Names,
    more: dict[str, Any],
    refusal: RejectedError | None = None,
) -> Page:
    item = outside(MatterRow(item_id="", unit=unit, title=""))
    context: dict[str, Any] = {
        "changes": None,
        "returned": None,
        "version": None,
        "owing": [],
        "drafting": None,
        "last": None,
        "like": "",
        "news": (),
        **more,
        "members": names.members(unit),
        "scopes": [each.value for each in Scope],
    }
    return page(
        "propose.html.j2",
        status_code=refusal.status if refusal else 200,
        **words(names),
        **context,
        WAYS=_ways(),
        forms=FORMS,
        item=item,
        form=again_as(form, refusal),
        **foretold(refusal),
        heading="提出目录外事项",
        off_catalog=route,
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
    )


handlers = [off_catalog_form, propose_off_catalog, escalate, consent, clearance_list]
