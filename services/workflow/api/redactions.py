"""脱密处理的门 — public renditions of a proposal's files, for its unit's staff alone."""

from uuid import UUID

from litestar import Response, get, post

from services.workflow.domain.redaction_words import AttachmentRedacted, RedactAttachment
from services.workflow.handlers import Desk
from services.workflow.handlers.redactions import Redactions
from shared.store import Receipt
from shared.web import Caller, filed


@get("/proposals/{proposal_id:uuid}/redactions", sync_to_thread=True)
def read_redactions(
    proposal_id: UUID, desk: Desk, redactions: Redactions, caller: Caller
) -> tuple[AttachmentRedacted, ...]:
    """查看脱密件。Only who may read the proposal."""
    desk.proposal(proposal_id, caller)
    return redactions.of(proposal_id)


@post("/proposals/{proposal_id:uuid}/redactions")
async def redact_attachment(
    proposal_id: UUID, data: RedactAttachment, redactions: Redactions, caller: Caller
) -> Response[Receipt]:
    """生成脱密件。The rendition is made and read again before it is kept."""
    return filed(await redactions.make(proposal_id, data, caller))


@post("/proposals/{proposal_id:uuid}/redactions/use")
async def use_renditions(
    proposal_id: UUID, redactions: Redactions, caller: Caller
) -> Response[Receipt]:
    """用脱密件替换原件，重新提出。"""
    return filed(await redactions.use(proposal_id, caller))


handlers = [read_redactions, redact_attachment, use_renditions]
