"""The page 核验 in a real browser: the reader's own machine judges, under a strict CSP."""

import asyncio
import threading
from contextlib import contextmanager

import pytest
import uvicorn

from tests.archive.conftest import PROPOSAL, Town
from tests.doors import free_door

pytestmark = pytest.mark.browser


@contextmanager
def served(settings):
    """Serve the archive on a port of its own; yields its address and the town."""
    town = Town(settings)
    door = free_door()
    server = uvicorn.Server(uvicorn.Config(town.app, lifespan="on", log_config=None))
    opened = threading.Event()

    async def live():
        serving = asyncio.create_task(server.serve([door]))
        while not server.started:
            await asyncio.sleep(0.01)
        await town.settle()
        opened.set()
        await serving

    thread = threading.Thread(target=lambda: asyncio.run(live()))
    thread.start()
    try:
        assert opened.wait(30)
        yield f"http://127.0.0.1:{door.getsockname()[1]}/archive", town
    finally:
        server.should_exit = True
        thread.join()
        town.keyring.close()
        door.close()


@pytest.fixture
def archive(settings):
    with served(settings) as place:
        yield place


def outcome(page):
    page.wait_for_selector(
        "#verify-result[data-outcome='good'], #verify-result[data-outcome='bad']"
    )
    return page.inner_text("#verify-result")


def test_a_publication_is_verified_in_the_reader_s_browser(archive, page):
    address, _ = archive
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))

    page.goto(f"{address}/verify?service=publishing&position=2")

    assert outcome(page).startswith("已收录")
    assert "2026年上半年党费收缴使用情况" in page.inner_text("#verify-details")
    assert complaints == []


def test_a_fact_that_is_not_public_is_verified_without_showing_it(archive, page):
    address, _ = archive
    page.goto(f"{address}/verify")
    page.select_option("#service", "workflow")
    page.fill("#position", "1")
    page.click("text=开始核验")

    assert outcome(page).startswith("已收录")
    assert "党费" not in page.inner_text("#verify-details")


def test_an_entry_that_was_changed_on_the_way_does_not_fit(archive, page):
    address, town = archive
    body = town.said["publishing"][1].body.replace("党费".encode(), "会费".encode())
    page.route("**/api/entries/*", lambda route: route.fulfill(body=body))

    page.goto(f"{address}/verify?service=publishing&position=2")

    assert outcome(page) == "不符：条目与日志的根不符。"


def test_another_entry_in_place_of_the_one_asked_for_does_not_fit(archive, page):
    address, _ = archive
    proof = f"{address}/api/proofs/workflow/1"
    page.route(
        "**/api/proofs/workflow/2", lambda route: route.fulfill(response=route.fetch(url=proof))
    )

    page.goto(f"{address}/verify?service=workflow&position=2")

    assert outcome(page) == "不符：给出的条目不是所查的那一条。"


def test_a_reader_may_bring_a_key_of_their_own(archive, page, tmp_path):
    from services.archive.gateways.notes import open_signer

    address, town = archive
    other = open_signer(tmp_path / "other.pem", town.service.signer.origin)
    page.goto(f"{address}/verify")
    page.fill("#key", other.verifier)
    page.fill("#position", "2")
    page.click("text=开始核验")

    assert outcome(page).startswith("不符：检查点没有这个日志的签名")


def test_what_is_not_logged_yet_is_said_plainly(archive, page):
    address, _ = archive
    page.goto(f"{address}/verify?service=publishing&position=99")

    assert outcome(page) == "没有完成核验：这条记录还没有收录进日志，请稍后再查。"


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_of_the_archive_scrolls_sideways(archive, page, width):
    address, town = archive
    page.set_viewport_size({"width": width, "height": 900})
    token = town.sessions.issue("auditor", "周审")
    page.context.add_cookies([{"name": "gk_session", "value": token, "url": address}])

    for path in (
        "/",
        "/facts",
        "/facts/8",
        "/facts/5",
        f"/stories/{PROPOSAL}",
        "/refusals",
        "/verify",
    ):
        assert page.goto(address + path).ok
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
