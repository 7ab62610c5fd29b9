"""The workbench: what waits, by urgency, with its working days left; tabs, search, pages."""

from datetime import date

import pytest

from services.workflow.domain.remaining import remaining
from shared.calendar import chinese_calendar
from shared.testing import UNIT
from tests.workflow.examples import LI, SUN, WANG, ZHAO
from tests.workflow.house import ASK, PLAN
from tests.workflow.told import Told

TODAY = date(2026, 4, 3)  # a Friday before the three days of Qingming


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 4, 3), "今天到期"),
        (date(2026, 4, 7), "还剩1个工作日"),  # 4 to 6 April are days off
        (date(2026, 4, 10), "还剩4个工作日"),
        (date(2026, 4, 6), "还剩0个工作日"),
        (date(2026, 4, 1), "已超过2个工作日"),
    ],
)
def test_working_days_left_are_counted_by_the_calendar(due, words):
    assert remaining(due, TODAY, chinese_calendar()).words == words


def test_a_day_that_is_over_is_never_called_due_today():
    assert remaining(date(2026, 4, 4), date(2026, 4, 5), chinese_calendar()).count == -1


def test_each_day_counted_is_told_and_why():
    left = remaining(date(2026, 4, 7), TODAY, chinese_calendar())

    assert [day.counted for day in left.days] == [False, False, False, True]
    assert "清明" in left.days[1].reason


def proposed(title, day, **more):
    return ASK | {"plan": PLAN | {"title": title, "disclose_on": day, **more}}


async def test_the_most_urgent_stands_first(house):
    for title, day in (("后办", "2026-09-01"), ("先办", "2026-07-06"), ("再办", "2026-07-20")):
        await house.submitted(proposed(title, day))
    page = (await house.page(WANG, "/")).text

    assert page.index("先办") < page.index("再办") < page.index("后办")
    assert "拟公开日期2026年7月6日" in page
    assert "工作日按放假安排逐日计算" in page


async def test_tabs_show_what_waits_what_i_proposed_and_all(house):
    await house.submitted(proposed("我的方案", "2026-07-20"))
    mine = (await house.page(LI, "/?tab=mine")).text
    hers = (await house.page(WANG, "/?tab=mine")).text
    everything = (await house.page(WANG, "/?tab=unit&status=submitted")).text
    approved = (await house.page(WANG, "/?tab=unit&status=approved")).text

    assert "我的方案" in mine
    assert "我的方案" not in hers
    assert "我的方案" in everything
    assert "没有找到这样的事项" in approved


async def test_a_search_finds_titles_and_texts_and_says_when_there_is_nothing(house):
    await house.submitted(proposed("党费收缴", "2026-07-20"))
    await house.submitted(proposed("换届选举", "2026-07-20"))
    waiting = (await house.page(WANG, "/?q=换届")).text
    in_text = (await house.page(WANG, "/?tab=unit&q=换届 实缴")).text
    nothing = (await house.page(WANG, "/?tab=unit&q=100%25")).text

    assert "换届选举" in waiting
    assert "/proposals/" in waiting
    assert waiting.count("/workflow/proposals/") == 1
    assert in_text.count("/workflow/proposals/") == 1
    assert "没有找到这样的事项" in nothing


@pytest.mark.parametrize("query", ["?page_no=0", "?page_no=999", "?tab=x", "?step=x", "?q=' OR 1"])
async def test_a_strange_address_shows_a_page_all_the_same(house, query):
    await house.submitted()

    assert (await house.page(WANG, f"/{query}")).status_code == 200


async def test_what_was_judged_is_judged_anew_when_anything_changes(house):
    proposal_id, digest = await house.submitted()
    assert "保密审查" in (await house.page(WANG, "/")).text
    body = {"check": "secrecy", "verdict": "pass", "digest": digest}
    await house.post(WANG, proposal_id, "reviews", body)
    assert f"/proposals/{proposal_id}" not in (await house.page(WANG, "/")).text
    await house.hear("catalog.post.vacated.v1", None, unit=UNIT, person_id=ZHAO, post="reviewer")
    assert f"/proposals/{proposal_id}" not in (await house.page(ZHAO, "/")).text


async def test_an_obligation_nobody_proposed_waits_for_the_clerk_with_its_day(settings):
    async with Told(settings).open() as told:
        await told.settle()
        await told.until(date(2026, 4, 7))
        clerk, head = (await told.page(LI, "/")).text, (await told.page(SUN, "/")).text

    assert "待提出方案（1）" in clerk
    assert "还剩3个工作日" in clerk
    assert "条未读提醒" in clerk
    assert "待提出方案" not in head
