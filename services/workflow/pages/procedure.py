"""办理程序页 — 签署声明, 会签, 按目录批准办理, and the list of exceptions."""

from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.procedure_words import (
    CountersignProposal,
    InvokeCatalog,
    VouchProposal,
)
from services.workflow.domain.terms import STAFF
from services.workflow.handlers import Names
from services.workflow.handlers.exceptional import SIZE, Exceptional
from services.workflow.pages import demands
from services.workflow.pages.proposal import Counter, act
from services.workflow.pages.words import words
from services.workflow.views.exceptions import KINDS
from shared.view import Views
from shared.web import Caller, Filled, Page, page


class StatementForm(Struct, frozen=True, kw_only=True):
    """声明表"""

    digest: str
    statements: list[str] = []


class SignatureForm(Struct, frozen=True, kw_only=True):
    """会签表"""

    digest: str
    note: str = ""


Stated = Filled[StatementForm]
Signature = Filled[SignatureForm]


@post("/proposals/{proposal_id:uuid}/countersign", include_in_schema=False)
async def countersign(
    proposal_id: UUID, data: Signature, counter: Counter, expected: int | None
) -> Redirect:
    """会签"""
    asked = CountersignProposal(digest=data.digest, note=data.note)
    typed = {"step": "countersign", "note": data.note}
    return await act(proposal_id, asked, counter, expected, typed)


@post("/proposals/{proposal_id:uuid}/exempt", include_in_schema=False)
async def exempt(
    proposal_id: UUID, data: Signature, counter: Counter, expected: int | None
) -> Redirect:
    """按目录批准办理"""
    asked = InvokeCatalog(digest=data.digest)
    return await act(proposal_id, asked, counter, expected, {"step": "exempt"})


@post("/proposals/{proposal_id:uuid}/vouch", include_in_schema=False)
async def vouch(
    proposal_id: UUID, data: Stated, counter: Counter, expected: int | None
) -> Redirect:
    """签署声明"""
    asked = VouchProposal(digest=data.digest, statements=tuple(data.statements))
    return await act(proposal_id, asked, counter, expected, {"step": "vouch"})


@get("/exceptions", include_in_schema=False, sync_to_thread=True)
def exception_list(
    views: Views, names: Names, caller: Caller, unit: str = "", kind: str = "", page_no: int = 1
) -> Page:
    """例外办理"""
    number = max(page_no, 1)
    found = Exceptional(views).listed(caller, unit, kind, number)
    return page(
        "exceptions.html.j2",
        **words(names),
        EXCEPTIONS=KINDS,
        rows=found.rows,
        total=found.total,
        tallies=found.tallies,
        unit=unit,
        kind=kind if kind in KINDS else "",
        readable=lambda each: caller.holds(each, *STAFF),
        number=number,
        pages=max(-(-found.total // SIZE), 1),
    )


handlers = [countersign, exempt, vouch, exception_list, *demands.handlers]
