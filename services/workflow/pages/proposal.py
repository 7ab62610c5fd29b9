"""方案页 — a proposal with its steps, its reviews, and buttons for those who may act now."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.commands import (
    ApproveProposal,
    RejectProposal,
    ReturnProposal,
    ReviewProposal,
)
from services.workflow.domain.revocation_words import RevokeProposal
from services.workflow.domain.terms import Check, Kind, Verdict
from services.workflow.handlers import Desk, Names, Offer, Proposals, offers
from services.workflow.handlers.advising import advised, questions
from services.workflow.handlers.courses import Courses
from services.workflow.handlers.narrowed import narrowed
from services.workflow.handlers.proposals import Act
from services.workflow.pages.drafts import Drafting
from services.workflow.pages.live import EVERY, since
from services.workflow.pages.marking import marked
from services.workflow.pages.review import compared
from services.workflow.pages.words import words
from services.workflow.views import ProposalRow
from shared.calendar import beijing_date
from shared.decider import InvalidError, RejectedError
from shared.view import Views
from shared.web import Caller, Filled, Page, again, page, see_other
from shared.web.house import House

AnyRequest = Request[Any, Any, Any]
RETURN: Final = "return"  # the third button beside the two verdicts


class VerdictMissingError(InvalidError):
    """请选择审核结论：通过、不通过或者退回。"""


class ReviewForm(Struct, frozen=True, kw_only=True):
    """审核表"""

    check: Check
    digest: str
    verdict: str = ""
    note: str = ""
    minutes: str = ""

    def command(self) -> Act:
        """Return what is asked: a verdict, or the return of the whole proposal."""
        if self.verdict == RETURN:
            return ReturnProposal(reason=self.note)
        if self.verdict not in {each.value for each in Verdict}:
            raise VerdictMissingError(field="verdict")
        return ReviewProposal(
            check=self.check,
            verdict=Verdict(self.verdict),
            digest=self.digest,
            note=self.note,
            minutes=self.minutes,
        )


class ReasonForm(Struct, frozen=True, kw_only=True):
    """理由"""

    reason: str = ""


class ApprovalForm(Struct, frozen=True, kw_only=True):
    """批准"""

    digest: str


Review = Filled[ReviewForm]
Reason = Filled[ReasonForm]
Approval = Filled[ApprovalForm]


class Slip(Struct, frozen=True, kw_only=True):
    """退单 — why a form is handed back, what was typed, and the version its writer saw."""

    refusal: RejectedError | None = None
    typed: dict[str, str] = {}
    seen: int | None = None


class Counter(Struct, frozen=True):
    """柜台 — where a person's form is taken in, or handed back with what is amiss."""

    desk: Desk
    names: Names
    proposals: Proposals
    views: Views
    house: House
    caller: Caller
    drafting: Drafting


def counter_of(
    desk: Desk,
    names: Names,
    proposals: Proposals,
    views: Views,
    house: House,
    caller: Caller,
    drafting: Drafting,
) -> Counter:
    """Return the counter at which this caller stands."""
    return Counter(desk, names, proposals, views, house, caller, drafting)


@get("/proposals/{proposal_id:uuid}", include_in_schema=False, sync_to_thread=True)
def show(
    proposal_id: UUID,
    desk: Desk,
    names: Names,
    proposals: Proposals,
    caller: Caller,
    against: str = "",
) -> Page:
    """方案"""
    return shown(proposal_id, desk, names, caller, proposals, against=against)


@post("/proposals/{proposal_id:uuid}/reviews", include_in_schema=False)
async def review(
    proposal_id: UUID, data: Review, counter: Counter, expected: int | None
) -> Redirect:
    """审核"""
    typed = {"step": data.check.value, "verdict": data.verdict, "note": data.note}
    typed["minutes"] = data.minutes
    async with again(handed_back, proposal_id, counter, typed, expected):
        await counter.proposals.act(proposal_id, data.command(), counter.caller, expected)
    return led_on(proposal_id, counter)


@post("/proposals/{proposal_id:uuid}/return", include_in_schema=False)
async def return_(
    proposal_id: UUID, data: Reason, counter: Counter, expected: int | None
) -> Redirect:
    """退回修改"""
    typed = {"step": "return", "reason": data.reason}
    ask = ReturnProposal(reason=data.reason)
    return await act(proposal_id, ask, counter, expected, typed)


@post("/proposals/{proposal_id:uuid}/approve", include_in_schema=False)
async def approve(
    proposal_id: UUID, data: Approval, counter: Counter, expected: int | None
) -> Redirect:
    """批准"""
    ask = ApproveProposal(digest=data.digest)
    return await act(proposal_id, ask, counter, expected, {"step": "approve"})


@post("/proposals/{proposal_id:uuid}/reject", include_in_schema=False)
async def reject(
    proposal_id: UUID, data: Reason, counter: Counter, expected: int | None
) -> Redirect:
    """不予公开"""
    typed = {"step": "reject", "reason": data.reason}
    ask = RejectProposal(reason=data.reason)
    return await act(proposal_id, ask, counter, expected, typed)


@post("/proposals/{proposal_id:uuid}/revoke", include_in_schema=False)
async def revoke(
    proposal_id: UUID, data: Reason, counter: Counter, expected: int | None
) -> Redirect:
    """撤销批准"""
    typed = {"step": "revoke", "reason": data.reason}
    ask = RevokeProposal(reason=data.reason)
    return await act(proposal_id, ask, counter, expected, typed)


def shown(
    proposal_id: UUID,
    desk: Desk,
    names: Names,
    caller: Caller,
    proposals: Proposals,
    slip: Slip | None = None,
    against: str = "",
) -> Page:
    """Return the page of a proposal, with what was typed and has changed if it was refused."""
    row, slip = desk.proposal(proposal_id, caller), slip or Slip()
    now = narrowed(offers(row, caller), row, desk.item(row.item_id))
    return page(
        "proposal.html.j2",
        status_code=slip.refusal.status if slip.refusal else 200,
        **words(names),
        **marked(row, desk),
        row=row,
        plan=row.plan,
        item=desk.item(row.item_id),
        **compared(row, desk, proposals, names, against),
        offers=now,
        news=since(row, slip.seen),
        lost=_lost(now, slip.typed),
        every=EVERY,
        refusal=slip.refusal,
        typed=slip.typed,
        latest={each.check.value: each for each in row.reviews},
        course=Courses(desk.views).of(row, caller),
        advice=_advice(row, desk, caller),
        questions=questions(desk.views, row.proposal.unit, beijing_date(caller.at)),
    )


def _advice(row: ProposalRow, desk: Desk, caller: Caller) -> list[str]:
    item, today = desk.item(row.item_id), beijing_date(caller.at)
    if row.proposal.kind is Kind.WITHDRAW or row.plan is None:
        return []
    return advised(desk.views, row.unit, today, row.plan, item, row.proposal.attachments)


def _lost(now: list[Offer], typed: dict[str, str]) -> str:
    """Return what was typed into a form that is not offered any more."""
    step = typed.get("step", "")
    open_ = {each.check.value if each.check else each.step for each in now if not each.refused}
    return "" if step in open_ else typed.get("note", "") or typed.get("reason", "")


def led_on(proposal_id: UUID, counter: Counter) -> Redirect:
    """Lead to the page of a proposal."""
    return see_other(f"{counter.house.prefix}/proposals/{proposal_id}")


async def act(
    proposal_id: UUID, asked: Act, counter: Counter, expected: int | None, typed: dict[str, str]
) -> Redirect:
    """Let a form of the proposal's page do what it asks."""
    async with again(handed_back, proposal_id, counter, typed, expected):
        await counter.proposals.act(proposal_id, asked, counter.caller, expected)
    return led_on(proposal_id, counter)


def handed_back(
    proposal_id: UUID,
    counter: Counter,
    typed: dict[str, str],
    seen: int | None,
    refusal: RejectedError,
) -> Page:
    """Return the page of a proposal with what was typed into one of its forms, and why not."""
    at, slip = counter, Slip(refusal=refusal, typed=typed, seen=seen)
    return shown(proposal_id, at.desk, at.names, at.caller, at.proposals, slip)
