"""公示页 — a unit's notices, one notice with every day of its period, its objections, its end."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.posting_words import (
    POSTING_KINDS,
    DecidePosting,
    PostingKind,
    RegisterPosting,
    RestartPosting,
)
from services.workflow.domain.terms import STAFF, Post
from services.workflow.handlers import Names, Postings
from services.workflow.handlers.answering import RECORDERS
from services.workflow.pages.duties import STANDINGS, WrongDayError
from services.workflow.pages.words import words
from shared.calendar import beijing_date
from shared.decider import InvalidError, RejectedError
from shared.web import Caller, Filled, Page, again, page, see_other

SIZE: Final = 20  # notices on one page
STATES: Final = {
    "waiting": ("待公示", "lim"),
    "open": ("公示中", "fix"),
    "closed": ("公示期满", "ok"),
}
FINDINGS: Final = {
    "": "办理中",
    "upheld": "属实",
    "partly": "部分属实",
    "unfounded": "不属实",
    "unverifiable": "无法核实",
    "adopted": "采纳",
    "declined": "不采纳",
}


class KindUnclearError(InvalidError):
    """请选择公示种类。"""


class PostingForm(Struct, frozen=True, kw_only=True):
    """公示登记表"""

    item_id: str = ""
    kind: str = ""
    matter: str = ""
    happened_on: str = ""

    def command(self) -> RegisterPosting:
        """Return what is asked.

        Raises:
            InvalidError: a field cannot be understood; it is named.

        """
        if self.kind not in {each.value for each in PostingKind}:
            raise KindUnclearError(field="kind")
        try:
            day = date.fromisoformat(self.happened_on.strip())
        except ValueError:
            raise WrongDayError(field="happened_on") from None
        return RegisterPosting(
            item_id=self.item_id, kind=PostingKind(self.kind), matter=self.matter, happened_on=day
        )


class EndForm(Struct, frozen=True, kw_only=True):
    """结束公示表 — nothing to fill in"""


class SubjectForm(Struct, frozen=True, kw_only=True):
    """个别对象表 — shown anew after a revision, or decided about."""

    subject: str = ""
    decision: str = ""


About = Filled[SubjectForm]
Ending = Filled[EndForm]


@get("/postings", include_in_schema=False, sync_to_thread=True)
def posting_list(
    postings: Postings, names: Names, caller: Caller, unit: str = "", page_no: int = 1
) -> Page:
    """本单位的公示"""
    number = max(page_no, 1)
    found = postings.of_unit(caller, unit, number, SIZE)
    return page(
        "postings.html.j2",
        **_words(names),
        found=found,
        number=number,
        pages=max(-(-found.total // SIZE), 1),
        registers=bool(caller.units(*RECORDERS)),
        mine=caller.units(*STAFF),
    )


@get("/postings/new", include_in_schema=False, sync_to_thread=True)
def posting_form(postings: Postings, names: Names, caller: Caller) -> Page:
    """登记公示事项"""
    caller.known()
    today = str(beijing_date(caller.at))
    return _form(postings, names, caller, PostingForm(happened_on=today))


@post("/postings/new", include_in_schema=False)
async def register_posting(
    data: Filled[PostingForm], postings: Postings, names: Names, caller: Caller
) -> Redirect:
    """登记"""
    posting_id = caller.command_id
    async with again(_form, postings, names, caller, data):
        await postings.register(posting_id, data.command(), caller)
    return see_other(f"/workflow/postings/{posting_id}")


@get("/postings/{posting_id:uuid}", include_in_schema=False, sync_to_thread=True)
def posting_page(posting_id: UUID, postings: Postings, names: Names, caller: Caller) -> Page:
    """公示期逐日计算、异议、结果"""
    return _shown(posting_id, postings, names, caller)


@post("/postings/{posting_id:uuid}/close", include_in_schema=False)
async def close_posting(
    posting_id: UUID, data: Ending, postings: Postings, names: Names, caller: Caller
) -> Redirect:
    """结束公示"""
    del data
    async with again(_shown, posting_id, postings, names, caller):
        await postings.close(posting_id, caller)
    return see_other(f"/workflow/postings/{posting_id}")


@post("/postings/{posting_id:uuid}/restart", include_in_schema=False)
async def restart_posting(
    posting_id: UUID, data: About, postings: Postings, names: Names, caller: Caller
) -> Redirect:
    """对个别对象重新公示"""
    async with again(_shown, posting_id, postings, names, caller):
        await postings.restart(posting_id, RestartPosting(subject=data.subject), caller)
    return see_other(f"/workflow/postings/{posting_id}")


@post("/postings/{posting_id:uuid}/decide", include_in_schema=False)
async def decide_posting(
    posting_id: UUID, data: About, postings: Postings, names: Names, caller: Caller
) -> Redirect:
    """作出决定"""
    asked = DecidePosting(subject=data.subject, decision=data.decision)
    async with again(_shown, posting_id, postings, names, caller):
        await postings.decide(posting_id, asked, caller)
    return see_other(f"/workflow/postings/{posting_id}")


def _form(
    postings: Postings,
    names: Names,
    caller: Caller,
    typed: PostingForm,
    refusal: RejectedError | None = None,
) -> Page:
    found = postings.entries(caller)
    return page(
        "posting_new.html.j2",
        status_code=refusal.status if refusal else 200,
        **_words(names),
        entries=[(each.item_id, f"{each.title}（{names.unit(each.unit)}）") for each in found],
        typed=typed,
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
    )


def _shown(
    posting_id: UUID,
    postings: Postings,
    names: Names,
    caller: Caller,
    refusal: RejectedError | None = None,
) -> Page:
    seen = postings.see(posting_id, caller)
    return page(
        "posting.html.j2",
        status_code=refusal.status if refusal else 200,
        **_words(names),
        seen=seen,
        today=beijing_date(caller.at),
        acts=caller.holds(seen.row.unit, *RECORDERS),
        proposes=caller.holds(seen.row.unit, Post.CLERK),
        refusal=refusal,
    )


def _words(names: Names) -> dict[str, Any]:
    kinds = {each.value: name for each, name in POSTING_KINDS.items()}
    return {
        **words(names),
        "KINDS": kinds,
        "POSTED": STATES,
        "STANDINGS": STANDINGS,
        "FINDINGS": FINDINGS,
    }


handlers = [
    posting_list,
    posting_form,
    register_posting,
    posting_page,
    close_posting,
    restart_posting,
    decide_posting,
]
