"""审计日志 — each act and each refusal as a line for a spreadsheet: who, when, what, whether."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from services.archive.handlers import Moment, Names
from services.archive.handlers.auditing import Refused
from services.archive.pages.saying import POSTS
from services.archive.pages.words import SERVICES, TAGS
from shared.record import Cause

BEIJING = ZoneInfo("Asia/Shanghai")
HEADS = (
    *("时间（北京）", "人员", "人员编号", "职务", "单位"),
    *("服务", "操作", "结果", "对象", "日志序号", "说明"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def since_utc(day: date) -> str:
    """Return when a day begins in Beijing, as facts are dated."""
    begun = datetime.combine(day, time(), BEIJING).astimezone(UTC)
    return begun.strftime("%Y-%m-%dT%H:%M:%S")


def sheet(rows: Iterable[Moment | Refused], names: Names) -> Iterator[bytes]:
    """Yield the sheet line by line, in UTF-8 as spreadsheets recognise it."""
    yield b"\xef\xbb\xbf" + _line(HEADS)
    for each in rows:
        yield _line(_refusal(each, names) if isinstance(each, Refused) else _act(each, names))


def _act(moment: Moment, names: Names) -> tuple[str, ...]:
    fact = moment.fact
    deed = TAGS.get(fact.tag, fact.tag)
    return (
        *_who(moment.cause, names),
        *(SERVICES.get(fact.service, fact.service), deed, "成功", fact.stream_id),
        *(str(fact.index), ""),
    )


def _refusal(refused: Refused, names: Names) -> tuple[str, ...]:
    event = refused.event
    return (
        *_who(refused.cause, names),
        *(SERVICES.get(refused.service, refused.service), str(event.get("asked", "")), "拒绝"),
        *(str(event.get("evidence", "")), "", str(event.get("sentence", ""))),
    )


def _who(cause: Cause | None, names: Names) -> tuple[str, ...]:
    if cause is None:
        return ("", "", "", "", "")
    moment = cause.at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
    post = POSTS.get(cause.post, cause.post)
    return (moment, names.person(cause.actor), cause.actor, post, names.unit(cause.unit))


def _line(cells: Iterable[str]) -> bytes:
    target = io.StringIO()
    csv.writer(target, lineterminator="\r\n").writerow(map(plain, cells))
    return target.getvalue().encode()


def plain(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
