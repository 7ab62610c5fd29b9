"""Where a year is checked: are all volumes there, what do they lack, who took part, and how."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Annotated
from zoneinfo import ZoneInfo

from litestar import get
from litestar.params import Parameter
from litestar.response import Redirect, Stream

from services.archive.domain.volume_words import KINDS, Kind
from services.archive.domain.yearly import MANY, alike, clusters
from services.archive.handlers import Audit, Consulting, Names, Yearly
from services.archive.handlers.yearly import Matter, MonthError
from services.archive.pages.history import along
from services.archive.pages.sheet import plain
from services.archive.pages.words import TAGS, words
from shared.aside import aside
from shared.web import Caller, Page, page

PAGE = 50
BEIJING = ZoneInfo("Asia/Shanghai")
HEADS = ("档号", "题名", "单位", "首次公开", "公开结束", "应归档", "情况")
LEDGER_HEADS = ("日期", "种类", "编号", "事由", "单位")
PageNumber = Annotated[int, Parameter(ge=1)]


@get("/years", include_in_schema=False, sync_to_thread=True)
def this_year(yearly: Yearly, caller: Caller) -> Redirect:
    """今年的检查"""
    yearly.units(caller)
    return Redirect(f"/archive/years/{yearly.clock.now().astimezone(BEIJING).year}")


@get("/years/{year:int}", include_in_schema=False, sync_to_thread=True)
def year_of(
    year: int, yearly: Yearly, audit: Audit, names: Names, caller: Caller, page_no: PageNumber = 1
) -> Page:
    """年度归档检查：每件事的案卷和各种材料，还有逾期没有归档的"""
    units = yearly.units(caller)
    found = yearly.matters(year, units)
    return page(
        "year.html.j2",
        **words(),
        names=names,
        year=year,
        found=found[(page_no - 1) * PAGE : page_no * PAGE],
        total=len(found),
        filed=sum(bool(each.number) for each in found),
        gaps={name: sum(each.gap(kind) for each in found) for kind, name in KINDS.items()},
        late=yearly.late(units)[:PAGE],
        kinds=KINDS,
        number=page_no,
        pages=max((len(found) + PAGE - 1) // PAGE, 1),
        is_auditor=audit.is_auditor(caller),
    )


@get("/years/{year:int}/volumes.csv", include_in_schema=False)
async def year_sheet(
    year: int, yearly: Yearly, consulting: Consulting, names: Names, caller: Caller
) -> Stream:
    """年度案卷目录：每件事的档号和各种材料的件数"""
    found = await aside(_all, yearly, year, caller)
    rows = chain([(*HEADS, *KINDS.values())], (_row(each, names) for each in found))
    return await along(consulting, caller, f"volumes-{year}.csv", sheet(rows))


@get("/years/{year:int}/ledger.csv", include_in_schema=False)
async def ledger_sheet(
    year: int, yearly: Yearly, consulting: Consulting, names: Names, caller: Caller
) -> Stream:
    """年度台账：会议记录、活动记录、文件、宣传资料，每行有日期、种类、编号"""
    rows = yearly.ledger_of(year, TAGS, yearly.units(caller))
    lines = (
        (each.day.isoformat(), each.kind.value, each.number, TAGS[each.tag], names.unit(each.unit))
        for each in rows
    )
    told = sheet(chain([LEDGER_HEADS], lines))
    return await along(consulting, caller, f"ledger-{year}.csv", told)


@get("/years/{year:int}/signs", include_in_schema=False, sync_to_thread=True)
def signs(
    year: int,
    yearly: Yearly,
    audit: Audit,
    names: Names,
    caller: Caller,
    many: Annotated[int, Parameter(ge=2, le=1000)] = MANY,
) -> Page:
    """形式主义的迹象：最后一天扎堆公开、内容雷同、倒填日期"""
    audit.allow(caller)
    releases = yearly.releases(year)
    return page(
        "signs.html.j2",
        **words(),
        names=names,
        year=year,
        many=many,
        clusters=clusters(releases, many),
        alike=alike(releases)[:PAGE],
        backdating=yearly.backdating(year),
    )


@get("/years/{year:int}/quarters/{quarter:int}", include_in_schema=False, sync_to_thread=True)
def participation(year: int, quarter: int, yearly: Yearly, audit: Audit, caller: Caller) -> Page:
    """参与情况：各职务审核了多少、用了多久、答复了多少"""
    audit.allow(caller)
    parts = yearly.participation(year, quarter)
    return page("participation.html.j2", **words(), year=year, quarter=quarter, parts_of=parts)


@get("/years/{year:int}/months/{month:int}", include_in_schema=False, sync_to_thread=True)
def month_of(
    year: int, month: int, yearly: Yearly, audit: Audit, caller: Caller, cutoff: str = ""
) -> Page:
    """月报数字：截止日以前记录的事实，以后再打开也不变"""
    audit.allow(caller)
    try:
        last = date.fromisoformat(cutoff) if cutoff else next_fifth(year, month)
    except ValueError as error:
        raise MonthError(cutoff[:20], field="cutoff") from error
    figures = yearly.month(year, month, last)
    return page("month.html.j2", **words(), year=year, month=month, cutoff=last, figures=figures)


def next_fifth(year: int, month: int) -> date:
    """Return the customary cut-off: the fifth of the month that follows."""
    return date(year + month // 12, month % 12 + 1, 5)


def sheet(rows: Iterable[tuple[str, ...]]) -> Iterator[bytes]:
    """Yield a sheet line by line, in UTF-8 as spreadsheets recognise it."""
    yield b"\xef\xbb\xbf"
    for row in rows:
        target = io.StringIO()
        csv.writer(target, lineterminator="\r\n").writerow(map(plain, row))
        yield target.getvalue().encode()


def _all(yearly: Yearly, year: int, caller: Caller) -> list[Matter]:
    return yearly.matters(year, yearly.units(caller))


def _row(matter: Matter, names: Names) -> tuple[str, ...]:
    shown = matter.shown
    days = (str(each or "") for each in (shown.opened_on, shown.ended_on, matter.due))
    state = "逾期未归档" if matter.late else "已归档" if matter.number else "未归档"
    counts = (str(matter.count(each)) for each in Kind)
    title = f"'{shown.title}" if shown.title.startswith(("=", "+", "-", "@", "\t")) else shown.title
    return (matter.number, title, names.unit(shown.unit), *days, state, *counts)


handlers = [this_year, year_of, year_sheet, ledger_sheet, signs, participation, month_of]
