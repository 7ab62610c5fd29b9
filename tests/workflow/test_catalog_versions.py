"""A matter is proposed under a screened and approved catalog version (A5), and keeps it."""

import pytest
from msgspec.structs import replace

from services.workflow.domain.catalog import CatalogNotApprovedError, CatalogNotScreenedError
from services.workflow.domain.proposal import PROPOSAL
from shared.testing import UNIT, Given
from tests.workflow.examples import (
    CATALOG,
    ITEM,
    LI,
    LISTED,
    RESUBMIT,
    RETURNED,
    SUBMIT,
    SUBMITTED,
)

MISSING = [
    (replace(CATALOG, screened=None), CatalogNotScreenedError),
    (replace(CATALOG, approved=None), CatalogNotApprovedError),
]


def on(asked, catalog):
    """Return the same request, made under another version of the catalog."""
    basis = replace(asked.basis, item=replace(LISTED, catalog=catalog))
    return replace(asked, basis=basis)


@pytest.mark.parametrize(("catalog", "rule"), MISSING)
def test_nothing_is_proposed_under_a_version_that_lacks_a_decision(catalog, rule):
    first, again = on(SUBMIT, catalog), on(RESUBMIT, catalog)

    Given(PROPOSAL).when(first, by=LI, post="clerk").then_rejected(rule, field="item_id")
    Given(PROPOSAL, SUBMITTED, RETURNED).when(again, by=LI, post="clerk").then_rejected(
        rule, field="item_id"
    )


@pytest.mark.row("A5")
@pytest.mark.parametrize(
    ("screened", "approved", "rule"),
    [
        (False, True, "CatalogNotScreenedError"),
        (True, False, "CatalogNotApprovedError"),
        (False, False, "CatalogNotScreenedError"),
    ],
)
async def test_at_the_door_too_a_version_needs_both_decisions(house, screened, approved, rule):
    told = {"unit": UNIT, "version": 2}
    tag = "catalog.catalog.screened.v1"
    verdict = "pass" if screened else "fail"
    await house.hear(tag, None, **told, verdict=verdict, note="", screened_by="wang.fang")
    if approved:
        await house.hear("catalog.catalog.approved.v1", None, **told, approved_by="sun.li")
    await house.list_item(ITEM, "党费收缴", "society", version=2)

    refused = await house.put(LI)

    assert refused.status_code == 409
    assert refused.json()["type"] == f"urn:gongkai:{rule}"


@pytest.mark.row("A5")
async def test_a_proposal_shows_its_version_and_who_decided_on_it_whatever_comes_later(house):
    proposal_id, _ = await house.submitted()
    await house.approve_catalog(2)
    await house.list_item(ITEM, "党费收缴", "society", version=2)

    told = (await house.get(LI, f"/api/proposals/{proposal_id}")).json()["catalog"]
    page = (await house.page(LI, f"/proposals/{proposal_id}")).text

    assert told["number"] == 1
    assert told["screened"]["by"] == "wang.fang"
    assert told["approved"]["by"] == "sun.li"
    assert "目录第 1 版" in page
    assert "保密性初审：王芳" in page
    assert "审批：孙丽" in page
