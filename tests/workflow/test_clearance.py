"""What the ordinary approver cannot decide: outside the catalog (A8), beyond authority (B3)."""

import pytest
from msgspec.structs import replace

from services.workflow.domain.clearance import (
    AlreadyEscalatedError,
    BallotCountError,
    BallotLostError,
    BallotMissingError,
    BarredBySchemeError,
    BeyondAuthorityError,
    MinutesMissingError,
    NoRouteError,
    NotByOrdinaryPathError,
    NotEscalatedError,
    NothingToEscalateError,
    NotTheDecidingBodyError,
    OffCatalogClosedError,
    OffCatalogReasonError,
)
from services.workflow.domain.commands import Grounded
from services.workflow.domain.proposal import (
    PROPOSAL,
    CheckMissingError,
    StaleTextError,
)
from services.workflow.domain.route import Ballot, Route, Way
from services.workflow.domain.route_words import (
    ConsentProposal,
    EscalateProposal,
    ProposalConsented,
    ProposalEscalated,
    ProposalRouted,
    SubmitOffCatalog,
)
from services.workflow.domain.separation import DecidedByAuthorError, DecidedByReviewerError
from services.workflow.domain.terms import Post
from shared.testing import UNIT, Given
from tests.workflow.examples import (
    APPROVE,
    APPROVED,
    BASIS,
    DIGEST,
    ITEM,
    LI,
    LISTED,
    PASSED,
    PLAN,
    REJECT,
    RESUBMITTED_UNCHANGED,
    RETURN,
    RETURNED,
    SUBMIT,
    SUBMITTED,
    SUN,
    ZHAO,
)

COUNTY = "00000000-0000-4000-8000-0000000000c0"
LEADER, OFFICE, HEAD = "qian.jun", "feng.lan", "zhou.zheng"
WHY = "群众普遍关心的饮水工程，目录里没有列入。"
MATTER = "99999999-9999-4999-8999-999999999999"

GROUP = Route(way=Way.LEADING_GROUP, body=UNIT, name="编办", posts=(Post.LEADER,))
MAKER = Route(way=Way.CATALOG_MAKER, body=COUNTY, name="县委", posts=(Post.APPROVER,))
STUDY = Route(way=Way.COLLECTIVE, body=UNIT, name="编办", posts=(Post.OFFICE, Post.APPROVER))
UP = Route(way=Way.SUPERIOR, body=COUNTY, name="县委", posts=(Post.APPROVER,), matter="干部任免")
VOTED = Ballot(present=5, favour=4, against=1)
CONSENT = ConsentProposal(digest=DIGEST, minutes="领导小组会议纪要第3号", ballot=VOTED)
ESCALATE = EscalateProposal(digest=DIGEST)
ESCALATED = ProposalEscalated(unit=UNIT, body=COUNTY, digest=DIGEST, note="", escalated_by=SUN)


def routed(route, reason=WHY, item=ITEM):
    return ProposalRouted(
        unit=UNIT, item_id=item, way=route.way, route=route, title=PLAN.title, reason=reason
    )


def ready(route, *more):
    return (SUBMITTED, routed(route), *PASSED, *more)


def off(route, reason=WHY):
    asked = SubmitOffCatalog(unit=UNIT, plan=PLAN, reason=reason)
    basis = replace(BASIS, item=LISTED, route=route, matter_id=MATTER)
    return Grounded(asked=asked, basis=basis)


def given(*history):
    return Given(PROPOSAL, *history)


# ── the rules ────────────────────────────────────────────────────────────────────────────────


def test_a_matter_outside_the_catalog_takes_the_units_own_way():
    given().when(off(GROUP), by=LI, post="clerk").then(
        replace(SUBMITTED, item_id=MATTER), routed(GROUP, item=MATTER)
    )


def test_it_needs_a_reason_and_a_scheme_that_has_a_way():
    given().when(off(GROUP, "太短"), by=LI, post="clerk").then_rejected(
        OffCatalogReasonError, field="reason"
    )
    given().when(off(None), by=LI, post="clerk").then_rejected(OffCatalogClosedError)
    given().when(off(UP), by=LI, post="clerk").then_rejected(OffCatalogClosedError)


@pytest.mark.parametrize("route", [GROUP, MAKER, STUDY], ids=lambda each: each.way.value)
def test_no_ordinary_approval_reaches_it(route):
    refusal = (
        given(*ready(route))
        .when(APPROVE, by=SUN, post="approver")
        .then_rejected(NotByOrdinaryPathError)
    )
    assert route.decider in refusal.sentence


def test_beyond_authority_the_refusal_names_who_must_approve():
    refusal = (
        given(*ready(UP)).when(APPROVE, by=SUN, post="approver").then_rejected(BeyondAuthorityError)
    )
    assert "县委" in refusal.sentence
    assert "干部任免" in refusal.sentence
    assert "报批" in refusal.sentence


def test_what_a_scheme_bars_beyond_authority_is_not_even_proposed():
    barred = Grounded(asked=SUBMIT.asked, basis=replace(BASIS, route=UP, barred=True))
    given().when(barred, by=LI, post="clerk").then_rejected(BarredBySchemeError)


def test_the_body_consents_and_with_that_it_is_approved():
    consented = ProposalConsented(
        unit=UNIT,
        body=UNIT,
        way=Way.LEADING_GROUP,
        digest=DIGEST,
        consented_by=LEADER,
        minutes=CONSENT.minutes,
        ballot=VOTED,
    )
    given(*ready(GROUP)).when(CONSENT, by=LEADER, post="leader").then(
        consented, replace(APPROVED, approved_by=LEADER)
    )


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"ballot": None}, BallotMissingError),
        ({"minutes": " "}, MinutesMissingError),
        ({"minutes": "长" * 201}, MinutesMissingError),
        ({"ballot": Ballot(present=2, favour=2)}, BallotCountError),
        ({"ballot": Ballot(present=5, favour=4)}, BallotCountError),
        ({"ballot": Ballot(present=4, favour=2, against=2)}, BallotLostError),
        ({"digest": "0" * 64}, StaleTextError),
    ],
)
def test_a_meeting_decides_not_one_signature(change, rule):
    asked = replace(CONSENT, **change)
    given(*ready(STUDY)).when(asked, by=OFFICE, post="office").then_rejected(rule)


def test_a_body_above_decides_only_what_was_sent_up():
    given(*ready(UP)).when(CONSENT, by=HEAD, unit=COUNTY, post="approver").then_rejected(
        NotEscalatedError
    )
    given(*ready(UP)).when(ESCALATE, by=SUN, post="approver").then(ESCALATED)
    given(*ready(UP, ESCALATED)).when(ESCALATE, by=SUN, post="approver").then_rejected(
        AlreadyEscalatedError
    )


def test_nothing_goes_up_before_its_checks_nor_what_is_decided_here():
    given(SUBMITTED, routed(UP)).when(ESCALATE, by=SUN, post="approver").then_rejected(
        CheckMissingError
    )
    given(*ready(GROUP)).when(ESCALATE, by=SUN, post="approver").then_rejected(
        NothingToEscalateError
    )
    given(SUBMITTED, *PASSED).when(ESCALATE, by=SUN, post="approver").then_rejected(NoRouteError)
    given(*ready(UP)).when(
        EscalateProposal(digest="0" * 64), by=SUN, post="approver"
    ).then_rejected(StaleTextError)


@pytest.mark.parametrize(
    ("person", "rule"), [(LI, DecidedByAuthorError), (ZHAO, DecidedByReviewerError)]
)
def test_who_proposed_or_reviewed_does_not_consent_whatever_else_they_are(person, rule):
    given(*ready(GROUP)).when(CONSENT, by=person, post="leader").then_rejected(rule)


@pytest.mark.parametrize("command", [CONSENT, REJECT])
def test_another_body_neither_consents_nor_refuses(command):
    given(*ready(GROUP)).when(command, by=SUN, post="approver").then_rejected(
        NotTheDecidingBodyError
    )
    given(*ready(UP, ESCALATED)).when(command, by=SUN, post="approver").then_rejected(
        NotTheDecidingBodyError
    )


def test_a_return_takes_it_back_from_above():
    history = (*ready(UP, ESCALATED), RETURNED, RESUBMITTED_UNCHANGED)
    given(*history).when(CONSENT, by=HEAD, unit=COUNTY, post="approver").then_rejected(
        NotEscalatedError
    )


def test_the_body_may_return_what_it_was_sent():
    given(*ready(UP, ESCALATED)).when(RETURN, by=HEAD, unit=COUNTY, post="approver").then(
        replace(RETURNED, returned_by=HEAD)
    )
