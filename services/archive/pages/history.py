"""Where auditors ask history in SQL, see what was taken along, and compare two moments."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.response import Stream
from msgspec import Struct

from services.archive.domain.consulting import Question
from services.archive.handlers import Audit, Consulting, Names, Taken, pieces
from services.archive.pages.words import TAGS, words
from shared.decider import InvalidError, RejectedError
from shared.web import Caller, Filled, Page, again, page

CSV: Final = "text/csv; charset=utf-8"
BEIJING: Final = ZoneInfo("Asia/Shanghai")
COLUMNS: Final = (
    ("entry", "日志序号", ""),
    ("service", "目录、审批、发布、反馈、存档", "catalog workflow publishing feedback archive"),
    ("position", "在该服务中的位置", ""),
    ("tag", "事实种类", "workflow.proposal.submitted.v1"),
    ("stream_id, version", "哪一件事物、它的第几条", ""),
    ("story", "事由编号", ""),
    ("filed_at", "时间（北京）", ""),
    ("actor, unit, post", "人员编号、单位编号、职务", ""),
    ("event", "事实全文，取其中一项的写法", "event->>'$.plan.title'"),
)
EXAMPLES: Final = (
    (
        "每种事实各有多少",
        (
            "SELECT kinds.name, count(*) AS n FROM facts JOIN kinds USING (tag)"
            " GROUP BY ALL ORDER BY n DESC"
        ),
    ),
    (
        "每个单位每月公开了多少",
        (
            "SELECT units.name, strftime(filed_at, '%Y-%m') AS month, count(*) AS n FROM facts"
            " JOIN units USING (unit) WHERE tag = 'publishing.public.opened.v1'"
            " GROUP BY ALL ORDER BY ALL"
        ),
    ),
    (
        "逾期没有公开的义务",
        (
            "SELECT units.name, filed_at, event->>'$.due' AS due FROM facts JOIN units USING (unit)"
            " WHERE tag = 'workflow.obligation.missed.v1' ORDER BY filed_at DESC"
        ),
    ),
    (
        "意见从收到到办结用了几天",
        (
            "SELECT a.stream_id, date_diff('day', a.filed_at, b.filed_at) AS days"
            " FROM facts a JOIN facts b USING (stream_id)"
            " WHERE a.tag = 'feedback.opinion.received.v1'"
            " AND b.tag = 'feedback.opinion.concluded.v1' ORDER BY days DESC"
        ),
    ),
)


class Asking(Struct, frozen=True, kw_only=True):
    """查询表单"""

    sql: Question


class MomentError(InvalidError):
    """时刻（since、until）应当写成 2026-03-01T10:00 这样，北京时间，先早后晚。"""


@get("/history", include_in_schema=False, sync_to_thread=True)
def desk(audit: Audit, consulting: Consulting, names: Names, caller: Caller, sql: str = "") -> Page:
    """用 SQL 查询全部历史：只读，有时限和行数限制，每次查询都有登记"""
    audit.allow(caller)
    return _desk(consulting, names, sql=sql[:4_000])


@post("/history", include_in_schema=False, status_code=200)
async def ask(data: Filled[Asking], consulting: Consulting, names: Names, caller: Caller) -> Page:
    """执行一条查询"""
    async with again(_wrong, consulting, names, data.sql):
        answer = await consulting.ask(data.sql, caller)
    return _desk(consulting, names, sql=data.sql, answer=answer)


@get("/downloads/{digest:str}", include_in_schema=False, sync_to_thread=True)
def signature(audit: Audit, consulting: Consulting, caller: Caller, digest: str) -> Response[str]:
    """一次下载的签署：文件名、摘要和存档密钥的签名"""
    audit.allow(caller)
    return Response(consulting.signature(digest), media_type="text/plain; charset=utf-8")


@get("/differences", include_in_schema=False)
async def differences(
    audit: Audit, consulting: Consulting, caller: Caller, since: str = "", until: str = ""
) -> Page:
    """两个时刻之间发生了什么：每种事实各几条，涉及几件事物"""
    audit.allow(caller)
    first, last = _moment(since), _moment(until)
    if first and last and first >= last:
        raise MomentError(since, until, field="until")
    found = audit.differences(first, last or "9999") if first else []
    await consulting.note("differences", f"{since} {until}".strip(), len(found), caller)
    return page(
        "differences.html.j2", **words(), found=found, since=since, until=until, asked=bool(first)
    )


async def along(
    consulting: Consulting, caller: Caller, name: str, lines: Iterable[bytes]
) -> Stream:
    """Send a sheet; what an auditor takes along is signed, and on record."""
    if consulting.audit.is_auditor(caller):
        return given(await consulting.take(name, lines, caller), name)
    return Stream(
        iter(lines),
        media_type=CSV,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def given(taken: Taken, name: str, kind: str = CSV) -> Stream:
    """Send a file that has been signed, and let go of it."""
    return Stream(
        _sent(taken),
        media_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Length": str(taken.size),
            "Repr-Digest": f"sha-256={taken.sha256}",
            "Link": f'</archive/downloads/{taken.sha256}>; rel="describedby"',
        },
    )


def kinds() -> list[tuple[str, ...]]:
    """Return the Chinese name of each kind of fact, as a table."""
    return [("tag", "name"), *TAGS.items()]


def _sent(taken: Taken) -> Iterator[bytes]:
    try:
        yield from pieces(taken.file)
    finally:
        taken.file.unlink(missing_ok=True)


def _desk(consulting: Consulting, names: Names, *, status: int = 200, **told: object) -> Page:
    empty = {"sql": "", "answer": None, "wrong": ""}
    return page(
        "history.html.j2",
        **words(),
        **{**empty, **told},
        names=names,
        columns=COLUMNS,
        examples=EXAMPLES,
        downloads=consulting.downloads(),
        status_code=status,
    )


def _wrong(consulting: Consulting, names: Names, sql: str, refusal: RejectedError) -> Page:
    if refusal.field != "sql":
        raise refusal
    return _desk(consulting, names, sql=sql, wrong=refusal.sentence, status=refusal.status)


def _moment(text: str) -> str:
    """Return a moment of Beijing as facts are dated (UTC); empty if none is given."""
    if not text.strip():
        return ""
    try:
        moment = datetime.fromisoformat(text.strip()).replace(tzinfo=BEIJING)
        return moment.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%S")
    except (ValueError, OverflowError) as error:
        raise MomentError(text[:30], field="since") from error


handlers = [desk, ask, signature, differences]
