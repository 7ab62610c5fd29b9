"""Clauses of the plans whose whole check is carried out at the doors of publishing."""

from datetime import UTC, datetime

import pytest

from shared.testing import UNIT
from tests.publishing.house import ITEM

AT_ONCE = "群众普遍关心，经批准直接向社会公开。"


def rule(answer):
    return answer.json()["type"].removeprefix("urn:gongkai:")


def order(house):
    return [each["event"]["type"] for each in house.facts()]


@pytest.mark.clause("S0-07")
async def test_the_inner_phase_precedes_the_public_one_in_the_order_of_facts(house):
    disclosure = await house.register(days=0)
    for step in ("inner", "public"):
        assert (await house.step(disclosure, step)).status_code == 201

    inner, public = "publishing.inner.opened.v1", "publishing.public.opened.v1"
    assert order(house).index(inner) < order(house).index(public)


@pytest.mark.clause("S2-30")
async def test_a_standing_item_has_no_end_date_and_a_review_date(house):
    about = {"item_id": ITEM, "unit": UNIT, "catalog_version": 1, "level3": "工作制度"}
    listing = {**about, "scope": "society", "time_limit": "long_term"}
    await house.hear("catalog.item.listed.v1", ITEM, **listing)
    owed = {"duty": "first", "begins": "2026-09-24", "limits": {"review_months": 12}}
    await house.hear("workflow.obligation.raised.v1", None, item_id=ITEM, **owed)
    disclosure = await house.open_to("public")
    shown = await house.page(f"/items/{disclosure}")
    assert "长期展示，内容更新时替换，不设截止日期" in shown
    assert "2027年9月24日" in shown[shown.index("下次复核") :][:200]

    owed = {**owed, "duty": "review", "begins": "2027-09-24"}
    await house.hear("workflow.obligation.raised.v1", None, item_id=ITEM, **owed)
    shown = await house.page(f"/items/{disclosure}")
    assert "2028年9月24日" in shown[shown.index("下次复核") :][:200]


async def test_what_is_displayed_for_some_days_says_until_when(house):
    disclosure = await house.open_to("public", duration_days=7)
    shown = await house.page(f"/items/{disclosure}")

    assert "至 2026年9月30日" in shown[shown.index("展示期限") :][:200]
    assert "下次复核" not in shown


@pytest.mark.clause("S0-13")
async def test_a_direct_release_needs_a_reason_and_the_waiver_is_recorded(house):
    plain = await house.register()
    refused = await house.step(plain, "public")
    assert rule(refused) == "InnerFirstError"
    assert "理由" in refused.json()["title"]

    waived = await house.register(waiver=AT_ONCE)
    assert (await house.step(waived, "public")).status_code == 201
    assert house.facts()[-1]["event"]["waiver"] == AT_ONCE


@pytest.mark.clause("S2-26")
async def test_one_day_of_an_inner_phase_of_three_is_too_few(house):
    house.at = datetime(2026, 10, 12, 1, tzinfo=UTC)  # a Monday
    disclosure = await house.register(days=3, disclose_on="2026-10-12")
    assert (await house.step(disclosure, "inner")).status_code == 201

    for days, status in ((1, 409), (1, 409), (1, 201)):
        house.later(days=days)
        assert (await house.step(disclosure, "public")).status_code == status
    assert {each.event.rule for each in house.refusals()} == {"InnerPeriodError"}


@pytest.mark.clause("S1-35", "S2-35")
async def test_an_urgent_matter_approved_at_eight_in_the_evening_is_released_the_same_minute(house):
    house.later(hours=11)
    disclosure = await house.register(waiver=AT_ONCE)
    assert house.clock.now().astimezone().astimezone(UTC).hour == 12  # 20:00 in Beijing

    assert (await house.step(disclosure, "public")).status_code == 201
    approved = house.letters["workflow"][-1]
    assert f"{house.at:%Y-%m-%dT%H:%M}".encode() in approved.body
    assert order(house)[-1] == "publishing.public.opened.v1"


@pytest.mark.clause("S3-15")
async def test_what_was_reviewed_but_not_approved_is_not_carried_out(house):
    proposal, digest = await house.submit()
    for step in ("inner", "public"):
        assert (await house.step(proposal, step)).status_code == 404
    assert house.facts() == []

    await house.approve(proposal, digest)
    assert (await house.step(proposal, "inner")).status_code == 201


@pytest.mark.clause("S1-24")
async def test_what_is_approved_for_the_unit_is_never_released_to_all_society(house):
    disclosure = await house.register(scope="unit", channels=["会议"])
    assert (await house.step(disclosure, "inner")).status_code == 201

    assert rule(await house.step(disclosure, "public")) == "ScopeNotSocietyError"


@pytest.mark.clause("S0-29")
async def test_an_old_publication_shows_the_words_of_its_own_version(house):
    old = await house.open_to("public")
    before = await house.page(f"/items/{old}")
    house.later(days=1)
    told = {"unit": UNIT, "version": 2}
    await house.hear("catalog.catalog.screened.v1", **told, verdict="pass")
    await house.hear("catalog.catalog.approved.v1", **told)
    await house.hear(
        "catalog.item.listed.v1",
        item_id="11111111-1111-4111-8111-111111111111",
        unit=UNIT,
        catalog_version=2,
        level1="另一类",
        level2="另一项",
        level3="另一事",
        scope="party",
        time_limit="immediate",
    )
    after = await house.page(f"/items/{old}")

    for word in ("定期公开", "社会公开", "党组织建设情况", "第 1 版（保密性初审"):
        assert word in before
        assert word in after
    assert "另一类" not in after
