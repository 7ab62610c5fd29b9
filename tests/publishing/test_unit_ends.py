"""A unit that is merged or dissolved: its successor publishes for it, its pages say so."""

import pytest

from shared.testing import UNIT
from tests.publishing.house import OTHER

MERGED, DISSOLVED = "catalog.unit.merged.v1", "catalog.unit.dissolved.v1"
FATE = "青岚县委编办（已合并，由青岚县招商局承接）"


async def merge(house, unit=UNIT, successor=OTHER):
    await house.hear(MERGED, None, unit_id=unit, successor=successor, reason="机构改革")


async def test_the_successors_publisher_opens_what_the_ended_unit_had_approved(house):
    disclosure = await house.register(days=0)
    assert (await house.step(disclosure, "inner", "other publisher")).status_code in {403, 404}
    await merge(house)

    assert (await house.step(disclosure, "inner")).status_code in {403, 404}
    assert "招商局承接" in await house.page("/desk", "other publisher")
    assert (await house.step(disclosure, "inner", "other publisher")).status_code == 201
    assert (await house.step(disclosure, "public", "other publisher")).status_code == 201


async def test_every_page_says_what_became_of_the_unit(house):
    disclosure = await house.open_to("public")
    assert "承接" not in await house.page(f"/items/{disclosure}")
    await merge(house)

    for url in ("/", "/search?q=党费", f"/items/{disclosure}", f"/items/{disclosure}/versions/1"):
        assert FATE in await house.page(url), url
    assert "（已合并，由青岚县招商局承接）" in await house.page("/units")


async def test_what_was_disclosed_stays_under_the_name_that_was_in_the_record(house):
    disclosure = await house.open_to("public")
    before = [each for each in house.facts() if each["stream_id"] == disclosure]
    await merge(house)

    assert [each for each in house.facts() if each["stream_id"] == disclosure] == before
    told = (await house.get(f"/api/disclosures/{disclosure}", accept="application/json")).json()
    assert told["unit_name"] == "青岚县委编办"


async def test_a_member_of_an_ended_branch_still_reads_what_members_read(house):
    disclosure = await house.open_to("inner", scope="unit")
    await merge(house)

    assert "党费" in await house.page(f"/items/{disclosure}", "member")
    assert "党费" in await house.page(f"/items/{disclosure}", "stranger")


async def test_a_dissolved_unit_goes_to_its_superior(house):
    await house.hear("catalog.unit.moved.v1", UNIT, unit_id=UNIT, superior=OTHER)
    disclosure = await house.register(days=0)
    await house.hear(DISSOLVED, None, unit_id=UNIT, successor="", reason="撤销")

    assert (await house.step(disclosure, "inner", "other publisher")).status_code == 201
    shown = await house.page(f"/items/{disclosure}", "other publisher")
    assert "青岚县委编办（已撤销，由青岚县招商局承接）" in shown


@pytest.mark.parametrize("name", ["publisher", "office"])
async def test_whoever_published_for_the_ended_unit_does_so_no_more(house, name):
    await house.register(days=0)
    await merge(house)

    assert (await house.get("/desk", name)).status_code == 403
