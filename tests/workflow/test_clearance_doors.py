"""At the doors: outside the catalog (A8) and beyond authority (B3) nobody decides but who must."""

import re
from uuid import uuid4

import pytest

from tests.workflow.house import PLAN as PLAN_JSON
from tests.workflow.test_clearance import COUNTY, WHY

# ── the doors ────────────────────────────────────────────────────────────────────────────────

UNITS = {
    "领导小组": "00000000-0000-4000-8000-0000000000d1",
    "制定目录的党组织": "00000000-0000-4000-8000-0000000000d2",
    "集体研究": "00000000-0000-4000-8000-0000000000d3",
    "不办理目录外事项": "00000000-0000-4000-8000-0000000000d4",
}
STAFF = ("clerk", "secrecy_reviewer", "reviewer", "approver", "office", "leader")


def who(unit, post):
    return f"{post}@{unit[-2:]}"


def scheme(**values):
    return {
        "id": "S0",
        "version": 1,
        "title": "方案",
        "effective": "2026-01-01",
        "rules": {
            "checks": [
                {"check": "secrecy", "posts": ["secrecy_reviewer"]},
                {"check": "necessity", "posts": ["reviewer"]},
            ],
            "approvers": ["approver"],
            "inner_first": True,
            "min_inner_working_days": 1,
        },
        "values": values,
    }


async def add_unit(house, unit, name, superior, **values):
    await house.hear(
        "catalog.unit.registered.v1", unit, unit_id=unit, name=name, kind="", superior=superior
    )
    for post in STAFF:
        await house.hear(
            "catalog.post.assigned.v1", None, unit=unit, person_id=who(unit, post), post=post
        )
    await house.hear("catalog.scheme.adopted.v1", None, unit=unit, scheme=scheme(**values))
    await house.approve_catalog(1, unit)


@pytest.fixture
async def county(house):
    """Return a county with units that settle matters outside their catalogs each in its way."""
    await add_unit(house, COUNTY, "青岚县委", "")
    for word, unit in UNITS.items():
        key = "routes.out_of_catalog.approver"
        await add_unit(house, unit, f"{word}的单位", COUNTY, **{key: word})
    return house


async def off_catalog(house, unit, reason=WHY, proposal_id=None):
    proposal_id = proposal_id or uuid4()
    body = {"unit": unit, "plan": PLAN_JSON, "reason": reason}
    url = f"/workflow/api/off-catalog/{proposal_id}"
    answer = await house.client.put(url, json=body, headers=house.as_(who(unit, "clerk")))
    await house._settled(answer)
    return proposal_id, answer


async def checked(house, unit, proposal_id):
    """Let a unit's reviewers pass a proposal; return its digest."""
    clerk = who(unit, "clerk")
    digest = (await house.get(clerk, f"/api/proposals/{proposal_id}")).json()["digest"]
    for check, post in (("secrecy", "secrecy_reviewer"), ("necessity", "reviewer")):
        body = {"check": check, "verdict": "pass", "digest": digest}
        answer = await house.post(who(unit, post), proposal_id, "reviews", body)
        assert answer.status_code == 201, answer.text
    return digest


def rule(answer):
    return answer.json()["type"].removeprefix("urn:gongkai:")


async def state(house, person, proposal_id):
    return (await house.get(person, f"/api/proposals/{proposal_id}")).json()["state"]


BALLOT = {"present": 5, "favour": 5}


@pytest.mark.row("A8")
@pytest.mark.clause("S0-32")
@pytest.mark.clause("S1-25")
@pytest.mark.clause("S4-12")
async def test_the_same_matter_in_three_units_reaches_three_approvers_and_no_other(county):
    deciders = {
        "领导小组": lambda unit: who(unit, "leader"),
        "制定目录的党组织": lambda _: who(COUNTY, "approver"),
        "集体研究": lambda unit: who(unit, "office"),
    }
    everybody = {
        person: None
        for unit in (*UNITS.values(), COUNTY)
        for post in ("leader", "approver", "office")
        for person in [who(unit, post)]
    }
    for word, decider in deciders.items():
        unit = UNITS[word]
        proposal_id, answer = await off_catalog(county, unit)
        assert answer.status_code == 201, answer.text
        digest = await checked(county, unit, proposal_id)

        head = await county.post(who(unit, "approver"), proposal_id, "approve", {"digest": digest})
        assert (head.status_code, rule(head)) == (403, "NotByOrdinaryPathError")
        sent = await county.post(who(unit, "approver"), proposal_id, "escalate", {"digest": digest})
        assert sent.status_code == (201 if word == "制定目录的党组织" else 409)

        consent = {"digest": digest, "minutes": "纪要第1号", "ballot": BALLOT}
        alone = {"digest": digest, "minutes": "纪要第1号"}
        mine = {decider(unit)}
        if word == "集体研究":
            mine.add(who(unit, "approver"))
        for person in everybody:
            if person in mine:
                continue
            refused = await county.post(person, proposal_id, "consent", consent)
            assert refused.status_code in {403, 404}, (word, person, refused.text)
        assert await state(county, who(unit, "clerk"), proposal_id) == "submitted"
        if word != "制定目录的党组织":
            single = await county.post(decider(unit), proposal_id, "consent", alone)
            assert rule(single) == "BallotMissingError"
        seen = (await county.get(who(unit, "clerk"), f"/api/proposals/{proposal_id}")).json()
        assert seen["waiting"].startswith("待集体研究") == (word == "集体研究")
        page = await county.page(who(unit, "clerk"), f"/proposals/{proposal_id}")
        assert ("待集体研究" in page.text) == (word == "集体研究")

        agreed = await county.post(decider(unit), proposal_id, "consent", consent)
        assert agreed.status_code == 201, agreed.text
        assert await state(county, who(unit, "clerk"), proposal_id) == "approved"


@pytest.mark.clause("S0-25")
@pytest.mark.clause("S1-16")
async def test_what_no_catalog_lists_cannot_be_proposed_by_the_ordinary_path(county):
    unit = UNITS["领导小组"]
    body = {"unit": unit, "item_id": str(uuid4()), "plan": PLAN_JSON}
    ordinary = await county.put(who(unit, "clerk"), body)
    assert (ordinary.status_code, rule(ordinary)) == (409, "ItemNotListedError")

    proposal_id, answer = await off_catalog(county, unit)
    assert answer.status_code == 201
    shown = (await county.get(who(unit, "clerk"), f"/api/proposals/{proposal_id}")).json()
    assert shown["route"]["way"] == "leading_group"
    again = {**body, "item_id": shown["item_id"]}
    assert rule(await county.put(who(unit, "clerk"), again)) == "ItemNotListedError"


async def test_a_unit_whose_scheme_has_no_such_way_is_told(county):
    _, answer = await off_catalog(county, UNITS["不办理目录外事项"])
    assert (answer.status_code, rule(answer)) == (409, "OffCatalogClosedError")


async def test_bad_input_is_named(county):
    unit = UNITS["领导小组"]
    _, short = await off_catalog(county, unit, reason="短")
    assert (short.status_code, short.json()["field"]) == (422, "reason")
    other = UNITS["集体研究"]
    url = f"/workflow/api/off-catalog/{uuid4()}"
    body = {"unit": unit, "plan": PLAN_JSON, "reason": WHY}
    stranger = await county.client.put(url, json=body, headers=county.as_(who(other, "clerk")))
    assert stranger.status_code == 403


async def test_the_same_command_twice_files_once(county):
    unit = UNITS["领导小组"]
    proposal_id, _ = await off_catalog(county, unit)
    _, again = await off_catalog(county, unit, proposal_id=proposal_id)
    assert (again.status_code, rule(again)) == (409, "AlreadySubmittedError")


# ── beyond authority ─────────────────────────────────────────────────────────────────────────

BRANCH = "00000000-0000-4000-8000-0000000000e1"
ITEM_OF_COUNTY = "88888888-8888-4888-8888-888888888888"


@pytest.fixture
async def branch(house):
    """Return a county that has reserved a class, and a branch two levels below it."""
    general = "00000000-0000-4000-8000-0000000000e0"
    await add_unit(house, COUNTY, "青岚县委", "")
    await add_unit(house, general, "机关党总支", COUNTY)
    await add_unit(house, BRANCH, "编办党支部", general)
    await house.hear(
        "catalog.authority.reserved.v1",
        COUNTY,
        unit=COUNTY,
        matter="党员队伍建设",
        reason="干部管理权限",
        reserved_by="x",
    )
    await house.list_item(ITEM_OF_COUNTY, "干部任前公示", "society", unit=BRANCH)
    return house


async def proposed(house, unit=BRANCH, item=ITEM_OF_COUNTY):
    proposal_id = uuid4()
    body = {"unit": unit, "item_id": item, "plan": PLAN_JSON}
    answer = await house.put(who(unit, "clerk"), body, proposal_id)
    assert answer.status_code == 201, answer.text
    return proposal_id, await checked(house, unit, proposal_id)


@pytest.mark.row("B3")
@pytest.mark.clause("S3-22")
async def test_a_branch_cannot_approve_what_the_county_has_reserved(branch):
    proposal_id, digest = await proposed(branch)
    secretary, head = who(BRANCH, "approver"), who(COUNTY, "approver")

    refused = await branch.post(secretary, proposal_id, "approve", {"digest": digest})
    assert (refused.status_code, rule(refused)) == (403, "BeyondAuthorityError")
    assert "青岚县委" in refused.json()["title"]
    steps = (await branch.get(secretary, f"/api/proposals/{proposal_id}")).json()["offers"]
    assert {each["step"]: each["refused"] for each in steps}["escalate"] == ""

    assert (await branch.get(head, f"/api/proposals/{proposal_id}")).status_code == 404
    early = await branch.post(head, proposal_id, "consent", {"digest": digest})
    assert early.status_code == 404

    sent = await branch.post(secretary, proposal_id, "escalate", {"digest": digest})
    assert sent.status_code == 201, sent.text
    todos = (await branch.get(head, "/api/tasks")).json()
    assert [each["step"] for each in todos if each["proposal_id"] == str(proposal_id)] == [
        "consent"
    ]
    agreed = await branch.post(head, proposal_id, "consent", {"digest": digest})
    assert agreed.status_code == 201, agreed.text
    assert await state(branch, secretary, proposal_id) == "approved"


async def test_authority_given_back_leaves_new_matters_to_the_branch(branch):
    await branch.hear(
        "catalog.authority.released.v1",
        COUNTY,
        unit=COUNTY,
        matter="党员队伍建设",
        released_by="x",
    )
    proposal_id, digest = await proposed(branch)
    done = await branch.post(who(BRANCH, "approver"), proposal_id, "approve", {"digest": digest})
    assert done.status_code == 201, done.text


async def test_the_county_decides_its_own_matters_itself(branch):
    await branch.list_item(str(uuid4()), "别的事项", "society", unit=COUNTY)
    own = str(uuid4())
    await branch.list_item(own, "县委自己的事项", "society", unit=COUNTY)
    proposal_id, digest = await proposed(branch, COUNTY, own)
    done = await branch.post(who(COUNTY, "approver"), proposal_id, "approve", {"digest": digest})
    assert done.status_code == 201, done.text


async def test_the_superior_may_refuse_or_send_back_what_was_sent_up(branch):
    proposal_id, digest = await proposed(branch)
    await branch.post(who(BRANCH, "clerk"), proposal_id, "escalate", {"digest": digest})
    head = who(COUNTY, "approver")
    back = await branch.post(head, proposal_id, "return", {"reason": "请补充任职条件说明"})
    assert back.status_code == 201, back.text
    assert await state(branch, who(BRANCH, "clerk"), proposal_id) == "returned"


# ── the pages ────────────────────────────────────────────────────────────────────────────────


async def test_the_form_says_who_will_have_to_agree_and_keeps_what_was_typed(county):
    unit = UNITS["集体研究"]
    clerk = who(unit, "clerk")
    shown = await county.page(clerk, f"/off-catalog?unit={unit}")
    assert shown.status_code == 200
    assert "集体研究" in shown.text
    fields = {
        "title": "饮水工程",
        "content": "工程进度",
        "scope": "society",
        "disclose_on": "2026-07-10",
        "duration": "long",
        "channels": "网站",
    }
    short = await county.send(clerk, f"/off-catalog?unit={unit}", **fields, reason="短")
    assert short.status_code == 422
    assert "饮水工程" in short.text
    assert "不少于10个字" in short.text
    sent = await county.send(clerk, f"/off-catalog?unit={unit}", **fields, reason=WHY)
    assert sent.status_code == 303, sent.text
    page = await county.page(clerk, sent.headers["location"].removeprefix("/workflow"))
    assert "目录外事项" in page.text
    assert "集体研究批准" in page.text


async def test_the_page_leads_from_escalation_to_consent(branch):
    proposal_id, digest = await proposed(branch)
    secretary, head = who(BRANCH, "approver"), who(COUNTY, "approver")
    url = f"/proposals/{proposal_id}"
    page = await branch.page(secretary, url)
    assert "超出本级审批权限" in page.text
    assert f'action="/workflow{url}/escalate"' in page.text
    sent = await branch.send(secretary, f"{url}/escalate", digest=digest, note="请审批")
    assert sent.status_code == 303, sent.text
    listed = await branch.page(head, "/clearances")
    assert "编办党支部" in listed.text
    page = await branch.page(head, url)
    assert f'action="/workflow{url}/consent"' in page.text
    agreed = await branch.send(head, f"{url}/consent", digest=digest)
    assert agreed.status_code == 303, agreed.text
    again = await branch.send(head, f"{url}/consent", digest=digest)
    assert again.status_code == 409
    assert "已批准" in (await branch.page(secretary, url)).text


async def test_a_ballot_that_is_no_number_is_handed_back_with_what_was_typed(county):
    unit = UNITS["领导小组"]
    proposal_id, _ = await off_catalog(county, unit)
    digest = await checked(county, unit, proposal_id)
    leader = who(unit, "leader")
    form = {"digest": digest, "minutes": "纪要第7号", "present": "五", "favour": "5"}
    refused = await county.send(leader, f"/proposals/{proposal_id}/consent", **form)
    assert refused.status_code == 422
    assert "纪要第7号" in refused.text
    assert "人数请填写整数" in refused.text
    missing = await county.send(
        leader, f"/proposals/{proposal_id}/consent", digest=digest, minutes="纪要第7号"
    )
    assert "一个人签字不算" in missing.text


async def test_the_list_is_empty_in_words_and_closed_to_citizens(county):
    nobody = await county.page(who(UNITS["领导小组"], "clerk"), "/clearances")
    assert re.search("没有须经批准的", nobody.text)
    assert (await county.client.get("/workflow/api/clearances")).status_code == 401


async def test_a_matter_outside_the_catalog_is_screened_like_any_other(county):
    unit = UNITS["集体研究"]
    clerk, secret = who(unit, "clerk"), "13800138000"
    fields = {
        "title": "饮水工程",
        "content": f"联系人手机{secret}",
        "scope": "society",
        "disclose_on": "2026-07-10",
        "duration": "long",
        "channels": "网站",
        "reason": WHY,
    }

    shown = await county.send(clerk, f"/off-catalog?unit={unit}", **fields)
    covered = await county.send(clerk, f"/off-catalog?unit={unit}", **fields, mask="yes")

    assert (shown.status_code, covered.status_code) == (422, 422)
    assert "发现 1 处" in shown.text
    assert secret not in covered.text


async def test_who_decides_for_the_leading_group_is_data_of_the_scheme(house):
    unit = "00000000-0000-4000-8000-0000000000d5"
    await add_unit(house, COUNTY, "青岚县委", "")
    values = {"routes.leading_group.deciders": ["office"]}
    await add_unit(house, unit, "由办公室代行的单位", COUNTY, **values)
    proposal, answer = await off_catalog(house, unit)
    assert answer.status_code == 201, answer.text
    digest = await checked(house, unit, proposal)
    ballot = {"present": 5, "favour": 5, "against": 0, "abstained": 0}
    consent = {"digest": digest, "minutes": "领导小组纪要〔2026〕1号", "ballot": ballot}
    refused = await house.post(who(unit, "approver"), proposal, "consent", consent)
    assert rule(refused) == "NotTheDecidingBodyError"
    done = await house.post(who(unit, "office"), proposal, "consent", consent)
    assert done.status_code == 201, done.text
