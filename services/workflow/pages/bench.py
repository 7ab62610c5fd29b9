"""工作台 — what waits for me, and my units' matters."""

from litestar import get

from services.workflow.domain.terms import STAFF, Post
from services.workflow.handlers import Desk, Names
from services.workflow.pages.words import STATES, STEPS, words
from shared.web import Caller, Page, page

SIZE = 20  # matters on one page
DESKS = (  # where each post does its work, in this service and beside it
    ("提出公开方案", "/workflow/items", (Post.CLERK,)),
    ("更正或者撤回已公开的内容", "/workflow/disclosures", (Post.CLERK,)),
    ("公开义务", "/workflow/duties", STAFF),
    ("下达的公开要求", "/workflow/mandates", (Post.OFFICE, Post.APPROVER)),
    (
        "目录外和报批事项",
        "/workflow/clearances",
        (Post.CLERK, Post.OFFICE, Post.APPROVER, Post.LEADER, Post.DEPUTY_LEADER),
    ),
    ("公示", "/workflow/postings", STAFF),
    ("阶段性工作", "/workflow/works", STAFF),
    ("发布台", "/desk", (Post.PUBLISHER, Post.OFFICE)),
    ("意见台账", "/feedback/desk", (Post.HANDLER, Post.OFFICE)),
    ("查阅存档", "/archive/", (Post.AUDITOR,)),
    ("单位与公开目录", "/catalog/", (Post.ADMIN,)),
)


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
        desks=[(name, href) for name, href, posts in DESKS if caller.units(*posts)],
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
