"""By hand, as a clerk, a secrecy reviewer and an approver would, through forms and buttons."""

import re

import pytest

from services.catalog.domain.terms import person_id_of
from shared.auth import Sessions
from tests.catalog.conftest import OFFICE, PASSWORD, login_of
from tests.catalog.test_doors import DECISIONS
from tests.catalog.wizard import Wizard

UNIT = f"/units/{OFFICE}"


def hidden(html, name, within=""):
    """Return the value of a hidden field, after a mark in the page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html[html.index(within) :])
    return found.group(1)


async def test_a_login_by_hand_leads_on_and_a_logout_ends_it(bureau):
    async with bureau.browser() as browser:
        asked = await browser.get(f"{UNIT}/catalog/1")
        assert asked.status_code == 303
        assert asked.headers["location"].startswith("/catalog/login?next=")

        shown = await browser.get("/login?next=/catalog/")
        assert 'href="/catalog/login?next=/catalog/"' in shown.text  # not to itself once more
        assert "登录名" in shown.text
        form = {"login": login_of("clerk"), "password": PASSWORD, "next": "/catalog/"}
        entered = await browser.post("/login", data=form)
        assert (entered.status_code, entered.headers["location"]) == (303, "/catalog/")

        units = await browser.get("/")
        assert "陈禾" in units.text
        assert "我任职的单位" in units.text

        await browser.post("/logout")
        assert "陈禾" not in (await browser.get("/")).text


async def test_logging_out_ends_the_session_in_every_service_and_no_other_of_the_person(bureau):
    login = login_of("clerk")
    async with bureau.client(login) as here, bureau.client(login) as there:
        assert (await here.post("/api/logout")).status_code == 204
        assert (await here.post("/api/logout")).status_code == 401  # it is over, and once is enough
        Sessions._revoked.clear()  # what only the process knows in which it was done
        [ended] = [x for x in bureau.facts() if x["event"]["type"] == "catalog.session.ended.v1"]
        known = [(await each.post("/api/logout")).status_code for each in (here, there)]
    assert known == [401, 204]
    assert ended["event"]["person_id"] == str(person_id_of(login)) == ended["cause"]["actor"]


async def test_a_wrong_password_is_told_on_a_page_that_does_not_show_it(bureau):
    async with bureau.browser() as browser:
        form = {"login": "admin", "password": "wrong-password"}
        told = await browser.post("/login", data=form)

    assert told.status_code == 401
    assert "登录名或密码不对。" in told.text
    assert "wrong-password" not in told.text


async def test_nobody_is_led_to_a_strange_place_by_the_login(bureau):
    async with bureau.browser() as browser:
        form = {"login": "admin", "password": PASSWORD, "next": "//evil.example/"}
        assert (await browser.post("/login", data=form)).headers["location"] == "/catalog/"


@pytest.mark.row("A2")
async def test_a_catalog_is_imported_by_hand_with_every_decision_shown(bureau, catalog_36):
    async with bureau.browser(login_of("clerk")) as browser:
        assert "导入目录文件" in (await browser.get(UNIT)).text
        assert 'type="file"' in (await browser.get(f"{UNIT}/import")).text

        wizard = Wizard(browser)
        await wizard.upload(*catalog_36["file"][:2])
        shown = await wizard.read()
        assert "承第7条（空白，把握低）" in shown
        assert "承第10条（合并单元格，把握高）" in shown
        assert "5处" in shown
        assert await wizard.confirm() == 1

        version = await browser.get(f"{UNIT}/catalog/1")
        assert "待裁定的疑点（5）" in version.text
        assert "承第7条（空白，把握低）" in version.text


async def test_doubts_are_settled_and_the_catalog_screened_and_approved_by_hand(bureau, catalog_36):
    async with bureau.browser(login_of("clerk")) as clerk:
        wizard = Wizard(clerk)
        await wizard.upload(*catalog_36["file"][:2])
        await wizard.confirm()
        for row, field, value in DECISIONS:
            html = (await clerk.get(f"{UNIT}/catalog/1")).text
            form = {
                "command_id": hidden(html, "command_id", 'id="todo"'),
                "expected": hidden(html, "expected", 'id="todo"'),
                "row": str(row),
                "field": field,
                "value": value,
                "reason": "支委会研究",
            }
            done = await clerk.post(f"{UNIT}/catalog/1/doubts", data=form)
            assert done.status_code == 303, done.text
        assert "没有待裁定的疑点" in (await clerk.get(f"{UNIT}/catalog/1")).text

    async with bureau.browser(login_of("secrecy_reviewer")) as reviewer:
        assert "保密性初审结论" in (await reviewer.get(f"{UNIT}/catalog/1")).text
        done = await reviewer.post(f"{UNIT}/catalog/1/screening", data={"verdict": "pass"})
        assert done.status_code == 303, done.text
    async with bureau.browser(login_of("approver")) as approver:
        assert "审批通过" in (await approver.get(f"{UNIT}/catalog/1")).text
        done = await approver.post(f"{UNIT}/catalog/1/approval", data={})
        assert done.status_code == 303, done.text
        assert "现行公开目录（36项）" in (await approver.get(UNIT)).text
    async with bureau.browser() as citizen:
        assert "党费收缴管理使用情况" not in (await citizen.get(UNIT)).text


async def test_forms_may_be_ticked(bureau):
    async with bureau.browser(login_of("clerk")) as clerk:
        form = {
            "level3": "党员发展情况",
            "forms": ["会议", "公开栏"],
            "scope": "society",
            "time_limit": "periodic",
        }
        made = await clerk.post(f"{UNIT}/catalog/entries", data=form)
        assert made.headers["location"] == f"/catalog{UNIT}/catalog/1"
        assert "会议、公开栏" in (await clerk.get(f"{UNIT}/catalog/1")).text

        lacking = await clerk.post(f"{UNIT}/catalog/entries", data=form | {"scope": ""})
        assert lacking.status_code == 422
        assert "缺少“公开范围”" in lacking.text


async def test_a_bad_file_is_told_on_a_page(bureau):
    async with bureau.browser(login_of("clerk")) as clerk:
        told = await clerk.post(
            f"{UNIT}/import", files={"file": ("目录.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x")}
        )
        none = await clerk.post(f"{UNIT}/import", data={"x": ""}, files={"file": ("", b"")})

    assert told.status_code == 422
    assert "旧版或加密" in told.text
    assert none.status_code == 422
    assert "没有选择文件" in none.text
