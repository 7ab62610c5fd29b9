"""Matters that are not disclosed: never without a ground and a rule, filed, looked at again."""

import re
from uuid import uuid4

import pytest
from msgspec.structs import replace

from services.catalog.domain.withheld import (
    WITHHELD,
    GroundMissingError,
    NotFiledHereError,
    ReturnWordsMissingError,
    ReviewDayError,
    ReviewReasonMissingError,
    RuleMissingError,
    TitleMissingError,
    WithheldEndedError,
)
from services.catalog.domain.withheld_words import (
    AcknowledgeWithheld,
    Ground,
    Outcome,
    ReturnWithheld,
    ReviewWithheld,
    WithheldFiled,
    WithheldRegistered,
    WithheldReturned,
    WithheldReviewed,
    WithholdMatter,
)
from shared.store import Task
from shared.testing import UNIT, Given, cause
from tests.catalog.conftest import COUNTY, OFFICE, login_of
from tests.catalog.test_doors import rule

MATTER = WithholdMatter(
    title="某案件线索核查",
    ground=Ground.UNFINISHED,
    rule="《中国共产党党务公开条例(试行)》第十条",
    review_on="2026-12-31",
    superior="county",
)
REGISTERED = WithheldRegistered(
    unit=UNIT,
    title=MATTER.title,
    item_id="",
    ground=Ground.UNFINISHED,
    rule=MATTER.rule,
    explanation="",
    review_on="2026-12-31",
    registered_by="clerk",
)
FILED = WithheldFiled(unit=UNIT, superior="county")
DISCLOSED = WithheldReviewed(
    unit=UNIT, outcome=Outcome.DISCLOSE, reason="已办结", review_on="", reviewed_by="office"
)


def test_a_matter_is_registered_and_filed_with_the_superior_at_once():
    Given(WITHHELD).when(MATTER, by="clerk").then(REGISTERED, FILED)


def test_a_matter_that_the_scheme_files_with_nobody_is_only_registered():
    Given(WITHHELD).when(replace(MATTER, superior=""), by="clerk").then(REGISTERED)


@pytest.mark.clause("S0-06")
@pytest.mark.parametrize(
    ("field", "blank", "error"),
    [
        ("title", " ", TitleMissingError),
        ("ground", None, GroundMissingError),
        ("rule", "", RuleMissingError),
        ("review_on", "", ReviewDayError),
        ("review_on", "2026-07-01", ReviewDayError),
        ("review_on", "2027-07-03", ReviewDayError),
        ("review_on", "2026-02-30", ReviewDayError),
    ],
)
def test_a_matter_needs_its_title_ground_rule_and_a_day_within_a_year(field, blank, error):
    Given(WITHHELD).when(replace(MATTER, **{field: blank}), by="clerk").then_rejected(
        error, field=field
    )


def test_a_review_keeps_or_discloses_and_says_why():
    keep = ReviewWithheld(outcome=Outcome.KEEP, reason="", review_on="2026-12-31")
    disclose = ReviewWithheld(outcome=Outcome.DISCLOSE, reason="已办结")
    given = Given(WITHHELD, REGISTERED, FILED)
    given.when(keep, by="office").then_rejected(ReviewReasonMissingError, field="reason")
    given.when(disclose, by="office").then(DISCLOSED)
    Given(WITHHELD, REGISTERED, FILED, DISCLOSED).when(disclose, by="office").then_rejected(
        WithheldEndedError
    )


def test_only_the_superior_it_was_filed_with_signs_for_it():
    Given(WITHHELD, REGISTERED, FILED).when(AcknowledgeWithheld(), by="x").then_rejected(
        NotFiledHereError
    )


def test_a_superior_may_return_a_filing_and_what_is_kept_is_filed_again():
    refuse = ReturnWithheld(comment="办结的应当公开。")
    above = {"by": "county office", "unit": "county"}
    returned = WithheldReturned(
        superior="county", comment="办结的应当公开。", returned_by="county office"
    )
    filed = Given(WITHHELD, REGISTERED, FILED)
    filed.when(refuse, **above).then(returned)
    filed.when(refuse, by="x").then_rejected(NotFiledHereError)
    filed.when(ReturnWithheld(comment="不"), **above).then_rejected(
        ReturnWordsMissingError, field="comment"
    )
    back = Given(WITHHELD, REGISTERED, FILED, returned)
    for again in (refuse, AcknowledgeWithheld()):
        back.when(again, **above).then_rejected(NotFiledHereError)
    keep = ReviewWithheld(outcome=Outcome.KEEP, reason="仍在办理", review_on="2026-12-31")
    kept = WithheldReviewed(
        unit=UNIT, outcome=Outcome.KEEP, reason="仍在办理", review_on="2026-12-31", reviewed_by="y"
    )
    back.when(keep, by="y").then(kept, FILED)
    back.when(ReviewWithheld(outcome=Outcome.DISCLOSE, reason="已办结"), by="office").then(
        DISCLOSED
    )


async def test_a_filing_is_returned_and_looked_at_again_by_hand(bureau):
    day = in_half_a_year(bureau)
    async with bureau.client("admin") as admin:
        await bureau.hire(admin, COUNTY, "approver")
    steps = [
        ("clerk", OFFICE, "/withheld", BODY | {"review_on": day}, "登记并报"),
        ("approver", COUNTY, "return", {"comment": "请写明哪一款。"}, "退回意见"),
        (
            "approver",
            OFFICE,
            "review",
            {"outcome": "keep", "reason": "第十条第二款。", "review_on": day},
            "上级退回意见：请写明哪一款。",
        ),
        ("approver", COUNTY, "acknowledgement", {}, "签收备案"),
    ]
    for who, unit, action, data, shown in steps:
        async with bureau.browser(login_of(who, unit)) as browser:
            page = (await browser.get(f"/units/{unit}/withheld")).text
            assert shown in page, re.sub("<[^>]+>", " ", page)[-900:]
            ways = re.findall(r'action="/catalog(/[^"]+)"', page)
            done = await browser.post(
                next(each for each in ways if each.endswith(action)), data=data
            )
            assert done.status_code == 303, done.text
    async with bureau.browser(login_of("clerk")) as browser:
        assert "上级退回意见" not in (await browser.get(f"/units/{OFFICE}/withheld")).text


BODY = {
    "title": MATTER.title,
    "ground": "unfinished",
    "rule": MATTER.rule,
    "review_on": "2099-01-01",
}


def in_half_a_year(county):
    from datetime import timedelta

    return str((county.service.clock.now() + timedelta(days=180)).date())


@pytest.mark.row("A11")
async def test_a_matter_without_a_ground_is_refused_with_one_it_is_filed_and_gets_a_review_date(
    bureau,
):
    day = in_half_a_year(bureau)
    path = f"/api/units/{OFFICE}/withheld"
    async with bureau.client(login_of("clerk")) as clerk:
        bare = {key: value for key, value in BODY.items() if key != "ground"}
        refused = await clerk.post(path, json=bare)
        assert (refused.status_code, rule(refused)) == (422, "GroundMissingError")
        made = await clerk.post(path, json=BODY | {"review_on": day})
        assert made.status_code == 201, made.text
        row = (await clerk.get(path)).json()[0]

    filed = [
        each["event"]
        for each in bureau.facts()
        if each["event"]["type"] == "catalog.withheld.filed.v1"
    ]
    assert [each["superior"] for each in filed] == [COUNTY]
    assert (row["review_on"], row["superior"], row["open"]) == (day, COUNTY, True)


async def test_the_public_reads_numbers_and_no_title_and_outsiders_no_register(bureau):
    async with bureau.browser(login_of("clerk")) as clerk:
        form = BODY | {"review_on": in_half_a_year(bureau)}
        done = await clerk.post(f"/units/{OFFICE}/withheld", data=form)
        assert done.status_code == 303, done.text
        assert MATTER.title in (await clerk.get(f"/units/{OFFICE}/withheld")).text
    async with bureau.browser() as citizen:
        shown = (await citizen.get("/withheld")).text
        assert (await citizen.get(f"/units/{OFFICE}/withheld")).status_code == 303
    async with bureau.client() as citizen:
        counts = (await citizen.get("/api/withheld/statistics")).json()
        assert (await citizen.get(f"/api/units/{OFFICE}/withheld")).status_code == 401

    assert "正在调查、讨论或者办理" in shown
    assert MATTER.title not in shown
    assert counts == [{"unit": OFFICE, "ground": "unfinished", "matters": 1}]


async def test_a_register_of_more_than_one_page_is_turned_on_page_and_by_program(bureau):
    kept = [replace(MATTER, title=f"事项{n:03}", superior=str(COUNTY)) for n in range(201)]
    await bureau.service.store.file(
        *(Task(WITHHELD, uuid4(), each) for each in kept), cause=cause("clerk", unit=str(OFFICE))
    )
    await bureau.service.views.reached("catalog", bureau.service.store.last())
    async with bureau.browser(login_of("clerk")) as clerk:
        first = (await clerk.get(f"/units/{OFFICE}/withheld")).text
        last = (await clerk.get(f"/units/{OFFICE}/withheld?page=2")).text
        more = await clerk.get(f"/api/units/{OFFICE}/withheld?page=2")
        wrong = await clerk.get(f"/units/{OFFICE}/withheld?page=0")
    assert 'href="?page=2"' in first
    assert (first.count("依据："), last.count("依据：")) == (200, 1)
    assert len(more.json()) == 1
    assert wrong.status_code in {400, 422}
