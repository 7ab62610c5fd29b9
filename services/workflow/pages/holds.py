"""暂缓公开 — forms of the proposal's page: let it wait, let it go on."""

from datetime import date
from uuid import UUID

from litestar import post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.holding import HoldDayError
from services.workflow.domain.holding_words import HoldProposal, ResumeProposal
from services.workflow.pages.proposal import Counter, act, handed_back, led_on
from shared.web import Filled, again


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
async def hold(proposal_id: UUID, data: Held, counter: Counter, expected: int | None) -> Redirect:
    """暂缓公开"""
    typed = {"step": "hold", "reason": data.reason, "until": data.until}
    async with again(handed_back, proposal_id, counter, typed, expected):
        await counter.proposals.act(proposal_id, data.command(), counter.caller, expected)
    return led_on(proposal_id, counter)


@post("/proposals/{proposal_id:uuid}/resume", include_in_schema=False)
async def resume(proposal_id: UUID, counter: Counter, expected: int | None) -> Redirect:
    """恢复办理"""
    return await act(proposal_id, ResumeProposal(), counter, expected, {"step": "resume"})


handlers = [hold, resume]
