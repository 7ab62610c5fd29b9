"""Who may do what: by the unit's own scheme, and never one person in two parts (B1, B4)."""

import pytest
from msgspec.structs import replace

from services.workflow.domain.proposal import PROPOSAL
from services.workflow.domain.separation import (
    DecidedByAuthorError,
    DecidedByReviewerError,
    NotApproverError,
    NotClerkOfUnitError,
    NotConcernedError,
    NotReviewerOfCheckError,
    ResubmittedByReviewerError,
    ReturnedByAuthorError,
    ReviewedByAuthorError,
)
from services.workflow.domain.terms import Check, Post
from shared.testing import Given
from tests.workflow.examples import (
    APPROVE,
    LI,
    PASSED,
    REJECT,
    RESUBMIT,
    RESUBMITTED,
    RETURN,
    RETURNED,
    SUBMIT,
    SUBMITTED,
    SUN,
    WANG,
    ZHAO,
    review,
    reviewed,
)

OTHER = "00000000-0000-4000-8000-0000000000bb"
NO_CLERK = [post.value for post in Post if post is not Post.CLERK]


@pytest.mark.parametrize("post", ["", *NO_CLERK])
def test_only_a_clerk_proposes(post):
    Given(PROPOSAL).when(SUBMIT, by=LI, post=post).then_rejected(NotClerkOfUnitError)


def test_a_clerk_of_another_unit_does_not_propose():
    Given(PROPOSAL).when(SUBMIT, by=LI, post="clerk", unit=OTHER).then_rejected(NotClerkOfUnitError)


@pytest.mark.parametrize(
    ("check", "post"),
    [
        (Check.SECRECY, "reviewer"),
        (Check.SECRECY, "approver"),
        (Check.NECESSITY, "secrecy_reviewer"),
        (Check.ACCURACY, "office"),
        (Check.ACCURACY, "clerk"),
        (Check.ACCURACY, ""),
    ],
)
def test_a_check_is_carried_out_by_a_post_the_scheme_names_for_it(check, post):
    Given(PROPOSAL, SUBMITTED).when(review(check), by=WANG, post=post).then_rejected(
        NotReviewerOfCheckError
    )


def test_a_scheme_may_name_several_posts_for_a_check():
    Given(PROPOSAL, SUBMITTED).when(review(Check.NECESSITY), by=ZHAO, post="office").then(
        reviewed(Check.NECESSITY)
    )


@pytest.mark.parametrize(
    ("command", "rule", "post"),
    [
        (review(Check.SECRECY), NotReviewerOfCheckError, "secrecy_reviewer"),
        (RETURN, NotConcernedError, "reviewer"),
        (APPROVE, NotApproverError, "approver"),
        (REJECT, NotApproverError, "approver"),
    ],
)
def test_a_post_in_another_unit_is_no_post_here(command, rule, post):
    Given(PROPOSAL, SUBMITTED, *PASSED).when(
        command, by="guest", post=post, unit=OTHER
    ).then_rejected(rule)


@pytest.mark.parametrize("post", ["clerk", "publisher", "auditor", "member", ""])
def test_only_those_concerned_return_a_plan(post):
    Given(PROPOSAL, SUBMITTED).when(RETURN, by=WANG, post=post).then_rejected(NotConcernedError)


@pytest.mark.parametrize("post", ["clerk", "reviewer", "secrecy_reviewer", "office", ""])
@pytest.mark.parametrize("command", [APPROVE, REJECT])
def test_only_an_approver_decides(command, post):
    Given(PROPOSAL, SUBMITTED, *PASSED).when(command, by=SUN, post=post).then_rejected(
        NotApproverError
    )


def test_an_author_takes_no_second_step_whatever_posts_they_hold():
    given = Given(PROPOSAL, SUBMITTED, *PASSED)
    fresh = Given(PROPOSAL, SUBMITTED)

    fresh.when(review(Check.SECRECY), by=LI, post="secrecy_reviewer").then_rejected(
        ReviewedByAuthorError
    )
    given.when(RETURN, by=LI, post="reviewer").then_rejected(ReturnedByAuthorError)
    given.when(APPROVE, by=LI, post="approver").then_rejected(DecidedByAuthorError)
    given.when(REJECT, by=LI, post="approver").then_rejected(DecidedByAuthorError)


@pytest.mark.parametrize("person", [WANG, ZHAO])
@pytest.mark.parametrize("command", [APPROVE, REJECT])
def test_a_reviewer_does_not_decide_whatever_posts_they_hold(person, command):
    Given(PROPOSAL, SUBMITTED, *PASSED).when(command, by=person, post="approver").then_rejected(
        DecidedByReviewerError
    )


def test_who_reviewed_before_a_return_still_counts_as_reviewer():
    history = SUBMITTED, reviewed(Check.SECRECY), RETURNED, RESUBMITTED

    Given(PROPOSAL, *history).when(REJECT, by=WANG, post="approver").then_rejected(
        DecidedByReviewerError
    )


def test_a_reviewer_does_not_become_the_author():
    Given(PROPOSAL, SUBMITTED, reviewed(Check.SECRECY), RETURNED).when(
        RESUBMIT, by=WANG, post="clerk"
    ).then_rejected(ResubmittedByReviewerError)


def test_after_a_handover_both_clerks_are_authors():
    handed_over = replace(RESUBMITTED, resubmitted_by="new.clerk")
    given = Given(PROPOSAL, SUBMITTED, RETURNED, handed_over)

    for author in (LI, "new.clerk"):
        given.when(
            review(Check.SECRECY, digest=RESUBMITTED.digest), by=author, post="secrecy_reviewer"
        ).then_rejected(ReviewedByAuthorError)
