"""Revision, withdrawal and correction: nothing changes without a new review."""

from uuid import UUID, uuid4, uuid5

import pytest
from msgspec import json

from services.workflow.handlers import NotYetHeardError
from services.workflow.handlers.corrections import correction_id_of
from shared.record import id_at
from shared.testing import UNIT
from tests.workflow.examples import DISCLOSURE, ITEM, LI, OPINION, SUN
from tests.workflow.house import ASK, OTHER, PARTY_ITEM, PLAN

REVISE = {
    **ASK,
    "kind": "revise",
    "plan": {**PLAN, "content": "应缴党员12名，实缴2180.00元，欠缴1名。"},
    "disclosure_id": DISCLOSURE,
    "explanation": "更正说明：实缴金额登记有误。",
}
WITHDRAW = {name: value for name, value in REVISE.items() if name != "plan"} | {"kind": "withdraw"}
BEFORE = "应缴党员12名，实缴2190.00元，无欠缴。"


def rule(answer):
    return answer.json()["type"].removeprefix("urn:gongkai:")


async def tasks(house, person=LI):
    return [
        each for each in (await house.get(person, "/api/tasks")).json() if each["step"] == "correct"
    ]


def demands(house):
    """Return the corrections that were demanded; the errors themselves are filed beside them."""
    filed = (json.decode(each.body)["event"] for each in house.service.store.after(0, 100))
    return [each for each in filed if each["type"] == "workflow.correction.demanded.v1"]


@pytest.mark.clause("S2-29")
async def test_a_revision_runs_through_all_reviews_again(house):
    await house.disclose()
    proposal_id, digest = await house.submitted(REVISE)

    early = await house.post(SUN, proposal_id, "approve", {"digest": digest})
    assert rule(early) == "SecrecyMissingError"
    await house.passed(proposal_id, digest)
    assert (await house.post(SUN, proposal_id, "approve", {"digest": digest})).status_code == 201

    approval = house.service.store.load(proposal_id)[-1].event
    assert (approval.kind.value, approval.disclosure_id) == ("revise", DISCLOSURE)
    assert approval.explanation == REVISE["explanation"]


async def test_a_withdrawal_is_proposed_without_a_plan_and_carries_the_one_in_force(house):
    await house.disclose()
    proposal_id = await house.approved(WITHDRAW)

    approval = house.service.store.load(proposal_id)[-1].event
    assert (approval.kind.value, approval.plan.content) == ("withdraw", BEFORE)


@pytest.mark.parametrize("body", [REVISE, WITHDRAW])
async def test_a_change_is_explained(house, body):
    await house.disclose()

    assert rule(await house.put(LI, {**body, "explanation": " "})) == "ExplanationMissingError"


async def test_a_change_needs_something_of_the_same_unit_and_item_in_force(house):
    assert rule(await house.put(LI, REVISE)) == "DisclosureUnknownError"
    elsewhere, item = str(uuid4()), str(uuid4())
    await house.disclose(elsewhere, unit=OTHER)
    await house.disclose(item, item_id=PARTY_ITEM)
    for disclosure_id in (elsewhere, item):
        answer = await house.put(LI, {**REVISE, "disclosure_id": disclosure_id})
        assert rule(answer) == "DisclosureOfAnotherItemError"


async def test_what_is_withdrawn_is_changed_no_more(house):
    await house.disclose()
    await house.hear("publishing.disclosure.withdrawn.v1", DISCLOSURE, explanation="")

    assert rule(await house.put(LI, REVISE)) == "DisclosureWithdrawnError"
    assert rule(await house.put(LI, WITHDRAW)) == "DisclosureWithdrawnError"


async def test_one_change_of_a_disclosure_at_a_time(house):
    await house.disclose()
    first, _ = await house.submitted(REVISE)

    assert rule(await house.put(LI, WITHDRAW)) == "ChangeUnderWayError"
    await house.post(SUN, first, "reject", {"reason": "不需要更正这一项"})
    assert (await house.put(LI, WITHDRAW)).status_code == 201


async def test_a_later_revision_starts_from_what_is_in_force(house):
    await house.disclose()
    newer = {**PLAN, "content": "第二版"}
    await house.hear("publishing.disclosure.revised.v1", DISCLOSURE, version=2, plan=newer)

    form = await house.page(LI, f"/disclosures/{DISCLOSURE}/revise")

    assert "第二版" in form.text
    assert BEFORE not in form.text


async def test_an_upheld_opinion_becomes_a_task_once_however_often_it_is_heard(house):
    await house.disclose()
    letter = await house.uphold()
    await house.service.views.reached("workflow", 1)
    for _ in range(3):
        await house.service.hear("feedback", [letter])
        house.service.views.mark("reactions:feedback", 0)

    assert demands(house) == [
        {
            "type": "workflow.correction.demanded.v1",
            "unit": UNIT,
            "disclosure_id": DISCLOSURE,
            "opinion_id": OPINION,
            "item_id": ITEM,
        }
    ]
    [task] = await tasks(house)
    assert (task["opinion_id"], task["title"]) == (OPINION, PLAN["title"])
    assert await tasks(house, SUN) == []


@pytest.mark.parametrize(
    ("finding", "remedy", "demanded"),
    [
        ("upheld", "revise", True),
        ("partly", "revise", True),
        ("upheld", "none", False),
        ("partly", "none", False),
        ("unfounded", "none", False),
        ("unfounded", "revise", False),
    ],
)
async def test_only_what_was_right_and_must_be_mended_demands_a_correction(
    house, finding, remedy, demanded
):
    await house.disclose()
    await house.uphold(finding=finding, remedy=remedy)

    assert len(demands(house)) == int(demanded)


async def test_nobody_can_stand_in_the_way_of_a_correction_that_is_to_come(house):
    await house.disclose()
    place = correction_id_of(UUID(OPINION))
    step = uuid5(id_at("feedback.opinion.concluded.v1", UUID(OPINION), 1), "correction")

    answer = await house.put(LI, proposal_id=place)
    assert (answer.status_code, rule(answer)) == (422, "ReservedIdError")
    assert answer.json()["field"] == "proposal_id"
    answer = await house.put(LI, **{"X-Request-Id": str(step)})
    assert (answer.status_code, rule(answer)) == (400, "CommandIdReservedError")
    form = await house.send(LI, f"/items/{ITEM}/propose", command_id=str(place))
    assert form.status_code == 400
    assert house.service.store.last() == 0

    await house.uphold()
    assert len(demands(house)) == 1


async def test_a_correction_is_taken_up_by_the_proposal_that_cites_it(house):
    await house.disclose()
    await house.uphold()
    await house.service.views.reached("workflow", 1)
    proposal_id, _ = await house.submitted({**REVISE, "opinion_id": OPINION})
    assert await tasks(house) == []

    await house.post(SUN, proposal_id, "reject", {"reason": "更正内容仍不准确"})

    [task] = await tasks(house)
    assert task["opinion_id"] == OPINION


async def test_an_opinion_that_asks_for_nothing_is_not_cited(house):
    await house.disclose()

    answer = await house.put(LI, {**REVISE, "opinion_id": OPINION})

    assert rule(answer) == "OpinionUnknownError"


async def test_an_opinion_heard_before_its_disclosure_waits_for_it(house):
    with pytest.raises(NotYetHeardError):
        await house.uphold()

    await house.disclose()
    await house.service.hear("feedback", [house.letters["feedback"][-1]])  # as the bus does

    assert len(demands(house)) == 1
