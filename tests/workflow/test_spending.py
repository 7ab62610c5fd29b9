"""Spending above the unit's threshold owes its entry (S2-39)."""

from datetime import date

import pytest

from shared.testing import UNIT
from tests.workflow.examples import CHEN, LI
from tests.workflow.house import SCHEME
from tests.workflow.told import Told

FUNDS = "77777777-7777-4777-8777-777777777777"
SPENT = {"unit": UNIT, "matter": "更新终端8台", "amount": 80_000, "happened_on": "2026-01-01"}


@pytest.fixture
async def year(settings):
    async with Told(settings).open() as house:
        await house.settle()
        yield house


def rule(answer):
    return answer.json()["type"].removeprefix("urn:gongkai:")


async def spend(year, person=LI, **change):
    headers = year.as_(person)
    return await year.client.post(
        "/workflow/api/duties/spending", json=SPENT | change, headers=headers
    )


@pytest.mark.clause("S2-39")
async def test_above_the_units_threshold_the_entry_for_large_funds_is_owed(year):
    at_fifty = {**SCHEME, "version": 2, "effective": "2026-01-01"}
    at_fifty |= {"values": {"large_funds.threshold": 50_000}}
    await year.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=at_fifty)
    missing = await spend(year)
    assert rule(missing) == "EntryMissingError"

    await year.entry(FUNDS, "大额资金使用", "immediate", "party")
    refused = await spend(year, amount=49_999)
    assert (rule(refused), refused.json()["field"]) == ("BelowThresholdError", "amount")
    assert "50000元" in refused.json()["title"]
    assert (await spend(year)).status_code == 201
    assert await year.service.views.reached("workflow", year.service.store.last())
    (row,) = [each for each in year.rows() if each.item_id == FUNDS]
    assert (row.matter, row.due) == ("更新终端8台（80000元）", date(2026, 1, 5))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"amount": 9_999}, "BelowThresholdError"),
        ({"amount": 0}, "AmountError"),
        ({"matter": " "}, "MatterMissingError"),
        ({"happened_on": "2026-02-01"}, "TriggerAheadError"),
    ],
)
async def test_spending_is_refused_by_name(year, change, expected):
    await year.entry(FUNDS, "大额资金使用", "immediate", "party")

    assert rule(await spend(year, **change)) == expected


async def test_members_record_no_spending(year):
    assert rule(await spend(year, CHEN)) == "WrongPostError"


async def test_spending_is_recorded_on_its_page_and_refused_by_field(year):
    await year.entry(FUNDS, "大额资金使用", "immediate", "party")
    page = (await year.page(LI, "/duties/trigger")).text
    assert "登记大额资金支出" in page
    form = {"unit": UNIT, "matter": "更新终端8台", "amount": "86,000", "spent_on": "2026-01-01"}
    for field, wrong in (("amount", "八万六"), ("spent_on", "昨天"), ("amount", "9999")):
        refused = await year.send(LI, "/duties/spending", **(form | {field: wrong}))
        assert refused.status_code in {409, 422}, refused.text
    sent = await year.send(LI, "/duties/spending", **form)
    assert sent.status_code == 303, sent.text
    assert (
        "更新终端8台（86000元）"
        in (await year.page(LI, sent.headers["location"].removeprefix("/workflow"))).text
    )
