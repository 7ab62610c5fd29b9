"""工作台 — what waits for me, and my units' matters."""

from litestar import get

from services.workflow.domain.terms import STAFF, Post
from services.workflow.handlers import Desk, Names
from services.workflow.pages.words import STATES, STEPS, words
from shared.web import Caller, Page, page

SIZE = 20  # matters on one page


@get("/", include_in_schema=False, sync_to_thread=True)
def workbench(desk: Desk, names: Names, caller: Caller, status: str = "", page_no: int = 1) -> Page:
    """我的待办，本单位事项"""
    caller.known()
    todos = desk.todos(caller)
    chosen = status if status in STATES else ""
    number = max(page_no, 1)
    work = desk.work(caller, chosen, number, SIZE)
    return page(
        "bench.html.j2",
        **words(names),
        groups=[(STEPS[step], [t for t in todos if t.step == step]) for step in STEPS],
        waiting=len(todos),
        work=work,
        state=chosen,
        number=number,
        pages=max((work.total + SIZE - 1) // SIZE, 1),
        units=[names.unit(each) for each in caller.units(*STAFF)],
        is_staff=bool(caller.units(*STAFF)),
        is_clerk=bool(caller.units(Post.CLERK)),
    )


@get("/items", include_in_schema=False, sync_to_thread=True)
def catalog_items(desk: Desk, names: Names, caller: Caller) -> Page:
    """可以提出公开方案的目录事项"""
    caller.known()
    units = caller.units(Post.CLERK)
    return page("items.html.j2", **words(names), items=desk.items(units), units=units)


@get("/disclosures", include_in_schema=False, sync_to_thread=True)
def in_force(desk: Desk, names: Names, caller: Caller) -> Page:
    """可以更正或者撤回的公开事项"""
    caller.known()
    units = caller.units(Post.CLERK)
    return page("disclosures.html.j2", **words(names), rows=desk.disclosures(units), units=units)
