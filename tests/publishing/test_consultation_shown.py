"""What readers see of a plan before its decision: its days, where to speak, and what came of it."""

from datetime import timedelta

import pytest
from msgspec import to_builtins

from shared.calendar import chinese_calendar
from shared.testing import UNIT
from tests.publishing.house import THURSDAY

AT_ONCE = "征求群众意见，经批准直接向社会公开。"
OPENED = THURSDAY.date()


def counted(days=7):
    found = chinese_calendar().add_working_days(OPENED, days)
    due = {"counted_from": str(OPENED), "term": {"days": days, "working": True}}
    last = str(found.days[-1].date)
    return {**due, "due": last, "calendar": "cn", "days": to_builtins(found.days)}


async def opened(house):
    disclosure = await house.register(waiver=AT_ONCE)
    assert (await house.step(disclosure, "public")).status_code == 201
    await house.hear(
        "workflow.consultation.opened.v1",
        unit=UNIT,
        matter="夜市疏导点",
        round=1,
        disclosure_id=str(disclosure),
        scope="society",
        opened_on=str(OPENED),
        deadline=counted(),
        questions=["是否赞成？"],
    )
    return disclosure


async def closed(house, disclosure):
    tally = {"support": 15, "oppose": 24, "amend": 5, "other": 2}
    voices = {"verified": tally, "anonymous": {**tally, "oppose": 7}, "late": 0}
    about = {"on": "2026-10-20", "disclosure_id": str(disclosure), "round": 1}
    tag = "workflow.consultation.closed.v1"
    await house.hear(tag, **about, voices=voices, summary="不宜公开的内部汇总", answers=[])
    return about


@pytest.fixture
async def plan(house):
    return await opened(house)


async def test_while_it_is_open_the_page_counts_its_days_and_leads_to_the_form(house, plan):
    page = await house.page(f"/items/{plan}")
    assert "决定前公开征求意见（第1轮）" in page
    assert "第 0 天，共 7 天" in page
    assert f'href="/feedback/opinions?disclosure={plan}&amp;version=1">表明态度、提出意见' in page
    assert page.count("　不计　国庆节放假") == 7
    house.later(days=40)
    after = await house.page(f"/items/{plan}")
    assert "表明态度、提出意见" not in after
    assert "征求意见期已满，正在汇总意见" in after


async def test_what_is_postponed_says_so_with_its_numbers_and_nothing_unreviewed(house, plan):
    about = await closed(house, plan)
    await house.hear("workflow.consultation.postponed.v1", **about, ground="majority", reason="x")
    page = await house.page(f"/items/{plan}")
    assert "暂缓决定，待进一步调查研究" in page
    assert '<th scope="row">署名</th><td data-h="赞成"><div>15</div>' in page
    assert "<div>24</div>" in page
    assert "<div>7</div>" in page
    assert "不宜公开的内部汇总" not in page


async def test_the_plan_and_its_result_lead_to_each_other(house, plan):
    about = await closed(house, plan)
    told = {"decision": "", "handling": "", "body": "", "minutes": ""}
    tag = "workflow.consultation.decided.v1"
    about.pop("round")
    await house.hear(tag, **about, outcome="changed", **told)
    result = await house.register(waiver=AT_ONCE)
    assert (await house.step(result, "public")).status_code == 201
    tag = "workflow.consultation.reported.v1"
    await house.hear(tag, on="2026-10-21", disclosure_id=str(result), rounds=[str(plan)])

    page = await house.page(f"/items/{plan}")
    assert "修改后决定" in page
    assert f'<a href="/items/{result}">查看处理结果</a>' in page
    other = await house.page(f"/items/{result}")
    assert "本事项公布的是预公开的处理情况和结果" in other
    assert f'<a href="/items/{plan}">第 1 轮</a>' in other


async def test_a_period_counted_anew_or_broken_off_is_shown_as_it_is(house, plan):
    longer = {**counted(), "due": str(OPENED + timedelta(days=30))}
    tag = "workflow.consultation.rescheduled.v1"
    await house.hear(tag, disclosure_id=str(plan), deadline=longer)
    assert "至 2026年10月24日" in await house.page(f"/items/{plan}")
    tag = "workflow.consultation.interrupted.v1"
    await house.hear(tag, on=str(OPENED), disclosure_id=str(plan))
    assert "决定前公开征求意见" not in await house.page(f"/items/{plan}")
