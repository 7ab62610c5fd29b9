"""Headings that are what a superior reserved, only resemble it, or mean the same by its scheme."""

from uuid import uuid4

from tests.workflow.test_clearance_doors import (
    BRANCH,
    COUNTY,
    PLAN_JSON,
    branch,  # noqa: F401 — a fixture
    rule,
    scheme,
    who,
)


async def asked_for(house, heading):
    item = str(uuid4())
    await house.list_item(item, heading, "society", unit=BRANCH)
    body = {"unit": BRANCH, "item_id": item, "plan": PLAN_JSON}
    return await house.put(who(BRANCH, "clerk"), body, uuid4())


async def reserve(house, matter):
    old = {"unit": COUNTY, "matter": "党员队伍建设", "released_by": "x"}
    await house.hear("catalog.authority.released.v1", COUNTY, **old)
    told = {"unit": COUNTY, "matter": matter, "reason": "干部管理权限", "reserved_by": "x"}
    await house.hear("catalog.authority.reserved.v1", COUNTY, **told)


async def way_of(house, heading):
    made = await asked_for(house, heading)
    assert made.status_code == 201, made.text
    where = f"/api/proposals/{made.json()['stream_id']}"
    return (await house.get(who(BRANCH, "clerk"), where)).json()["route"]


async def test_the_same_words_typed_otherwise_are_the_reserved_class(branch):
    await reserve(branch, "干部选拔、任用（科级）")

    for typed in ("干部选拔任用(科级)", "干部 选拔任用【科级】", "干部选拔，任用（科级）。"):
        assert (await way_of(branch, typed))["body"] == COUNTY


async def test_a_heading_that_is_only_near_waits_until_the_superior_has_said_what_it_is(branch):
    await reserve(branch, "干部选拔任用")
    near = "干部选拔任用情况"

    refused = await asked_for(branch, near)
    assert (refused.status_code, rule(refused)) == (409, "LikenessUndecidedError")
    for told in (near, "干部选拔任用", "青岚县委"):
        assert told in refused.json()["title"]
    await asked_for(branch, near)  # asked again, the superior has one letter all the same
    errands = (await branch.get(who(COUNTY, "office"), "/api/errands")).json()
    assert [each["title"] for each in errands["rows"]] == [f"请认定“{near}”是不是“干部选拔任用”"]

    ruling = {"unit": COUNTY, "matter": "干部选拔任用", "heading": near, "reason": "同一类"}
    said = ruling | {"same": True, "judged_by": "x"}
    await branch.hear("catalog.likeness.judged.v1", COUNTY, **said)
    assert (await way_of(branch, near))["body"] == COUNTY
    await branch.hear("catalog.likeness.judged.v1", COUNTY, **said | {"same": False})
    assert await way_of(branch, near) is None
    assert await way_of(branch, "学习教育") is None  # nothing like it: nobody is asked


async def test_words_that_mean_the_same_are_said_in_the_superior_s_scheme(branch):
    await reserve(branch, "干部选拔任用")
    groups = ["表彰=奖励", "干部选拔任用＝人事任免"]
    values = {"authority.synonyms": groups, "authority.likeness": 0}
    told = {"unit": COUNTY, "scheme": scheme(**values)}
    await branch.hear("catalog.scheme.adopted.v1", None, **told)

    assert (await way_of(branch, "人事任免"))["body"] == COUNTY
    assert await way_of(branch, "干部选拔任用情况") is None  # 0: what is only near is not asked
