"""Where units and their heads are assessed: points, what was lost and why, marks, sheets."""

import csv
import io
from datetime import date
from itertools import zip_longest
from typing import Annotated, Final
from urllib.parse import quote

from litestar import Response, get, post
from litestar.params import Parameter
from litestar.response import Redirect
from msgspec import Struct

from services.archive.domain.assessment_words import EnterMark, Name, Percent, Remark
from services.archive.domain.figures import ONLY_COUNTED, Right, Span, hundredths, self_check
from services.archive.domain.standard import KINDS
from services.archive.handlers import Assessing, Names, NoSuchIndicatorError, Sheet
from services.archive.handlers.reckoning import BEIJING
from services.archive.pages.sheet import plain
from services.archive.pages.words import words
from shared.decider import InvalidError
from shared.web import Caller, Filled, Page, page, see_other

PAGE: Final = 50
HEADS: Final = ("考核项", "计分办法", "件数", "总件数", "满分", "得分", "评语")
PageNumber = Annotated[int, Parameter(ge=1)]


class SpanError(InvalidError):
    """起止日期（since、until）应当写成 2026-03-01 这样，先早后晚。"""


class Marking(Struct, frozen=True, kw_only=True):
    """评分表单"""

    name: Name
    mark: Percent
    remark: Remark


class Issuing(Struct, frozen=True, kw_only=True):
    """出具表单"""

    kind: str
    head: str = ""


@get("/assessments", include_in_schema=False, sync_to_thread=True)
def overview(
    assessing: Assessing, caller: Caller, year: int | None = None, page_no: PageNumber = 1
) -> Page:
    """年度考核：各单位的得分"""
    every = assessing.seen(caller)
    of = year or caller.at.astimezone(BEIJING).year
    here = every[(page_no - 1) * PAGE : page_no * PAGE]
    return page(
        "assessments.html.j2",
        **words(),
        year=of,
        rows=[(each, _best(assessing, each.unit_id, of)) for each in here],
        number=page_no,
        pages=max((len(every) + PAGE - 1) // PAGE, 1),
        points=hundredths,
        address=f"?year={of}&page_no=",
    )


@get("/assessments/{year:int}/{unit:str}", include_in_schema=False, sync_to_thread=True)
def sheet_of(
    year: int,
    unit: str,
    assessing: Assessing,
    names: Names,
    caller: Caller,
    kind: str = "",
    head: str = "",
) -> Page:
    """考核表：每一分怎么来的，丢的分丢在哪里"""
    found = assessing.unit(unit, caller)
    standard = assessing.standard(unit, year)
    chosen = kind or next(iter(standard.kinds), "")
    marks = assessing.marks(unit, year)
    return page(
        "assessment.html.j2",
        **words(),
        unit=found,
        sheet=assessing.sheet(unit, year, chosen, head),
        kinds={each: KINDS[each] for each in standard.kinds},
        heads=assessing.heads(unit, year),
        marks=marks,
        issued=assessing.issued(unit, year),
        names=names,
        points=hundredths,
        may=assessing.assesses(unit, caller),
    )


@get("/assessments/{year:int}/{unit:str}/sheet.csv", include_in_schema=False, sync_to_thread=True)
def export(
    year: int, unit: str, assessing: Assessing, caller: Caller, kind: str, head: str = ""
) -> Response[bytes]:
    """导出考核表"""
    assessing.unit(unit, caller)
    found = assessing.sheet(unit, year, kind, head)
    return Response(
        sheet_csv(found),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{kind}-{year}.csv"'},
    )


@get(
    "/assessments/{year:int}/{unit:str}/figures/{name:str}",
    include_in_schema=False,
    sync_to_thread=True,
)
def behind(
    year: int, unit: str, name: str, assessing: Assessing, caller: Caller, page_no: PageNumber = 1
) -> Page:
    """一个数字背后的每一件事"""
    found = assessing.unit(unit, caller)
    told = [each for each in assessing.year(year, unit) if each.name == name]
    if not told:
        raise NoSuchIndicatorError(name, field="name")
    cases = told[0].cases
    return page(
        "figure.html.j2",
        **words(),
        unit=found,
        year=year,
        figure=told[0],
        cases=cases[(page_no - 1) * PAGE : page_no * PAGE],
        number=page_no,
        pages=max((len(cases) + PAGE - 1) // PAGE, 1),
    )


@post("/assessments/{year:int}/{unit:str}/marks", include_in_schema=False)
async def mark(
    year: int, unit: str, data: Filled[Marking], assessing: Assessing, caller: Caller
) -> Redirect:
    """定性评分"""
    command = EnterMark(
        unit=unit,
        year=year,
        name=data.name,
        mark=data.mark,
        remark=data.remark,
        superior=assessing.has_superior(unit),
    )
    await assessing.mark(command, caller)
    return _back(year, unit)


@post("/assessments/{year:int}/{unit:str}/sheets", include_in_schema=False)
async def issue(
    year: int, unit: str, data: Filled[Issuing], assessing: Assessing, caller: Caller
) -> Redirect:
    """出具考核表"""
    await assessing.issue(unit, year, data.kind, data.head, caller)
    return _back(year, unit)


@get("/targets", include_in_schema=False, sync_to_thread=True)
def targets(
    assessing: Assessing,
    caller: Caller,
    unit: str = "",
    first: int | None = None,
    second: int | None = None,
) -> Page:
    """目标对比：每个指标两年的数字并列"""
    every = assessing.seen(caller)
    this = caller.at.astimezone(BEIJING).year
    years = (first or this - 1, second or this)
    found = assessing.chosen(unit, caller)
    told = [assessing.year(each, found.unit_id) for each in years]
    return page(
        "targets.html.j2",
        **words(),
        unit=found,
        units=[(each.unit_id, each.name) for each in every],
        years=years,
        rows=list(zip_longest(*told)),
        counted=ONLY_COUNTED,
    )


@get("/goals", include_in_schema=False, sync_to_thread=True)
def goals(assessing: Assessing, caller: Caller, unit: str = "", year: int | None = None) -> Page:
    """工作目标：知情权、参与权、监督权各用什么指标衡量"""
    every = assessing.seen(caller)
    of = year or caller.at.astimezone(BEIJING).year
    found = assessing.chosen(unit, caller)
    told = assessing.year(of, found.unit_id)
    return page(
        "goals.html.j2",
        **words(),
        unit=found,
        units=[(each.unit_id, each.name) for each in every],
        year=of,
        rights={each.value: [one for one in told if one.right == each.value] for each in Right},
        counted=ONLY_COUNTED,
    )


@get("/selfcheck", include_in_schema=False, sync_to_thread=True)
def selfcheck(
    assessing: Assessing, caller: Caller, unit: str = "", since: str = "", until: str = ""
) -> Page:
    """自查表：一段时间的数字由系统填好，供自查总结使用"""
    every = assessing.seen(caller)
    found = assessing.chosen(unit, caller)
    span = span_of(since, until, caller.at.astimezone(BEIJING).date())
    told = assessing.span(found.unit_id, span)
    return page(
        "selfcheck.html.j2",
        **words(),
        unit=found,
        units=[(each.unit_id, each.name) for each in every],
        span=span,
        figures=told,
        counted=ONLY_COUNTED,
        text=self_check(found.name, span, told),
    )


def span_of(since: str, until: str, today: date) -> Span:
    """Return a span of days as a person wrote it; from the year's first day until today, if not.

    Raises:
        SpanError: a day cannot be read, or the last lies before the first.

    """
    try:
        first = date.fromisoformat(since.strip()) if since.strip() else date(today.year, 1, 1)
        last = date.fromisoformat(until.strip()) if until.strip() else today
    except ValueError as error:
        raise SpanError(since[:20], until[:20], field="since") from error
    if last < first or last.year > today.year + 1:
        raise SpanError(since, until, field="until")
    return Span(first=first, last=last)


def sheet_csv(sheet: Sheet) -> bytes:
    """Return a sheet for a spreadsheet; the same facts and marks give the same bytes."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(HEADS)
    for each in sheet.score.lines:
        cells = (plain(each.name), plain(each.formula), each.good, each.of, each.weight)
        writer.writerow((*cells, hundredths(each.points), plain(each.remark)))
    whole = ("合计", KINDS[sheet.kind], "", "", sheet.score.full)
    writer.writerow((*whole, hundredths(sheet.score.points), ""))
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _best(assessing: Assessing, unit: str, year: int) -> Sheet | None:
    kinds = assessing.standard(unit, year).kinds
    return assessing.sheet(unit, year, kinds[0]) if kinds else None


def _back(year: int, unit: str) -> Redirect:
    return see_other(f"/archive/assessments/{year}/{quote(unit)}")


handlers = [
    *(overview, sheet_of, export, behind, mark, issue),
    *(targets, goals, selfcheck),
]
