"""Files in a real browser: with the form alone, or ahead of it over a line that breaks."""

import asyncio
import re
import threading
from contextlib import contextmanager
from random import Random

import pytest
import uvicorn
from PIL import Image
from playwright.sync_api import expect

from tests.browser.eyes import faults
from tests.workflow.examples import ITEM, LI
from tests.workflow.house import House

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

TEXT = "2026年第三季度党费收缴明细，共十二项。\n".encode()
UPLOADED = "（已上传）"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@contextmanager
def served(settings):
    """Serve the workflow by itself in a thread; yield its address and a clerk's cookie."""
    told, opened, over = {}, threading.Event(), None

    async def serve():
        nonlocal over
        async with House(settings).open() as house:
            await house.settle()
            config = uvicorn.Config(house.app, port=0, lifespan="off", log_config=None)
            server = uvicorn.Server(config)
            serving = asyncio.create_task(server.serve())
            async with asyncio.timeout(30):
                while not server.started:
                    await asyncio.sleep(0.05)
            over = server
            port = server.servers[0].sockets[0].getsockname()[1]
            token = house.sessions.issue(LI, "李明")
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
def workflow(settings):
    """Return the address of a workflow, and the cookie of a clerk."""
    with served(settings) as house:
        yield house


class Clerk:
    """A clerk in front of the form."""

    def __init__(self, open_context, workflow, title, **wishes):
        address, token = workflow
        context = open_context(**wishes)
        context.add_cookies([{"name": "gk_session", "value": token, "url": address}])
        self.page = context.new_page()
        self.page.goto(f"{address}/workflow/items/{ITEM}/propose")
        self.main = self.page.get_by_role("main")
        self.main.get_by_label("标题").fill(title)
        self.main.get_by_label("公开内容").fill("收缴情况见附件。")
        self.main.get_by_label("长期公开", exact=True).check()

    def sees(self, *texts):
        for text in texts:
            expect(self.main.get_by_text(text).first).to_be_visible()
        return self

    def button(self, name):
        self.main.get_by_role("button", name=name, exact=True).click()
        return self


def noise(path):
    """Return a picture that no compression makes small: it needs several pieces."""
    image = Image.frombytes("RGB", (1_000, 900), Random(7).randbytes(2_700_000))
    image.save(path)
    return path.read_bytes()


def choose(clerk, *files):
    sent = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
        for name, data in files
    ]
    clerk.page.get_by_label("选择文件").set_input_files(sent)
    return clerk


def propose(clerk):
    """Press the button; once more if the screening had something to say first."""
    clerk.button("提出")
    first = clerk.main.get_by_text("公开前筛查：").first
    expect(first).to_be_visible()
    if clerk.main.get_by_role("button", name="提出", exact=True).count():
        clerk.button("提出")
    return clerk.sees("审核中")


def given(clerk, name):
    """Return what the browser gets when this file is downloaded."""
    with clerk.page.expect_download() as waiting:
        clerk.main.get_by_role("link", name=re.compile(f"^下载 ?{name}$")).click()
    return waiting.value.path().read_bytes()


def test_files_come_with_the_form_where_there_is_no_script(workflow, open_context):
    clerk = Clerk(open_context, workflow, "无脚本带附件", java_script_enabled=False)
    propose(choose(clerk, ("明细.txt", TEXT), ("明细二.txt", TEXT + b"1\n")))

    clerk.sees("附件（2）", "明细.txt", "明细二.txt")
    assert given(clerk, "明细.txt") == TEXT
    clerk.main.get_by_role("link", name="明细.txt", exact=True).click()
    clerk.page.wait_for_url("**/files/**")
    assert "共十二项" in clerk.page.content()


def test_an_upload_goes_on_after_the_line_broke(workflow, open_context, tmp_path):
    picture = noise(tmp_path / "a.png")
    clerk = Clerk(open_context, workflow, "断线续传")
    lost, sent = [], []

    def line(route):
        if route.request.method != "PATCH":
            return route.continue_()
        offset = int(route.request.headers["upload-offset"])
        if offset and len(lost) < 2:
            lost.append(offset)
            return route.abort("connectionreset")
        sent.append(offset)
        return route.continue_()

    clerk.page.route("**/api/uploads/*", line)
    choose(clerk, ("照片.png", picture), ("程序.pdf", b"MZ\x90\x00 no document"))

    clerk.sees("照片.png" + UPLOADED, "程序.pdf：只能上传 PDF")
    assert (len(lost), sent[0], sent[1]) == (2, 0, lost[0])
    assert sent == [0, 1 << 20, 2 << 20, 0]  # no byte of the picture went twice
    assert faults(clerk.page) == []
    propose(clerk).sees("附件（1）", "照片.png")
    assert given(clerk, "照片.png") == picture


def test_the_form_with_files_fits_a_phone(workflow, open_context):
    clerk = Clerk(open_context, workflow, "手机带附件", **PHONE)
    choose(clerk, ("党" * 90 + ".txt", TEXT)).sees(UPLOADED)
    assert faults(clerk.page) == []
    propose(clerk).sees("附件（1）")
    assert faults(clerk.page) == []
