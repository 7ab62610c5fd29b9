"""What is disclosed keeps the catalog version it was disclosed under (A5, A6), and its notices."""

import pytest
from msgspec.structs import replace

from services.publishing.domain.in_effect import (
    CatalogNotApprovedError,
    CatalogNotScreenedError,
)
from services.publishing.domain.terms import CatalogVersion
from shared.testing import Given
from tests.publishing.examples import (
    CATALOG,
    DISCLOSURE,
    INNER,
    ITEM,
    PUBLIC,
    REGISTER,
    REGISTERED,
    REVISE,
)
from tests.publishing.house import ITEM as LISTED
from tests.publishing.house import UNIT

MISSING = [
    (replace(CATALOG, screened_on=None), CatalogNotScreenedError),
    (replace(CATALOG, approved_on=None), CatalogNotApprovedError),
    (replace(CATALOG, screened_on=None, approved_on=None), CatalogNotScreenedError),
]


@pytest.mark.parametrize(("catalog", "rule"), MISSING)
def test_nothing_is_published_under_a_version_that_lacks_a_decision(catalog, rule):
    item = replace(ITEM, catalog=catalog)

    Given(DISCLOSURE).when(replace(REGISTER, item=item), by="system").then_rejected(rule)
    Given(DISCLOSURE, REGISTERED, INNER, PUBLIC).when(
        replace(REVISE, item=item), by="system"
    ).then_rejected(rule)


def test_a_matter_outside_the_catalog_needs_no_version_of_it():
    item = replace(ITEM, catalog=CatalogVersion())

    Given(DISCLOSURE).when(replace(REGISTER, item=item), by="system").then(
        replace(REGISTERED, item=item)
    )


@pytest.mark.row("A5")
@pytest.mark.parametrize(
    ("decided", "rule"),
    [
        ({"screened": False}, "CatalogNotScreenedError"),
        ({"approved": False}, "CatalogNotApprovedError"),
    ],
)
async def test_an_approval_under_such_a_version_publishes_nothing_and_is_kept_as_refused(
    house, decided, rule
):
    await house.hear_catalog(2, **decided)
    proposal, digest = await house.submit()
    await house.approve(proposal, digest)

    assert [each["event"]["type"] for each in house.facts()] == []
    assert [each.event.rule for each in house.refusals()] == [rule]
    assert (await house.get(f"/items/{proposal}", "publisher")).status_code == 404


async def test_a_disclosed_matter_shows_the_version_it_was_disclosed_under_whatever_comes_later(
    house,
):
    old = await house.open_to("public")
    house.later(days=1)
    await house.hear_catalog(2, "party")
    told = (await house.get(f"/api/disclosures/{old}", accept="application/json")).json()
    page = await house.page(f"/items/{old}")

    assert (told["catalog"]["number"], told["catalog_now"]) == (1, 2)
    assert "第 1 版（保密性初审 2026年9月24日，审批 2026年9月24日）" in page
    assert "目录现为第 2 版" in page
    assert f'href="/catalog/units/{UNIT}/catalog/2/differences/1"' in page
    new = await house.open_to("inner", scope="party")
    assert "目录现为" not in await house.page(f"/items/{new}", "member")


async def test_the_version_is_the_one_in_force_when_the_text_was_proposed(house):
    proposal, digest = await house.submit()
    house.later(days=1)
    await house.hear_catalog(2)
    await house.approve(proposal, digest)
    [fact] = house.facts()

    assert fact["event"]["item"]["catalog"]["number"] == 1


async def test_the_old_page_shows_the_notice_of_the_catalog_with_its_explanation(house):
    old = await house.open_to("public")
    why = "机构改革，职责已经调整。"
    house.later(days=1)
    await house.hear(
        "catalog.amendment.announced.v1", item_id=LISTED, kind="revoke", explanation=why
    )
    page = await house.page(f"/items/{old}")
    told = (await house.get(f"/api/disclosures/{old}", accept="application/json")).json()
    house.later(days=1)
    new = await house.open_to("public")

    assert "目录撤销公告" in page
    assert why in page
    assert [(each["kind"], each["explanation"]) for each in told["notices"]] == [("revoke", why)]
    assert why not in await house.page(f"/items/{new}")
