"""方案附件 — opened or downloaded by those who may read the proposal, and by nobody else."""

from typing import Any
from uuid import UUID

from litestar import Response, get

from services.workflow.domain.terms import STAFF
from services.workflow.handlers import Desk
from services.workflow.handlers.redactions import Redactions
from services.workflow.pages.proposal import AnyRequest
from shared.files import FileGoneError
from shared.web import Caller
from shared.web.giving import Given, given


@get(
    "/proposals/{proposal_id:uuid}/files/{digest:str}/{name:str}",
    include_in_schema=False,
    sync_to_thread=True,
)
def proposal_file(  # one argument for each part of the address and each means
    proposal_id: UUID,
    digest: str,
    desk: Desk,
    redactions: Redactions,
    caller: Caller,
    request: AnyRequest,
    download: bool = False,
) -> Response[Any]:
    """方案的一个附件"""
    row = desk.proposal(proposal_id, caller)
    inner = redactions.files(proposal_id) if caller.holds(row.unit, *STAFF) else ()
    files = (*row.proposal.attachments, *inner)
    found = next((x for x in files if x.sha256 == digest), None)
    if found is None:
        raise FileGoneError(digest)
    file = Given(name=found.name, kind=found.kind, sha256=found.sha256, size=found.size)
    return given(file, redactions.enclosures.place, request, download=download)


handlers = [proposal_file]
