"""An entry whose scope narrows between the proposal and its approval. Given, when, then."""

import pytest
from msgspec.structs import replace

from services.workflow.domain.change_words import SchemeCited
from services.workflow.domain.commands import Bounded, Item
from services.workflow.domain.narrowing import EntryNarrowedError
from services.workflow.domain.proposal import PROPOSAL, SecrecyMissingError
from services.workflow.domain.separation import NotApproverError
from services.workflow.domain.terms import Kind, Scope
from shared.testing import UNIT, Given
from tests.workflow.examples import (
    APPROVE,
    APPROVED,
    DISCLOSURE,
    ITEM,
    LI,
    PASSED,
    SUBMITTED,
    SUN,
    ZHAO,
)
from tests.workflow.house import OTHER

LISTED = Item(unit=UNIT, forms=("会议", "网站"), scope=Scope.SOCIETY)


def asked(*history, item, by=SUN, post="approver"):
    given = Given(PROPOSAL, *history)
    return given.when(Bounded(asked=APPROVE, item=item), by=by, post=post)


@pytest.mark.parametrize("scope", [Scope.PARTY, Scope.UNIT, Scope.PERSONS, Scope.APPLICANT])
def test_a_plan_wider_than_the_entry_now_allows_is_not_approved(scope):
    asked(SUBMITTED, *PASSED, item=replace(LISTED, scope=scope)).then_rejected(
        EntryNarrowedError, field="scope"
    )


@pytest.mark.parametrize(
    "item",
    [
        LISTED,
        replace(LISTED, forms=("公开栏",)),  # another change binds later matters only (N4)
        None,  # so does leaving the catalog
    ],
)
def test_every_other_change_of_the_entry_binds_later_matters_only(item):
    asked(SUBMITTED, *PASSED, item=item).then(APPROVED)


def test_who_may_not_approve_learns_that_first():
    narrow = replace(LISTED, scope=Scope.PARTY)
    asked(SUBMITTED, *PASSED, item=narrow, by=ZHAO, post="reviewer").then_rejected(NotApproverError)
    asked(SUBMITTED, item=narrow).then_rejected(SecrecyMissingError)


def test_a_withdrawal_is_never_too_wide():
    change = {"kind": Kind.WITHDRAW, "disclosure_id": DISCLOSURE, "explanation": "内容重复公开"}
    asked(replace(SUBMITTED, **change), *PASSED, item=replace(LISTED, scope=Scope.PARTY)).then(
        replace(APPROVED, **change)
    )


async def test_by_the_door_the_approval_is_refused_and_a_narrower_plan_is_approved(house):
    proposal_id, digest = await house.submitted()
    await house.passed(proposal_id, digest)
    await house.approve_catalog(2)
    await house.list_item(ITEM, "党费收缴", "party", version=2)

    refused = await house.post(SUN, proposal_id, "approve", {"digest": digest})
    page = (await house.page(SUN, f"/proposals/{proposal_id}")).text

    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:gongkai:EntryNarrowedError"
    assert "批准：目录已经收窄这一事项的公开范围" in page

    await house.post(ZHAO, proposal_id, "return", {"reason": "目录已经收窄公开范围"})
    plan = (await house.get(LI, f"/api/proposals/{proposal_id}")).json()["plan"]
    plan |= {"scope": "party", "channels": ["会议"]}
    assert (await house.post(LI, proposal_id, "resubmit", {"plan": plan})).status_code == 201
    digest = await house.digest(proposal_id)
    await house.passed(proposal_id, digest)
    done = await house.post(SUN, proposal_id, "approve", {"digest": digest})
    assert done.status_code == 201


async def test_an_entry_of_another_unit_narrows_nothing(house):
    proposal_id, digest = await house.submitted()
    await house.passed(proposal_id, digest)
    await house.approve_catalog(1, OTHER)
    await house.list_item("55555555-5555-4555-8555-555555555555", "党费收缴", "party", OTHER)

    assert (await house.post(SUN, proposal_id, "approve", {"digest": digest})).status_code == 201


def test_an_approval_names_the_newest_scheme_it_knew_before_anything_else_is_told():
    cited = SchemeCited(unit=OTHER, digest=APPROVE.digest, version=3)
    told = Bounded(asked=APPROVE, item=LISTED, scheme=3, body=OTHER)  # an heir's scheme
    given = Given(PROPOSAL, SUBMITTED, *PASSED)
    given.when(told, by=SUN, post="approver").then(cited, APPROVED)
