"""What auditors read: how far the log is, every fact, every story, every refusal."""

from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import get
from litestar.response import Stream
from msgspec import json

from services.archive.domain.exceptions import EXCEPTIONS
from services.archive.handlers import Audit, Consulting, Names, Proofs, Witnessing
from services.archive.handlers.auditing import PAGE
from services.archive.pages.history import given
from services.archive.pages.sheet import sheet, since_utc
from services.archive.pages.words import SERVICES, TAGS, words
from shared.aside import aside
from shared.decider import InvalidError
from shared.web import Caller, Page, page

DAY: Final = timedelta(days=1)


@get("/", include_in_schema=False, sync_to_thread=True)
def overview(audit: Audit, proofs: Proofs, witnessing: Witnessing, caller: Caller) -> Page:
    """日志现状；审计员还能看到各服务的进度和警报"""
    allowed = audit.is_auditor(caller)
    return page(
        "overview.html.j2",
        **words(),
        size=proofs.size,
        root=proofs.root,
        key=proofs.key,
        note=proofs.note if proofs.size else "",
        waiting=audit.ledger.size - proofs.size,
        witnesses=witnessing.standings,
        ciphers=proofs.ciphers,
        handovers=proofs.handovers,
        sm2=proofs.sm2_key,
        objections=audit.objections() if allowed else [],
        stands=audit.stands() if allowed else [],
        alarms=audit.alarms() if allowed else [],
        is_auditor=allowed,
    )


@get("/facts", include_in_schema=False)
async def facts(  # noqa: PLR0913, PLR0917 — one for each filter
    audit: Audit,
    consulting: Consulting,
    names: Names,
    caller: Caller,
    service: str = "",
    tag: str = "",
    story: str = "",
    page_no: int = 1,
) -> Page:
    """事实列表，按服务、种类、事由筛选"""
    audit.allow(caller)
    wanted = {
        "service": service if service in SERVICES else "",
        "tag": tag.strip(),
        "story": story.strip(),
    }
    number = max(page_no, 1)
    moments, total = await aside(audit.facts, number, **wanted)
    if number == 1:
        asked = " ".join(filter(None, wanted.values()))
        await consulting.note("facts", asked, total, caller)
    return page(
        "facts.html.j2",
        **words(),
        names=names,
        moments=moments,
        total=total,
        number=number,
        pages=_pages(total),
        wanted=wanted,
        tags=sorted(TAGS.items()),
        address=f"?{urlencode(wanted)}&page_no=",
    )


@get("/facts/{index:int}", include_in_schema=False)
async def fact(
    audit: Audit,
    consulting: Consulting,
    proofs: Proofs,
    names: Names,
    caller: Caller,
    index: int,
) -> Page:
    """一条事实的全文"""
    audit.allow(caller)
    moment = await aside(audit.fact, index)
    await consulting.note("fact", str(index), 1, caller)
    return page(
        "fact.html.j2",
        **words(),
        names=names,
        moment=moment,
        body=json.format(moment.fact.body, indent=2).decode() if moment.cause else "",
        entry=moment.fact.entry.decode(errors="replace"),
        logged=index < proofs.size,
    )


@get("/stories/{name:uuid}", include_in_schema=False)
async def story(
    audit: Audit, consulting: Consulting, names: Names, caller: Caller, name: UUID
) -> Page:
    """一件事的全过程：给出事由、方案、公开事项或意见的编号"""
    audit.allow(caller)
    moments = await aside(audit.story, name)
    await consulting.note("story", str(name), len(moments), caller)
    return page("story.html.j2", **words(), names=names, name=name, moments=moments)


@get("/stories/{name:uuid}/sheet", include_in_schema=False)
async def story_sheet(
    audit: Audit, consulting: Consulting, names: Names, caller: Caller, name: UUID
) -> Stream:
    """一件事的全过程，存成一个文件"""
    audit.allow(caller)
    moments = await aside(audit.story, name)
    file = f"story-{name}.csv"
    return given(await consulting.take(file, sheet(moments, names), caller), file)


@get("/refusals", include_in_schema=False, sync_to_thread=True)
def refusals(audit: Audit, names: Names, caller: Caller, page_no: int = 1) -> Page:
    """被拒绝的请求"""
    audit.allow(caller)
    number = max(page_no, 1)
    found, total = audit.refusals(number)
    return page(
        "refusals.html.j2",
        **words(),
        names=names,
        found=found,
        total=total,
        number=number,
        pages=_pages(total),
    )


@get("/exceptions", include_in_schema=False, sync_to_thread=True)
def exceptions(
    audit: Audit, names: Names, caller: Caller, group: str = "", page_no: int = 1
) -> Page:
    """例外：逾期、不按一般程序、撤回、不公开、查看身份、警报"""
    audit.allow(caller)
    number = max(page_no, 1)
    moments, total = audit.exceptions(group, number)
    return page(
        "exceptions.html.j2",
        **words(),
        names=names,
        moments=moments,
        total=total,
        number=number,
        pages=_pages(total),
        group=group if group in EXCEPTIONS else "",
        groups=[(each, each) for each in EXCEPTIONS],
        address=f"?{urlencode({'group': group})}&page_no=",
    )


@get("/audit.csv", include_in_schema=False)
async def log_sheet(
    audit: Audit,
    consulting: Consulting,
    names: Names,
    caller: Caller,
    since: str = "",
    until: str = "",
) -> Stream:
    """审计日志：一段时间内的每一次操作和每一次拒绝（北京时间，含首尾两天）"""
    audit.allow(caller)
    first, last = _day(since, "since"), _day(until, "until")
    rows = audit.during(
        since_utc(first) if first else "", since_utc(last + DAY) if last else "9999"
    )
    name = f"audit-{first or 'begin'}-{last or 'end'}.csv"
    return given(await consulting.take(name, sheet(rows, names), caller), name)


def _day(text: str, field: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise DayError(text[:20], field=field) from error


class DayError(InvalidError):
    """日期（since、until）应当写成 2026-03-01 这样。"""


def _pages(total: int) -> int:
    return max((total + PAGE - 1) // PAGE, 1)
