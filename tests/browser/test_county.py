"""The tree of units, the board of duties and the heat map, in a real browser and on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.house import PASSWORD

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def enter(page, house, login, way):
    page.goto(f"{house}/catalog/login?next=/catalog/")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main").get_by_role("button").click()
    page.goto(f"{house}{way}")


@pytest.mark.parametrize("wishes", [{}, {"java_script_enabled": False}, PHONE])
def test_the_tree_opens_level_by_level_and_units_are_found(house, open_context, wishes):
    page = open_context(**wishes).new_page()
    page.goto(f"{house}/catalog/")
    page.get_by_role("link", name="打开中共青岚县委的下级").click()
    page.get_by_role("link", name="打开青岚县综合行政执法局的下级").click()
    expect(page.get_by_role("link", name="执法局党总支").first).to_be_visible()
    assert fits(page)
    page.get_by_label("按单位名称查找").fill("城南")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("link", name="城南中队党支部")).to_be_visible()
    assert fits(page)


def test_a_catalog_opens_by_its_levels_down_to_an_entry(house, open_context):
    page = open_context(java_script_enabled=False).new_page()
    page.goto(f"{house}/catalog/?q=综合行政执法局")
    page.locator("main .list").get_by_role("link").first.click()
    page.get_by_role("link", name="目录树").click()
    page.locator(".tree summary").first.click()
    page.locator(".tree details[open] a").first.click()
    page.locator(".tree a[href*='/catalog/items/']").first.click()
    expect(page.get_by_text("公开时限").first).to_be_visible()


@pytest.mark.parametrize("wishes", [{}, PHONE])
def test_the_heat_map_says_each_cell_in_words_and_fits(house, open_context, wishes):
    page = open_context(**wishes).new_page()
    enter(page, house, "guyuqing", "/workflow/duties/county")
    expect(page.get_by_role("heading", name="公开义务履行热力图")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="青岚县综合行政执法局")
    assert row.locator("td").count() == 12
    assert all(each.strip() for each in row.locator("td").all_inner_texts())
    row.get_by_role("link").click()
    expect(page.get_by_role("row").filter(has_text="执法局党总支")).to_be_visible()
    assert fits(page)
    page.get_by_role("link", name="逾期清单").click()
    expect(page.get_by_role("heading", name="逾期清单")).to_be_visible()
    assert fits(page)


@pytest.mark.parametrize("wishes", [{}, PHONE])
def test_the_board_of_duties_fits(house, open_context, wishes):
    page = open_context(**wishes).new_page()
    enter(page, house, "qiuyaning", "/workflow/duties")
    expect(page.get_by_role("heading", name="公开义务", exact=True)).to_be_visible()
    page.get_by_role("link", name="以后到期").click()
    assert fits(page)
