"""A unit fills every post its scheme names before its catalog takes effect (I1)."""

import pytest

from services.catalog.domain.filling import posts_demanded
from services.catalog.domain.post import DEMANDED
from services.catalog.domain.scheme_rules import limits_of, rules_of
from services.catalog.domain.scheme_terms import Scheme
from services.catalog.domain.terms import Post, person_id_of
from services.catalog.gateways.points_file import read_standard
from tests.catalog.conftest import OFFICE, login_of
from tests.catalog.test_doors import ENTRY, rule, send

HERE = f"/api/units/{OFFICE}"
LACKED = "领导小组办公室、领导小组组长、第一责任人、直接责任人、党组织书记"
FILLED = ("office", "leader", "first_responsible", "directly_responsible", "secretary")


def scheme(seed, **chosen):
    values = {**read_standard().seeded(seed), **chosen}
    return Scheme(
        id=seed,
        version=1,
        title="方案",
        effective="2026-01-01",
        rules=rules_of(values),
        time_limits=limits_of(values),
        values=values,
    )


def more(found):
    return {post.value for post in found} - {post.value for post in DEMANDED}


@pytest.mark.parametrize(
    ("seed", "posts"),
    [
        ("S0", set(FILLED)),
        ("S1", {"office", "leader", "first_responsible", "directly_responsible"}),
        ("S2", {"office", "leader"}),
        ("S3", {"first_responsible"}),
        ("S4", {"leader", "first_responsible"}),
    ],
)
def test_each_plan_demands_whom_it_names(seed, posts):
    found = posts_demanded(scheme(seed))

    assert more(found) == posts
    assert set(DEMANDED) <= set(found)


def test_a_unit_without_a_leading_group_needs_no_head_of_one():
    chosen = {"bodies.leading_group.head_post": "不设"}

    assert Post.LEADER not in posts_demanded(scheme("S1", **chosen))


def test_a_unit_without_a_scheme_needs_what_the_procedure_needs():
    assert posts_demanded(None) == DEMANDED


async def test_the_refusal_names_every_post_that_is_missing_and_one_by_one_they_are_filled(bureau):
    async with bureau.client("admin") as admin:
        adopted = {"seed": "S0", "effective": "2026-01-01"}
        assert (await admin.post(f"{HERE}/scheme/versions", json=adopted)).status_code == 201
        held = (await admin.get(f"{HERE}/posts/unfilled")).json()
    await send(bureau, "clerk", "entries", {**ENTRY, "forms": ["会议", "网站"]})
    await send(bureau, "secrecy_reviewer", "screening", {"verdict": "pass"})
    refused = await send(bureau, "approver", "approval", {})

    assert (refused.status_code, rule(refused)) == (409, "PostsUnfilledError")
    names = [each["name"] for each in held]
    assert refused.json()["title"] == (
        f"单位职务没有配齐，目录不能生效，还缺：{'、'.join(names)}。"
    )
    assert set(names) <= set(LACKED.split("、"))
    assert not [each for each in bureau.facts() if each["event"]["type"].endswith("approved.v1")]

    async with bureau.client("admin") as admin:
        for each in held:
            assert (await send(bureau, "approver", "approval", {})).status_code == 409
            body = {"person_id": str(person_id_of(login_of("approver"))), "post": each["post"]}
            assert (await admin.post(f"{HERE}/posts", json=body)).status_code == 201
    assert (await send(bureau, "approver", "approval", {})).status_code == 201
