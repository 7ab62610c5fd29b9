"""变更页 — filings that wait for the superior's answer, and the decision to disclose anew."""

from typing import Annotated, Any
from uuid import UUID

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.change_words import AcknowledgeFiling, DecideRepublication
from services.workflow.domain.filing import KEEPERS
from services.workflow.domain.ground import DisclosureUnknownError
from services.workflow.domain.republication import DECIDERS
from services.workflow.handlers import Desk, Names
from services.workflow.handlers.changes import SIZE, Changes, republished
from services.workflow.pages.words import words
from shared.decider import RejectedError
from shared.view import Views
from shared.web import Caller, Page, page, see_other


class AnswerForm(Struct, frozen=True, kw_only=True):
    """备案回执表"""

    digest: str = ""
    number: str = ""


class RepublishForm(Struct, frozen=True, kw_only=True):
    """再公开决定表"""

    republish: str = ""
    reason: str = ""
    opinion_id: str = ""


Answered = Annotated[AnswerForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
Republish = Annotated[RepublishForm, Body(media_type=RequestEncodingType.URL_ENCODED)]


@get("/filings", include_in_schema=False, sync_to_thread=True)
def filing_list(changes: Changes, names: Names, caller: Caller, page_no: int = 1) -> Page:
    """变更报备"""
    return _listed(changes, names, caller, max(page_no, 1))


@post("/filings/{proposal_id:uuid}/acknowledge", include_in_schema=False)
async def acknowledge(
    proposal_id: UUID, data: Answered, changes: Changes, names: Names, caller: Caller
) -> Page | Redirect:
    """回执"""
    asked = AcknowledgeFiling(digest=data.digest, number=data.number)
    try:
        await changes.acknowledge(proposal_id, asked, caller)
    except RejectedError as refusal:
        return await sync_to_thread(_listed, changes, names, caller, 1, refusal)
    return see_other("/workflow/filings")


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
) -> Page | Redirect:
    """决定"""
    asked = DecideRepublication(
        disclosure_id=disclosure_id,
        republish=data.republish == "yes",
        reason=data.reason,
        opinion_id=data.opinion_id,
    )
    try:
        await changes.settle(asked, caller)
    except RejectedError as refusal:
        return await sync_to_thread(
            _decision, disclosure_id, desk, names, views, caller, refusal, data
        )
    return see_other(f"/workflow/disclosures/{disclosure_id}/republication")


def _listed(
    changes: Changes,
    names: Names,
    caller: Caller,
    number: int,
    refusal: RejectedError | None = None,
) -> Page:
    found = changes.listed(caller, number)
    return page(
        "filings.html.j2",
        status_code=refusal.status if refusal else 200,
        **words(names),
        found=found,
        answers=lambda row: not row.answered and caller.holds(row.body, *KEEPERS),
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


handlers = [filing_list, acknowledge, republication, decide_republication]
