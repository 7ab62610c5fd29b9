"""A branch fills every role before its catalog takes effect; tasks follow a hand-over (I1)."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from services.catalog.domain.terms import Post, person_id_of
from shared.calendar import beijing_date
from tests.stories.teller import PASSWORD, Teller
from tests.stories.town import until

BRANCH = str(uuid4())
UNIT = f"/catalog/api/units/{BRANCH}"
NAME = "城关镇东街党支部"
FEW = ("clerk", "secrecy_reviewer", "approver")
ENTRY = {
    "level1": "组织建设",
    "level2": "党员管理",
    "level3": "党员发展情况",
    "forms": ["会议", "网站"],
    "scope": "society",
    "time_limit": "periodic",
}
PLAN = {
    "title": "党员发展情况",
    "content": "本季度接收预备党员一名。",
    "scope": "party",
    "duration_days": None,
    "channels": ["会议"],
}


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.row("I1")
async def test_a_branch_fills_every_role_and_a_hand_over_moves_its_open_tasks(quick_house):
    teller = Teller(quick_house)
    await a_branch_with_three_of_its_people(teller)
    await its_catalog_waits_for_the_approval(teller)
    await the_refusal_names_all_that_lack_and_each_is_filled(teller)
    await its_clerk_proposes(teller)
    await a_hand_over_moves_the_open_task(teller)
    await the_hand_over_is_in_the_log(teller)


def login_of(post):
    return f"dong.{post}"


async def hire(teller, post):
    new = {"login": login_of(post), "name": f"东街{len(post)}", "password": PASSWORD}
    await teller.done("admin", "/catalog/api/people", new)


async def assign(teller, post, person):
    body = {"person_id": str(person_id_of(person)), "post": post}
    await teller.done("admin", f"{UNIT}/posts", body)


async def a_branch_with_three_of_its_people(teller):
    new = {"unit_id": BRANCH, "name": NAME, "kind": "党支部", "superior": teller.house.other.id}
    await teller.done("admin", "/catalog/api/units", new)
    for post in FEW:
        await hire(teller, post)
        await assign(teller, post, login_of(post))
    adopted = {"seed": "S0", "effective": "2026-01-01"}
    await teller.done("admin", f"{UNIT}/scheme/versions", adopted)


async def its_catalog_waits_for_the_approval(teller):
    await teller.done(login_of("clerk"), f"{UNIT}/catalog/entries", ENTRY)
    passed = {"verdict": "pass"}
    await teller.done(login_of("secrecy_reviewer"), f"{UNIT}/catalog/screening", passed)


async def the_refusal_names_all_that_lack_and_each_is_filled(teller):
    lacking = (await teller.folk.look("admin", f"{UNIT}/posts/unfilled")).json()
    assert {"reviewer", "publisher", "office", "leader", "first_responsible"} <= {
        each["post"] for each in lacking
    }
    assert {"directly_responsible", "secretary"} <= {each["post"] for each in lacking}
    while lacking:
        rule, problem = await teller.refused(login_of("approver"), f"{UNIT}/catalog/approval", {})
        names = "、".join(each["name"] for each in lacking)
        assert rule == "PostsUnfilledError"
        assert problem["title"] == f"单位职务没有配齐，目录不能生效，还缺：{names}。"
        assert (await teller.folk.look(login_of("clerk"), f"{UNIT}/items")).json() == []
        post = lacking[0]["post"]
        await hire(teller, post)
        await assign(teller, post, login_of(post))
        lacking = (await teller.folk.look("admin", f"{UNIT}/posts/unfilled")).json()
    await teller.done(login_of("approver"), f"{UNIT}/catalog/approval", {})
    assert len((await teller.folk.look(login_of("clerk"), f"{UNIT}/items")).json()) == 1


async def its_clerk_proposes(teller):
    [item] = (await teller.folk.look(login_of("clerk"), f"{UNIT}/items")).json()
    day = beijing_date(datetime.now(UTC)).isoformat()
    body = {"unit": BRANCH, "item_id": item["item_id"], "plan": PLAN | {"disclose_on": day}}
    await teller.done(login_of("clerk"), teller.proposal, body, "PUT")


async def tasks(teller, login):
    found = (await teller.folk.look(login, "/workflow/api/tasks")).json()
    return [(each["step"], each["proposal_id"]) for each in found]


async def a_hand_over_moves_the_open_task(teller):
    giver, taker = login_of("secrecy_reviewer"), login_of("newcomer")
    await hire(teller, "newcomer")
    task = [("review", str(teller.matter))]

    async def waits_for(login):
        return await tasks(teller, login) == task

    await until(lambda: waits_for(giver), "the giver's task")
    assert await tasks(teller, taker) == []
    people = {"giver": str(person_id_of(giver)), "taker": str(person_id_of(taker))}
    handed = {"post": Post.SECRECY_REVIEWER.value, **people}
    await teller.done("admin", f"{UNIT}/posts/hand", handed)

    await until(lambda: waits_for(taker), "the taker's task")
    assert await tasks(teller, giver) == []
    digest = (await teller.folk.look(taker, teller.proposal)).json()["digest"]
    review = {"check": "secrecy", "verdict": "pass", "digest": digest}
    rule, _ = await teller.refused(giver, f"{teller.proposal}/reviews", review)
    assert rule in {"WrongPostError", "NotProposedError"}
    await teller.done(taker, f"{teller.proposal}/reviews", review)


async def the_hand_over_is_in_the_log(teller):
    told = (await teller.folk.look("admin", f"{UNIT}/history")).json()
    handed = [each for each in told if each["giver"]]
    people = {"giver": "secrecy_reviewer", "person": "newcomer"}
    assert [{name: each[name] for name in people} for each in handed] == [
        {name: str(person_id_of(login_of(post))) for name, post in people.items()}
    ]
    assert handed[0]["by"] == str(person_id_of("admin"))

    async def kept():
        found = await teller.folk.look("auditor", "/archive/facts?tag=catalog.post.handed.v1")
        return "职务已移交" in found.text and NAME in found.text

    await until(kept, "the hand-over in the auditors' log")
