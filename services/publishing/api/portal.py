"""公开事项 for programs: lists, single ones, their versions, releases and the desk."""

import asyncio
from datetime import date, datetime
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from msgspec import Struct, convert

from services.publishing.domain.commands import OpenInner, OpenPublic
from services.publishing.domain.terms import Attachment, CatalogVersion, Phase, Scope
from services.publishing.handlers import (
    Desk,
    Disclosures,
    Lists,
    Proof,
    Proofs,
    Query,
    Readings,
    Releases,
    Shown,
    reader_of,
)
from services.publishing.views import PortalRow, VersionRow
from shared.calendar import beijing_date
from shared.store import Receipt
from shared.web import Caller, filed, tagged


class Listed(Struct, frozen=True, kw_only=True):
    """公开事项 — one line of a list."""

    disclosure_id: UUID
    url: str
    title: str
    unit: str
    unit_name: str
    level1: str
    level2: str
    level3: str
    scope: Scope
    phase: Phase
    version: int
    shown_at: datetime


class Found(Struct, frozen=True, kw_only=True):
    """查询结果 — ``heard``: not what was typed was found, but what sounds like it."""

    total: int
    page: int
    pages: int
    disclosures: list[Listed]
    heard: bool = False


class NoticeTold(Struct, frozen=True, kw_only=True):
    """目录调整公告"""

    kind: str
    explanation: str
    at: datetime


class Told(Struct, frozen=True, kw_only=True):
    """公开事项 — everything that this reader may read of it; ``proof`` of society's newest fact.

    ``catalog`` is the version under which it was disclosed, ``catalog_now`` the one today.
    """

    disclosure_id: UUID
    unit: str
    unit_name: str
    item_id: str
    level1: str
    level2: str
    level3: str
    scope: Scope
    phase: Phase
    withdrawn: bool
    version: int
    title: str
    content: str
    digest: str
    channels: tuple[str, ...]
    waiver: str
    withdrawal: str
    inner_opened_at: datetime | None
    public_opened_at: datetime | None
    withdrawn_at: datetime | None
    catalog: CatalogVersion
    catalog_now: int
    notices: list[NoticeTold]
    proof: Proof | None
    proof_url: str
    attachments: tuple[Attachment, ...] = ()
    shown_until: date | None = None
    expired: bool = False
    owed_by: date | None = None
    late_days: int = 0


class VersionTold(Struct, frozen=True, kw_only=True):
    """版本"""

    number: int
    title: str
    content: str
    explanation: str
    digest: str
    made_at: datetime
    proof_url: str
    attachments: tuple[Attachment, ...] = ()
    files_proof_url: str = ""


class Wish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """定时公开 — ``at`` is ISO 8601; without an offset it is Beijing's."""

    at: str


class Reason(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """取消定时公开的原因"""

    reason: str


class ReleaseTold(Struct, frozen=True, kw_only=True):
    """定时公开"""

    step: str
    at: datetime
    state: str
    done_at: datetime | None
    late_seconds: int
    note: str


class OnDesk(Struct, frozen=True, kw_only=True):
    """待公开事项 — ``refused`` is empty if the step may be taken now."""

    disclosure_id: UUID
    title: str
    unit: str
    step: str
    refused: str
    version: int


@get("/api/disclosures", sync_to_thread=True)
def read_disclosures(lists: Lists, wanted: Query, caller: Caller) -> Found:
    """查询公开事项。"""
    listing = lists.find(wanted, reader_of(caller))
    rows = [listed(each) for each in listing.rows]
    return Found(
        total=listing.total,
        page=listing.page,
        pages=listing.pages,
        disclosures=rows,
        heard=listing.heard,
    )


@get("/api/disclosures/{disclosure_id:uuid}")
async def read_disclosure(
    disclosure_id: UUID, readings: Readings, proofs: Proofs, caller: Caller
) -> Response[Any]:
    """查看公开事项。"""
    shown = await readings.item(disclosure_id, caller)
    proof = await asyncio.to_thread(proofs.of, shown.row.public_position)
    today = beijing_date(caller.at)
    return tagged(told(shown, proof, today), shown.row.record_version)


@get("/api/disclosures/{disclosure_id:uuid}/versions")
async def read_versions(
    disclosure_id: UUID, readings: Readings, caller: Caller
) -> list[VersionTold]:
    """查看各个版本。"""
    shown = await readings.item(disclosure_id, caller)
    return [version_told(each.row) for each in shown.editions]


@get("/api/disclosures/{disclosure_id:uuid}/versions/{number:int}")
async def read_version(
    disclosure_id: UUID, number: int, readings: Readings, caller: Caller
) -> VersionTold:
    """查看一个版本。"""
    shown = await readings.item(disclosure_id, caller)
    return version_told(shown.edition(number).row)


@post("/api/disclosures/{disclosure_id:uuid}/open-inner")
async def open_inner(
    disclosure_id: UUID, disclosures: Disclosures, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """开始党内公开。"""
    return filed(await disclosures.open_(disclosure_id, OpenInner(), caller, expected))


@post("/api/disclosures/{disclosure_id:uuid}/open-public")
async def open_public(
    disclosure_id: UUID, disclosures: Disclosures, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """开始向社会公开。"""
    return filed(await disclosures.open_(disclosure_id, OpenPublic(), caller, expected))


@post("/api/disclosures/{disclosure_id:uuid}/releases/{step:str}")
async def schedule_release(
    disclosure_id: UUID, step: str, data: Wish, timetable: Releases, caller: Caller
) -> Response[Receipt]:
    """定时公开。A new time replaces the one before."""
    return filed(await timetable.schedule(disclosure_id, step, data.at, caller))


@post("/api/disclosures/{disclosure_id:uuid}/releases/{step:str}/cancel")
async def cancel_release(
    disclosure_id: UUID, step: str, data: Reason, timetable: Releases, caller: Caller
) -> Response[Receipt]:
    """取消定时公开。"""
    return filed(await timetable.cancel(disclosure_id, step, data.reason, caller))


@get("/api/disclosures/{disclosure_id:uuid}/releases")
async def read_releases(
    disclosure_id: UUID, readings: Readings, timetable: Releases, caller: Caller
) -> list[ReleaseTold]:
    """查看定时公开。"""
    shown = await readings.item(disclosure_id, caller)
    rows = await asyncio.to_thread(timetable.of, shown.row, caller)
    return [convert(each, ReleaseTold, from_attributes=True) for each in rows]


@get("/api/desk", sync_to_thread=True)
def read_desk(desk: Desk, caller: Caller) -> list[OnDesk]:
    """发布台。"""
    tray = desk.tray(caller)
    return [
        OnDesk(
            disclosure_id=each.row.disclosure_id,
            title=each.row.title,
            unit=each.row.unit,
            step=each.step,
            refused=each.refused,
            version=each.row.record_version,
        )
        for each in (*tray.ready, *tray.waiting)
    ]


def listed(row: PortalRow) -> Listed:
    """Return a row as a line of a list."""
    return Listed(
        disclosure_id=row.disclosure_id,
        url=f"/items/{row.disclosure_id}",
        title=row.title,
        unit=row.unit,
        unit_name=row.unit_name,
        level1=row.level1,
        level2=row.level2,
        level3=row.level3,
        scope=row.scope,
        phase=row.phase,
        version=row.version,
        shown_at=row.shown_at,
    )


def told(shown: Shown, proof: Proof | None, today: date) -> Told:
    """Return a disclosure as programs read it."""
    row = shown.row
    return Told(
        disclosure_id=row.disclosure_id,
        unit=row.unit,
        unit_name=row.unit_name,
        item_id=row.item_id,
        level1=row.level1,
        level2=row.level2,
        level3=row.level3,
        scope=row.scope,
        phase=row.phase,
        withdrawn=row.withdrawn,
        version=row.version,
        title=row.title,
        content=shown.content,
        attachments=shown.editions[0].row.attachments if shown.editions else (),
        digest=row.digest,
        channels=row.channels,
        waiver=row.waiver,
        withdrawal=row.explanation if row.withdrawn else "",
        inner_opened_at=row.inner_opened_at,
        public_opened_at=row.public_opened_at,
        withdrawn_at=row.withdrawn_at,
        catalog=shown.catalog,
        catalog_now=shown.catalog_now or shown.catalog.number,
        notices=[
            NoticeTold(kind=each.kind, explanation=each.explanation, at=each.at)
            for each in shown.notices
        ],
        proof=proof,
        proof_url=proof.url if proof else "",
        shown_until=shown.shown_until,
        expired=row.over(today),
        owed_by=row.owed_by,
        late_days=row.late_days,
    )


def version_told(row: VersionRow) -> VersionTold:
    """Return a version as programs read it."""
    position, files = row.public_position, row.files_position
    return VersionTold(
        number=row.number,
        title=row.title,
        content=row.content,
        explanation=row.explanation,
        digest=row.digest,
        made_at=row.made_at,
        proof_url=f"/archive/api/proofs/publishing/{position}" if position else "",
        attachments=row.attachments,
        files_proof_url=f"/archive/api/proofs/publishing/{files}" if files else "",
    )


handlers = [
    read_disclosures,
    read_disclosure,
    read_versions,
    read_version,
    open_inner,
    open_public,
    schedule_release,
    cancel_release,
    read_releases,
    read_desk,
]
