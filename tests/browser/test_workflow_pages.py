"""Quieter pages in a real browser: 预公开, 报批, templates, orders, errors, reposts, filings."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from deploy.seed.load import county
from tests.browser.eyes import Examiner
from tests.browser.house import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

TRIES = 50  # how often a page is asked for until another service has been heard
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
CLERK, OFFICE, APPROVER, ABOVE = "chenjianshan", "duruotang", "liangyiheng", "guyuqing"


@pytest.fixture
def at(house, open_context):
    """Return how somebody sits down at a browser of their own."""

    def sit(login, **wishes):
        page = open_context(**wishes).new_page()
        page.goto(f"{house}/catalog/login?next=/workflow/")
        page.get_by_label("登录名").fill(login)
        page.get_by_label("密码").fill(PASSWORD)
        page.locator("main").get_by_role("button").click()
        expect(page.get_by_role("heading", name="工作台")).to_be_visible()
        return Visit(house, page)

    return sit


class Visit:
    """Somebody who goes from page to page, and an examiner who looks at each."""

    examine = Examiner()

    def __init__(self, house, page):
        self.house, self.page = house, page
        self.main = page.locator("main")

    def go(self, way, says):
        answer = self.page.goto(f"{self.house}{way}")
        assert answer.status == 200, way
        return self.here(way, says)

    def here(self, name, says):
        expect(self.main.get_by_role("heading", name=says).first).to_be_visible()
        self.examine(self.page, name)
        return self

    def press(self, name):
        self.main.get_by_role("button", name=name, exact=True).first.click()


def units():
    return {each.key: each.id for each in county().units}


def test_quiet_pages_of_the_workflow_are_for_everybody(at):
    here = units()
    clerk = at(CLERK)
    an_error_is_reported(clerk)
    asked = a_repost_is_asked_for(clerk)
    an_errand_is_sent(clerk)
    clerk.go("/workflow/consultations", "预公开")
    clerk.go("/workflow/consultations/new", "预公开")
    what_was_found_in_a_plan(clerk)
    clerk.go("/workflow/clearances", "目录外")
    clerk.go("/workflow/off-catalog", "目录外")
    clerk.go("/workflow/filings", "变更报备")
    clerk.go("/reposts", "转载的上级公开事项")
    clerk.go("/expired", "展示期已满的事项")
    above = at(ABOVE)
    above.go(f"/catalog/units/{here['committee']}/template", "模板")
    above.go(f"/catalog/units/{here['committee']}/mandates", "要求")
    above.go("/workflow/mandates", "下达的公开要求")
    phone = at(APPROVER, **PHONE)
    for way, says in (
        ("/workflow/mistakes", "差错台账"),
        ("/workflow/reposts", "转载上级公开事项"),
        ("/workflow/clearances", "目录外"),
        ("/workflow/filings", "变更报备"),
        ("/workflow/errands", "函告"),
    ):
        phone.page.goto(f"{phone.house}{way}")
        phone.here(f"phone {way}", says)
    a_repost_is_shown(phone, asked)
    assert not Visit.examine.amiss, "\n".join(Visit.examine.amiss)


def what_was_found_in_a_plan(clerk):
    clerk.go("/workflow/?tab=unit", "本单位全部")
    plan = clerk.main.locator("a[href^='/workflow/proposals/']").first.get_attribute("href")
    clerk.go(f"{plan}/findings", "公开前筛查")


def an_error_is_reported(clerk):
    clerk.go("/workflow/mistakes", "差错台账")
    clerk.go("/workflow/disclosures", "更正或者撤回")
    clerk.main.get_by_role("link", name="登记差错").first.click()
    clerk.here("mistakes/new", "登记差错")
    what = f"人数有误{uuid4().hex[:6]}"
    clerk.main.get_by_label("哪里有错").fill(what)
    clerk.press("登记")
    clerk.here("mistakes/one", "差错")
    expect(clerk.main.get_by_text(what)).to_be_visible()
    expect(clerk.main.get_by_role("heading", name="责任人")).to_be_visible()
    expect(clerk.main.get_by_text("陈见山").first).to_be_visible()
    clerk.go("/workflow/mistakes?status=open", "差错台账")


def an_errand_is_sent(clerk):
    clerk.go("/workflow/errands", "函告")
    clerk.main.get_by_label("建议", exact=True).check()
    clerk.main.get_by_label("收函单位").select_option(index=1)
    title = f"建议公开食堂采购{uuid4().hex[:6]}"
    clerk.main.get_by_label("标题").fill(title)
    clerk.main.get_by_label("内容", exact=True).fill("群众多次问起，建议按季度公开。")
    clerk.press("发函")
    clerk.here("errands/one", title)


def a_repost_is_asked_for(clerk):
    clerk.go("/workflow/reposts", "转载上级公开事项")
    clerk.main.get_by_role("link", name="申请转载").first.click()
    clerk.here("reposts/new", "申请转载")
    clerk.main.get_by_label("本单位").check()
    clerk.main.get_by_label("网站").check()
    clerk.press("申请转载")
    clerk.here("reposts/refused", "申请转载")  # a website is not for one unit alone
    expect(clerk.main.get_by_role("alert")).to_be_visible()
    clerk.main.get_by_label("网站").uncheck()
    clerk.main.get_by_label("公开栏").check()
    clerk.press("申请转载")
    clerk.here("reposts/one", "转载：")
    return clerk.page.url


def a_repost_is_shown(approver, asked):
    """Approved, it is shown as soon as publishing has heard of it."""
    approver.page.goto(asked)
    approver.press("批准转载")
    title = approver.main.get_by_role("heading", level=1).inner_text().removeprefix("转载：")
    shown = approver.main.get_by_role("link", name="查看转载")
    for _ in range(TRIES):
        if shown.count():
            break
        approver.page.reload()
    shown.click()
    expect(approver.page).to_have_title(re.compile(f"^{re.escape(title)}"))
    approver.here("phone /reposts/one", title)
