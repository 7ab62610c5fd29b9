"""最新办理 — two people at one matter see what the other has just done, without loading anew."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get

from services.workflow.handlers import Desk, Names
from services.workflow.pages.words import state_of
from services.workflow.views import HistoryLine, ProposalRow
from shared.web import Caller, etag, tagged
from shared.web.arrival import AnyRequest

EVERY: Final = 8  # seconds between two looks of a page that somebody is reading


@get("/proposals/{proposal_id:uuid}/newest", include_in_schema=False, sync_to_thread=True)
def newest(
    proposal_id: UUID, desk: Desk, names: Names, caller: Caller, request: AnyRequest
) -> Response[Any]:
    """这份方案刚刚由谁办理 — 304 as long as nothing has happened."""
    row = desk.proposal(proposal_id, caller)
    if request.headers.get("if-none-match", "") == etag(row.version):
        return Response(None, status_code=304, headers={"ETag": etag(row.version)})
    return tagged({"version": row.version, "said": said(row, names, caller)}, row.version)


def since(row: ProposalRow, seen: int | None) -> tuple[HistoryLine, ...]:
    """Return what has happened to a proposal after a version that somebody saw."""
    return () if seen is None else tuple(line for line in row.history if line.version > seen)


def said(row: ProposalRow, names: Names, caller: Caller) -> str:
    """Return who has just done what, and where the proposal stands now."""
    line = row.history[-1]
    by = (
        "您在别处"
        if line.by == caller.person
        else f"{names.person(line.by)}（{names.post(line.post)}）"
    )
    return f"这份方案刚刚由{by}办理：{line.what}。现在的状态：{state_of(row)}。"


handlers = [newest]
