"""暂缓公开 — forms of the proposal's page: let it wait, let it go on."""

from datetime import date
from uuid import UUID

from litestar import post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.holding import HoldDayError
from services.workflow.domain.holding_words import HoldProposal, ResumeProposal
from services.workflow.pages.proposal import AnyRequest, Counter, handed_back, led_on
from shared.decider import RejectedError
from shared.web import Filled, Page


class HoldForm(Struct, frozen=True, kw_only=True):
    """暂缓公开表"""

    digest: str = ""
    reason: str = ""
    until: str = ""

    def command(self) -> HoldProposal:
        """Return what is asked.

        Raises:
            HoldDayError: the day cannot be understood.

        """
        try:
            until = date.fromisoformat(self.until.strip())
        except ValueError:
            raise HoldDayError(field="until") from None
        return HoldProposal(digest=self.digest, reason=self.reason, until=until)


Held = Filled[HoldForm]


@post("/proposals/{proposal_id:uuid}/hold", include_in_schema=False)
async def hold(
    proposal_id: UUID, data: Held, counter: Counter, expected: int | None, request: AnyRequest
) -> Page | Redirect:
    """暂缓公开"""
    typed = {"step": "hold", "reason": data.reason, "until": data.until}
    try:
        asked = data.command()
        receipt = await counter.proposals.act(proposal_id, asked, counter.caller, expected)
    except RejectedError as refusal:
        return await handed_back(proposal_id, refusal, counter, request, typed)
    return await led_on(receipt, proposal_id, counter)


@post("/proposals/{proposal_id:uuid}/resume", include_in_schema=False)
async def resume(
    proposal_id: UUID, counter: Counter, expected: int | None, request: AnyRequest
) -> Page | Redirect:
    """恢复办理"""
    asked = ResumeProposal()
    try:
        receipt = await counter.proposals.act(proposal_id, asked, counter.caller, expected)
    except RejectedError as refusal:
        return await handed_back(proposal_id, refusal, counter, request, {"step": "resume"})
    return await led_on(receipt, proposal_id, counter)


handlers = [hold, resume]
