"""变更页 — filings that wait for the superior's answer, and the decision to disclose anew."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.change_words import (
    AcknowledgeFiling,
    AnswerObjection,
    DecideRepublication,
    ObjectToFiling,
)
from services.workflow.domain.filing import KEEPERS
from services.workflow.domain.ground import DisclosureUnknownError
from services.workflow.domain.republication import DECIDERS
from services.workflow.handlers import Desk, Names
from services.workflow.handlers.changes import SIZE, Changes, republished
from services.workflow.pages.proposal import Counter, handed_back, led_on
from services.workflow.pages.words import words
from services.workflow.views.changes import FilingRow
from shared.decider import RejectedError
from shared.view import Views
from shared.web import Caller, Filled, Page, again, page, see_other


class AnswerForm(Struct, frozen=True, kw_only=True):
    """备案回执表"""

    digest: str = ""
    number: str = ""


class ObjectionForm(Struct, frozen=True, kw_only=True):
    """备案异议表"""

    digest: str = ""
    reason: str = ""


class ReplyForm(Struct, frozen=True, kw_only=True):
    """答复备案异议表"""

    digest: str = ""
    answer: str = ""
    amend: str = ""


class RepublishForm(Struct, frozen=True, kw_only=True):
    """再公开决定表"""

    republish: str = ""
    reason: str = ""
    opinion_id: str = ""


Answered = Filled[AnswerForm]
Objected = Filled[ObjectionForm]
Replied = Filled[ReplyForm]
Republish = Filled[RepublishForm]


@get("/filings", include_in_schema=False, sync_to_thread=True)
def filing_list(changes: Changes, names: Names, caller: Caller, page_no: int = 1) -> Page:
    """变更报备"""
    return _listed(changes, names, caller, max(page_no, 1))


@post("/filings/{proposal_id:uuid}/acknowledge", include_in_schema=False)
async def acknowledge(
    proposal_id: UUID, data: Answered, changes: Changes, names: Names, caller: Caller
) -> Redirect:
    """回执"""
    asked = AcknowledgeFiling(digest=data.digest, number=data.number)
    async with again(_listed, changes, names, caller, 1):
        await changes.answer(proposal_id, asked, caller)
    return see_other("/workflow/filings")


@post("/filings/{proposal_id:uuid}/object", include_in_schema=False)
async def object_to_filing(
    proposal_id: UUID, data: Objected, changes: Changes, names: Names, caller: Caller
) -> Redirect:
    """提出异议"""
    asked = ObjectToFiling(digest=data.digest, reason=data.reason)
    typed = {str(proposal_id): data.reason}
    async with again(_listed, changes, names, caller, 1, typed=typed):
        await changes.answer(proposal_id, asked, caller)
    return see_other("/workflow/filings")


@post("/filings/{proposal_id:uuid}/answer", include_in_schema=False)
async def answer_objection(
    proposal_id: UUID, data: Replied, changes: Changes, counter: Counter, expected: int | None
) -> Redirect:
    """答复异议"""
    asked = AnswerObjection(digest=data.digest, answer=data.answer, amend=data.amend == "yes")
    typed = {"step": "answer", "answer": data.answer}
    async with again(handed_back, proposal_id, counter, typed, expected):
        await changes.reply(proposal_id, asked, counter.caller)
    return led_on(proposal_id, counter)


@get("/disclosures/{disclosure_id:str}/republication", include_in_schema=False, sync_to_thread=True)
def republication(
    disclosure_id: str, desk: Desk, names: Names, views: Views, caller: Caller
) -> Page:
    """是否再公开"""
    return _decision(disclosure_id, desk, names, views, caller)


@post("/disclosures/{disclosure_id:str}/republication", include_in_schema=False)
async def decide_republication(
    disclosure_id: str,
    data: Republish,
    changes: Changes,
    desk: Desk,
    names: Names,
    views: Views,
    caller: Caller,
) -> Redirect:
    """决定"""
    asked = DecideRepublication(
        disclosure_id=disclosure_id,
        republish=data.republish == "yes",
        reason=data.reason,
        opinion_id=data.opinion_id,
    )
    async with again(_decision, disclosure_id, desk, names, views, caller, typed=data):
        await changes.settle(asked, caller)
    return see_other(f"/workflow/disclosures/{disclosure_id}/republication")


def _waits(row: FilingRow) -> bool:
    return not row.answered and (not row.objection or bool(row.reply))


def _listed(
    changes: Changes,
    names: Names,
    caller: Caller,
    number: int,
    refusal: RejectedError | None = None,
    typed: dict[str, str] | None = None,
) -> Page:
    found = changes.listed(caller, number)
    return page(
        "filings.html.j2",
        status_code=refusal.status if refusal else 200,
        **words(names),
        found=found,
        answers=lambda row: _waits(row) and caller.holds(row.body, *KEEPERS),
        typed=typed or {},
        refusal=refusal,
        number=number,
        pages=max(-(-found.total // SIZE), 1),
    )


def _decision(
    disclosure_id: str,
    desk: Desk,
    names: Names,
    views: Views,
    caller: Caller,
    refusal: RejectedError | None = None,
    typed: RepublishForm | None = None,
) -> Page:
    caller.known()
    found = desk.disclosure(disclosure_id)
    if found is None or not caller.holds(found.unit, *DECIDERS):
        raise DisclosureUnknownError
    more: dict[str, Any] = {"typed": typed or RepublishForm(), "refusal": refusal}
    return page(
        "republication.html.j2",
        status_code=refusal.status if refusal else 200,
        **words(names),
        found=found,
        decided=republished(views, disclosure_id),
        **more,
    )


handlers = [
    filing_list,
    acknowledge,
    object_to_filing,
    answer_objection,
    republication,
    decide_republication,
]
