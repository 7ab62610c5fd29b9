"""A unit that is merged or dissolved leaves its open work to whoever goes on with it."""

from datetime import date

import pytest

from shared.testing import UNIT
from tests.workflow.examples import LI, SUN
from tests.workflow.house import ASK, NAMES, OTHER, House
from tests.workflow.told import DEN, DIRECTOR, Told

THIRD = "00000000-0000-4000-8000-0000000000cc"
MERGED, DISSOLVED = "catalog.unit.merged.v1", "catalog.unit.dissolved.v1"
HEIR = "stranger"  # clerk and reviewer in the other unit


@pytest.fixture
async def town(settings):
    async with House(settings).open() as house:
        await house.settle()
        yield house


@pytest.fixture
async def told(settings):
    async with Told(settings).open() as house:
        await house.settle()
        yield house


def titles(answer):
    return [each["title"] for each in answer.json()]


async def test_open_proposals_and_corrections_of_a_merged_unit_move_to_its_successor(town):
    proposal_id, digest = await town.submitted()
    await town.disclose()
    await town.uphold()
    assert {each["step"] for each in (await town.get(LI, "/api/tasks")).json()} == {"correct"}
    await town.hear(MERGED, None, unit_id=UNIT, successor=OTHER, reason="机构改革")

    assert (await town.get(LI, "/api/tasks")).json() == []
    assert (await town.get(LI, f"/api/proposals/{proposal_id}")).status_code == 404
    steps = {each["step"] for each in (await town.get(HEIR, "/api/tasks")).json()}
    assert steps == {"correct", "review"}
    body = {"check": "necessity", "verdict": "pass", "digest": digest}
    assert (await town.post(HEIR, proposal_id, "reviews", body)).status_code == 201
    page = (await town.page(HEIR, "/")).text
    assert "县委编办（已合并，由县招商局承接）" in page


async def test_whoever_inherits_is_told_once_and_sees_whose_work_it_is(told):
    await told.until(date(2026, 4, 8))
    await told.hear(DISSOLVED, None, unit_id=UNIT, successor="", reason="撤销")

    tray = await told.tray(DIRECTOR)
    assert [each["notice"]["kind"] for each in tray["notices"]] == ["inherited"]
    assert "未办事项由本单位承接" in (await told.page(DIRECTOR, "/notices")).text
    assert (await told.tray(LI))["unread"] == 0


async def test_obligations_of_a_dissolved_unit_go_to_the_superior_who_may_close_them(told):
    """Its reminders go there too; closing needs a filed ground, as always."""
    await told.until(date(2026, 4, 11))
    owed = told.rows()[0].obligation_id
    await told.hear(DISSOLVED, None, unit_id=UNIT, successor="", reason="撤销")
    await told.until(date(2026, 4, 16))
    reminded = [
        each["notice"]["offset"]
        for each in (await told.tray(DIRECTOR))["notices"]
        if each["notice"]["kind"] == "reminded"
    ]

    assert 5 in reminded
    assert owed in {row.obligation_id for row in told.rows() if row.state == "overdue"}
    board = (await told.page(DIRECTOR, f"/duties?unit={UNIT}&section=overdue")).text
    assert "已撤销" in board
    gone = await told.send(SUN, f"/duties/{owed}/excuse", ground="单位已经撤销", filing="1号")
    assert gone.status_code in {403, 404}
    bare = await told.send(DIRECTOR, f"/duties/{owed}/excuse", ground="单位已经撤销", filing="")
    assert bare.status_code == 422
    done = await told.send(DIRECTOR, f"/duties/{owed}/excuse", ground="单位已经撤销", filing="1号")
    assert done.status_code == 303
    assert told.rows()[0].state == "excused"


async def test_an_heir_that_is_merged_in_turn_hands_on_what_it_inherited(town):
    await town.hear(
        "catalog.unit.registered.v1", THIRD, unit_id=THIRD, name="县发改局", superior=""
    )
    assigned = {"unit": THIRD, "person_id": DEN, "post": "clerk"}
    await town.hear("catalog.post.assigned.v1", None, **assigned)
    await town.disclose()
    await town.uphold()
    await town.hear(MERGED, None, unit_id=UNIT, successor=OTHER, reason="机构改革")
    await town.hear(MERGED, None, unit_id=OTHER, successor=THIRD, reason="机构改革")

    assert (await town.get(HEIR, "/api/tasks")).json() == []
    assert [each["step"] for each in (await town.get(DEN, "/api/tasks")).json()] == ["correct"]


async def test_two_units_merged_into_each_other_by_mistake_lock_nobody_up(town):
    await town.hear(MERGED, None, unit_id=UNIT, successor=OTHER, reason="机构改革")
    await town.hear(MERGED, None, unit_id=OTHER, successor=UNIT, reason="机构改革")

    assert (await town.get(HEIR, "/api/tasks")).status_code == 200


async def test_a_renamed_unit_keeps_its_work_under_its_new_name(town):
    proposal_id, _ = await town.submitted()
    await town.hear("catalog.unit.renamed.v1", UNIT, unit_id=UNIT, name="县委机构编制办")

    assert "县委机构编制办" in (await town.page(LI, f"/proposals/{proposal_id}")).text


async def test_the_taker_of_a_post_is_told_and_nobody_else(told):
    post = {"unit": UNIT, "post": "approver", "giver": SUN, "taker": DEN}
    await told.hear("catalog.post.handed.v1", None, **post)

    kinds = [each["notice"]["kind"] for each in (await told.tray(DEN))["notices"]]
    assert kinds == ["handed"]
    assert NAMES[SUN] in (await told.page(DEN, "/notices")).text
    assert (await told.tray(SUN, "true"))["total"] == 0


async def test_an_heir_discloses_what_an_ended_unit_owed_and_nothing_more_in_its_name(told):
    await told.until(date(2026, 4, 8))
    clerk = {"unit": OTHER, "person_id": DEN, "post": "clerk"}
    await told.hear("catalog.post.assigned.v1", None, **clerk)
    await told.hear(MERGED, None, unit_id=UNIT, successor=OTHER, reason="机构改革")
    body = {**ASK, "plan": {**ASK["plan"], "disclose_on": "2026-04-20"}}
    owed = await told.put(DEN, body)
    assert owed.status_code == 201, owed.text

    await told.until(date(2026, 4, 16))
    for row in told.rows():
        form = {"ground": "单位已经合并", "filing": "1号"}
        await told.send(DIRECTOR, f"/duties/{row.obligation_id}/excuse", **form)
    assert {row.state for row in told.rows()} == {"excused"}
    refused = await told.put(DEN, body)
    assert refused.json()["type"] == "urn:gongkai:EndedUnitOwesNothingError"
    assert (refused.status_code, refused.json()["field"]) == (409, "item_id")
