"""What nobody has written down: matters that are overtaken, given up or outlive their unit."""

from datetime import date
from uuid import uuid4

import pytest

from services.workflow.views.mistakes import mistakes
from shared.testing import UNIT
from tests.workflow.examples import DISCLOSURE, ITEM, LI, OPINION, SUN, WANG, ZHAO
from tests.workflow.house import OTHER, PLAN, House
from tests.workflow.told import DIRECTOR, Told

AGAIN = "99999999-9999-4999-8999-999999999991"
CHANGE = {
    "unit": UNIT,
    "item_id": ITEM,
    "kind": "revise",
    "plan": PLAN | {"content": "应缴党员13名，实缴2200.00元。"},
    "disclosure_id": DISCLOSURE,
    "explanation": "人数更正。",
}
WHY = "公开事项已经撤回，不再更正"


@pytest.fixture
async def town(settings):
    async with House(settings).open() as house:
        await house.settle()
        await house.disclose()
        yield house


async def withdrawn(town):
    await town.hear("publishing.disclosure.withdrawn.v1", DISCLOSURE)


async def steps(town, person=LI):
    return [each["step"] for each in (await town.get(person, "/api/tasks")).json()]


async def returned(town, **change):
    proposal_id, _ = await town.submitted({**CHANGE, **change})
    back = await town.post(ZHAO, proposal_id, "return", {"reason": "数字不清楚，请核对"})
    assert back.status_code == 201
    return proposal_id


async def test_a_returned_change_of_what_is_withdrawn_meanwhile_is_ended_by_the_approver(town):
    proposal_id = await returned(town)
    await withdrawn(town)
    text = {"plan": CHANGE["plan"], "explanation": CHANGE["explanation"]}
    again = await town.post(LI, proposal_id, "resubmit", text)
    assert again.json()["type"] == "urn:gongkai:DisclosureWithdrawnError"
    assert "不予更正" in (await town.page(SUN, f"/proposals/{proposal_id}")).text

    ended = await town.send(SUN, f"/proposals/{proposal_id}/reject", reason=WHY)
    assert ended.status_code == 303
    assert await steps(town) == []
    page = (await town.page(LI, f"/proposals/{proposal_id}")).text
    assert f'不予更正的理由：</strong><span class="asis">{WHY}' in page
    twice = await town.post(SUN, proposal_id, "reject", {"reason": WHY})
    assert twice.json()["type"] == "urn:gongkai:AlreadyDecidedError"


async def test_who_decides_ends_what_was_returned_and_makes_room_for_another_change(town):
    proposal_id = await returned(town)
    for who in (LI, ZHAO):
        refused = await town.post(who, proposal_id, "reject", {"reason": WHY})
        assert refused.json()["type"] == "urn:gongkai:WrongPostError"
        assert "不予更正</summary>" not in (await town.page(who, f"/proposals/{proposal_id}")).text
    barred = await town.put(LI, {**CHANGE, "kind": "withdraw", "plan": None})
    assert barred.json()["type"] == "urn:gongkai:ChangeUnderWayError"
    assert (await town.post(SUN, proposal_id, "reject", {"reason": WHY})).status_code == 201
    other = await town.put(LI, {**CHANGE, "kind": "withdraw", "plan": None})
    assert other.status_code == 201, other.text


async def test_a_change_of_what_is_withdrawn_meanwhile_is_not_approved_for_nothing(town):
    proposal_id, digest = await town.submitted(CHANGE)
    await town.passed(proposal_id, digest)
    await withdrawn(town)

    refused = await town.post(SUN, proposal_id, "approve", {"digest": digest})
    assert refused.json()["title"] == "这项公开已经撤回，不能再更正或者撤回。"
    assert (await town.post(SUN, proposal_id, "reject", {"reason": WHY})).status_code == 201


async def test_a_correction_is_over_with_the_withdrawal_of_what_was_to_be_corrected(town):
    await town.uphold()
    assert await steps(town) == ["correct"]
    await withdrawn(town)
    assert await steps(town) == []

    await town.uphold(AGAIN)  # found right only after the withdrawal
    assert await steps(town) == []
    rows = town.service.views.select(mistakes)
    assert [(each.opinion_id, each.state) for each in rows] == [
        (OPINION, "withdrawn"),
        (AGAIN, "withdrawn"),
    ]


async def test_of_an_opinion_on_an_older_version_who_let_that_one_through_answers(town):
    first = await town.approved()
    about = {"unit": UNIT, "item_id": ITEM, "plan": PLAN, "digest": ""}
    shown = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
    told = {**about, "proposal_id": str(first), "version": 1}
    await town.hear("publishing.disclosure.registered.v1", shown, **told)
    mended = {**about, "proposal_id": AGAIN, "version": 2, "revised_on": "2026-07-01"}
    letter = {"unit": UNIT, "disclosure_id": shown, "version": 1, "channel": "web"}
    await town.hear("feedback.opinion.received.v1", OPINION, **letter)
    await town.hear("publishing.disclosure.revised.v1", shown, **mended)
    await town.uphold(disclosure_id=shown)

    row = town.service.views.select(mistakes, mistakes.c.opinion_id == OPINION)[0]
    assert row.number == 1
    assert {(each.part.value, each.person) for each in row.responsible} >= {
        ("proposed", LI),
        ("reviewed", WANG),
        ("approved", SUN),
    }


async def test_a_dissolved_unit_owes_what_it_owed_and_nothing_of_the_periods_after_it(settings):
    async with Told(settings).open() as told:
        await told.settle()
        await told.until(date(2026, 4, 8))
        end = {"unit_id": UNIT, "successor": "", "reason": "撤销"}
        await told.hear("catalog.unit.dissolved.v1", None, **end)
        await told.until(date(2026, 10, 12))

        assert [(str(each.begins), each.state) for each in told.rows()] == [
            ("2026-01-01", "overdue"),
            ("2026-04-01", "overdue"),
        ]
        kinds = [each["notice"]["kind"] for each in (await told.tray(DIRECTOR))["notices"]]
        assert "inherited" in kinds


async def test_a_clock_that_slept_over_the_end_of_a_unit_still_raises_what_had_begun(settings):
    async with Told(settings).open() as told:
        await told.settle()
        told.now = told.now.replace(month=7, day=2)
        end = {"unit_id": UNIT, "successor": "", "reason": "撤销"}
        await told.hear("catalog.unit.dissolved.v1", None, **end)
        await told.sleep_until(date(2026, 11, 1))

        assert [str(each.begins) for each in told.rows()] == [
            "2026-01-01",
            "2026-04-01",
            "2026-07-01",
        ]


async def test_what_is_refused_is_prompted_for_anew(settings):
    """The quarter is due on 10 April: five days before, who has no proposal is asked for one."""
    async with Told(settings).open() as told:
        await told.settle()
        await told.until(date(2026, 4, 2))
        owed = told.rows()[0].obligation_id
        first, second = await proposed(told, owed), await proposed(told, owed)
        await refused(told, first)
        assert told.rows()[0].proposed  # by the second
        await refused(told, second)
        assert not told.rows()[0].proposed

        await told.until(date(2026, 4, 7))
        prompted = [each for each in told.facts() if each["type"].endswith("prompted.v1")]
        assert len(prompted) == 1


async def proposed(told, owed):
    body = {"unit": UNIT, "item_id": ITEM, "plan": PLAN, "obligation_id": str(owed)}
    proposal_id = uuid4()
    answer = await told.put(LI, body, proposal_id)
    assert answer.status_code == 201, answer.text
    return proposal_id


async def refused(told, proposal_id):
    answer = await told.post(SUN, proposal_id, "reject", {"reason": "数字没有核实"})
    assert answer.status_code == 201, answer.text


async def test_nobody_brings_a_new_matter_in_the_name_of_a_unit_that_is_no_more(town):
    end = {"unit_id": UNIT, "successor": OTHER, "reason": "机构改革"}
    await town.hear("catalog.unit.merged.v1", None, **end)
    body = {"unit": UNIT, "plan": PLAN, "reason": "职工多次询问，目录没有列入"}
    url = f"/workflow/api/off-catalog/{uuid4()}"
    answer = await town.client.put(url, json=body, headers=town.as_("stranger"))
    assert (answer.status_code, answer.json()["field"]) == (409, "unit")
    assert "请由承接单位提出" in answer.json()["title"]
