"""Who decides where a scheme is silent (S2-19), or where a branch has no secretary (S0-80)."""

from uuid import uuid4

import pytest

from tests.catalog.scheming import STANDARD
from tests.workflow.house import PLAN as PLAN_JSON
from tests.workflow.test_clearance import COUNTY
from tests.workflow.test_clearance_doors import (
    BALLOT,
    UNITS,
    add_unit,
    checked,
    county,  # noqa: F401 — a fixture
    off_catalog,
    rule,
    scheme,
    who,
)


@pytest.mark.clause("S2-19")
async def test_where_a_scheme_is_silent_the_default_decides_and_the_record_says_so(
    house,
):
    unit, told = UNITS["领导小组"], STANDARD.seeded("S2")
    silent = {key: told[key] for key in told if key.startswith("routes.out_of_catalog")}
    await add_unit(house, unit, "县第一中学", "", **silent)

    proposal_id, answer = await off_catalog(house, unit)

    assert answer.status_code == 201, answer.text
    record = (await house.get(who(unit, "clerk"), f"/api/proposals/{proposal_id}")).json()
    route = record["route"]
    assert (route["way"], route["note"]) == ("leading_group", "方案未规定，按默认")
    digest = await checked(house, unit, proposal_id)
    consent = {"digest": digest, "minutes": "纪要第1号", "ballot": BALLOT}
    given = await house.post(who(unit, "leader"), proposal_id, "consent", consent)
    assert given.status_code == 201, given.text


@pytest.mark.clause("S0-80")
async def test_a_branch_without_a_secretary_has_its_matters_reviewed_above_and_the_gap_is_told(
    county,
):
    unit, item = UNITS["领导小组"], str(uuid4())
    tag, told = "catalog.unit.registered.v1", {"unit_id": unit, "superior": COUNTY}
    await county.hear(tag, unit, **told, name="机关党支部", kind="党支部")
    upwards = STANDARD.seeded("S0")["roles.vacant_branch"]
    adopted = scheme(**{"roles.vacant_branch": upwards}) | {"version": 2}
    await county.hear("catalog.scheme.adopted.v1", None, unit=unit, scheme=adopted)
    await county.list_item(item, "党费收缴", "society", unit=unit)
    body = {"unit": unit, "item_id": item, "plan": PLAN_JSON}

    vacant, led = uuid4(), uuid4()
    assert (await county.put(who(unit, "clerk"), body, vacant)).status_code == 201
    above = (await county.page(who(COUNTY, "approver"), "/clearances")).text
    assert f'href="/workflow/proposals/{vacant}"' in above  # at once: nobody had to send it up
    assert "支部书记空缺，由上级党组织审核" in above
    early = {"digest": "", "minutes": "县委批复"}
    unread = await county.post(who(COUNTY, "approver"), vacant, "consent", early)
    assert unread.status_code in {409, 412, 422}, unread.text
    back = {"reason": "请补充党费收缴的依据"}
    returned = await county.post(who(COUNTY, "approver"), vacant, "return", back)
    assert returned.status_code == 201, returned.text
    again = {"plan": {**PLAN_JSON, "content": "党费收缴1200元，依据中组部规定。"}}
    resent = await county.post(who(unit, "clerk"), vacant, "resubmit", again)
    assert resent.status_code == 201, resent.text
    digest = await checked(county, unit, vacant)
    refused = await county.post(who(unit, "approver"), vacant, "approve", {"digest": digest})
    assert rule(refused) == "BeyondAuthorityError"
    assert "支部书记空缺，由上级党组织审核" in refused.json()["title"]
    sent = await county.post(who(unit, "clerk"), vacant, "escalate", {"digest": digest})
    assert rule(sent) == "AlreadyEscalatedError"
    body_ = {"digest": digest, "minutes": "县委批复"}
    passed = await county.post(who(COUNTY, "approver"), vacant, "consent", body_)
    assert passed.status_code == 201, passed.text

    tag, held = "catalog.post.assigned.v1", {"unit": unit, "post": "secretary"}
    await county.hear(tag, None, **held, person_id=who(unit, "secretary"))
    assert (await county.put(who(unit, "clerk"), body, led)).status_code == 201
    row = (await county.get(who(unit, "clerk"), f"/api/proposals/{led}")).json()
    assert row["route"] is None


@pytest.mark.clause("S0-80")
async def test_the_body_above_checks_what_a_branch_that_nobody_leads_has_proposed(county):
    unit, item = UNITS["领导小组"], str(uuid4())
    told = {"unit_id": unit, "superior": COUNTY, "name": "机关党支部", "kind": "党支部"}
    await county.hear("catalog.unit.registered.v1", unit, **told)
    upwards = STANDARD.seeded("S0")["roles.vacant_branch"]
    adopted = scheme(**{"roles.vacant_branch": upwards}) | {"version": 2}
    await county.hear("catalog.scheme.adopted.v1", None, unit=unit, scheme=adopted)
    await county.list_item(item, "党费收缴", "society", unit=unit)
    plan = {**PLAN_JSON, "content": "应缴党员12名，联系电话13800138000，已全部缴纳。"}
    vacant, above = uuid4(), who(COUNTY, "secrecy_reviewer")
    body = {"unit": unit, "item_id": item, "plan": plan}
    assert (await county.put(who(unit, "clerk"), body, vacant)).status_code == 201

    tasks = (await county.get(above, "/api/tasks")).json()
    assert str(vacant) in str(tasks)
    assert (await county.page(above, f"/proposals/{vacant}")).status_code == 200
    assert "处理" in (await county.page(above, f"/proposals/{vacant}/findings")).text
    digest = (await county.get(above, f"/api/proposals/{vacant}")).json()["digest"]
    found = (await county.get(above, f"/api/proposals/{vacant}/findings")).json()
    kept = {"numbers": [1], "outcome": "keep", "reason": "办公电话，应当公开"}
    kept["digest"] = found["digest"]
    settled = await county.post(above, vacant, "findings", kept)
    assert settled.status_code == 201, settled.text
    for check, post in (("secrecy", "secrecy_reviewer"), ("necessity", "reviewer")):
        verdict = {"check": check, "verdict": "pass", "digest": digest}
        given = await county.post(who(COUNTY, post), vacant, "reviews", verdict)
        assert given.status_code == 201, given.text
    consent = {"digest": digest, "minutes": "县委批复"}
    by_reviewer = await county.post(who(COUNTY, "reviewer"), vacant, "consent", consent)
    assert by_reviewer.status_code in {403, 404}
    passed = await county.post(who(COUNTY, "approver"), vacant, "consent", consent)
    assert passed.status_code == 201, passed.text

    held = {"unit": unit, "post": "secretary", "person_id": who(unit, "secretary")}
    await county.hear("catalog.post.assigned.v1", None, **held)
    led = uuid4()
    assert (await county.put(who(unit, "clerk"), body, led)).status_code == 201
    assert (await county.get(above, f"/api/proposals/{led}")).status_code == 404
    verdict = {"check": "necessity", "verdict": "pass", "digest": digest}
    strange = await county.post(who(COUNTY, "reviewer"), led, "reviews", verdict)
    assert strange.status_code in {403, 404}
