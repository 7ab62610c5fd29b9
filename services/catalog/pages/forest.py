"""组织树、单位页、目录树 — the county level by level, for people."""

from typing import Annotated, Any

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Redirect

from services.catalog.domain.revisit import ReviewCatalog
from services.catalog.domain.terms import Post
from services.catalog.handlers import Access, Logins, Reader
from services.catalog.handlers.amending import amendments_waiting
from services.catalog.handlers.forest import SIZE, Forest
from services.catalog.handlers.gaps import Lacking
from services.catalog.handlers.revisits import Revisits
from services.catalog.handlers.timing import timings_of
from services.catalog.handlers.waiting import Waiting
from services.catalog.views import posts
from services.catalog.views.superior import Candidate, candidates
from shared.calendar import beijing_date
from shared.web import Caller, Filled, Page, page, see_other

Number = Annotated[int, Parameter(query="page")]


@get("/", sync_to_thread=True, include_in_schema=False)
def units_page(
    forest: Forest,
    access: Access,
    waiting: Waiting,
    caller: Caller,
    unit: str = "",
    q: str = "",
    number: Number = 1,
) -> Page:
    """单位与公开目录：逐级打开，或者按名称查找。"""
    mine = {each.unit for each in caller.posts}
    words = q.strip()[:50]
    return page(
        "catalog/units.html.j2",
        level=None if words else forest.level(unit, number),
        found=forest.find(words, number) if words else None,
        words=words,
        mine=mine,
        own=[access.unit(each) for each in sorted(mine)],
        errands=[(access.unit(each.unit).name, each) for each in waiting.errands(caller)],
        rules=bool(caller.units(Post.ADMIN)),
    )


@get("/units/{unit:str}", sync_to_thread=True, include_in_schema=False)
def unit_page(
    unit: str,
    reader: Reader,
    forest: Forest,
    logins: Logins,
    revisits: Revisits,
    caller: Caller,
    number: Number = 1,
) -> Page:
    """单位：现行目录事项、各版目录、任职、实施方案。"""
    access, views, plans = forest.access, forest.views, revisits.plans
    row, inside = access.unit(unit), access.belongs(caller, unit)
    held = views.select(posts, posts.c.unit == unit, order=[posts.c.key]) if inside else []
    held = [each for each in held if each.holds(caller.at)]
    names = {each: logins.name_of(each) for each in {post.person_id for post in held}}
    items, total = forest.items(unit, caller, number)
    waiting = candidates.c.unit == unit, candidates.c.state == Candidate.OPEN
    return page(
        "catalog/unit.html.j2",
        unit=row,
        inside=inside,
        superior=access.unit(row.superior) if row.superior else None,
        successor=access.unit(row.successor) if row.successor else None,
        items=items,
        total=total,
        number=number,
        pages=max(-(-total // SIZE), 1),
        shelf=forest.shelf(unit),
        versions=reader.versions(unit, caller) if inside else [],
        officers=_officers(held, names),
        scheme=plans.in_force(unit, beijing_date(caller.at)),
        drafts=access.drafts(caller, unit),
        amends=amendments_waiting(views, unit) if inside else 0,
        wishes=views.count(candidates, *waiting) if inside else 0,
        rules=access.rules(caller, unit),
        upkeep=plans.upkeeps.row(unit),
        revisit=revisits.standing(unit, caller.at) if inside else None,
        keeps=revisits.keeps(unit, caller),
        expired=plans.upkeeps.expired(unit, beijing_date(caller.at)),
    )


@get("/units/{unit:str}/items", sync_to_thread=True, include_in_schema=False)
def items_page(
    unit: str,
    forest: Forest,
    access: Access,
    caller: Caller,
    level1: str | None = None,
    level2: str = "",
    number: Number = 1,
) -> Page:
    """目录树：一级、二级、三级逐级打开。"""
    levels = None if level1 is None else (level1, level2)
    items, total = forest.items(unit, caller, number, levels) if levels else ([], 0)
    return page(
        "catalog/items.html.j2",
        unit=access.unit(unit),
        inside=access.belongs(caller, unit),
        shelf=forest.shelf(unit),
        chapters=forest.chapters(unit, caller),
        levels=levels,
        items=items,
        timings=timings_of(access.views, unit),
        today=beijing_date(caller.at),
        number=number,
        pages=max(-(-total // SIZE), 1),
    )


@get("/coverage", sync_to_thread=True, include_in_schema=False)
def county_coverage_page(forest: Forest, unit: str = "", number: Number = 1) -> Page:
    """目录编制情况：各下级单位有没有现行目录、有多少事项。"""
    return page("catalog/county_coverage.html.j2", level=forest.level(unit, number))


@get("/units/{unit:str}/gaps", sync_to_thread=True, include_in_schema=False)
def gaps_page(
    unit: str, lacking: Lacking, access: Access, caller: Caller, number: Number = 1
) -> Page:
    """缺口清单：没有按期编制目录的、支部书记空缺的。"""
    gaps = lacking.below(unit, caller, number)
    return page(
        "catalog/gaps.html.j2",
        unit=access.unit(unit),
        gaps=gaps,
        number=max(number, 1),
        pages=max(-(-gaps.total // SIZE), 1),
    )


@post("/units/{unit:str}/catalog/review", include_in_schema=False)
async def review_catalog(
    unit: str, data: Filled[ReviewCatalog], revisits: Revisits, caller: Caller
) -> Redirect:
    """复核目录。"""
    await revisits.review(unit, data, caller)
    return see_other(f"/catalog/units/{unit}#revisit")


def _officers(held: list[Any], names: dict[str, str]) -> list[tuple[str, str]]:
    order = list(Post)
    found = sorted(held, key=lambda each: (order.index(each.post), names[each.person_id]))
    return [(each.post.chinese, names[each.person_id]) for each in found]


handlers = [units_page, unit_page, items_page, county_coverage_page, gaps_page, review_catalog]
