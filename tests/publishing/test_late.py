"""逾期补公开: what was made good too late says so to everybody who may read it (D8, S4-34)."""

import pytest

from tests.publishing.house import ITEM

FULFILLED = "workflow.obligation.fulfilled.v1"
MARK = "逾期补公开"
SAID = "本事项的公开期限为 2026年9月10日，逾期 14 天公开。"


async def fulfil(house, disclosure, *, late):
    told = {"disclosure_id": str(disclosure), "due": "2026-09-10" if late else "2026-10-10"}
    await house.hear(FULFILLED, None, **told, on="2026-09-24", late=late, days_late=14 * late)


async def test_society_reads_on_item_list_and_json_that_it_came_late_and_by_how_much(house):
    disclosure = await house.open_to("public")
    before = await house.page(f"/items/{disclosure}")
    assert MARK not in before
    await fulfil(house, disclosure, late=True)

    assert SAID in await house.page(f"/items/{disclosure}")
    for url in ("/", "/search?q=党费"):
        assert MARK in await house.page(url), url
    told = (await house.get(f"/api/disclosures/{disclosure}", accept="application/json")).json()
    assert (told["owed_by"], told["late_days"]) == ("2026-09-10", 14)


async def test_it_stays_with_the_matter_through_a_revision_and_in_the_page_of_the_past(house):
    disclosure = await house.open_to("public")
    opened = house.at
    house.later(days=1)
    await fulfil(house, disclosure, late=True)
    house.later(days=1)
    await house.change("revise", disclosure, "数字更正。", content="应缴党员13名。")

    assert SAID in await house.page(f"/items/{disclosure}")
    then = f"/items/{disclosure}/then/page?at="
    assert MARK not in await house.page(f"{then}{opened:%Y-%m-%dT}23:00")
    assert SAID in await house.page(f"{then}2026-09-25T23:00")


@pytest.mark.parametrize("late", [False, True])
async def test_what_was_in_time_or_is_somebody_elses_bears_no_mark(house, late):
    disclosure = await house.open_to("public", title="及时公开的事项")
    other = ITEM if late else disclosure
    await fulfil(house, other, late=late)

    assert MARK not in await house.page(f"/items/{disclosure}")


async def test_what_was_approved_and_taken_back_before_anybody_read_it_says_so_and_waits_no_more(
    house,
):
    """撤销批准: nothing was disclosed, nothing is still to come, the set time is off the desk."""
    disclosure = await house.register(days=0)
    at = {"at": "2026-09-25T09:00"}
    url = f"/api/disclosures/{disclosure}/releases/public"
    await house.client.post(url, json=at, headers=house.as_("publisher"))
    assert "定时公开（1）" in await house.page("/desk", "publisher")
    await house.revoke(disclosure, "数字有误，撤销批准。")

    page = await house.page(f"/items/{disclosure}", "publisher")
    assert "撤销，没有公开，以后也不再公开。" in page
    assert "不再执行" in page
    for wrong in ("尚未公开", "待公开", "本事项已于", "待入日志", "等待执行"):
        assert wrong not in page, wrong
    assert "定时公开（" not in await house.page("/desk", "publisher")
    assert (await house.get(f"/items/{disclosure}")).status_code == 404
