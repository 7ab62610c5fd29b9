"""Clauses about units that each go their own way: steps, channels, duties, who is told."""

from datetime import date
from uuid import uuid4

import pytest

from shared.testing import UNIT
from tests.workflow.examples import CHEN, ITEM, LI, ZHAO
from tests.workflow.house import ASK, OTHER, PLAN, SCHEME
from tests.workflow.test_obligation_alarm import year  # noqa: F401 — a fixture
from tests.workflow.test_overview import BRANCH, county  # noqa: F401 — a fixture
from tests.workflow.test_procedure_doors import rule, under


@pytest.mark.clause("S0-81")
async def test_what_the_office_proposes_is_reviewed_by_the_reviewing_section_not_by_the_office(
    house,
):
    await under(house, **{"routes.in_catalog.proposer": "领导小组办公室"})
    tag = "catalog.post.assigned.v1"
    await house.hear(tag, None, unit=UNIT, person_id="colleague", post="office")
    proposal_id, digest = await house.submitted(by=CHEN)

    def waiting(tasks):
        return {each["step"] for each in tasks if each["proposal_id"] == str(proposal_id)}

    seen = {
        person: waiting((await house.get(person, "/api/tasks")).json())
        for person in (ZHAO, CHEN, "colleague")
    }
    assert seen[ZHAO]  # the reviewing section
    assert not seen[CHEN] | seen["colleague"]
    body = {"check": "accuracy", "verdict": "pass", "digest": digest}
    refused = await house.post("colleague", proposal_id, "reviews", body)
    assert refused.status_code in {403, 404}


@pytest.mark.clause("S0-14")
async def test_the_same_matter_goes_each_unit_s_own_steps_and_channels(house):
    own = {
        **SCHEME,
        "rules": {
            **SCHEME["rules"],
            "checks": [{"check": "secrecy", "posts": ["secrecy_reviewer"]}],
            "approvers": ["leader"],
        },
    }
    await house.hear("catalog.scheme.adopted.v1", None, unit=OTHER, scheme=own)
    await house.approve_catalog(1, OTHER)
    item = str(uuid4())
    listed = {"item_id": item, "unit": OTHER, "catalog_version": 1, "level3": "党费收缴"}
    limits = {"forms": ["公开栏"], "scope": "society", "time_limit": "periodic"}
    await house.hear("catalog.item.listed.v1", item, **listed, **limits)

    async def steps(person, of):
        course = (await house.get(person, f"/api/items/{of}/course")).json()
        return [(each["step"], each["posts"]) for each in course["legs"] if each["step"] != "发布"]

    here, there = await steps(LI, ITEM), await steps("stranger", item)
    assert [step for step, _ in here] == ["保密审查", "必要性审核", "准确性审核", "审批"]
    assert [step for step, _ in there] == ["保密审查", "审批"]
    assert (here[-1][1], there[-1][1]) == (["approver"], ["leader"])

    asked = {"unit": OTHER, "item_id": item, "plan": PLAN}
    refused = await house.put("stranger", asked)
    assert rule(refused) == "ChannelNotListedError"
    board = {**asked, "plan": {**PLAN, "channels": ["公开栏"]}}
    assert (await house.put("stranger", board)).status_code == 201
    assert (await house.put(LI, ASK)).status_code == 201


@pytest.mark.clause("S0-20")
async def test_a_branch_that_records_no_party_day_in_its_period_is_overdue(year):
    item = str(uuid4())
    await year.entry(item, "党员主题党日活动情况")
    await year.until(date(2026, 4, 10))
    assert [each.state for each in year.rows() if each.item_id == item][:1] == ["open"]
    await year.until(date(2026, 4, 11))

    late = [each for each in year.rows() if each.item_id == item and each.state == "overdue"]
    assert [(each.unit, str(each.due)) for each in late] == [(UNIT, "2026-04-10")]


@pytest.mark.clause("S0-78")
async def test_what_any_branch_has_let_pass_stands_on_the_list_of_the_office(county):
    listed = (await county.get(LI, "/api/duties/overdue")).json()["duties"]
    assert BRANCH in {each["unit"] for each in listed}
    page = (await county.page(LI, "/duties/overdue")).text
    assert "城南中队党支部" in page


@pytest.mark.clause("S1-04")
async def test_a_question_tied_to_a_principle_stands_in_the_review_form(house):
    key = "review.questions"
    await under(house, **{key: ["真实公正：原始材料附上了吗", "注重实效:群众看得懂吗"]})
    proposal_id, _ = await house.submitted()

    form = (await house.page(ZHAO, f"/proposals/{proposal_id}")).text
    assert "<strong>真实公正</strong>：原始材料附上了吗" in form
    assert "<strong>注重实效</strong>：群众看得懂吗" in form
    assert "原始材料附上了吗" not in (await house.page(LI, f"/proposals/{proposal_id}")).text
    await under(house, **{key: ["不使用"]})
    assert "原始材料附上了吗" not in (await house.page(ZHAO, f"/proposals/{proposal_id}")).text
