"""SC-11 定期事项逾期: prompted, missed, told upwards, never backdated, made good late (D8)."""

from uuid import uuid4

import pytest
from msgspec import json

from services.catalog.domain.terms import Post
from tests.stories.teller import Teller
from tests.stories.test_counted import stored
from tests.stories.town import until

DUE = "2025-10-10"
AT_ONCE = "群众普遍关心，经批准直接向社会公开。"


@pytest.mark.timeout(240)
@pytest.mark.slow
async def test_sc_11_a_missed_quarter_is_told_upwards_and_made_good_late(dated_house):
    teller = Teller(dated_house)
    teller.unit = teller.house.unit.id
    first, second = await two_entries_owe_the_third_quarter(teller)
    await one_is_disclosed_on_its_last_day(teller, first)
    await the_other_is_overdue_at_midnight(teller, second)
    await nobody_backdates(teller, second)
    await it_is_made_good_late_with_its_real_day(teller, second)
    await each_notice_went_out_once_and_higher_each_time(teller, second)


async def duty_of(teller, item):
    for section in ("overdue", "asked", "week", "month", "later", "done"):
        path = f"/workflow/api/duties?unit={teller.unit}&section={section}"
        answer = await teller.folk.look(teller.who(Post.CLERK), path)
        assert answer.status_code == 200, answer.text
        for each in answer.json()["duties"]:
            if (each["item_id"], each["due"]) == (item["item_id"], DUE):
                return each
    return None


async def in_state(teller, item, state):
    async def so():
        found = await duty_of(teller, item)
        return found is not None and found["state"] == state

    await until(so, f"{item['level3']}: {state}")


async def two_entries_owe_the_third_quarter(teller):
    unit = f"/catalog/api/units/{teller.unit}"
    items = (await teller.folk.look(teller.who(Post.CLERK), f"{unit}/items")).json()
    owed = [
        each for each in items if (each["scope"], each["time_limit"]) == ("society", "periodic")
    ]
    days = {"time_limits.periodic.due_days": 2}
    why = {"time_limits.periodic.due_days": "季后十日前公布，扣除国庆假期"}
    version = {"effective": "2025-07-01", "values": days, "reasons": why}
    await teller.done("admin", f"{unit}/scheme/versions", version)
    teller.house.turn(2025, 7, 1)
    for each in owed[:2]:
        await in_state(teller, each, "open")
    return owed[:2]


async def plan_of(teller, item, day):
    plan = {
        "title": f"2025年第三季度{item['level3'][:20]}",
        "content": "本季度工作按计划完成。",
        "scope": "society",
        "disclose_on": day,
        "duration_days": 90,
        "channels": item["forms"][:1],
        "waiver": AT_ONCE,
    }
    duty = (await duty_of(teller, item))["obligation_id"]
    return {
        "unit": teller.unit,
        "item_id": item["item_id"],
        "plan": plan,
        "obligation_id": duty,
    }


async def disclosed(teller, item, day):
    teller.matter = uuid4()
    await teller.done(Post.CLERK, teller.proposal, await plan_of(teller, item, day), "PUT")
    digest = await teller.pass_all()
    await teller.done(Post.APPROVER, f"{teller.proposal}/approve", {"digest": digest})
    await teller.folk.until(teller.who(Post.PUBLISHER), teller.here, bool)
    await teller.done(Post.PUBLISHER, f"{teller.here}/open-public")


async def one_is_disclosed_on_its_last_day(teller, item):
    teller.house.turn(2025, 10, 10, 22)
    await disclosed(teller, item, DUE)
    await in_state(teller, item, "done")


async def the_other_is_overdue_at_midnight(teller, item):
    assert (await duty_of(teller, item))["state"] == "open"
    teller.house.turn(2025, 10, 11, 0)
    await in_state(teller, item, "overdue")
    county = await teller.folk.look("auditor", "/workflow/api/duties/county?first=2025-10-01")
    assert county.status_code == 200, county.text
    assert county.json()["sums"][0]["overdue"] >= 1


async def nobody_backdates(teller, item):
    teller.house.turn(2025, 10, 14)
    teller.matter = uuid4()
    body = await plan_of(teller, item, "2025-10-09")
    rule, problem = await teller.refused(teller.who(Post.CLERK), teller.proposal, body, "PUT")
    assert (rule, problem["field"]) == ("DateHasPassedError", "disclose_on")


async def it_is_made_good_late_with_its_real_day(teller, item):
    teller.house.turn(2025, 10, 30)
    await disclosed(teller, item, "2025-10-30")
    await in_state(teller, item, "late")
    assert (await duty_of(teller, item))["done_on"] == "2025-10-30"
    shown = (await teller.folk.look("", teller.here)).json()
    assert shown["public_opened_at"].startswith("2025-10-30")


async def each_notice_went_out_once_and_higher_each_time(teller, item):
    duty = (await duty_of(teller, item))["obligation_id"]
    facts = [json.decode(each) for each in stored(teller.house.settings, "workflow")]
    own = [each["event"] for each in facts if each["stream_id"] == duty]
    notices = [each for each in own if each["type"].endswith("obligation.reminded.v1")]
    assert [each["offset"] for each in notices] == [-3, 0, 1, 5]
    reach = [len(each["to"]) for each in notices]
    assert reach == sorted(reach)
    assert reach[-1] > reach[0]
    tags = [each["type"].split(".")[2] for each in own]
    assert [tags.count(each) for each in ("prompted", "missed", "fulfilled")] == [1, 1, 1]
