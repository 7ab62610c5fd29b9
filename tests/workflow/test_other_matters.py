"""What is listed only as 其他 is decided like what is not listed; a topic of the public is not."""

from uuid import uuid4

import pytest

from services.workflow.domain.route import unnamed
from tests.workflow.house import ASK, FORMS
from tests.workflow.test_clearance_doors import BALLOT, add_unit, checked, rule, state, who

UNIT = "00000000-0000-4000-8000-0000000000d7"
OTHER = ("其他应当公开的事项", "", "办公用房调整情况")
TOPIC = ("其他公开事项", "群众点题公开事项", "群众要求公开且不涉及党内秘密的事项")


def test_only_what_stands_under_other_and_was_not_asked_for_is_unnamed():
    assert unnamed(OTHER)
    assert not unnamed(TOPIC)
    assert not unnamed(("党的组织建设", "党员队伍建设", "其他党员事项"))
    assert not unnamed(())


async def listed(house, levels):
    item_id = str(uuid4())
    level1, level2, level3 = levels
    await house.hear(
        "catalog.item.listed.v1",
        item_id,
        item_id=item_id,
        unit=UNIT,
        catalog_version=1,
        code="8.1",
        level1=level1,
        level2=level2,
        level3=level3,
        forms=FORMS,
        scope="society",
        time_limit="periodic",
        inherited=[],
    )
    return item_id


async def proposed(house, levels):
    proposal_id, item_id = uuid4(), await listed(house, levels)
    body = {**ASK, "unit": UNIT, "item_id": item_id}
    made = await house.put(who(UNIT, "clerk"), body, proposal_id)
    assert made.status_code == 201, made.text
    return proposal_id


@pytest.mark.clause("S3-14", "S4-09")
async def test_an_other_matter_goes_to_collective_study_and_a_topic_of_the_public_does_not(house):
    await add_unit(house, UNIT, "青岚县委", "", **{"routes.out_of_catalog.approver": "集体研究"})
    other, topic = await proposed(house, OTHER), await proposed(house, TOPIC)
    digests = {each: await checked(house, UNIT, each) for each in (other, topic)}
    approver = who(UNIT, "approver")

    alone = await house.post(approver, other, "approve", {"digest": digests[other]})
    assert rule(alone) == "NotByOrdinaryPathError"
    consent = {"digest": digests[other], "minutes": "县委会议纪要第1号", "ballot": BALLOT}
    studied = await house.post(who(UNIT, "office"), other, "consent", consent)
    assert studied.status_code == 201, studied.text
    assert await state(house, approver, other) == "approved"

    usual = await house.post(approver, topic, "approve", {"digest": digests[topic]})
    assert usual.status_code == 201, usual.text
