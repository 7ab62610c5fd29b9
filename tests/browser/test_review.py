"""Writing and reviewing in a real browser: drafts, one screen, two people at one matter."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.eyes import faults
from tests.browser.house import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
CLERK, SECRECY, REVIEWER = "chenjianshan", "chuyungui", "songzhizhong"
ITEM = "党员发展情况"
TEXT = "上半年新发展党员3名。\n名单已经支部大会讨论通过。"
BETTER = "上半年新发展党员2名。\n名单已经支部大会讨论通过。"
REASON = "人数与名册不符，请核对后再报"


@pytest.fixture
def at(house, open_context):
    """Return how somebody sits down at a browser of their own and goes to a page."""

    def sit(login, way="/workflow/", **wishes):
        page = open_context(**wishes).new_page()
        page.goto(f"{house}/catalog/login?next=/workflow/")
        page.get_by_label("登录名").fill(login)
        page.get_by_label("密码").fill(PASSWORD)
        page.locator("main").get_by_role("button").click()
        expect(page.get_by_role("heading", name="工作台")).to_be_visible()
        page.goto(f"{house}{way}")
        return page

    return sit


def begin(page):
    """Open the form on the item."""
    page.get_by_role("main").get_by_role("link", name=ITEM).first.click()
    expect(page.get_by_role("heading", name="提出公开方案")).to_be_visible()
    return page.url


def write(page, title, content=TEXT):
    page.get_by_label("标题").fill(title)
    page.get_by_label("公开内容").fill(content)
    page.get_by_label("长期公开").check()


def proposed(at, title):
    page = at(CLERK, "/workflow/items")
    begin(page)
    discard(page)
    write(page, title)
    page.get_by_role("button", name="提出", exact=True).click()
    expect(page.get_by_role("main").get_by_text("审核中").first).to_be_visible()
    return page


def discard(page):
    """Throw away what an earlier visitor left."""
    if page.get_by_role("button", name="不要了").count():
        page.get_by_role("button", name="不要了").click()


def form_of(page, check):
    return page.get_by_role("main").get_by_role("form", name=check)


def test_what_a_clerk_types_is_kept_and_found_on_another_device(at):
    title = f"草稿{uuid4().hex[:6]}"
    page = at(CLERK, "/workflow/items")
    begin(page)
    discard(page)
    write(page, title)
    expect(page.locator("[data-draft-said]")).to_contain_text("已自动保存")

    phone = at(CLERK, "/workflow/items", **PHONE)
    begin(phone)
    expect(phone.get_by_role("heading", name="上次未提交的内容")).to_be_visible()
    assert not faults(phone)
    phone.get_by_role("link", name="接着填写").click()
    expect(phone.get_by_label("标题")).to_have_value(title)
    expect(phone.get_by_label("公开内容")).to_have_value(TEXT)
    expect(phone.get_by_label("长期公开")).to_be_checked()
    assert not faults(phone)
    phone.get_by_role("button", name="提出", exact=True).click()
    expect(phone.get_by_role("main").get_by_text("审核中").first).to_be_visible()

    page.reload()
    assert page.get_by_role("heading", name="上次未提交的内容").count() == 0


def test_a_lost_connection_loses_nothing(at):
    page = at(CLERK, "/workflow/items")
    begin(page)
    discard(page)
    page.context.set_offline(True)
    page.get_by_label("公开内容").fill("断线时写的")
    said = page.locator("[data-draft-said]")
    expect(said).to_contain_text("连接中断，内容保留在本机")
    page.context.set_offline(False)
    expect(said).to_contain_text("已自动保存")

    page.route("**/workflow/drafts?**", lambda route: route.abort())
    page.get_by_label("公开内容").fill("断线时写的，后来又关了网页")
    expect(said).to_contain_text("连接中断")
    page.reload()
    page.unroute("**/workflow/drafts?**")
    page.get_by_role("button", name="恢复本机保留的内容").click()
    expect(page.get_by_label("公开内容")).to_have_value("断线时写的，后来又关了网页")
    assert not faults(page)


def test_without_a_script_a_button_keeps_the_draft(at):
    page = at(CLERK, "/workflow/items", java_script_enabled=False)
    begin(page)
    discard(page)
    page.get_by_label("公开内容").fill("没有脚本也能存")
    page.get_by_role("button", name="存草稿").click()
    expect(page.get_by_text("保存的草稿，还没有提出")).to_be_visible()
    expect(page.get_by_label("公开内容")).to_have_value("没有脚本也能存")


def test_two_people_at_one_matter_see_each_others_change(at):
    title = f"两人同办{uuid4().hex[:6]}"
    way = proposed(at, title).url
    way = way[way.index("/workflow/") :]
    mine, other = at(REVIEWER, way), at(SECRECY, way)
    form_of(mine, "准确性审核").get_by_label("审核意见").fill("写到一半的意见")
    form_of(other, "保密审查").get_by_role("button", name="通过", exact=True).click()
    expect(other.get_by_role("region", name="审核").get_by_role("row").nth(1)).to_contain_text(
        "通过"
    )

    live = mine.locator("[data-live]")
    expect(live).to_contain_text(re.compile("这份方案刚刚由.+（保密审查员）办理：保密审查通过"))
    assert not faults(mine)
    stale = form_of(mine, "准确性审核")
    stale.get_by_role("button", name="通过", exact=True).click()
    expect(mine.get_by_text("没有办成")).to_be_visible()
    expect(mine.get_by_role("alert")).to_contain_text("保密审查通过")
    note = form_of(mine, "准确性审核").get_by_label("审核意见")
    expect(note).to_have_value("写到一半的意见")
    assert not faults(mine)


def test_what_was_typed_outlives_the_way_to_the_newest_text(at):
    way = proposed(at, f"看现文{uuid4().hex[:6]}").url
    way = way[way.index("/workflow/") :]
    mine, other = at(REVIEWER, way), at(SECRECY, way)
    form_of(mine, "必要性审核").get_by_label("审核意见").fill("不想再写一遍的意见")
    form_of(other, "保密审查").get_by_role("button", name="通过", exact=True).click()
    mine.get_by_role("link", name="看最新内容").click()

    note = form_of(mine, "必要性审核").get_by_label("审核意见")
    expect(note).to_have_value("不想再写一遍的意见")
    form_of(mine, "必要性审核").get_by_role("button", name="通过", exact=True).click()
    expect(mine.get_by_text("不想再写一遍的意见").first).to_be_visible()


@pytest.mark.parametrize("wishes", [{}, PHONE, {"java_script_enabled": False}])
def test_a_resubmission_is_reviewed_on_one_screen(at, wishes):
    clerk = proposed(at, f"对照{uuid4().hex[:6]}")
    way = clerk.url[clerk.url.index("/workflow/") :]
    page = at(REVIEWER, way, **wishes)
    form = form_of(page, "准确性审核")
    form.get_by_label("审核意见").fill(REASON)
    form.get_by_role("button", name="退回").click()
    expect(page.get_by_text("退回待修改").first).to_be_visible()

    clerk.reload()
    clerk.get_by_role("link", name="修改后重新提出").click()
    clerk.get_by_label("公开内容").fill(BETTER)
    clerk.get_by_role("button", name="重新提出").click()
    expect(clerk.get_by_role("main").get_by_text("审核中").first).to_be_visible()

    page.goto(page.url)
    region = page.get_by_role("region", name="修改对照")
    expect(region.locator("del")).to_have_text("3")
    expect(region.locator("ins")).to_have_text("2")
    if wishes.get("java_script_enabled", True):
        for choice in ("", "size=large", "contrast=high"):
            page.goto(f"{page.url.split('/workflow/')[0]}/workflow/look/choose?{choice}&back={way}")
            assert not faults(page), choice


def test_a_keyboard_reaches_every_part_and_is_never_held(at):
    way = proposed(at, f"键盘{uuid4().hex[:6]}").url
    page = at(REVIEWER, way[way.index("/workflow/") :])
    act = page.locator('.keys a[href="#act"]')
    assert act.get_attribute("accesskey") == act.locator("kbd").inner_text()
    act.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#act")).to_be_focused()

    seen = []
    for _ in range(80):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.textContent.trim().slice(0, 6)"))
        if seen[-1] == "跳到主要内容":
            break
    assert {"通过", "不通过", "退回"} <= set(seen)
    assert len(seen) < 80
