"""脱密页 — on the page of findings: a public rendition of each file, and its use."""

from typing import Any
from uuid import UUID

from litestar import post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.proposal import Status
from services.workflow.domain.redaction import BoxError
from services.workflow.domain.redaction_words import Box, RedactAttachment
from services.workflow.domain.screening import FindingKind
from services.workflow.gateways import ocr
from services.workflow.handlers import Screenings
from services.workflow.handlers.proposals import proposers_of
from services.workflow.handlers.redactions import OPEN, Redactions, makers
from services.workflow.pages.proposal import Counter, led_on
from services.workflow.views import ProposalRow
from services.workflow.views.screenings import ScreeningRow
from shared.decider import RejectedError
from shared.web import Caller, Filled, Page, again, page, see_other

_SIDES = 5  # page, left, top, right, bottom


class RedactForm(Struct, frozen=True, kw_only=True):
    """脱密表 — words and boxes one a line."""

    attachment: str
    kinds: list[str] = []
    phrases: str = ""
    boxes: str = ""

    def command(self) -> RedactAttachment:
        """Return what is asked."""
        known = {each.value: each for each in FindingKind}
        return RedactAttachment(
            attachment=self.attachment,
            kinds=tuple(known[each] for each in self.kinds if each in known),
            phrases=tuple(each.strip() for each in self.phrases.splitlines() if each.strip()),
            boxes=tuple(_box(each) for each in self.boxes.splitlines() if each.strip()),
        )


Ordered = Filled[RedactForm]


@post("/proposals/{proposal_id:uuid}/redactions", include_in_schema=False)
async def redact(
    proposal_id: UUID, data: Ordered, counter: Counter, redactions: Redactions
) -> Redirect:
    """生成脱密件"""
    async with again(_refused, proposal_id, counter):
        await redactions.make(proposal_id, data.command(), counter.caller)
    return see_other(f"{counter.house.prefix}/proposals/{proposal_id}/findings#redact")


@post("/proposals/{proposal_id:uuid}/redactions/use", include_in_schema=False)
async def use(proposal_id: UUID, counter: Counter, redactions: Redactions) -> Redirect:
    """用脱密件替换原件重新提出"""
    async with again(_refused, proposal_id, counter):
        await redactions.use(proposal_id, counter.caller)
    return led_on(proposal_id, counter)


def redacting(
    row: ProposalRow, found: ScreeningRow | None, screenings: Screenings, caller: Caller
) -> dict[str, Any]:
    """Return what the page of findings shows of renditions, and who may do what."""
    proposal, made = row.proposal, screenings.renditions(UUID(str(row.proposal_id)))
    rules, originals = proposal.rules, {each.original.sha256 for each in made}
    files = proposal.attachments if proposal.status in OPEN else ()
    return {
        "files": files,
        "made": made,
        "kinds": sorted({each.kind.value for each in found.screening.findings} if found else ()),
        "reads_pictures": ocr.ready(),
        "may_make": rules is not None and caller.holds(row.unit, *makers(proposal)),
        "may_use": proposal.status is Status.RETURNED
        and caller.holds(row.unit, *proposers_of(rules))
        and any(each.sha256 in originals for each in files),
    }


def _refused(proposal_id: UUID, counter: Counter, refusal: RejectedError) -> Page:
    back = f"{counter.house.prefix}/proposals/{proposal_id}/findings#redact"
    return page("redacting_refused.html.j2", status_code=refusal.status, refusal=refusal, back=back)


def _box(line: str) -> Box:
    figures = line.replace("，", " ").replace(",", " ").split()
    if len(figures) != _SIDES or not all(each.isdecimal() for each in figures):
        raise BoxError(line[:50], field="boxes")
    number, left, top, right, bottom = map(int, figures)
    return Box(page=number, left=left, top=top, right=right, bottom=bottom)


handlers = [redact, use]
