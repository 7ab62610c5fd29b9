"""An opinion is sent by everybody: keyboard alone, read aloud, in large letters, after a sum."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.eyes import faults
from tests.browser.served import served
from tests.feedback.conftest import LIST, County, letter
from tests.feedback.test_intake import solution

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

FORM = f"/feedback/opinions?disclosure={LIST}&version=1"
CONTENT = "叶舒白同志支教实为一学期，请核实。"
BURST = 30  # letters from one address before a sum is asked for


@pytest.fixture
def feedback(settings):
    """Return the address of a feedback service in a county it has heard of."""

    async def live(open_):
        county = County(settings)
        async with county.service.running():
            await county.populate()
            await open_(county.app)
        county.keyring.close()

    with served(live) as told:
        yield told["address"]


@pytest.mark.row("M2")
def test_an_opinion_is_sent_with_the_keyboard_alone_in_large_letters(feedback, open_context):
    page, opened = open_context().new_page(), []

    def note(each):
        opened.append(each)

    page.on("dialog", note)
    page.on("popup", note)
    page.goto(feedback + FORM)
    small = letters(page)
    reach(page, "大字版")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-size", "large")
    assert letters(page) >= 1.25 * small
    assert faults(page) == []

    flood(feedback)
    fill_in(page)
    asked = page.get_by_role("textbox", name="请算一算")  # the sum is words: seen and heard alike
    expect(asked).to_be_visible()
    assert page.get_by_role("main").locator("img, canvas, audio, video").count() == 0
    expect(page.get_by_label("意见内容")).to_have_value(CONTENT)
    assert faults(page) == []
    reach(page, "请算一算")
    page.keyboard.type(str(solution(question(page))))
    reach(page, "提交意见")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("意见已收到")
    assert faults(page) == []
    assert opened == []
    assert len(page.context.pages) == 1


def flood(address):
    """Let very many letters come from this address."""
    with httpx.Client(base_url=address) as others:
        for _ in range(BURST):
            sent = others.post("/feedback/opinions", data=letter(signed="false"))
            assert sent.status_code == 201


def fill_in(page):
    """Write and send with the keyboard: label by label, as they are read aloud."""
    reach(page, "意见内容")
    page.keyboard.type(CONTENT)
    reach(page, "署名（")
    page.keyboard.press("ArrowDown")  # anonymous
    reach(page, "提交意见")
    page.keyboard.press("Enter")


def question(page):
    """Return the sum as a screen reader says it."""
    return page.get_by_role("textbox", name="请算一算").evaluate("at => at.labels[0].innerText")


def reach(page, name):
    for _ in range(60):
        page.keyboard.press("Tab")
        if focused(page).startswith(name):
            return
    raise AssertionError(f"the keyboard never reaches {name}")


def focused(page):
    """Return how the thing that has the keyboard is called."""
    return page.evaluate(
        "(at => (at.labels?.[0]?.innerText || at.innerText || '').trim())(document.activeElement)"
    )


def letters(page):
    """Return how tall the letters of the page are, in pixels."""
    return float(page.evaluate("getComputedStyle(document.body).fontSize").removesuffix("px"))
