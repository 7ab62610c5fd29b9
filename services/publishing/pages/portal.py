"""The portal and the desk as pages, feeds and maps."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import segno
from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.response import Redirect
from msgspec import Struct

from services.publishing.domain.commands import OpenInner, OpenPublic
from services.publishing.domain.paper_words import PAPERS
from services.publishing.domain.problem_words import MENDINGS
from services.publishing.domain.sister_words import SYSTEMS
from services.publishing.domain.terms import (
    AMENDMENTS,
    PHASES,
    PUBLISHERS,
    SCOPES,
    STEPS,
    TIME_LIMITS,
    Attachment,
    Phase,
    Scope,
)
from services.publishing.handlers import (
    Desk,
    Disclosures,
    Files,
    Lists,
    Proof,
    Proofs,
    Query,
    Readings,
    Releases,
    Shown,
    reader_of,
)
from services.publishing.handlers.noting import Noting
from services.publishing.handlers.pushing import Webhooks
from services.publishing.handlers.tending import Tending
from services.publishing.handlers.walls import Walls
from shared.calendar import BEIJING, beijing_date
from shared.posts import POSTS
from shared.web import Caller, Filled, Page, page, see_other
from shared.web.giving import Given, given

AnyRequest = Request[Any, Any, Any]
RELEASES: Final = {
    "waiting": "等待执行",
    "done": "已按时执行",
    "late": "已推迟执行",
    "missed": "未执行",
    "cancelled": "已取消",
}
FINDINGS: Final = {
    "upheld": "属实",
    "partly": "部分属实",
    "unfounded": "不属实",
    "unverifiable": "无法核实",
    "adopted": "采纳",
    "declined": "不采纳",
}
WAYS: Final = {
    "submitted": "提出方案",
    "reviewed": "审核",
    "approved": "审批",
    "inner": "开始党内公开",
    "public": "开始向社会公开",
    "revised": "更正",
    "withdrawn": "撤回",
}
CHECKS: Final = {"secrecy": "保密审查", "necessity": "必要性审核", "accuracy": "准确性审核"}
WORDS: Final[Mapping[str, Any]] = {
    "WAYS": WAYS,
    "CHECKS": CHECKS,
    "POSTS": POSTS,
    "SCOPES": SCOPES,
    "PHASES": PHASES,
    "TIME_LIMITS": TIME_LIMITS,
    "FINDINGS": FINDINGS,
    "AMENDMENTS": AMENDMENTS,
    "STEPS": STEPS,
    "PAPERS": PAPERS,
    "RELEASES": RELEASES,
    "SYSTEMS": SYSTEMS,
    "MENDINGS": MENDINGS,
}


class WishForm(Struct, frozen=True, kw_only=True):
    """定时公开表 — the time is Beijing's, as people write it."""

    at: str = ""


class ReasonForm(Struct, frozen=True, kw_only=True):
    """取消定时公开表"""

    reason: str = ""


@dataclass(frozen=True)
class Origin:
    """The address under which people reach the house."""

    url: str

    def of(self, path: str) -> str:
        """Return a path as an address that can be printed on paper."""
        return f"{self.url}{path}"


@get("/items/{disclosure_id:uuid}", opt={"kept": "items"})
async def item(  # noqa: PLR0913, PLR0917 — the parts of its page, each named once
    disclosure_id: UUID,
    readings: Readings,
    proofs: Proofs,
    desk: Desk,
    timetable: Releases,
    origin: Origin,
    noting: Noting,
    caller: Caller,
) -> Page:
    """公开事项。"""
    shown = await readings.item(disclosure_id, caller)
    await noting.note(shown.row, caller)
    proof = await asyncio.to_thread(proofs.of, shown.row.public_position)
    words = item_words(shown, proof, origin, caller.at) | {
        "offers": desk.offers(shown.row, caller),
        "releases": timetable.of(shown.row, caller),
    }
    return page("item.html.j2", **words)


@get("/items/{disclosure_id:uuid}/versions/{number:int}", opt={"kept": "items"})
async def version(
    disclosure_id: UUID, number: int, readings: Readings, proofs: Proofs, caller: Caller
) -> Page:
    """公开事项的一个版本。"""
    shown = await readings.item(disclosure_id, caller)
    edition = shown.edition(number)
    proof = await asyncio.to_thread(proofs.of, edition.row.public_position)
    return page(
        "version.html.j2", shown=shown, row=shown.row, edition=edition, proof=proof, **WORDS
    )


@post("/items/{disclosure_id:uuid}/open-inner")
async def open_inner(
    disclosure_id: UUID, disclosures: Disclosures, caller: Caller, expected: int | None
) -> Redirect:
    """开始党内公开。"""
    await disclosures.open_(disclosure_id, OpenInner(), caller, expected)
    return see_other(f"/items/{disclosure_id}")


@post("/items/{disclosure_id:uuid}/open-public")
async def open_public(
    disclosure_id: UUID, disclosures: Disclosures, caller: Caller, expected: int | None
) -> Redirect:
    """开始向社会公开。"""
    await disclosures.open_(disclosure_id, OpenPublic(), caller, expected)
    return see_other(f"/items/{disclosure_id}")


@post("/items/{disclosure_id:uuid}/releases/{step:str}")
async def schedule_release(
    disclosure_id: UUID, step: str, data: Filled[WishForm], timetable: Releases, caller: Caller
) -> Redirect:
    """定时公开。"""
    await timetable.schedule(disclosure_id, step, data.at, caller)
    return see_other(f"/items/{disclosure_id}#open")


@post("/items/{disclosure_id:uuid}/releases/{step:str}/cancel")
async def cancel_release(
    disclosure_id: UUID, step: str, data: Filled[ReasonForm], timetable: Releases, caller: Caller
) -> Redirect:
    """取消定时公开。"""
    await timetable.cancel(disclosure_id, step, data.reason, caller)
    return see_other(f"/items/{disclosure_id}#open")


@get("/desk", sync_to_thread=True)
def publishers_desk(
    desk: Desk,
    lists: Lists,
    timetable: Releases,
    tending: Tending,
    webhooks: Webhooks,
    walls: Walls,
    caller: Caller,
) -> Page:
    """发布台。"""
    return page(
        "desk.html.j2",
        found=desk.tray(caller),
        ahead=timetable.ahead(caller),
        failed=tending.failed(caller),
        broken=webhooks.broken(caller),
        short=walls.short(caller),
        fates=lists.fates(),
        **WORDS,
    )


def item_words(shown: Shown, proof: Proof | None, origin: Origin, at: datetime) -> dict[str, Any]:
    """Return what the page of a disclosure tells, at a moment, beside what may be done with it."""
    permanent = origin.of(f"/items/{shown.row.disclosure_id}")
    return {
        "shown": shown,
        "row": shown.row,
        "steps": steps_of(shown, logged=bool(proof and proof.index is not None)),
        "proof": proof,
        "permanent": permanent,
        "qr": qr_of(permanent),
        "today": beijing_date(at),
        "structured": article_of(shown, origin),
        "offers": [],
        "releases": [],
        **WORDS,
    }


def article_of(shown: Shown, origin: Origin) -> dict[str, Any] | None:
    """Return what a public page says of itself to search engines (schema.org)."""
    row = shown.row
    if row.phase is not Phase.PUBLIC or row.withdrawn or row.public_opened_at is None:
        return None
    classes = [each for each in (row.level1, row.level2) if each]
    return {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": row.title,
        "inLanguage": "zh-CN",
        "url": origin.of(f"/items/{row.disclosure_id}"),
        "datePublished": row.public_opened_at.astimezone(BEIJING).isoformat(),
        "dateModified": row.changed_at.astimezone(BEIJING).isoformat(),
        "version": str(row.version),
        "articleSection": classes,
        "isAccessibleForFree": True,
        "author": {
            "@type": "GovernmentOrganization",
            "name": row.unit_name,
            "url": origin.of(f"/units/{row.unit}"),
        },
        "identifier": {
            "@type": "PropertyValue",
            "propertyID": "SHA-256",
            "value": row.digest,
        },
    }


@lru_cache(maxsize=2_048)
def qr_of(address: str) -> str:
    """Return the QR code of an address as SVG."""
    code = segno.make(address, error="m", micro=False)
    return str(code.svg_inline(omitsize=True, svgclass="qr", title="本页地址的二维码"))


def steps_of(shown: Shown, *, logged: bool) -> list[tuple[str, str, str]]:
    """Return the steps by which a disclosure was first opened, as (name, when, state)."""
    row = shown.row
    approval = shown.editions[-1].row.approval if shown.editions else row.approval
    steps = [
        ("提出", f"{approval.submitted_on:%m-%d}", "done"),
        ("审核", f"{approval.reviewed_on:%m-%d}", "done"),
        ("审批", f"{approval.approved_on:%m-%d}", "done"),
    ]
    ahead = not row.withdrawn  # of what is over nothing more is to come
    if row.inner_opened_at or (ahead and not row.public_opened_at):
        steps.append(_step("党内公开", row.inner_opened_at))
    if row.public_opened_at or (ahead and row.scope is Scope.SOCIETY):
        steps.append(_step("社会公开", row.public_opened_at))
    if row.withdrawn and row.phase is Phase.REGISTERED:
        return [*steps, _step("撤销批准", row.withdrawn_at)]
    if row.withdrawn:
        steps.append(_step("撤回", row.withdrawn_at))
    return [*steps, ("存证", "已入日志" if logged else "待入日志", "done" if logged else "next")]


def _step(name: str, at: Any) -> tuple[str, str, str]:
    if at is None:
        return (name, "待公开", "next")
    return (name, f"{at.astimezone(BEIJING):%m-%d %H:%M}", "done")


def found_of(lists: Lists, caller: Caller, query: Query) -> dict[str, Any]:
    """Return what a page with a list shows: what was found, and the ways to narrow it."""
    reader = reader_of(caller)
    kept = urlencode(query.chosen)
    return {
        "query": query,
        "listing": lists.find(query, reader),
        "tree": lists.tree(reader),
        "units": lists.units(reader),
        "fates": lists.fates(),
        "stats": lists.stats(reader, caller.at),
        "scopes": _scopes_of(caller),
        "href": f"?{kept}&page=" if kept else "?page=",
        "publishes": bool(caller.units(*PUBLISHERS)),
        **WORDS,
    }


def _scopes_of(caller: Caller) -> list[Scope]:
    return list(Scope) if caller.person else [Scope.SOCIETY]


@get("/items/{disclosure_id:uuid}/files/{digest:str}/{name:str}")
async def item_file(
    disclosure_id: UUID,
    digest: str,
    files: Files,
    caller: Caller,
    request: AnyRequest,
    download: bool = False,
) -> Response[Any]:
    """现行版本的一个附件。A withdrawn one is gone (410); the page says why."""
    found = await files.find(disclosure_id, digest, caller)
    return await _given(found, files, request, download=download)


@get("/items/{disclosure_id:uuid}/versions/{number:int}/files/{digest:str}/{name:str}")
async def version_file(
    disclosure_id: UUID,
    number: int,
    digest: str,
    files: Files,
    caller: Caller,
    request: AnyRequest,
    download: bool = False,
) -> Response[Any]:
    """一个版本的附件。"""
    found = await files.find(disclosure_id, digest, caller, number)
    return await _given(found, files, request, download=download)


async def _given(
    found: Attachment, files: Files, request: AnyRequest, *, download: bool
) -> Response[Any]:
    file = Given(name=found.name, kind=found.kind, sha256=found.sha256, size=found.size)
    return await sync_to_thread(given, file, files.place, request, download=download)


handlers = [
    item_file,
    version_file,
    item,
    version,
    open_inner,
    open_public,
    schedule_release,
    cancel_release,
    publishers_desk,
]
