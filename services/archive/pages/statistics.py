"""Where numbers are shown with their formula, and every fact behind them can be taken along."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated, Final

from litestar import get
from litestar.di import Provide
from litestar.params import Parameter
from litestar.response import Stream
from msgspec import Struct

from services.archive.domain.figures import Span
from services.archive.domain.statistics import COUNTS, RULES, By, Counted, tally
from services.archive.handlers import Assessing, Consulting, Counting, Names
from services.archive.handlers.reckoning import BEIJING
from services.archive.pages.assessments import span_of
from services.archive.pages.history import along
from services.archive.pages.sheet import plain
from services.archive.pages.words import TAGS, words
from shared.web import Caller, Page, page

PAGE: Final = 50
HEADS: Final = (
    *("日志序号", "事实种类", "名称", "统计项目", "日期"),
    *("单位编号", "单位", "类别", "渠道"),
)
_FORMULA: Final = ("=", "+", "-", "@", "\t")


class Asked(Struct, frozen=True, kw_only=True):
    """统计范围 — of which units (None: of all), in which days; an auditor counts everybody's."""

    unit: str
    units: set[str] | None
    span: Span


def asked(
    assessing: Assessing, caller: Caller, unit: str = "", since: str = "", until: str = ""
) -> Asked:
    """Return what is to be counted, if this person may count it."""
    span = span_of(since, until, caller.at.astimezone(BEIJING).date())
    units = {assessing.unit(unit, caller).unit_id} if unit else assessing.scope(caller)
    return Asked(unit=unit, units=units, span=span)


ASKED: Final = {"asked": Provide(asked, sync_to_thread=True)}


@get("/statistics", include_in_schema=False, sync_to_thread=True, dependencies=ASKED)
def statistics(
    asked: Asked,
    assessing: Assessing,
    counting: Counting,
    names: Names,
    caller: Caller,
    by: By = By.UNIT,
    page_no: Annotated[int, Parameter(ge=1)] = 1,
) -> Page:
    """统计：按单位、类别、渠道、时间，每个数字怎么来的都写明"""
    told = tally(counting.counted(asked.span, asked.units), by)
    total = sum(told.values(), Counter[str]())
    groups = list(told.items())
    return page(
        "statistics.html.j2",
        **words(),
        counts={tag: name for tag, name in COUNTS.items() if total[tag]},
        groups=groups[(page_no - 1) * PAGE : page_no * PAGE],
        total=total,
        names=names,
        asked=asked,
        units=[(each.unit_id, each.name) for each in assessing.seen(caller)],
        way=by,
        ways=[(each.value, each.chinese) for each in By],
        rules=RULES,
        kinds=[(name, TAGS[tag], tag) for tag, name in COUNTS.items()],
        number=page_no,
        pages=max((len(groups) + PAGE - 1) // PAGE, 1),
    )


@get("/statistics.csv", include_in_schema=False, dependencies=ASKED)
async def export(
    asked: Asked, counting: Counting, consulting: Consulting, names: Names, caller: Caller
) -> Stream:
    """导出计入统计的每一条事实"""
    rows = (_row(each, names) for each in counting.counted(asked.span, asked.units))
    return await along(consulting, caller, "statistics.csv", _lines(rows))


def _row(each: Counted, names: Names) -> tuple[str, ...]:
    level = f"'{each.level}" if each.level.startswith(_FORMULA) else each.level
    told = (str(each.index), each.tag, TAGS[each.tag], COUNTS[each.tag], each.day.isoformat())
    return (*told, each.unit, names.unit(each.unit), level, each.channel)


def _lines(rows: Iterable[tuple[str, ...]]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf" + _line(HEADS)
    yield from map(_line, rows)


def _line(cells: tuple[str, ...]) -> bytes:
    target = io.StringIO()
    csv.writer(target, lineterminator="\r\n").writerow(map(plain, cells))
    return target.getvalue().encode()


handlers = [statistics, export]
