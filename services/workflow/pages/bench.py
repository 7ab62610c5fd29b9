"""工作台 — what waits for me, and my units' matters."""

from typing import Annotated, Any, Final

from litestar import get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from msgspec import Struct

from services.workflow.domain.republication import DECIDERS
from services.workflow.domain.terms import STAFF, Post
from services.workflow.handlers import Agenda, Desk, Names, Reminders
from services.workflow.handlers.choosing import Sought, in_force_of, items_of
from services.workflow.handlers.overseeing import READERS
from services.workflow.pages.words import STATES, STEPS, words
from shared.aside import aside
from shared.web import Caller, Page, page

SIZE = 20  # matters on one page
MOST = 1_000_000  # pages


class Text(Struct, frozen=True, kw_only=True):
    """拟好的文本 — drafted elsewhere, to be proposed under an entry that is chosen now."""

    title: str = ""
    content: str = ""
    q: str = ""
    unit: str = ""
    page_no: str = ""


Carried = Annotated[Text, Body(media_type=RequestEncodingType.URL_ENCODED)]
DESKS = (  # where each post does its work, in this service and beside it
    ("提出公开方案", "/workflow/items", (Post.CLERK,)),
    ("更正或者撤回已公开的内容", "/workflow/disclosures", (Post.CLERK, *DECIDERS)),
    ("监督员工作室", "/feedback/room", (Post.SUPERVISOR,)),
    ("差错台账", "/workflow/mistakes", (*STAFF, Post.SUPERVISOR)),
    ("转载上级公开事项", "/workflow/reposts", (Post.CLERK, Post.OFFICE, Post.APPROVER)),
    ("公开义务", "/workflow/duties", STAFF),
    ("下达的公开要求", "/workflow/mandates", (Post.OFFICE, Post.APPROVER)),
    (
        "目录外和报批事项",
        "/workflow/clearances",
        (Post.CLERK, Post.OFFICE, Post.APPROVER, Post.LEADER, Post.DEPUTY_LEADER),
    ),
    ("函告", "/workflow/errands", (*STAFF, Post.LEADER, Post.SUPERVISOR)),
    ("向上级报告", "/workflow/reports", (*STAFF, Post.LEADER, Post.DEPUTY_LEADER)),
    ("备案登记簿", "/workflow/acts", STAFF),
    ("重要文件", "/workflow/instruments", (*STAFF, Post.LEADER)),
    ("责任追究", "/workflow/cases", (*STAFF, Post.LEADER, Post.SUPERVISOR)),
    ("职权运行", "/workflow/runs", (*STAFF, Post.LEADER, Post.SUPERVISOR)),
    ("是否向党外公开", "/workflow/outward", (*STAFF, Post.LEADER, Post.DEPUTY_LEADER)),
    ("决策和执行", "/workflow/executions", (*STAFF, Post.SUPERVISOR)),
    ("变更报备", "/workflow/filings", (Post.OFFICE, Post.APPROVER)),
    ("例外办理", "/workflow/exceptions", (Post.OFFICE, Post.SUPERVISOR, Post.AUDITOR)),
    ("预公开", "/workflow/consultations", (*STAFF, Post.LEADER)),
    ("重大决策案卷", "/workflow/dossiers", (*STAFF, Post.LEADER, Post.DEPUTY_LEADER)),
    ("公示", "/workflow/postings", STAFF),
    ("阶段性工作", "/workflow/works", STAFF),
    ("发布台", "/desk", (Post.PUBLISHER, Post.OFFICE)),
    ("意见台账", "/feedback/desk", (Post.HANDLER, Post.OFFICE)),
    ("查阅存档", "/archive/", (Post.AUDITOR,)),
    ("单位与公开目录", "/catalog/", (Post.ADMIN,)),
)


TABS: Final = {"": "待我办理", "mine": "我提出的", "unit": "本单位全部"}
UNDER: Final = {"under": "下级单位"}  # for those who oversee any


@get("/", include_in_schema=False, sync_to_thread=True)
def workbench(  # noqa: PLR0913, PLR0917 — what one page shows
    agenda: Agenda,
    reminders: Reminders,
    names: Names,
    caller: Caller,
    tab: str = "",
    step: str = "",
    status: str = "",
    q: str = "",
    page_no: int = 1,
) -> Page:
    """待我办理、我提出的、本单位全部"""
    caller.known()
    asked = {"words": q, "page": max(page_no, 1), "size": SIZE}
    tabs = {**TABS, **UNDER} if caller.units(*READERS) else TABS
    here = tab if tab and tab in tabs else "unit" if status else ""
    shown = _shown(agenda, caller, here, step, status, asked)
    return page(
        "bench.html.j2",
        **words(names),
        **shown,
        tabs=tabs,
        tab=here,
        q=q,
        number=asked["page"],
        pages=max(-(-shown["total"] // SIZE), 1),
        unread=reminders.unread(caller),
        units=[names.unit(each) for each in caller.units(*STAFF)],
        is_staff=bool(caller.units(*STAFF)),
        desks=[(name, href) for name, href, posts in DESKS if caller.units(*posts)],
    )


def _shown(
    agenda: Agenda, caller: Caller, tab: str, step: str, status: str, asked: dict[str, Any]
) -> dict[str, Any]:
    """Return the rows of one tab, and what they may be narrowed to."""
    if not tab:
        chosen = step if step in STEPS else ""
        found = agenda.waiting(caller, step=chosen, **asked)
        return {
            "tasks": found.tasks,
            "rows": [],
            "total": found.total,
            "chosen": chosen,
            "filters": [(k, f"{v}（{n}）") for k, v in STEPS.items() if (n := found.counts.get(k))],
            "narrow": "step",
        }
    chosen = status if status in STATES else ""
    matters = agenda.matters(caller, mine=tab == "mine", under=tab in UNDER, state=chosen, **asked)
    return {
        "tasks": [],
        "rows": matters.rows,
        "total": matters.total,
        "chosen": chosen,
        "filters": list(STATES.items()),
        "narrow": "status",
    }


@get("/items", include_in_schema=False, sync_to_thread=True)
def catalog_items(
    desk: Desk, names: Names, caller: Caller, q: str = "", unit: str = "", page_no: int = 1
) -> Page:
    """可以提出公开方案的目录事项"""
    return _items(desk, names, caller, Sought(words=q, unit=unit, page=page_no))


@post("/items", include_in_schema=False, status_code=200)
async def carry(data: Carried, desk: Desk, names: Names, caller: Caller) -> Page:
    """带着拟好的文本选择目录事项：选中以后成为自己的草稿"""
    page_no = int(data.page_no) if data.page_no.isdecimal() and data.page_no.isascii() else 1
    sought = Sought(words=data.q, unit=data.unit, page=min(page_no, MOST))
    return await aside(_items, desk, names, caller, sought, data)


def _items(
    desk: Desk, names: Names, caller: Caller, sought: Sought, carried: Text | None = None
) -> Page:
    caller.known()
    units = caller.units(Post.CLERK)
    choice = items_of(desk.views, units, sought)
    return page(
        "items.html.j2",
        **words(names),
        units=units,
        choice=choice,
        items=choice.rows,
        sought=sought,
        carried=carried,
    )


@get("/disclosures", include_in_schema=False, sync_to_thread=True)
def in_force(
    desk: Desk, names: Names, caller: Caller, q: str = "", unit: str = "", page_no: int = 1
) -> Page:
    """可以更正或者撤回的公开事项"""
    caller.known()
    units = caller.units(Post.CLERK, *DECIDERS)
    sought = Sought(words=q, unit=unit, page=page_no)
    choice = in_force_of(desk.views, units, sought)
    return page(
        "disclosures.html.j2",
        **words(names),
        choice=choice,
        rows=choice.rows,
        sought=sought,
        units=units,
        clerks=caller.units(Post.CLERK),
        deciders=caller.units(*DECIDERS),
    )
