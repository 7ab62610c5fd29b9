"""The door for programs to gaps, examinations, proofs looked at and drafts to be disclosed."""

from datetime import date
from uuid import UUID

from litestar import Response, get, post
from msgspec import Struct

from services.feedback.domain.examination import Lack
from services.feedback.handlers.examining import Asked, Examining, Rechecked, Remedied
from services.feedback.handlers.outcome_drafting import OutcomeDrafting, Proposed, Settled
from services.feedback.handlers.proving import Drawn, Looked, Proving
from services.feedback.views.examining import DraftRow, ExaminationRow, LackRow
from shared.store import Receipt
from shared.web import Caller, filed


class Examined(Struct, frozen=True, kw_only=True):
    """督查单 — with what was found that the reader may see."""

    examination: ExaminationRow
    lacks: list[LackRow]


@get("/gaps/{unit:str}", sync_to_thread=True)
def gaps(
    unit: str, first: date, last: date, examining: Examining, caller: Caller, page: int = 1
) -> list[Lack]:
    """缺口清单。"""
    return examining.gaps(unit, (first, last), caller, max(page, 1))


@get("/examinations", sync_to_thread=True)
def examinations(examining: Examining, caller: Caller) -> list[ExaminationRow]:
    """本单位下发的督查单。"""
    return examining.all(caller)[0]


@post("/examinations")
async def open_examination(data: Asked, examining: Examining, caller: Caller) -> Response[Receipt]:
    """下发督查单。"""
    return filed(await examining.open(data, caller))


@get("/examinations/{examination_id:uuid}", sync_to_thread=True)
def examination(examination_id: UUID, examining: Examining, caller: Caller) -> Examined:
    """一张督查单：每个问题的整改和复查。"""
    row, found = examining.one(examination_id, caller)
    return Examined(examination=row, lacks=found)


@post("/examinations/{examination_id:uuid}/remedy")
async def remedy(
    examination_id: UUID, data: Remedied, examining: Examining, caller: Caller
) -> Response[Receipt]:
    """报告缺口整改。"""
    return filed(await examining.remedy(examination_id, data, caller))


@post("/examinations/{examination_id:uuid}/recheck")
async def recheck(
    examination_id: UUID, data: Rechecked, examining: Examining, caller: Caller
) -> Response[Receipt]:
    """复查缺口。"""
    return filed(await examining.recheck(examination_id, data, caller))


@get("/proofs", sync_to_thread=True)
def proofs(proving: Proving, caller: Caller) -> list[Drawn]:
    """张贴凭据抽查，新的月份在前。"""
    return proving.all(caller)


@post("/proofs/{lot:uuid}")
async def judge_proof(
    lot: UUID, data: Looked, proving: Proving, caller: Caller
) -> Response[Receipt]:
    """登记凭据抽查结论。"""
    return filed(await proving.judge(lot, data, caller))


@get("/drafts", sync_to_thread=True)
def drafts(
    outcome_drafting: OutcomeDrafting, caller: Caller, done: bool = False, page: int = 1
) -> list[DraftRow]:
    """公开初稿，新的在前。"""
    return outcome_drafting.all(caller, done=done, page=max(page, 1))[0]


@post("/opinions/{opinion_id:uuid}/draft")
async def propose_outcome(
    opinion_id: UUID, data: Proposed, outcome_drafting: OutcomeDrafting, caller: Caller
) -> Response[Receipt]:
    """提出公开办理结果。"""
    return filed(await outcome_drafting.propose(opinion_id, data, caller))


@post("/drafts/{draft:uuid}/settle")
async def settle_draft(
    draft: UUID, data: Settled, outcome_drafting: OutcomeDrafting, caller: Caller
) -> Response[Receipt]:
    """了结公开初稿。"""
    return filed(await outcome_drafting.settle(draft, data, caller))


handlers = [
    gaps,
    examinations,
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
