"""What a reader of a notice (公示) sees: from when to when, which day it is, where to object."""

import pytest
from msgspec import to_builtins

from shared.calendar import chinese_calendar
from shared.testing import UNIT
from tests.publishing.house import THURSDAY

AT_ONCE = "任前公示，经批准直接向社会公开。"
OPENED = THURSDAY.date()


async def posted(house, calendar=None):
    disclosure = await house.register(waiver=AT_ONCE)
    assert (await house.step(disclosure, "public")).status_code == 201
    await house.hear(
        "workflow.posting.opened.v1",
        unit=UNIT,
        kind="appointment",
        matter="拟任中队长人选",
        disclosure_id=str(disclosure),
        opened_on=str(OPENED),
        deadline=counted(calendar or chinese_calendar()),
    )
    return disclosure


def counted(calendar):
    found = calendar.add_working_days(OPENED, 5)
    term = {"days": 5, "working": True}
    days = to_builtins(found.days)
    due = {"counted_from": str(OPENED), "term": term, "due": str(found.days[-1].date)}
    return {**due, "calendar": calendar.version, "days": days}


@pytest.mark.clause("S0-24")
async def test_a_notice_shows_its_start_its_end_in_working_days_and_where_to_object(house):
    disclosure = await posted(house)

    page = await house.page(f"/items/{disclosure}")
    assert "干部任前公示：公示期" in page
    assert "公示期 5 个工作日，自 2026年9月24日至 2026年10月9日" in page
    assert "第 0 天，共 5 天" in page
    assert 'href="#opinion">在本页提出意见' in page
    assert f"/feedback/opinions?disclosure={disclosure}" in page
    assert page.count("　不计　国庆节放假") == 7


async def test_the_day_is_counted_and_after_the_last_nobody_is_asked_to_object(house):
    disclosure = await posted(house)
    house.later(days=5)
    assert "第 2 天，共 5 天" in await house.page(f"/items/{disclosure}")
    house.later(days=11)

    page = await house.page(f"/items/{disclosure}")
    assert "公示期已满" in page
    assert "在本页提出意见" not in page


async def test_a_period_counted_anew_is_shown_anew(house):
    disclosure = await posted(house)
    longer = {**counted(chinese_calendar()), "due": "2026-10-12"}
    tag = "workflow.posting.rescheduled.v1"
    await house.hear(tag, disclosure_id=str(disclosure), deadline=longer)

    assert "至 2026年10月12日" in await house.page(f"/items/{disclosure}")


async def test_what_is_no_notice_shows_no_period(house):
    disclosure = await house.register(waiver=AT_ONCE)
    await house.step(disclosure, "public")

    assert "公示期" not in await house.page(f"/items/{disclosure}")
