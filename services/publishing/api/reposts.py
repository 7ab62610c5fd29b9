"""转载 — for programs: what is reposted, from which source, and how it is taken down."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from msgspec import Struct

from services.publishing.domain.terms import Scope
from services.publishing.handlers.reposting import Reposted, Reposting
from services.publishing.views.reposts import RepostRow
from shared.store import Receipt
from shared.web import Caller, filed


class RepostTold(Struct, frozen=True, kw_only=True):
    """转载 — ``source_url`` leads to the superior's disclosure, whose proof is that of both."""

    repost_id: UUID
    unit: str
    unit_name: str
    source_id: UUID
    source_name: str
    source_url: str
    version: int
    title: str
    scope: Scope
    channels: tuple[str, ...]
    published_at: datetime
    withdrawn: bool
    reason: str
    content: str = ""


class Taken(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """撤下转载的理由"""

    reason: str


@get("/api/reposts", sync_to_thread=True)
def read_reposts(
    reposting: Reposting, caller: Caller, unit: str = "", page: int = 1
) -> dict[str, Any]:
    """转载的上级公开事项。"""
    found = reposting.listed(caller, unit, max(page, 1))
    rows = [_told(each) for each in found.rows]
    return {"total": found.total, "page": found.page, "pages": found.pages, "reposts": rows}


@get("/api/reposts/{repost_id:uuid}", sync_to_thread=True)
def read_repost(repost_id: UUID, reposting: Reposting, caller: Caller) -> RepostTold:
    """一件转载，和它的原文。"""
    return _whole(reposting.see(repost_id, caller))


@post("/api/reposts/{repost_id:uuid}/withdraw")
async def withdraw_repost(
    repost_id: UUID, data: Taken, reposting: Reposting, caller: Caller
) -> Response[Receipt]:
    """撤下转载。"""
    return filed(await reposting.withdraw(repost_id, data.reason, caller))


def _told(row: RepostRow, content: str = "", *, gone: bool = False, title: str = "") -> RepostTold:
    return RepostTold(
        repost_id=row.repost_id,
        unit=row.unit,
        unit_name=row.unit_name,
        source_id=row.disclosure_id,
        source_name=row.source_name,
        source_url=f"/items/{row.disclosure_id}",
        version=row.number,
        title=title or row.title,
        scope=row.scope,
        channels=row.channels,
        published_at=row.published_at,
        withdrawn=row.withdrawn or gone,
        reason=row.reason,
        content=content,
    )


def _whole(found: Reposted) -> RepostTold:
    return _told(found.row, found.content, gone=found.gone, title=found.source.title)


handlers = [read_reposts, read_repost, withdraw_repost]
