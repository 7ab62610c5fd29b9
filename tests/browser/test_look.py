"""The look in a real browser: readable by everybody, in every mode, with and without script."""

import json
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Annotated, Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from litestar import Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from playwright.sync_api import expect

from shared.auth import Held, Sessions
from shared.clock import Clock
from shared.decider import RejectedError
from shared.settings import Settings
from shared.testing import NOON, UNIT
from shared.web import Caller, application, page, see_other
from tests.doors import free_door

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]

SECRET = b"s" * 32
PERSON = "00000000-0000-4000-8000-0000000000bb"
MODES = ("size=normal&contrast=normal", "size=large&contrast=normal", "size=normal&contrast=high")
SIZES = {"desk": (1280, 900), "phone": (390, 844)}
SITE = {
    "name": "青岚县党务公开平台",
    "slogan": "公开是原则，不公开是例外",
    "nav": [["首页", "/"], ["公开目录", "/catalog/"], ["公开事项", "/items"], ["意见箱", "/box/"]],
    "footer": ["主办：青岚县委党务公开工作领导小组办公室　监督电话：12345"],
}


Form = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]


class NoteIsEmptyError(RejectedError):
    """请写明审核意见，再提交。"""


def house(home):
    seen = []
    (home / "site.json").write_text(json.dumps(SITE))

    @get("/items", sync_to_thread=False)
    def show(caller: Caller) -> Response:
        return page("show.html.j2")

    @post("/items", sync_to_thread=False)
    def give(caller: Caller, data: Form) -> Response:
        if "退" in data.get("note", ""):
            raise NoteIsEmptyError(field="note")
        seen.append(caller.command_id)
        return see_other("/items")

    @get("/workflow/api/notices/unread", sync_to_thread=False)
    def unread() -> dict[str, int]:
        """Stand in for the neighbour that knows what waits."""
        return {"unread": 3}

    async def refuse(*_):
        return None

    app = application(
        name="look",
        prefix="/",
        routes=[show, give, unread],
        dependencies={},
        templates=[Path(__file__).parent / "pages"],
        clock=Clock(NOON),
        settings=Settings(home=home, secret=SECRET, site_file=home / "site.json"),
        posts=lambda _: (Held(UNIT, "reviewer"),),
        refuse=refuse,
        ready=dict,
    )
    return app, seen


@contextmanager
def serving(app):
    """Serve an app on a port of its own for as long as it is needed."""
    with free_door() as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def served(home):
    app, seen = house(home)
    with serving(app) as address:
        yield address, seen


@pytest.fixture
def address(served):
    return served[0]


@pytest.fixture
def seen(served):
    return served[1]


@pytest.fixture
def reader(page, address):
    """Return a page whose reader is logged in, and which tells of every complaint."""
    token = Sessions(SECRET, Clock(NOON)).issue(PERSON, "王芳")
    page.context.add_cookies([{"name": "gk_session", "value": token, "url": address}])
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.complaints = complaints
    return page


def serious(page):
    found = Axe().run(page).response["violations"]
    return [
        (each["id"], node["html"][:120], node["failureSummary"][:300])
        for each in found
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]


def test_pages_are_read_in_chinese(page):
    page.set_content("<p id=here>党务公开</p>")

    assert page.locator("#here").inner_text() == "党务公开"
    assert page.evaluate("navigator.language") == "zh-CN"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", SIZES)
def test_nothing_serious_stands_between_a_page_and_its_reader(
    reader, address, mode, size, tmp_path
):
    width, height = SIZES[size]
    reader.set_viewport_size({"width": width, "height": height})
    reader.goto(f"{address}/look/choose?{mode}&back=/items")
    reader.screenshot(path=tmp_path / "page.png", full_page=True)

    assert serious(reader) == []
    assert reader.complaints == []
    overflow = reader.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0


@pytest.mark.parametrize("mode", MODES)
def test_nothing_serious_stands_between_an_error_and_its_reader(reader, address, mode, tmp_path):
    reader.goto(f"{address}/look/choose?{mode}&back=/items")
    reader.get_by_label("审核意见").fill("退回修改：金额与台账不一致。")
    reader.get_by_label("通过", exact=True).check()
    reader.get_by_role("button", name="提交").click()
    reader.get_by_role("heading", name="请写明审核意见，再提交。").wait_for()
    reader.screenshot(path=tmp_path / "page.png", full_page=True)
    assert serious(reader) == []


def test_what_was_typed_can_be_mended_and_sent_again(reader, address, seen):
    reader.goto(f"{address}/items")
    first = reader.locator("input[name=command_id]").input_value()
    reader.get_by_label("审核意见").fill("退回")
    reader.get_by_label("通过", exact=True).check()
    reader.get_by_role("button", name="提交").click()
    reader.get_by_label("说明").fill("同意")
    reader.get_by_role("button", name="再次提交").click()
    reader.get_by_role("heading", name="2026年上半年党费收缴使用情况").wait_for()
    assert [str(each) for each in seen] == [first]


def test_everything_is_reached_with_the_keyboard_alone(reader, address, seen):
    reader.goto(f"{address}/items")
    reader.keyboard.press("Tab")
    assert reader.evaluate("document.activeElement.textContent") == "跳到主要内容"
    reader.keyboard.press("Enter")
    assert reader.evaluate("document.activeElement.id") == "main"
    reader.get_by_label("通过", exact=True).focus()
    reader.keyboard.press("Space")
    reader.get_by_label("审核意见").focus()
    reader.keyboard.type("同意公开")
    reader.get_by_role("button", name="提交").focus()
    with reader.expect_navigation():
        reader.keyboard.press("Enter")
    assert len(seen) == 1


def test_a_form_works_without_script(browser, address, seen):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/items")
    page.get_by_label("审核意见").fill("同意")
    page.get_by_label("通过", exact=True).check()
    with page.expect_navigation():
        page.get_by_role("button", name="提交").click()
    context.close()
    assert len(seen) == 1


def test_a_form_on_another_website_is_refused_by_what_the_browser_says(browser, address, seen):
    context = browser.new_context()
    page = context.new_page()
    page.set_content(
        f'<form method="post" action="{address}/items"><input name="note" value="x">'
        "<button>go</button></form>"
    )
    page.get_by_role("button").click()
    page.get_by_role("heading", name="这个请求来自别的网站").wait_for()
    context.close()
    assert seen == []


def test_the_staffs_navigation_shows_how_much_waits_and_where_one_may_go(reader, address):
    reader.goto(f"{address}/items")
    ways = reader.get_by_role("navigation", name="工作导航")

    expect(ways.get_by_role("link", name="提醒")).to_contain_text("3")
    assert ways.get_by_role("link", name="公开义务").count() == 1
    assert ways.get_by_role("link", name="管理").count() == 0
