"""The first story in real browsers, each person at their own, by clicks and keys alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.eyes import Examiner, faults
from tests.browser.people import Person
from tests.browser.story import CONTACT, FIRST, ITEM, NAME, OPINION, Story

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
KNOWN = "城区夜市疏导点设置和管理情况"  # of the demo county, open to society
MODES = ("标准字号", "大字版（适老化）", "高对比")


@pytest.mark.row("B6", "C4")
def test_the_story_is_carried_by_hand_over_pages_that_everybody_can_read(house, open_context):
    examiner = Examiner()
    Story(open_context, house, examiner).carry()

    assert len(examiner.seen) > 40
    assert examiner.amiss == []


def test_the_central_path_works_without_javascript(house, open_context):
    def plain():
        return open_context(java_script_enabled=False)

    story = Story(plain, house, lambda *_: None, title="2025年第四季度党员发展和转正情况")
    story.a_clerk_proposes(FIRST)
    story.all_checks_pass()
    story.an_approver_approves()
    story.it_is_open_inside_the_party_first()
    story.it_is_open_to_society()
    story.a_citizen_sends_a_signed_opinion()
    story.the_office_assigns_it()


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_double_click_files_once(house, open_context, script):
    title = "连按两次提出的方案" + ("" if script else "（无脚本）")
    clerk = Person(open_context(java_script_enabled=script), house, None).log_in("chenjianshan")
    clerk.workbench().link("提出公开方案").link(ITEM)
    clerk.fill("标题", title).fill("公开内容", FIRST).tick("长期公开")
    clerk.main.get_by_role("button", name="提出", exact=True).dblclick()
    clerk.sees("审核中")

    clerk.workbench().link("我提出的").sees(title)
    expect(clerk.main.get_by_role("link", name=title, exact=True)).to_have_count(1)


def test_an_opinion_is_sent_with_the_keyboard_alone(house, open_context):
    page = Person(open_context(), house, None).link(KNOWN).page
    page.reload()  # nothing has been clicked, nothing has the focus

    page.keyboard.press("Tab")
    assert focused(page) == "跳到主要内容"
    page.keyboard.press("Enter")
    tab_to(page, "我要署名")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("提意见")
    for label, text in (("意见内容", OPINION), ("署名", None), ("姓名", NAME), ("联系", CONTACT)):
        tab_to(page, label)
        if text:
            page.keyboard.type(text)
    tab_to(page, "提交意见")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("意见已收到")


def test_the_opinion_form_says_to_a_screen_reader_what_each_field_wants(house, open_context):
    citizen = Person(open_context(), house, None).link(KNOWN).link("我要署名")

    expect(citizen.main.get_by_role("article")).to_match_aria_snapshot(f"""
      - article:
        - heading "对“{KNOWN}”提意见" [level=1]
        - textbox "意见内容"
        - group "署名方式":
          - radio "署名（办理结果反馈给您本人）" [checked]
          - radio "匿名（办理结果向社会公布）"
        - textbox "姓名（署名的必填）"
        - textbox "联系方式（署名的必填）"
        - paragraph:
          - button "提交意见"
    """)
    expect(citizen.main.get_by_label("姓名")).to_have_accessible_description(
        re.compile("加密保存，只有承办人可以打开")
    )


@pytest.mark.parametrize("mode", MODES)
def test_a_citizen_s_pages_fit_a_phone(house, open_context, mode):
    citizen = Person(open_context(**PHONE), house, None)
    if mode != MODES[0]:
        citizen.link(mode)

    amiss = {}
    for name, go in ways_of_a_citizen(citizen):
        go()
        amiss[name] = faults(citizen.page)

    assert {name: found for name, found in amiss.items() if found} == {}


def test_large_text_is_chosen_once_and_stays(house, open_context):
    citizen = Person(open_context(), house, None)
    before = letters(citizen.page)
    citizen.link("大字版（适老化）")
    large = letters(citizen.page)
    citizen.link(KNOWN)

    assert large >= 1.25 * before
    assert letters(citizen.page) == large
    expect(citizen.page.get_by_role("link", name="大字版（适老化）")).to_have_attribute(
        "aria-current", "true"
    )
    tall = citizen.main.get_by_role("link", name="匿名提意见").bounding_box()["height"]
    assert tall >= 44  # what an unsteady finger hits


def ways_of_a_citizen(citizen):
    """Yield the pages of a citizen and how each is reached from the one before."""
    yield "home", citizen.home
    yield "search", lambda: citizen.search("夜市")
    yield "item", lambda: citizen.link(KNOWN)
    yield "version", lambda: citizen.link("查看这一版")
    yield "verify", lambda: citizen.link("自行核验").sees("已收录")
    yield "opinions", lambda: citizen.link("提意见", within=citizen.nav)
    yield "query", lambda: citizen.link("查询办理进展")
    yield "catalog", lambda: citizen.link("公开目录", within=citizen.nav)
    yield "units", lambda: citizen.fill("按单位名称查找", "编办").button("查找")
    yield "unit", lambda: citizen.link(re.compile("青岚县委编办"), within=citizen.main)
    yield "write", lambda: citizen.home().link(KNOWN).link("我要署名")
    yield "login", lambda: citizen.link("登录")


def focused(page):
    """Return how the thing that has the keyboard is called."""
    return page.evaluate(
        "(at => (at.labels?.[0]?.innerText || at.innerText || '').trim())(document.activeElement)"
    )


def tab_to(page, name):
    for _ in range(80):
        page.keyboard.press("Tab")
        if focused(page).startswith(name):
            return
    raise AssertionError(f"the keyboard never reaches {name}")


def letters(page):
    """Return how tall the letters of the page are, in pixels."""
    return float(page.evaluate("getComputedStyle(document.body).fontSize").removesuffix("px"))
