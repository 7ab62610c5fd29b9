"""The door for programs: what was found in a proposal's text, and what people say about it."""

from uuid import UUID

from litestar import Response, get, post, put
from litestar.status_codes import HTTP_201_CREATED
from msgspec import Struct

from services.workflow.domain.screened import Screening
from services.workflow.domain.screening import Finding
from services.workflow.domain.screening_words import KeepWords, SettleFindings
from services.workflow.handlers import Desk, Screenings
from services.workflow.views.screenings import ScreeningRow, SettledLine
from shared.decider import NotFoundError
from shared.store import Receipt
from shared.web import Caller, filed


class NotScreenedError(NotFoundError):
    """这份方案没有筛查结果。"""


class ScreeningShown(Struct, frozen=True, kw_only=True):
    """筛查结果 — masked; ``open`` are the numbers that nobody has settled."""

    digest: str
    findings: tuple[Finding, ...]
    more: int
    open: tuple[int, ...]
    lines: tuple[SettledLine, ...]


@get("/proposals/{proposal_id:uuid}/findings", sync_to_thread=True)
def read_findings(
    proposal_id: UUID, desk: Desk, screenings: Screenings, caller: Caller
) -> ScreeningShown:
    """查看公开前筛查的结果。Only staff of the unit and its auditors."""
    desk.proposal(proposal_id, caller)
    row = screenings.found(proposal_id)
    if row is None:
        raise NotScreenedError
    return _told(row, row.screening)


@post("/proposals/{proposal_id:uuid}/findings")
async def settle_findings(
    proposal_id: UUID, data: SettleFindings, screenings: Screenings, caller: Caller
) -> Response[Receipt]:
    """处理筛查发现。"""
    return filed(await screenings.settle(proposal_id, data, caller))


@put("/words", status_code=HTTP_201_CREATED)
async def keep_words(data: KeepWords, screenings: Screenings, caller: Caller) -> Response[Receipt]:
    """设定本单位筛查词表。"""
    return filed(await screenings.keep(data, caller))


def _told(row: ScreeningRow, screening: Screening) -> ScreeningShown:
    return ScreeningShown(
        digest=screening.digest,
        findings=screening.findings,
        more=screening.more,
        open=screening.open,
        lines=row.lines,
    )


handlers = [read_findings, settle_findings, keep_words]
