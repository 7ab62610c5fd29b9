"""Three administrators exclude each other; who audits reads everything and changes nothing (L3)."""

from itertools import permutations
from uuid import uuid4

import pytest
from msgspec import json

from services.catalog.domain.terms import Post, person_id_of
from shared.record import SYSTEM
from tests.stories.teller import Teller, disclose, propose, send
from tests.stories.test_counted import stored
from tests.stories.test_garbage import ADDRESS, addresses

ADMINISTRATORS = ("admin", "security_admin", "auditor")
DECIDING = ("catalog", "workflow", "publishing", "feedback")
CITIZENS = ("/feedback/api/opinions", "/feedback/api/query")  # open to whoever lives here
OWN = ("/login", "/logout", "/password", "/notices/read")  # everybody's own business
UNREAL = "00000000-0000-4000-8000-00000000dead"


@pytest.mark.timeout(240)
@pytest.mark.slow
@pytest.mark.row("L3")
async def test_three_administrators_exclude_each_other_and_an_auditor_changes_nothing(quick_house):
    teller = Teller(quick_house)
    await nobody_is_two_of_the_three(teller)
    await disclose(teller, "党员参加组织活动情况")
    _, opinion = await send(teller, content="建议写得再细一些。")
    await an_auditor_reads_the_log(teller)
    await an_auditor_takes_no_step_on_real_matters(teller, opinion)
    await an_auditor_is_refused_at_every_door_that_writes(teller)


async def nobody_is_two_of_the_three(teller):
    county = teller.house.other.id
    for number, (first, second) in enumerate(permutations(ADMINISTRATORS, 2)):
        login = f"three.{number}"
        new = {"login": login, "name": "某甲", "password": "qing-lan-2026"}
        await teller.done("admin", "/catalog/api/people", new)
        body = {"person_id": str(person_id_of(login))}
        await teller.done("admin", f"/catalog/api/units/{county}/posts", body | {"post": first})
        rule, problem = await teller.refused(
            "admin", f"/catalog/api/units/{teller.house.unit.id}/posts", body | {"post": second}
        )
        assert (rule, problem["field"]) == ("AdministratorsApartError", "post")


async def an_auditor_reads_the_log(teller):
    for way in ("facts", "refusals"):
        answer = await teller.folk.look("auditor", f"/archive/{way}")
        assert answer.status_code == 200, way
        for other in ("admin", teller.who(Post.APPROVER), ""):
            assert (await teller.folk.look(other, f"/archive/{way}")).status_code in {401, 403}


async def an_auditor_takes_no_step_on_real_matters(teller, opinion):
    other = Teller(teller.house)
    item = await propose(other, "党员参加组织活动情况")
    digest = await other.digest()
    body = {"unit": teller.house.unit.id, "item_id": item["item_id"], "plan": other.plan}
    before = counts(teller)
    unit = f"/catalog/api/units/{teller.house.unit.id}"
    review = {"check": "secrecy", "verdict": "pass", "digest": digest}
    for method, path, asked in (
        ("PUT", f"/workflow/api/proposals/{uuid4()}", body),
        ("POST", f"{other.proposal}/reviews", review),
        ("POST", f"{other.proposal}/approve", {"digest": digest}),
        ("POST", f"{other.proposal}/return", {"reason": "请核对有关数字"}),
        ("POST", f"{teller.here}/open-inner", {}),
        (
            "POST",
            f"{opinion}/conclude",
            {"finding": "unfounded", "conclusion": "无", "remedy": "none"},
        ),
        ("POST", f"{unit}/catalog/approval", {}),
        ("POST", f"{unit}/posts", {"person_id": str(person_id_of("admin")), "post": "clerk"}),
        ("POST", "/catalog/api/units", {"unit_id": UNREAL, "name": "某支部", "kind": "党支部"}),
    ):
        answer = await teller.folk.ask("auditor", path, asked, method=method)
        assert answer.status_code in {403, 404, 422}, (path, answer.status_code, answer.text)
    assert counts(teller) == before


async def an_auditor_is_refused_at_every_door_that_writes(teller):
    tried, before = dict.fromkeys(ADDRESS, 0), counts(teller)
    for service, address in ADDRESS.items():
        told = await teller.http.get(f"{address}/schema/openapi.json")
        for method, path, _, _ in addresses(told.json()):
            if method == "get" or path in CITIZENS or path.endswith(OWN):
                continue
            at = path.replace("{unit}", teller.house.unit.id)
            filled = at if "{" not in at else at.partition("{")[0] + UNREAL
            answer = await teller.folk.ask("auditor", filled, {}, method=method.upper())
            assert answer.status_code >= 400, (method, filled, answer.text)
            tried[service] += 1
    assert all(tried.values()), tried
    assert counts(teller) == before


def counts(teller):
    """Return how many facts people have filed in each service that decides; the clock goes on."""
    settings = teller.house.settings
    filed = {each: [json.decode(body) for body in stored(settings, each)] for each in DECIDING}
    return {
        each: sum(fact["cause"]["actor"] != SYSTEM for fact in facts)
        for each, facts in filed.items()
    }
