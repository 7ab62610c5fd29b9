"""谁承办、谁提出: whoever else would propose, change or withdraw is refused, and is heard."""

import pytest

from shared.testing import UNIT
from tests.workflow.examples import CHEN, DISCLOSURE, ITEM, LI, ZHAO
from tests.workflow.house import ASK, OTHER, PLAN


def rule(answer):
    return answer.json()["type"].removeprefix("urn:gongkai:")


async def suggestions(house, person):
    found = (await house.get(person, "/api/errands?kind=suggestion")).json()["rows"]
    return [(each["unit"], each["body"], each["title"]) for each in found]


@pytest.mark.clause("S0-30")
async def test_what_another_office_proposes_is_refused_and_is_a_suggestion_to_who_handles_it(house):
    refused = await house.put("stranger", ASK, None, **{"X-Request-Id": str(DISCLOSURE)})
    again = await house.put("stranger", ASK, None, **{"X-Request-Id": str(DISCLOSURE)})
    assert (refused.status_code, rule(refused)) == (403, "WrongPostError")
    assert (again.status_code, rule(again)) == (403, "WrongPostError")
    assert "县委编办的承办人提出" in refused.json()["title"]
    assert await suggestions(house, LI) == [(OTHER, UNIT, f"建议首次公开：{PLAN['title']}")]
    assert "建议首次公开" in (await house.page("stranger", "/errands")).text
    [task] = (await house.get(LI, "/api/tasks")).json()  # to be answered, not to be proposed yet
    assert (task["step"], task["title"]) == ("reply", f"建议首次公开：{PLAN['title']}")
    assert "WrongPostError" in await house.refused_rules()


@pytest.mark.clause("S0-62")
async def test_a_publisher_who_withdraws_by_hand_is_refused_and_the_clerk_hears_of_it(house):
    tag = "catalog.post.assigned.v1"
    await house.hear(tag, None, unit=UNIT, person_id=CHEN, post="publisher")
    await house.disclose()
    body = {"unit": UNIT, "item_id": ITEM, "kind": "withdraw", "disclosure_id": DISCLOSURE}
    refused = await house.put(CHEN, body | {"explanation": "金额有误，应当撤回。"})
    assert (refused.status_code, rule(refused)) == (403, "WrongPostError")
    assert "已经转为建议" in refused.json()["title"]
    ((unit, to, title),) = await suggestions(house, LI)
    assert (unit, to) == (UNIT, UNIT)
    assert title.startswith("建议撤回公开：")


async def test_who_is_no_such_staff_anywhere_is_only_refused(house):
    for person in (ZHAO, CHEN):
        assert rule(await house.put(person, ASK)) == "WrongPostError"
    assert await suggestions(house, LI) == []
