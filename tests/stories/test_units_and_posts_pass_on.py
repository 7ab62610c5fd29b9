"""A post is handed over, a unit is merged: all services follow (I1). And every way leads on."""

import re

import pytest
from httpx import AsyncClient

from deploy.seed import load
from services.catalog.domain.terms import Post, person_id_of
from tests.stories.teller import Teller, county_in, disclose, propose, send
from tests.stories.town import until

KEYS = "committee", "establishment", "investment"
FATE = "青岚县委编办（已合并，由青岚县招商局承接）"
NAV = re.compile(r'<nav class="nav staff".*?</nav>', re.DOTALL)
HREF = re.compile(r'href="([^"]+)"')
PLACES = "/", "/catalog/", "/workflow/", "/archive/facts", "/feedback/desk", "/desk"


@pytest.fixture
async def county(open_house, settings):
    async with county_in(open_house, settings, keys=KEYS) as house:
        house.heir = load.county().unit("investment")
        yield house


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_work_follows_a_post_that_is_handed_over_and_a_unit_that_is_merged(county):
    teller = Teller(county)
    teller.unit = f"/catalog/api/units/{county.unit.id}"
    item = await public_item(teller)
    await disclose(teller, item)
    opinion = await an_opinion_is_with_the_handler(teller)
    shown = teller.here
    follower = Teller(county)
    await propose(follower, item, waiver="群众普遍关心，经批准直接向社会公开。")
    await the_clerk_the_handler_and_the_publisher_go(teller, follower, opinion)
    await the_unit_is_merged(teller)
    await the_heir_finishes_the_proposal(follower)
    await the_heir_answers_the_opinion(teller, opinion)
    await pages_say_what_became_of_the_unit(teller, shown)


async def public_item(teller):
    items = (await teller.folk.look(teller.who(Post.CLERK), f"{teller.unit}/items")).json()
    return next(each["level3"] for each in items if each["scope"] == "society")


async def an_opinion_is_with_the_handler(teller):
    letter = {"channel": "web", "signed": False, "content": "请说明整改情况。"}
    _, here = await send(teller, **letter)
    return here


async def allowed(teller, login, path):
    async def so():
        return (await teller.folk.look(login, path)).is_success

    await until(so, f"{login} may see {path}")


async def forbidden(teller, login, path):
    async def so():
        return (await teller.folk.look(login, path)).status_code in {403, 404}

    await until(so, f"{login} may no longer see {path}")


async def the_clerk_the_handler_and_the_publisher_go(teller, follower, opinion):
    takers = [each.login for each in teller.house.unit.people if each.posts == (Post.MEMBER,)]
    for post, taker in ((Post.CLERK, takers[0]), (Post.HANDLER, takers[1])):
        giver = teller.who(post)
        body = {
            "post": post.value,
            "giver": str(person_id_of(giver)),
            "taker": str(person_id_of(taker)),
        }
        await teller.done("admin", f"{teller.unit}/posts/hand", body)
    await allowed(teller, takers[0], follower.proposal)
    await forbidden(teller, teller.who(Post.CLERK), follower.proposal)
    await allowed(teller, takers[1], opinion)
    await forbidden(teller, teller.who(Post.HANDLER), opinion)


async def the_unit_is_merged(teller):
    body = {"successor": teller.house.heir.id, "reason": "青委编〔2026〕12号，机构改革"}
    await teller.done("admin", f"{teller.unit}/merger", body)


async def the_heir_finishes_the_proposal(teller):
    def heir(post):
        return teller.house.heir.holder(post).login

    await allowed(teller, heir(Post.REVIEWER), teller.proposal)
    digest = (await teller.folk.look(heir(Post.REVIEWER), teller.proposal)).json()["digest"]
    for check, post in (
        ("secrecy", Post.SECRECY_REVIEWER),
        ("necessity", Post.REVIEWER),
        ("accuracy", Post.REVIEWER),
    ):
        body = {"check": check, "verdict": "pass", "digest": digest}
        await teller.done(heir(post), f"{teller.proposal}/reviews", body)
    rule, _ = await teller.refused(
        teller.who(Post.APPROVER), f"{teller.proposal}/approve", {"digest": digest}
    )
    assert rule in {"WrongPostError", "NotProposedError"}
    await teller.done(heir(Post.APPROVER), f"{teller.proposal}/approve", {"digest": digest})
    await teller.folk.until(heir(Post.PUBLISHER), teller.here, bool)
    await teller.refused(teller.who(Post.PUBLISHER), f"{teller.here}/open-public")
    await teller.done(heir(Post.PUBLISHER), f"{teller.here}/open-public")


async def the_heir_answers_the_opinion(teller, opinion):
    office = teller.house.heir.holder(Post.OFFICE).login
    handler = teller.house.heir.holder(Post.HANDLER).login
    await allowed(teller, office, opinion)
    await teller.done(office, f"{opinion}/assign", {"handler": str(person_id_of(handler))})
    await allowed(teller, handler, opinion)


async def pages_say_what_became_of_the_unit(teller, shown):
    page = await teller.http.get(shown.replace("/api/disclosures", "/items"))
    assert FATE in page.text
    async with browser(teller, teller.house.heir.holder(Post.REVIEWER).login) as reviewer:
        assert (await reviewer.get("/workflow/")).status_code == 200


def browser(teller, login):
    """Return the browser of somebody who has logged in."""
    token = teller.folk._tokens[login]
    return AsyncClient(
        base_url=teller.house.settings.base_url,
        cookies={"gk_session": token},
        headers={"accept": "text/html"},
        timeout=30,
    )


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_every_way_of_every_post_leads_to_a_page_whatever_service_one_stands_in(county):
    teller = Teller(county)
    logins = ["admin", "auditor", *(each.login for each in county.unit.people)]
    walked, lost = {}, []
    for login in logins:
        await teller.folk.look(login, "/catalog/api/units")  # logs in
        async with browser(teller, login) as person:
            for place in PLACES:
                led = NAV.search((await person.get(place)).text)
                for href in HREF.findall(led[0]) if led else ():
                    if (login, href) not in walked:
                        answer = await person.get(href)
                        walked[login, href] = answer.status_code
                        if answer.status_code != 200:
                            lost.append((login, href, answer.status_code))

    assert lost == []
    assert len({href for _, href in walked}) >= 13
    assert {login for login, _ in walked} >= {"admin", "auditor"}
    staffed = [each.login for each in county.unit.people if Post.CLERK in each.posts]
    assert {href for login, href in walked if login in staffed} >= {"/workflow/", "/workflow/items"}
