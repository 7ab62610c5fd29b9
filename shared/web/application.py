"""How a service's doors become one application below its address."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.concurrency import sync_to_thread
from litestar.di import Provide
from litestar.plugins.jinja import JinjaTemplateEngine

from shared.auth import Held, Sessions
from shared.clock import Clock
from shared.settings import Settings
from shared.web.arrival import caller_maker
from shared.web.blueprint import Household, Plan, drawn
from shared.web.front import Front, Renewals, not_guessing, same_origin, still_good
from shared.web.health import Ready
from shared.web.house import House, Refuse, Shown, at_once
from shared.web.kept import Edition, Kept
from shared.web.look import environment
from shared.web.rack import Rack
from shared.web.room import Lifespan

LABELS = {
    "login": "登录名",
    "password": "密码",
    "q": "检索词",
    "page": "页码",
    "page_no": "页码",
    "page_number": "页码",
    "year": "年度",
    "on": "日期",
    "start": "起始日期",
    "first": "起始日期",
    "last": "截止日期",
    "since": "起始时间",
    "until": "截止时间",
    "cutoff": "截止日期",
    "at": "时间",
    "download": "是否下载",
    "item": "事项",
    "kind": "种类",
    "position": "记录位置",
    "by": "统计方式",
    "second": "第二项",
    "many": "件数",
    "models": "是否只看范本",
    "quarter": "季度",
    "deviating": "是否只看有出入的",
    "part": "第几部分",
    "gap_page": "缺口页码",
    "source_no": "来源页码",
    "before": "前一项",
    "after": "后一项",
}


def application(  # noqa: PLR0913 — the parts of a house, each named once
    *,
    name: str,
    prefix: str,
    routes: Sequence[Any],
    dependencies: Mapping[str, Any],
    templates: Sequence[Path],
    clock: Clock,
    settings: Settings,
    posts: Callable[[str], tuple[Held, ...]],
    posts_at_hand: Callable[[str], tuple[Held, ...] | None] | None = None,
    refuse: Refuse,
    shown: Shown = at_once,
    ready: Ready,
    lifespan: Sequence[Lifespan] = (),
    sessions: Sessions | None = None,
    renewals: Renewals | None = None,
    labels: dict[str, str] | None = None,
    editions: Mapping[str, Edition] | None = None,
    racks: Mapping[str, Rack] | None = None,
) -> Litestar:
    """Return a service's application, every address of it below ``prefix``.

    ``dependencies`` are ready objects (or Litestar's ``Provide``); handlers may
    also ask for ``caller``, ``expected``, ``house`` and ``sessions``. ``posts`` is
    called in a thread of its own, unless ``posts_at_hand`` knows the answer without reading
    anything. ``renewals`` tell which sessions are over before their time: by a new password, or
    because somebody logged out of them. ``labels`` gives fields of forms and commands the Chinese
    names by which errors call them. ``shown`` returns when what a request has filed is to be seen:
    who acts reads next what he has done. Pages whose handlers say ``opt={"kept": name}`` are kept
    until ``editions[name]`` changes, and laid out in ``racks[name]`` for a web server.
    """
    prefix = prefix.rstrip("/")
    house = House(
        name=name,
        prefix=prefix,
        origin=settings.origin.rstrip("/"),
        secure=settings.secure_cookies,
        clock=clock,
        sessions=sessions or Sessions(settings.secret, clock),
        environment=environment(templates, site=settings.site, prefix=prefix),
        labels=LABELS | (labels or {}),
        refuse=refuse,
        posts=posts,
        shown=shown,
    )

    async def posts_of(person: str) -> tuple[Held, ...]:
        known = posts_at_hand(person) if posts_at_hand else None
        return await sync_to_thread(posts, person) if known is None else known

    hands = {k: v for k, v in dependencies.items() if not isinstance(v, Provide)}
    hands |= {"house": house, "sessions": house.sessions}
    household = Household(
        hands=hands,
        caller=caller_maker(clock, posts_of, settings.guarded),
        guards=(still_good(renewals), same_origin(house), not_guessing(house)),
        ready=ready,
        clock=clock,
    )
    plan = Plan(
        name=name,
        prefix=prefix,
        routes=tuple(routes),
        hands=frozenset(hands),
        asking=tuple((k, v.dependency) for k, v in dependencies.items() if isinstance(v, Provide)),
        max_body=settings.max_body,
    )
    templates_of = JinjaTemplateEngine.from_environment(house.environment)
    app = drawn(plan).twin(lifespan, templates_of)
    house.keep(app.state)
    app.state["household"] = household
    app.asgi_handler = Front(app.asgi_handler, house, household)
    if editions:
        app.asgi_handler = Kept(app.asgi_handler, editions, racks or {}, house)
    return app
