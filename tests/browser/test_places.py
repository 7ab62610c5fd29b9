"""Boards, screens and kiosks in a real browser: forms, photos, light walls, fingers, a cut line."""

import asyncio
import re
import threading
from contextlib import contextmanager

import pytest
import uvicorn
from playwright.sync_api import expect

from tests.browser.eyes import faults
from tests.publishing.house import UNIT, House, person
from tests.publishing.photos import photo

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
WALL = {"viewport": {"width": 1920, "height": 1080}}
TOUCH = {"viewport": {"width": 1080, "height": 1920}, "has_touch": True}
LONG = "各党支部按时足额收缴党费，逐笔登记，按季公示。\n" * 40
FORMS = ["公开栏", "电子显示屏", "网站"]


@contextmanager
def served(settings):
    """Serve publishing with three matters in it; yield its address and a publisher's cookie."""
    told, opened, over = {}, threading.Event(), None

    async def serve():
        nonlocal over
        async with House(settings).open() as house:
            await house.open_to(
                "public", title="第三季度党费收缴情况", content=LONG, channels=FORMS
            )
            house.later(minutes=1)
            await house.open_to("public", title="领导班子分工", channels=FORMS)
            config = uvicorn.Config(house.app, port=0, lifespan="off", log_config=None)
            server = uvicorn.Server(config)
            serving = asyncio.create_task(server.serve())
            async with asyncio.timeout(30):
                while not server.started:
                    await asyncio.sleep(0.05)
            over = server
            port = server.servers[0].sockets[0].getsockname()[1]
            token = house.sessions.issue(person("publisher"), "简明澈")
            told.update(address=f"http://127.0.0.1:{port}", token=token)
            opened.set()
            await serving

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert opened.wait(60)
    yield told["address"], told["token"]
    over.should_exit = True
    thread.join(30)
    assert not thread.is_alive()


@pytest.fixture
def publishing(settings):
    """Return the address of a publishing, and the cookie of a publisher."""
    with served(settings) as house:
        yield house


class Keeper:
    """A publisher at the forms, who looks at every page twice: at the desk and on the phone."""

    def __init__(self, open_context, publishing):
        self.address, token = publishing
        self.amiss = []
        self.page, self.phone = (
            self._page(open_context(**wishes), token) for wishes in ({}, PHONE)
        )
        self.main = self.page.get_by_role("main")

    def _page(self, context, token):
        context.add_cookies([{"name": "gk_session", "value": token, "url": self.address}])
        return context.new_page()

    def visit(self, path):
        for page in (self.page, self.phone):
            page.goto(f"{self.address}{path}")
            self.examine(page, path)
        return self

    def examine(self, page, name):
        self.amiss += [f"{name}: {fault}" for fault in faults(page)]

    def fill(self, **fields):
        for label, text in fields.items():
            self.main.get_by_label(label).first.fill(text)
        return self

    def press(self, name):
        self.main.get_by_role("button", name=name, exact=True).click()
        return self

    def sees(self, *texts):
        for text in texts:
            expect(self.main.get_by_text(text).first).to_be_visible()
        return self


def picture(number):
    return {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": photo(number)}


def test_boards_screens_and_kiosks(open_context, publishing):
    keeper = Keeper(open_context, publishing)
    hang(keeper)
    keys = {name: screen(keeper, name) for name in ("电子显示屏", "触摸屏")}
    keeper.visit("/screens")
    wall_of_light(keeper, open_context(**WALL), keys["电子显示屏"])
    kiosk(keeper, open_context(**TOUCH), keys["触摸屏"])
    channels(keeper)

    assert keeper.amiss == []


def hang(keeper):
    keeper.visit("/boards").visit("/boards/new")
    keeper.fill(
        编号="QL-01", 名称="一楼大厅公开栏", 地点="县委大院一号楼", 联系方式="办公室 84021234"
    )
    keeper.main.get_by_label("社会", exact=True).check()
    keeper.press("登记").sees("一楼大厅公开栏")
    board = keeper.page.url.removeprefix(keeper.address)
    keeper.main.get_by_label("事项", exact=True).select_option(index=1)
    keeper.press("登记张贴")  # the browser itself asks for the photo
    keeper.main.get_by_label("现场照片").last.set_input_files(picture(1))
    keeper.main.get_by_label("联系方式", exact=True).first.check()
    keeper.press("登记张贴").sees("已上墙")
    keeper.visit(board).visit("/boards").visit(f"/boards/network?unit={UNIT}")


def screen(keeper, layout):
    keeper.visit("/screens/new")
    keeper.fill(编号=layout, 名称=f"政务大厅{layout}", 地点="政务大厅", 联系方式="办公室 84021234")
    keeper.main.get_by_label(layout, exact=True).first.check()
    keeper.press("登记").sees("只显示这一次")
    keeper.examine(keeper.page, f"{layout}密钥")
    found = re.search(r"#([\w-]+)$", keeper.main.locator("#address").inner_text())
    keeper.main.get_by_role("link", name="显示屏", exact=True).click()
    keeper.main.get_by_role("link", name=layout, exact=False).first.click()
    keeper.visit(keeper.page.url.removeprefix(keeper.address))
    return found.group(1)


def wall_of_light(keeper, context, key):
    page = opened(keeper, context, key)
    expect(page.get_by_role("heading", name="领导班子分工")).to_be_visible()
    expect(page.get_by_role("img", name="本事项网页地址的二维码")).to_be_visible()
    keeper.examine(page, "显示屏")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="领导班子分工")).to_be_visible()
    context.set_offline(False)
    page.goto(f"{keeper.address}/play/screen#wrong")
    page.reload()
    expect(page.get_by_text("密钥已经失效")).to_be_visible()


def kiosk(keeper, context, key):
    page = opened(keeper, context, key)
    keeper.examine(page, "触摸屏目录")
    page.get_by_role("button", name="第三季度党费收缴情况").tap()
    expect(page.get_by_text("逐笔登记").first).to_be_visible()
    keeper.examine(page, "触摸屏事项")
    page.get_by_role("button", name="返回目录").tap()
    expect(page.get_by_role("button", name="领导班子分工")).to_be_visible()


def channels(keeper):
    keeper.visit("/channels").sees("要办的")
    sent = keeper.main.locator("#todo ~ ul a").first.get_attribute("href")
    keeper.visit(sent).main.get_by_text("登记未送达").first.click()
    keeper.main.locator("#failed-form").select_option("公开栏")
    keeper.fill(原因="张贴的玻璃坏了").press("登记未送达").sees("失败 1 次")
    keeper.visit(sent).visit("/channels").sees("张贴的玻璃坏了")
    keeper.press("重试").sees("待送达")
    keeper.visit("/register").sees("批准的公开形式和实际展示")
    keeper.visit("/webhooks").fill(推送给哪个系统="县融媒体中心")
    keeper.main.locator("#url").fill("https://media.example/hook")
    keeper.press("登记").sees("只显示这一次")
    keeper.examine(keeper.page, "推送密钥")


def opened(keeper, context, key):
    page = context.new_page()
    page.goto(f"{keeper.address}/play/screen#{key}")
    expect(
        page.get_by_text("第三季度党费收缴情况").or_(page.get_by_text("领导班子分工")).first
    ).to_be_visible()
    assert key not in page.url
    return page
