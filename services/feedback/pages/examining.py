"""The doors of gaps and examinations, of proofs looked at, and of drafts to be disclosed."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect

from services.feedback.domain.examination import SORTS
from services.feedback.domain.outcome_draft import REPORTERS, SOURCES
from services.feedback.domain.proof_check import VERDICTS
from services.feedback.handlers import Desk
from services.feedback.handlers.examining import (
    UNITS,
    Asked,
    Examining,
    Rechecked,
    Remedied,
)
from services.feedback.handlers.opinions import OFFICE
from services.feedback.handlers.outcome_drafting import PAGE, OutcomeDrafting, Proposed, Settled
from services.feedback.handlers.proving import Looked, Proving
from services.feedback.pages.opinions import shown_page
from shared.calendar import beijing_date
from shared.web import Caller, Filled, Page, see_other

HERE = "/feedback/examinations"
WORDS: dict[str, Any] = {"sorts": SORTS, "verdicts": VERDICTS, "sources": SOURCES}


@get("/examinations", sync_to_thread=True)
def examinations(examining: Examining, desk: Desk, caller: Caller) -> Page:
    """督查单：下发的，和本单位要整改的。"""
    opened, ours = examining.all(caller)
    return shown_page(
        "examinations",
        desk,
        opened=opened,
        ours=ours,
        offices=_offices(desk, caller),
        today=beijing_date(caller.at),
        **WORDS,
    )


@get("/gaps", sync_to_thread=True)
def gaps(
    examining: Examining,
    desk: Desk,
    caller: Caller,
    unit: str = "",
    first: date | None = None,
    last: date | None = None,
    page: int = 1,
) -> Page:
    """缺口清单：下级单位缺什么，选中的列入督查单。"""
    today = beijing_date(caller.at)
    offices = _offices(desk, caller)
    here = unit or (offices[0][0] if offices else "")
    span = (first or today.replace(month=1, day=1), last or today)
    number = max(page, 1)
    rows = examining.gaps(here, span, caller, number)
    return shown_page(
        "gaps",
        desk,
        rows=rows,
        options=[(f"{x.unit}|{x.what}", f"{desk.unit(x.unit)}：{x.what}") for x in rows],
        pages=max(-(-examining.units_below(here) // UNITS), 1),
        page=number,
        unit=here,
        span=span,
        offices=offices,
        **WORDS,
    )


@post("/examinations")
async def open_examination(data: Filled[Asked], examining: Examining, caller: Caller) -> Redirect:
    """下发督查单。"""
    receipt = await examining.open(data, caller)
    return see_other(f"{HERE}/{receipt.stream_id}")


@get("/examinations/{examination_id:uuid}", sync_to_thread=True)
def examination(examination_id: UUID, examining: Examining, desk: Desk, caller: Caller) -> Page:
    """一张督查单：每个问题的整改和复查。"""
    row, found = examining.one(examination_id, caller)
    return shown_page(
        "examination",
        desk,
        row=row,
        found=found,
        today=beijing_date(caller.at),
        caller=caller,
        **WORDS,
    )


@post("/examinations/{examination_id:uuid}/remedy")
async def remedy(
    examination_id: UUID, data: Filled[Remedied], examining: Examining, caller: Caller
) -> Redirect:
    """报告缺口整改。"""
    await examining.remedy(examination_id, data, caller)
    return see_other(f"{HERE}/{examination_id}")


@post("/examinations/{examination_id:uuid}/recheck")
async def recheck(
    examination_id: UUID, data: Filled[Rechecked], examining: Examining, caller: Caller
) -> Redirect:
    """复查缺口。"""
    await examining.recheck(examination_id, data, caller)
    return see_other(f"{HERE}/{examination_id}")


@get("/proofs", sync_to_thread=True)
def proofs(proving: Proving, desk: Desk, caller: Caller) -> Page:
    """张贴凭据抽查。"""
    return shown_page("proofs", desk, rows=proving.all(caller), **WORDS)


@post("/proofs/{lot:uuid}")
async def judge_proof(
    lot: UUID, data: Filled[Looked], proving: Proving, caller: Caller
) -> Redirect:
    """登记凭据抽查结论。"""
    await proving.judge(lot, data, caller)
    return see_other("/feedback/proofs")


@get("/drafts", sync_to_thread=True)
def drafts(
    outcome_drafting: OutcomeDrafting, desk: Desk, caller: Caller, done: bool = False, page: int = 1
) -> Page:
    """公开初稿：办理结果，等待提出方案。"""
    number = max(page, 1)
    rows, total = outcome_drafting.all(caller, done=done, page=number)
    return shown_page(
        "drafts",
        desk,
        rows=rows,
        done=done,
        page=number,
        pages=max(-(-total // PAGE), 1),
        reporters=REPORTERS,
        **WORDS,
    )


@post("/opinions/{opinion_id:uuid}/draft")
async def propose_outcome(
    opinion_id: UUID, data: Filled[Proposed], outcome_drafting: OutcomeDrafting, caller: Caller
) -> Redirect:
    """提出公开办理结果。"""
    await outcome_drafting.propose(opinion_id, data, caller)
    return see_other("/feedback/drafts")


@post("/drafts/{draft:uuid}/settle")
async def settle_draft(
    draft: UUID, data: Filled[Settled], outcome_drafting: OutcomeDrafting, caller: Caller
) -> Redirect:
    """了结公开初稿。"""
    await outcome_drafting.settle(draft, data, caller)
    return see_other("/feedback/drafts")


def _offices(desk: Desk, caller: Caller) -> list[tuple[str, str]]:
    return [(each, desk.unit(each)) for each in caller.units(OFFICE)]


handlers = [
    examinations,
    gaps,
    open_examination,
    examination,
    remedy,
    recheck,
    proofs,
    judge_proof,
    drafts,
    propose_outcome,
    settle_draft,
]
