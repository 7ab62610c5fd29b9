"""People at their browsers: they read, click and type, and know no address but the front door."""

import re
from time import monotonic

from playwright.sync_api import expect

from tests.browser.house import PASSWORD

PATIENCE = 30.0  # seconds until what one service did must be seen in another
PEEK = 200  # milliseconds before somebody loads a page again


class Person:
    """Somebody with a browser of their own; without a login, a citizen."""

    def __init__(self, context, address, look):
        self.page = context.new_page()
        self.address = address
        self._look = look
        self.page.goto(address)

    def log_in(self, login):
        self.link("登录")
        self.page.get_by_label("登录名").fill(login)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.button("登录")
        expect(self.page.get_by_role("button", name="退出")).to_be_visible()
        return self

    # ── hands ────────────────────────────────────────────────────────────────────────────────

    def link(self, name, *, within=None, exact=True):
        (within or self.page).get_by_role("link", name=name, exact=exact).first.click()
        return self

    def button(self, name, *, within=None):
        (within or self.main).get_by_role("button", name=name, exact=True).click()
        return self

    def fill(self, label, text, *, within=None):
        (within or self.main).get_by_label(label).fill(text)
        return self

    def choose(self, label, text, *, within=None):
        (within or self.main).get_by_label(label).select_option(label=text)
        return self

    def tick(self, label, *, within=None):
        (within or self.main).get_by_label(label, exact=True).check()
        return self

    # ── ways ─────────────────────────────────────────────────────────────────────────────────

    def workbench(self):
        return self.link("工作台", within=self.nav)

    def home(self):
        return self.link("首页", within=self.nav)

    def search(self, words):
        self.page.get_by_role("searchbox", name="全文检索").fill(words)
        return self.button("检索", within=self.page.get_by_role("search"))

    def open_class(self, column, name):
        branch = self.page.get_by_role("navigation", name="公开目录").get_by_role("group")
        branch.filter(has_text=column).locator("summary").click()
        return self.link(name, within=branch.filter(has_text=column), exact=False)

    # ── eyes ─────────────────────────────────────────────────────────────────────────────────

    @property
    def main(self):
        return self.page.get_by_role("main")

    @property
    def nav(self):
        return self.page.get_by_role("navigation", name="主导航")

    def part(self, name):
        """Return the part of the page that bears this heading."""
        return self.main.get_by_role("region", name=re.compile(name))

    def sees(self, *texts, within=None):
        for text in texts:
            expect((within or self.main).get_by_text(text).first).to_be_visible()
        return self

    def does_not_see(self, *texts):
        for text in texts:
            expect(self.main.get_by_text(text)).to_have_count(0)
        return self

    def look(self, name):
        self._look(self.page, name)
        return self

    def until(self, text):
        """Load the page again until it says this: one service tells another within seconds."""
        limit = monotonic() + PATIENCE
        while not self.main.get_by_text(text).count():
            assert monotonic() < limit, f"{self.page.url}: no {text!r}"
            self.page.wait_for_timeout(PEEK)
            self.page.reload()
        return self.sees(text)
