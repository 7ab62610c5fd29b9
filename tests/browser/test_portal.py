"""The portal in a real browser: desktop, phone, elder mode, high contrast, print, keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.eyes import faults
from tests.browser.served import served
from tests.publishing.house import ITEM, UNIT, House, person
from tests.publishing.test_portal_pages import posted

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

PHONE = {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True}
ELDER = {"name": "gk_size", "value": "large"}
CONTRAST = {"name": "gk_contrast", "value": "high"}
MODES = {
    "desktop": ({}, ()),
    "elder on a phone": (PHONE, (ELDER,)),
    "high contrast": ({}, (CONTRAST,)),
}
HEAVIEST = 150_000  # bytes of a page and all that it loads, without pictures


async def filled(house):
    """Let the county disclose something of every kind; return what is looked at."""
    notice = await house.open_to("public", title="拟任干部任前公示", content="公示内容。\n" * 9)
    await posted(house, notice)
    revised = await house.open_to("public", title="第三季度党费收缴情况")
    await house.change("revise", revised, "人数有误。", content="应缴党员13名。")
    await house.hear("feedback.opinion.received.v1", disclosure_id=revised)
    gone = await house.open_to("public", title="重复公开的事项")
    await house.change("withdraw", gone, "重复公开。")
    await house.open_to("inner", title="支部生活会情况")
    for n in range(20):
        await house.open_to("public", title=f"第{n + 1}次主题党日活动情况")
    at = house.clock.now().strftime("%Y-%m-%dT%H:%MZ")
    return {
        "home": "/",
        "second page": "/?page=2",
        "item": f"/items/{revised}",
        "notice": f"/items/{notice}",
        "withdrawn": f"/items/{gone}",
        "version": f"/items/{revised}/versions/1",
        "then": f"/items/{revised}/then?at={at}",
        "that day": f"/then?at={at}",
        "unit": f"/units/{UNIT}",
        "units": "/units",
        "tree": "/tree",
        "branch": "/tree?level1=党组织建设情况&level2=党费收缴管理",
        "statistics": "/statistics",
        "search": "/search?q=主题党日",
        "nothing found": "/search?q=没有的词",
        "subscriptions": "/subscriptions",
        "asked": "/subscriptions/asked",
        "open data": "/open-data",
        "missing": f"/items/{ITEM}",
    }


def opened(settings):
    """Serve publishing by itself: its address, its pages, a member's cookie."""

    async def live(open_):
        async with House(settings).open() as house:
            pages = await filled(house)
            member = house.sessions.issue(person("member"), "李明")
            await open_(house.app, pages=pages, member=member)

    return served(live)


def test_the_portal_is_for_everybody(settings, open_context):
    with opened(settings) as told:
        address, pages, member = told["address"], told["pages"], told["member"]
        amiss, heavy = {}, {}
        for mode, (wishes, cookies) in MODES.items():
            context = open_context(**wishes)
            context.add_cookies([{**each, "url": address} for each in cookies])
            page = context.new_page()
            weight = weighed(page)
            for name, path in pages.items():
                weight.clear()
                page.goto(address + path)
                if found := faults(page):
                    amiss[f"{name}, {mode}"] = found
                if sum(weight) > HEAVIEST:
                    heavy[name] = sum(weight)
            context.add_cookies([{"name": "gk_session", "value": member, "url": address}])
            page.goto(f"{address}/members")
            expect(page.get_by_role("heading", name="我的党支部")).to_be_visible()
            if found := faults(page):
                amiss[f"members, {mode}"] = found
        assert amiss == {}
        assert heavy == {}

        with_keyboard(open_context, address)
        on_paper(open_context, address + pages["item"])
        for_elders(open_context, address)


def weighed(page):
    """Return a list that fills with the sizes of what a page loads."""
    sizes = []

    def note(response):
        if "image" not in response.headers.get("content-type", "") and response.status == 200:
            sizes.append(len(response.body()))

    page.on("response", note)
    return sizes


def with_keyboard(open_context, address):
    """The first stop leads past what is on every page, and one always sees where one is."""
    page = open_context().new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到主要内容")).to_be_focused()
    expect(page.get_by_role("link", name="跳到主要内容")).to_be_in_viewport()
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert float(ring.removesuffix("px")) >= 2
    assert page.evaluate("document.activeElement.closest('main') !== null")


def on_paper(open_context, url):
    """Paper shows the text, the proof and the address as a code; nothing to click."""
    page = open_context().new_page()
    page.goto(url)
    page.emulate_media(media="print")
    for hidden in ("search", "contentinfo"):
        expect(page.get_by_role(hidden)).to_be_hidden()
    expect(page.get_by_role("link", name="匿名提意见")).to_be_hidden()
    expect(page.get_by_text("应缴党员13名。").first).to_be_visible()
    expect(page.get_by_role("heading", name="存证核验")).to_be_visible()
    expect(page.locator("svg.qr")).to_be_visible()
    page.goto(f"{url.partition('/items/')[0]}/")  # at home, what is disclosed comes before the ways
    first = [page.locator(each).bounding_box()["y"] for each in ("#all", ".tree")]
    assert first == sorted(first)


def for_elders(open_context, address):
    """One choice, kept without script: large letters, six large ways, nothing beside."""
    page = open_context(java_script_enabled=False, **PHONE).new_page()
    page.goto(address)
    page.get_by_role("link", name="大字版（适老化）").click()
    tiles = page.get_by_role("navigation", name="常用功能").get_by_role("link")
    expect(tiles).to_have_count(6)
    for tile in tiles.all():
        assert tile.bounding_box()["height"] >= 60
    tiles.filter(has_text="按单位查找").click()
    expect(page.locator("html")).to_have_attribute("data-size", "large")
    page.goto(address)
    expect(tiles).to_have_count(6)
