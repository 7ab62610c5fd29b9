"""实施方案 — a unit's scheme, its versions, floors and what-if, for people."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK
from msgspec import MsgspecError, Struct, json

from services.catalog.domain.commands import PrepareScheme, SetFloor
from services.catalog.domain.floor import said
from services.catalog.domain.points import Bound, Point, Relation, ValueKind
from services.catalog.domain.terms import Post
from services.catalog.handlers import Access, Logins
from services.catalog.handlers.forest import Forest
from services.catalog.handlers.schemes import Plans, Setting, Version
from services.catalog.handlers.upkeep import OFFICE
from services.catalog.pages.scheme_form import FormRefusedError, asked_of, lines_of, typed
from services.catalog.views import SchemeRow
from shared.calendar import beijing_date
from shared.web import Caller, Filled, Page, page, see_other
from shared.web.look import beijing_date as said_day

FOUND = 40  # points shown of what is found
WORDS = 100  # characters of a search
Fields = Filled[dict[str, Any]]
RELATIONS = [
    (Relation.AT_LEAST.value, "不少于"),
    (Relation.AT_MOST.value, "不多于"),
    (Relation.INCLUDES.value, "必须包含"),
    (Relation.ONE_OF.value, "只能选"),
    (Relation.NONE.value, "取消原来的下限"),
]


class Confirmed(Struct, frozen=True, kw_only=True):
    """确认采用 — ``asked`` is what the preview showed, as JSON."""

    asked: str


class FloorForm(Struct, frozen=True, kw_only=True):
    """下限表"""

    key: str
    relation: Relation
    value: str = ""
    reason: str = ""
    effective: str = ""


@get("/schemes", sync_to_thread=False, include_in_schema=False)
def standard_page(plans: Plans, group: str = "", q: str = "") -> Page:
    """方案对照：五份方案在每一项上怎么写，一组一组地看，或者按文字查找。"""
    groups = _grouped(plans.standard.points)
    chosen = group if group in groups else next(iter(groups))
    words = q[:WORDS].split()
    found = [each for each in plans.standard.points if all(_says(each, word) for word in words)]
    return page(
        "catalog/schemes.html.j2",
        standard=plans.standard,
        counts={name: len(points) for name, points in groups.items()},
        q=q,
        chosen="" if words else chosen,
        found=len(found),
        groups=_grouped(found[:FOUND]) if words else {chosen: groups[chosen]},
    )


def _says(point: Point, word: str) -> bool:
    said = (" ".join((each.text, *each.clauses)) for each in point.says.values())
    return any(word.lower() in each.lower() for each in (point.id, point.name, *said))


@get("/units/{unit:str}/standards", sync_to_thread=True, include_in_schema=False)
def standards_page(
    unit: str, plans: Plans, access: Access, forest: Forest, caller: Caller, page_no: int = 1
) -> Page:
    """“四规范”：各单位按自己的方案，规范的是哪四样。"""
    today, level = beijing_date(caller.at), forest.level(unit, page_no)
    return page(
        "catalog/standards.html.j2",
        unit=access.unit(unit),
        level=level,
        rows=[
            (each.unit, plans.label(each.unit.unit_id, "vocabulary.four_standards", today))
            for each in (level.way[-1], *level.rows)
        ],
    )


@get("/units/{unit:str}/scheme", sync_to_thread=True, include_in_schema=False)
def scheme_page(
    unit: str,
    plans: Plans,
    access: Access,
    logins: Logins,
    caller: Caller,
    on: date | None = None,
    version: Annotated[int, Parameter(ge=0, le=1_000_000)] = 0,
) -> Page:
    """一个单位的实施方案：各项设置、理由、下限、各版。"""
    today = beijing_date(caller.at)
    day = on or today
    shown = plans.version(unit, version) if version else plans.in_force(unit, day)
    versions = plans.versions(unit)
    settings = plans.settings(unit, shown.scheme if shown else None, day)
    inside = access.belongs(caller, unit)
    names = {each.row.adopted_by: logins.name_of(each.row.adopted_by) for each in versions}
    return page(
        "catalog/scheme.html.j2",
        unit=access.unit(unit),
        day=day,
        today=today,
        shown=shown,
        versions=versions,
        names=names if inside else {},
        groups=grouped_settings(settings),
        below=[each for each in settings if each.below],
        chosen=sum(each.chosen for each in settings),
        county_rules=plans.standard.county_floor,
        said=said,
        inside=inside,
        rules=_rules(access, caller, unit),
        **_upkeep(unit, shown, versions, plans, caller),
    )


def _upkeep(
    unit: str,
    shown: SchemeRow | None,
    versions: list[Version],
    plans: Plans,
    caller: Caller,
) -> dict[str, Any]:
    """Return what stands before and after the rules: bases, span, reviews, readers."""
    preface = shown.scheme.preface if shown else None
    upkeeps, today = plans.upkeeps, beijing_date(caller.at)
    row = upkeeps.row(unit)
    return {
        "upkeep": row,
        "bases": upkeeps.bases(unit, preface.bases) if preface else [],
        "span": next((_span(each) for each in versions if each.row == shown), ""),
        "expired": upkeeps.expired(unit, today),
        "offices": caller.holds(unit, *OFFICE),
        "reads": {each.department for each in row.notices if caller.holds(each.department)},
        "departments": upkeeps.names(row),
    }


def _span(version: Version) -> str:
    if not version.since:
        return "没有生效"
    until = f"，{said_day(version.until)}前" if version.until else ""
    return f"{said_day(version.since)}起{until}"


@get("/units/{unit:str}/scheme/new", sync_to_thread=True, include_in_schema=False)
def form_page(
    unit: str, plans: Plans, access: Access, caller: Caller, seed: str | None = None
) -> Page:
    """拟订新版方案：逐项填写。"""
    access.ruling(caller, unit)
    rows, today = plans.rows(unit), beijing_date(caller.at)
    last = rows[0].scheme if rows else None
    offered = plans.standard.offered(access.unit(unit).kind) if last is None else ""
    if seed is None and offered:
        seed = offered
    follows = (last.seed or last.id) if last and seed is None else seed or ""
    other = seed is not None and (last is None or seed != last.seed)
    known = plans.standard.plan(follows) is not None
    base = plans.other(unit, follows) if other and known else None if other else last
    return page(
        "catalog/scheme_form.html.j2",
        unit=access.unit(unit),
        today=today,
        seen=rows[0].number if rows else 0,
        seed=follows if known else "",
        offered=plans.standard.plan(offered) if seed == offered else None,
        plans=[("", "不采用原方案"), *((each.id, each.title) for each in plans.standard.schemes)],
        title=base.title if base else "",
        groups=grouped_settings(plans.settings(unit, base, today)),
        preface=plans.preface(base, follows if known else ""),
        lines_of=lines_of,
        typed=typed,
        said=said,
    )


@post("/units/{unit:str}/scheme/preview", status_code=HTTP_200_OK, include_in_schema=False)
async def preview(
    unit: str, data: Fields, plans: Plans, access: Access, caller: Caller, expected: int | None
) -> Page:
    """拟订新版方案：核对与上一版的差别。"""
    asked = asked_of(data, plans.standard)
    prospect = plans.prospect(unit, asked, caller)
    return page(
        "catalog/scheme_preview.html.j2",
        unit=access.unit(unit),
        prospect=prospect,
        asked=json.encode(asked).decode(),
        seen=prospect.seen if expected is None else expected,
    )


@post("/units/{unit:str}/scheme/adopt", include_in_schema=False)
async def adopt(
    unit: str, data: Filled[Confirmed], plans: Plans, caller: Caller, expected: int | None
) -> Redirect:
    """采用新版方案。"""
    try:
        asked = json.decode(data.asked, type=PrepareScheme)
    except MsgspecError as error:
        raise FormRefusedError(str(error)) from error
    await plans.adopt(unit, asked, caller, expected)
    return see_other(f"/catalog/units/{unit}/scheme#versions")


@get("/units/{unit:str}/scheme/differences", sync_to_thread=True, include_in_schema=False)
def differences_page(unit: str, before: int, after: int, plans: Plans, access: Access) -> Page:
    """两版方案的差别。"""
    return page(
        "catalog/scheme_differences.html.j2",
        unit=access.unit(unit),
        before=plans.version(unit, before),
        after=plans.version(unit, after),
        differences=plans.compared(unit, before, after),
    )


@get("/units/{unit:str}/scheme/what-if", sync_to_thread=True, include_in_schema=False)
def what_if_page(
    unit: str,
    plans: Plans,
    access: Access,
    caller: Caller,
    under: str = "",
    first: date | None = None,
    last: date | None = None,
) -> Page:
    """假设推演：同样的事实按另一方案办。"""
    access.check_reader(caller, unit)
    today = beijing_date(caller.at)
    span = (first or date(today.year, 1, 1), last or date(today.year, 12, 31))
    own = [(str(each.number), f"本单位第{each.number}次采用") for each in plans.rows(unit)]
    return page(
        "catalog/scheme_what_if.html.j2",
        unit=access.unit(unit),
        under=under,
        choices=[*((each.id, each.title) for each in plans.standard.schemes), *own],
        first=span[0],
        last=span[1],
        replay=plans.replay(unit, under, span, caller) if under else None,
    )


@get("/units/{unit:str}/floors", sync_to_thread=True, include_in_schema=False)
def floors_page(unit: str, plans: Plans, access: Access, caller: Caller) -> Page:
    """下限：本单位设定的，对下级都有效。"""
    today = beijing_date(caller.at)
    points = plans.standard.by_key
    return page(
        "catalog/floors.html.j2",
        unit=access.unit(unit),
        rows=[(points[each.key], each) for each in plans.floors(unit) if each.key in points],
        counting={each.row for each in plans.floors(unit, today)},
        county=plans.standard.county_floor,
        points=[(each.key, f"{each.group}：{each.name}") for each in plans.standard.points],
        relations=RELATIONS,
        said=said,
        today=today,
        rules=_rules(access, caller, unit),
    )


@post("/units/{unit:str}/floors", include_in_schema=False)
async def set_floor(unit: str, data: Filled[FloorForm], plans: Plans, caller: Caller) -> Redirect:
    """设定下限。"""
    point = plans.standard.point(data.key)
    bound = Bound(relation=data.relation, value=_bound_value(point, data))
    command = SetFloor(
        key=data.key, floor=bound, reason=data.reason, effective=data.effective or None
    )
    await plans.set_floor(unit, command, caller)
    return see_other(f"/catalog/units/{unit}/floors")


def _bound_value(point: Point, data: FloorForm) -> Any:
    """Return the value of a floor, choices by the words a person reads."""
    if data.relation is Relation.NONE:
        return ()
    words = data.value.replace("、", " ").replace("，", " ").split()
    if point.kind is ValueKind.NUMBER:
        return int(data.value) if data.value.strip().isdecimal() else data.value
    of_label = {each.label: each.value for each in point.choices}
    return tuple(of_label.get(each, each) for each in words)


def _rules(access: Access, caller: Caller, unit: str) -> bool:
    """Tell whether the caller may adopt schemes here."""
    if not caller.person:
        return False
    return any(caller.holds(each, Post.ADMIN) for each in access.line(unit))


def _grouped(points: Iterable[Point]) -> dict[str, list[Point]]:
    groups: dict[str, list[Point]] = {}
    for each in points:
        groups.setdefault(each.group, []).append(each)
    return groups


def grouped_settings(settings: Iterable[Setting]) -> dict[str, list[Setting]]:
    """Return settings by their groups, in the order of the points."""
    groups: dict[str, list[Setting]] = {}
    for each in settings:
        groups.setdefault(each.point.group, []).append(each)
    return groups


handlers = [
    *(standard_page, standards_page, scheme_page, form_page, preview, adopt),
    *(differences_page, what_if_page, floors_page, set_floor),
]
