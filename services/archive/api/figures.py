"""The door for programs: scores, counts and the register; no rules."""

from datetime import date
from typing import Annotated

from litestar import Response, get, post, put
from litestar.params import Parameter
from msgspec import Struct
from msgspec.structs import asdict

from services.archive.domain.assessment_words import EnterMark, Percent, Remark
from services.archive.domain.figures import Span, hundredths, self_check
from services.archive.domain.regularity import Line as Regular
from services.archive.domain.regularity import regularity
from services.archive.domain.standard import Line
from services.archive.domain.statistics import COUNTS, By, tally
from services.archive.domain.volume_words import RegisterPaper
from services.archive.handlers import Assessing, Counting, Registering
from services.archive.handlers.registering import Sought
from services.archive.views.register import RegisterRow
from shared.store import Receipt
from shared.web import Caller, filed


class Assessed(Struct, frozen=True, kw_only=True):
    """考核表 — points in a line are hundredths; ``score`` is written out."""

    unit: str
    year: int
    kind: str
    head: str
    score: str
    full: int
    lines: tuple[Line, ...]
    closed: bool
    logged: int


class Tally(Struct, frozen=True, kw_only=True):
    """统计 — how many facts of a kind there are in a group."""

    group: str
    tag: str
    name: str
    count: int


class Number(Struct, frozen=True, kw_only=True):
    """数字 — so many of so many, and how that is reckoned."""

    name: str
    formula: str
    good: int
    of: int


class SelfCheck(Struct, frozen=True, kw_only=True):
    """自查 — the text with which a self-check begins, and its figures."""

    text: str
    figures: list[Number]


class Judgement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """定性评分 — out of a hundred."""

    mark: Percent
    remark: Remark


class Issue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """要出具的考核表 — ``head`` names the person assessed, empty for the unit."""

    kind: str
    head: str = ""


@get("/api/register", sync_to_thread=True)
def register(
    registering: Registering,
    caller: Caller,
    year: Annotated[int, Parameter(ge=0)] = 0,
    category: str = "",
    q: str = "",
    page_no: Annotated[int, Parameter(ge=1)] = 1,
) -> list[RegisterRow]:
    """档案登记簿：电子和纸质在一张表里"""
    caller.known()
    wanted = Sought(year=year, category=category, words=q[:100])
    return registering.found(wanted, page_no, caller)[0]


@post("/api/papers")
async def shelve(
    data: RegisterPaper, registering: Registering, caller: Caller
) -> Response[Receipt]:
    """登记纸质档案，编定档号"""
    return filed(await registering.shelve(data, caller))


@get("/api/statistics", sync_to_thread=True)
def statistics(
    assessing: Assessing,
    counting: Counting,
    caller: Caller,
    since: date,
    until: date,
    by: By = By.UNIT,
) -> list[Tally]:
    """统计：期内每组每种事实的条数"""
    told = tally(counting.counted(Span(first=since, last=until), assessing.scope(caller)), by)
    return [
        Tally(group=group, tag=tag, name=COUNTS[tag], count=count)
        for group, found in told.items()
        for tag, count in sorted(found.items())
    ]


@get("/api/selfcheck", sync_to_thread=True)
def selfcheck(
    assessing: Assessing, caller: Caller, unit: str, since: date, until: date
) -> SelfCheck:
    """自查表：一段时间的数字和自查总结的开头"""
    found, span = assessing.unit(unit, caller), Span(first=since, last=until)
    told = assessing.span(unit, span)
    return SelfCheck(
        text=self_check(found.name, span, told),
        figures=[
            Number(name=each.name, formula=each.formula, good=each.good, of=each.of)
            for each in told
        ],
    )


@get("/api/regularity", sync_to_thread=True)
def list_regularity(
    assessing: Assessing, caller: Caller, unit: str, since: date, until: date
) -> list[Regular]:
    """及时性和经常性：每个事项按时公开的件数、公开次数和最长间隔"""
    found, span = assessing.unit(unit, caller), Span(first=since, last=until)
    return regularity(assessing.today(), found.unit_id, span)


@get("/api/assessments/{year:int}/{unit:str}", sync_to_thread=True)
def assessment(
    year: int, unit: str, assessing: Assessing, caller: Caller, kind: str, head: str = ""
) -> Assessed:
    """考核表：每一项的数字、满分、得分"""
    assessing.unit(unit, caller)
    found = assessing.sheet(unit, year, kind, head)
    return Assessed(
        unit=unit,
        year=year,
        kind=kind,
        head=head,
        score=hundredths(found.score.points),
        full=found.score.full,
        lines=found.score.lines,
        closed=found.closed,
        logged=found.logged,
    )


@put("/api/assessments/{year:int}/{unit:str}/marks/{name:str}")
async def mark(
    year: int, unit: str, name: str, data: Judgement, assessing: Assessing, caller: Caller
) -> Response[Receipt]:
    """定性评分"""
    above = assessing.has_superior(unit)
    command = EnterMark(unit=unit, year=year, name=name, superior=above, **asdict(data))
    return filed(await assessing.mark(command, caller), status_code=200)


@post("/api/assessments/{year:int}/{unit:str}/sheets")
async def issue(
    year: int, unit: str, data: Issue, assessing: Assessing, caller: Caller
) -> Response[Receipt]:
    """出具考核表"""
    return filed(await assessing.issue(unit, year, data.kind, data.head, caller))


handlers = [register, shelve, statistics, selfcheck, list_regularity, assessment, mark, issue]
