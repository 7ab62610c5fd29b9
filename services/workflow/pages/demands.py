"""要件页 — the privacy check of a proposal; decisions beside their executions."""

from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.demand_words import PassPrivacy
from services.workflow.handlers import Names
from services.workflow.handlers.executions import SIZE, STATES, Executions
from services.workflow.pages.proposal import Counter, act
from services.workflow.pages.words import words
from shared.calendar import beijing_date
from shared.view import Views
from shared.web import Caller, Filled, Page, page


class PrivacyForm(Struct, frozen=True, kw_only=True):
    """隐私审查表"""

    digest: str
    note: str = ""


Privacy = Filled[PrivacyForm]


@post("/proposals/{proposal_id:uuid}/privacy", include_in_schema=False)
async def privacy(
    proposal_id: UUID, data: Privacy, counter: Counter, expected: int | None
) -> Redirect:
    """通过隐私审查"""
    asked = PassPrivacy(digest=data.digest, note=data.note)
    typed = {"step": "privacy", "note": data.note}
    return await act(proposal_id, asked, counter, expected, typed)


@get("/executions", include_in_schema=False, sync_to_thread=True)
def execution_list(
    views: Views, names: Names, caller: Caller, status: str = "", page_no: int = 1
) -> Page:
    """决策和执行"""
    number, chosen = max(page_no, 1), status if status in STATES else ""
    found = Executions(views).listed(caller, beijing_date(caller.at), chosen, number)
    return page(
        "executions.html.j2",
        **words(names),
        EXECUTIONS=STATES,
        found=found,
        chosen=chosen,
        number=number,
        pages=max(-(-found.total // SIZE), 1),
    )


handlers = [privacy, execution_list]
