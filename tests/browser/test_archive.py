"""Auditors and archivists at work, in a real browser, on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from deploy.seed.load import county
from services.catalog.domain.terms import Post
from tests.browser.eyes import Examiner
from tests.browser.test_county import PHONE, enter

ABSENT = "本事项没有这种材料"
PAPER = {"题名": "党费收缴登记册", "所属类目": "党费", "页数": "40"}
PAPER |= {"库房": "档案室", "架": "3排2柜", "盒": "第5盒"}


def asks_history(page, house, examine):
    """Look at what is missing, who held posts, what changed; ask a question in SQL by hand."""
    for name in ("coverage", "posts", "differences?since=2020-01-01T00:00", "history"):
        page.goto(f"{house}/archive/{name}")
        examine(page, name)
    page.get_by_label("查询语句").fill("SELECT tag, count(*) AS n FROM facts GROUP BY ALL")
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("heading", name="结果")).to_be_visible()
    examine(page, "answer")


def looks_at_figures(page, house, examine):
    """Open one sheet, and what stands behind one of its numbers."""
    page.goto(f"{house}/archive/assessments")
    page.locator("table.rows").get_by_role("link").first.click()
    examine(page, "assessment")
    page.get_by_role("link", name=" / ").first.click()
    examine(page, "figure")


def enters_paper(page, house, examine):
    """Enter a file on paper, as an office does."""
    for name in ("systems", "register"):
        page.goto(f"{house}/archive/{name}")
        examine(page, f"{name} as an office sees it")
    for label, text in PAPER.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("档案室 3排2柜 第5盒").first).to_be_visible()


def takes_along(page):
    """Take a package along, once it is said what for."""
    page.get_by_label("用途").fill("核对原文")
    with page.expect_download() as download:
        page.get_by_role("button", name="取阅案卷包").click()
    assert download.value.suggested_filename.endswith("-0001.zip")


@pytest.mark.parametrize("wishes", [{}, PHONE])
def test_auditors_and_archivists_work_on_pages_that_everybody_can_read(house, open_context, wishes):
    examine = Examiner()
    context = open_context(**wishes)
    page = context.new_page()
    enter(page, house, "auditor", "/archive/")
    examine(page, "overview")
    page.get_by_role("link", name="查阅例外").click()
    expect(page.get_by_role("heading", name="查阅例外")).to_be_visible()
    examine(page, "exceptions")
    asks_history(page, house, examine)
    if wishes:
        looks_at_figures(page, house, examine)
    page.goto(f"{house}/archive/facts?tag=publishing.public.opened.v1")
    page.locator("table.rows").get_by_role("link").first.click()
    page.get_by_role("link", name="这件事的全过程").click()
    examine(page, "story")
    page.get_by_role("link", name="立卷").click()
    examine(page, "matter as an auditor sees it")
    expect(page.get_by_role("button", name="封存案卷")).to_have_count(0)
    matter = page.url
    unit = page.locator("p.meta span").first.inner_text()
    context.clear_cookies()

    owner = next(each for each in county().units if each.name == unit)
    enter(page, house, owner.holder(Post.OFFICE).login, "/archive/volumes")
    examine(page, "volumes")
    if page.get_by_role("button", name="设定全宗").count():
        page.get_by_label("全宗号").fill("Z109")
        page.get_by_role("button", name="设定全宗").click()
        expect(page.get_by_text("Z109").first).to_be_visible()
    page.goto(matter)
    if page.get_by_role("link", name="BGS").count() == 0:
        for field in page.get_by_label("的原因").all():
            field.fill(ABSENT)
        examine(page, "matter")
        page.get_by_role("button", name="封存案卷").click()
    else:
        page.get_by_role("link", name="BGS").click()
    expect(
        page.get_by_role("heading", name="卷内材料").or_(page.get_by_text("卷内材料"))
    ).to_be_visible()
    page.get_by_role("button", name="四性检测").click()
    expect(page.get_by_text("归档检测：四性合格").first).to_be_visible()
    examine(page, "volume")
    takes_along(page)
    if wishes:  # one look is enough, on the small screen
        enters_paper(page, house, examine)
    assert not examine.amiss, examine.amiss
