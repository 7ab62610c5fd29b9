"""L2: what is for members is not opened to others; nobody approves on a password alone."""

from datetime import timedelta
from re import search

import pytest
from httpx import AsyncClient
from msgspec import json
from msgspec.structs import replace

from services.catalog.domain.terms import Post
from shared.clock import Clock
from shared.second import code_at
from tests.stories.teller import PASSWORD, Teller, county_in, propose
from tests.stories.test_counted import archived, stored
from tests.stories.town import until

STRANGER = "wangmouren"
INNER = "本季度收缴党费情况仅向党员公开。"


@pytest.mark.row("L2")
@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_members_only_and_a_second_factor_for_approvers(open_house, settings):
    async with county_in(open_house, settings) as house:
        town = house
    guarded = replace(settings, second_factor="approver")
    async with open_house(guarded) as house:
        town.http = house.http
        town.settings = house.settings
        town.folk = type(town.folk)(house.http, PASSWORD, town.folk._namespace)
        teller = Teller(town)
        await an_inner_item_waits_for_its_approval(teller)
        await the_approver_cannot_on_a_password_alone(teller)
        await the_approver_enrols_and_approves(teller)
        await members_read_it_and_an_account_that_is_no_member_does_not(teller)


async def an_inner_item_waits_for_its_approval(teller):
    here = f"/catalog/api/units/{teller.house.unit.id}/items"
    items = (await teller.folk.look(teller.who(Post.CLERK), here)).json()
    item = next(each["level3"] for each in items if each["scope"] == "party")
    await propose(teller, item, content=INNER, channels=["文件"])  # a meeting alone is on no page
    teller.digest_of = await teller.pass_all()


async def the_approver_cannot_on_a_password_alone(teller):
    head, body = teller.who(Post.APPROVER), {"digest": teller.digest_of}
    rule, _ = await teller.refused(head, f"{teller.proposal}/approve", body)
    assert rule == "SecondFactorMissingError"
    assert (await teller.folk.look(head, teller.proposal)).status_code == 200  # but reads
    await kept(teller, "workflow", "SecondFactorMissingError")


async def the_approver_enrols_and_approves(teller):
    head = teller.who(Post.APPROVER)
    await teller.folk.look(head, "/catalog/api/units")
    browser = AsyncClient(
        base_url=teller.house.settings.base_url,
        cookies={"gk_session": teller.folk._tokens[head]},
        headers={"accept": "text/html"},
    )
    async with browser:
        await browser.post("/catalog/second-factor", data={})
        page = (await browser.get("/catalog/second-factor")).text
        secret = search(r"手工输入密钥：<code>([A-Z2-7]+)</code>", page)[1]
        now = Clock().now()
        done = await browser.post(
            "/catalog/second-factor/confirm", data={"code": code_at(secret, now)}
        )
        assert done.status_code == 200, done.text
    code = code_at(secret, now + timedelta(seconds=30))
    who = {"login": head, "password": PASSWORD}
    refused = await teller.http.post("/catalog/api/login", json=who)
    assert refused.json()["type"] == "urn:gongkai:CodeNeededError"
    entered = await teller.http.post("/catalog/api/login", json=who | {"code": code})
    assert entered.status_code == 200, entered.text
    teller.folk._tokens[head] = entered.json()["token"]
    await teller.done(Post.APPROVER, f"{teller.proposal}/approve", {"digest": teller.digest_of})
    facts = [json.decode(each)["event"] for each in stored(teller.house.settings, "catalog")]
    tags = [each["type"] for each in facts if each["type"].startswith("catalog.factor.")]
    assert tags == ["catalog.factor.enrolled.v1", "catalog.factor.used.v1"]


async def members_read_it_and_an_account_that_is_no_member_does_not(teller):
    await teller.folk.until(teller.who(Post.PUBLISHER), teller.here, bool)
    await teller.done(Post.PUBLISHER, f"{teller.here}/open-inner")
    new = {"login": STRANGER, "name": "王某人", "password": PASSWORD}
    await teller.done("admin", "/catalog/api/people", new)
    seen = await teller.folk.look(teller.who(Post.MEMBER), teller.here)
    assert seen.json()["content"] == INNER
    for path in (teller.here, f"/items/{teller.matter}", f"{teller.here}/versions"):
        answer = await teller.folk.look(STRANGER, path)
        assert answer.status_code == 404
        assert INNER not in answer.text
    await kept(teller, "publishing", "OutsideScopeError")


async def kept(teller, service, rule):
    """Wait until the archive keeps a refusal of this kind for the auditors."""

    async def so():
        return (service, rule) in archived(teller.house.settings)

    await until(so, f"{rule}, kept for the auditors")
