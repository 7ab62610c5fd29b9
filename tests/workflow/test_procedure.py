"""What a scheme says beyond review and approval: signatures, substitutes, kept verdicts."""

import pytest
from msgspec.structs import replace

from services.workflow.domain.commands import Grounded, ResubmitProposal
from services.workflow.domain.procedure import (
    CatalogByAuthorError,
    CountersignedByAuthorError,
    DurationMissingError,
    NoCountersignatureError,
    NotCountersignerError,
    NotExemptError,
    NotInvokerError,
    SignaturesMissingError,
    SignedAlreadyError,
    WaiverBarredError,
    assigned,
)
from services.workflow.domain.procedure_words import (
    CountersignProposal,
    InvokeCatalog,
    KeptReview,
    ProposalCountersigned,
    ProposalExempted,
    ReviewKept,
    ReviewRouted,
)
from services.workflow.domain.proposal import PROPOSAL, CheckMissingError, StaleTextError
from services.workflow.domain.separation import (
    DecidedByAuthorError,
    DecidedByReviewerError,
    NotClerkOfUnitError,
    NotReviewerOfCheckError,
    ResubmittedByReviewerError,
)
from services.workflow.domain.terms import Check, CheckRule, Post, Procedure, Verdict, digest_of
from services.workflow.views.register import procedure_of
from shared.testing import UNIT, Given
from tests.workflow.every_path import rules_by
from tests.workflow.examples import (
    APPROVE,
    APPROVED,
    BASIS,
    BETTER,
    BETTER_DIGEST,
    CATALOG,
    CHEN,
    DIGEST,
    ITEM,
    LI,
    LISTED,
    PASSED,
    PLAN,
    RESUBMIT,
    RESUBMITTED,
    RETURN,
    RETURNED,
    RULES,
    SUBMIT,
    SUBMITTED,
    SUN,
    WANG,
    ZHAO,
    review,
    reviewed,
)

COUNTERSIGN = CountersignProposal(digest=DIGEST)
SIGNED = ProposalCountersigned(unit=UNIT, digest=DIGEST, countersigned_by=CHEN)
EXEMPTED = ProposalExempted(
    unit=UNIT,
    item_id=ITEM,
    title=PLAN.title,
    digest=DIGEST,
    catalog=CATALOG.number,
    approved_by=SUN,
    invoked_by=CHEN,
)


def by(**procedure):
    """Return a submission under a scheme that says this of its procedure."""
    return replace(SUBMITTED, rules=replace(RULES, procedure=Procedure(**procedure)))


THREE = by(signatures=3, countersigners=(Post.OFFICE, Post.APPROVER))
NONE = by(signatures=0)
MINE = by(substitutes=(Post.OFFICE,))


def given(*history):
    return Given(PROPOSAL, *history)


# ── signatures ───────────────────────────────────────────────────────────────────────────────


def test_an_approval_waits_for_the_signatures_that_the_scheme_demands():
    refusal = (
        given(THREE, *PASSED)
        .when(APPROVE, by=SUN, post="approver")
        .then_rejected(SignaturesMissingError)
    )
    assert "须经3人签批，还差1人会签" in refusal.sentence
    given(THREE, *PASSED).when(COUNTERSIGN, by=CHEN, post="office").then(SIGNED)
    given(THREE, *PASSED, SIGNED).when(APPROVE, by=SUN, post="approver").then(APPROVED)


@pytest.mark.parametrize(
    ("person", "post", "rule"),
    [
        (CHEN, "reviewer", NotCountersignerError),
        (LI, "office", CountersignedByAuthorError),
        (ZHAO, "office", SignedAlreadyError),
    ],
)
def test_who_signed_or_proposed_does_not_countersign(person, post, rule):
    given(THREE, *PASSED).when(COUNTERSIGN, by=person, post=post).then_rejected(rule)


def test_nobody_signs_twice_nor_more_than_is_needed():
    once = given(THREE, *PASSED, SIGNED)
    once.when(COUNTERSIGN, by=CHEN, post="office").then_rejected(SignedAlreadyError)
    once.when(COUNTERSIGN, by=SUN, post="approver").then_rejected(NoCountersignatureError)
    once.when(APPROVE, by=CHEN, post="approver").then_rejected(DecidedByReviewerError)
    two = by(signatures=2, countersigners=(Post.OFFICE,))
    given(two, *PASSED).when(COUNTERSIGN, by=CHEN, post="office").then_rejected(
        NoCountersignatureError
    )


def test_a_countersignature_is_of_a_checked_and_current_text():
    given(THREE).when(COUNTERSIGN, by=CHEN, post="office").then_rejected(CheckMissingError)
    stale = CountersignProposal(digest="0" * 64)
    given(THREE, *PASSED).when(stale, by=CHEN, post="office").then_rejected(StaleTextError)


def test_a_return_voids_countersignatures_and_who_signed_does_not_become_author():
    again = THREE, *PASSED, SIGNED, RETURNED
    given(*again).when(RESUBMIT, by=CHEN, post="clerk").then_rejected(ResubmittedByReviewerError)
    unchanged = replace(RESUBMITTED, plan=PLAN, digest=DIGEST)
    given(*again, unchanged).when(APPROVE, by=SUN, post="approver").then_rejected(
        SignaturesMissingError
    )


def test_one_reviewer_for_both_checks_is_one_signature():
    two = by(signatures=3, countersigners=(Post.OFFICE,))
    other = reviewed(Check.ACCURACY, by="feng.lan")
    history = two, reviewed(Check.SECRECY), reviewed(Check.NECESSITY), other
    given(*history).when(APPROVE, by=SUN, post="approver").then(APPROVED)


# ── by the approval of the catalog ───────────────────────────────────────────────────────────


@pytest.mark.clause("S4-11")
def test_where_the_scheme_asks_no_signature_the_approved_catalog_stands_for_it():
    given(NONE, *PASSED).when(InvokeCatalog(digest=DIGEST), by=CHEN, post="office").then(
        EXEMPTED, APPROVED
    )


@pytest.mark.parametrize(
    ("person", "post", "rule"),
    [
        (CHEN, "clerk", NotInvokerError),
        (LI, "office", DecidedByAuthorError),
        (ZHAO, "approver", DecidedByReviewerError),
    ],
)
def test_three_people_even_so(person, post, rule):
    ask = InvokeCatalog(digest=DIGEST)
    given(NONE, *PASSED).when(ask, by=person, post=post).then_rejected(rule)


def test_it_needs_checks_a_scheme_without_signatures_and_another_maker_of_the_catalog():
    ask = InvokeCatalog(digest=DIGEST)
    given(NONE).when(ask, by=CHEN, post="office").then_rejected(CheckMissingError)
    given(SUBMITTED, *PASSED).when(ask, by=CHEN, post="office").then_rejected(NotExemptError)
    mine = replace(CATALOG, approved=replace(CATALOG.approved, by=LI))
    given(replace(NONE, catalog=mine), *PASSED).when(ask, by=CHEN, post="office").then_rejected(
        CatalogByAuthorError
    )


# ── substitutes ──────────────────────────────────────────────────────────────────────────────

ROUTED = ReviewRouted(
    unit=UNIT,
    item_id=ITEM,
    title=PLAN.title,
    proposer=LI,
    checks=(Check.NECESSITY, Check.ACCURACY),
    posts=(Post.REVIEWER,),
    substitutes=(Post.OFFICE,),
    rule="S4-56",
)
ONLY_REVIEWER = (
    CheckRule(check=Check.SECRECY, posts=(Post.SECRECY_REVIEWER,)),
    CheckRule(check=Check.NECESSITY, posts=(Post.REVIEWER,)),
    CheckRule(check=Check.ACCURACY, posts=(Post.REVIEWER,)),
)
OWN = replace(MINE.rules, checks=ONLY_REVIEWER)
BOTH = (Post.CLERK, Post.REVIEWER)


def test_what_the_reviewing_office_proposes_is_checked_by_its_substitute():
    ask = Grounded(asked=SUBMIT.asked, basis=replace(BASIS, rules=OWN, held=BOTH))
    submitted = replace(SUBMITTED, rules=OWN)
    given().when(ask, by=LI, post="clerk").then(submitted, ROUTED)
    routed = given(submitted, ROUTED)
    routed.when(review(Check.ACCURACY), by=ZHAO, post="reviewer").then_rejected(
        NotReviewerOfCheckError
    )
    routed.when(review(Check.ACCURACY), by=CHEN, post="office").then(
        reviewed(Check.ACCURACY, by=CHEN)
    )
    routed.when(review(Check.SECRECY), by=WANG, post="secrecy_reviewer").then(
        reviewed(Check.SECRECY)
    )


def test_without_a_conflict_or_without_a_substitute_everything_stays():
    assert assigned(OWN, (Post.CLERK,)) == OWN
    assert assigned(RULES, BOTH) == RULES
    two = replace(OWN, checks=RULES.checks)
    assert assigned(two, BOTH).reviewers(Check.NECESSITY) == (Post.OFFICE,)
    assert assigned(two, (Post.OFFICE,)).reviewers(Check.NECESSITY) == (Post.REVIEWER,)
    assert assigned(OWN, (*BOTH, Post.OFFICE)) == OWN


def test_a_second_author_from_the_reviewing_office_routes_it_too():
    history = replace(SUBMITTED, rules=OWN), RETURNED
    ask = Grounded(asked=ResubmitProposal(plan=PLAN), basis=replace(BASIS, rules=OWN, held=BOTH))
    unchanged = replace(RESUBMITTED, plan=PLAN, digest=DIGEST, resubmitted_by=CHEN)
    given(*history).when(ask, by=CHEN, post="clerk").then(unchanged, replace(ROUTED, proposer=CHEN))


# ── kept verdicts ────────────────────────────────────────────────────────────────────────────

KEEPS = by(keeps_untouched=True)
LATER = replace(PLAN, duration_days=60)


def resubmitted(plan, **more):
    return replace(RESUBMITTED, plan=plan, digest=digest_of(plan, ""), **more)


def test_a_resubmission_voids_what_looks_at_the_change_and_keeps_the_rest_if_the_scheme_says_so():
    history = KEEPS, *PASSED, RETURNED
    kept = KeptReview(check=Check.NECESSITY, digest=DIGEST, reviewed_by=ZHAO)
    stays = ReviewKept(unit=UNIT, title=BETTER.title, digest=BETTER_DIGEST, kept=(kept,))
    given(*history).when(RESUBMIT, by=LI, post="clerk").then(RESUBMITTED, stays)
    after = given(*history, RESUBMITTED, stays)
    approve = replace(APPROVE, digest=BETTER_DIGEST)
    after.when(approve, by=SUN, post="approver").then_rejected(CheckMissingError)
    anew = [reviewed(each, digest=BETTER_DIGEST) for each in (Check.SECRECY, Check.ACCURACY)]
    given(*history, RESUBMITTED, stays, *anew).when(approve, by=SUN, post="approver").then(
        replace(APPROVED, plan=BETTER, digest=BETTER_DIGEST)
    )


def test_how_long_it_stays_is_no_matter_of_secrecy_or_accuracy():
    ask = Grounded(asked=ResubmitProposal(plan=LATER), basis=BASIS)
    kept = tuple(
        KeptReview(check=each, digest=DIGEST, reviewed_by=person)
        for each, person in ((Check.SECRECY, WANG), (Check.ACCURACY, ZHAO))
    )
    text = resubmitted(LATER)
    stays = ReviewKept(unit=UNIT, title=LATER.title, digest=text.digest, kept=kept)
    given(KEEPS, *PASSED, RETURNED).when(ask, by=LI, post="clerk").then(text, stays)


def test_without_such_a_scheme_nothing_of_a_changed_text_stays():
    given(SUBMITTED, *PASSED, RETURNED).when(RESUBMIT, by=LI, post="clerk").then(RESUBMITTED)


def test_a_failed_check_is_never_kept():
    failed = reviewed(Check.NECESSITY, Verdict.FAIL, note="不必公开")
    given(KEEPS, failed, RETURNED).when(RESUBMIT, by=LI, post="clerk").then(RESUBMITTED)


# ── other rules of a scheme ──────────────────────────────────────────────────────────────────


def test_no_exception_from_inner_first_where_the_scheme_allows_none():
    strict = replace(RULES, procedure=Procedure(waivable=False))
    waived = replace(PLAN, waiver="群众普遍关心")
    ask = Grounded(asked=replace(SUBMIT.asked, plan=waived), basis=replace(BASIS, rules=strict))
    given().when(ask, by=LI, post="clerk").then_rejected(WaiverBarredError, field="waiver")


@pytest.mark.clause("S2-25")
def test_a_plan_says_for_how_many_days_where_the_scheme_counts_that_among_what_is_reviewed():
    rules = rules_by("S2")
    lasting = replace(PLAN, duration_days=None)
    digest = digest_of(lasting, "")

    def ask(rules, item):
        basis = replace(BASIS, rules=rules, item=item)
        asked = Grounded(asked=replace(SUBMIT.asked, plan=lasting), basis=basis)
        return given().when(asked, by=LI, post="clerk")

    refused = ask(rules, LISTED).then_rejected(DurationMissingError, field="duration_days")
    assert refused.sentence.startswith("缺少时长")
    taken = replace(SUBMITTED, plan=lasting, digest=digest)
    ask(rules, replace(LISTED, standing=True)).then(replace(taken, rules=rules))
    ask(RULES, LISTED).then(taken)  # elsewhere 长期 says enough


def test_the_office_proposes_where_the_scheme_says_so():
    rules = replace(RULES, procedure=Procedure(proposers=(Post.OFFICE,)))
    ask = Grounded(asked=SUBMIT.asked, basis=replace(BASIS, rules=rules))
    given().when(ask, by=LI, post="office").then(replace(SUBMITTED, rules=rules))
    given().when(ask, by=LI, post="clerk").then_rejected(NotClerkOfUnitError)


def test_the_settings_of_a_scheme_are_its_procedure():
    assert procedure_of({}) == Procedure()
    told = {
        "routes.in_catalog.proposer": "领导小组办公室",
        "routes.in_catalog.signatures": 3,
        "routes.in_catalog.countersigners": ["office"],
        "review.substitutes": ["office", "nobody"],
        "review.on_resubmission": "只重审改动涉及的",
        "ordering.policy": "inner_first_strict",
    }
    assert procedure_of(told) == Procedure(
        proposers=(Post.OFFICE, Post.CLERK),
        signatures=3,
        countersigners=(Post.OFFICE,),
        substitutes=(Post.OFFICE,),
        keeps_untouched=True,
        waivable=False,
    )
    assert not procedure_of({"exceptions.in_principle": "不允许例外"}).waivable


def test_return_is_for_those_concerned_also_after_routing():
    submitted = replace(SUBMITTED, rules=OWN)
    given(submitted, ROUTED).when(RETURN, by=CHEN, post="office").then(
        replace(RETURNED, returned_by=CHEN)
    )
