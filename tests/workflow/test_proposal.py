"""Steps of a proposal. No database, no network, no clock: given, when, then."""

import pytest
from msgspec.structs import replace

from services.workflow.domain.commands import ApproveProposal, RejectProposal, ReturnProposal
from services.workflow.domain.proposal import (
    PROPOSAL,
    AccuracyFailedError,
    AccuracyMissingError,
    AlreadyDecidedError,
    AlreadySubmittedError,
    CheckAlreadyRecordedError,
    NecessityFailedError,
    NecessityMissingError,
    NoteMissingError,
    NoteTooLongError,
    NotProposedError,
    NotReturnedError,
    NotUnderReviewError,
    ReasonMissingError,
    SecrecyFailedError,
    SecrecyMissingError,
    StaleTextError,
)
from services.workflow.domain.terms import Check, Verdict
from shared.testing import Given
from tests.workflow.examples import (
    APPROVE,
    APPROVED,
    BETTER,
    BETTER_DIGEST,
    DIGEST,
    LI,
    PASSED,
    REJECT,
    REJECTED,
    RESUBMIT,
    RESUBMITTED,
    RESUBMITTED_UNCHANGED,
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

POSTS = {Check.SECRECY: "secrecy_reviewer", Check.NECESSITY: "reviewer", Check.ACCURACY: "reviewer"}
MISSING = {
    Check.SECRECY: SecrecyMissingError,
    Check.NECESSITY: NecessityMissingError,
    Check.ACCURACY: AccuracyMissingError,
}
FAILED = {
    Check.SECRECY: SecrecyFailedError,
    Check.NECESSITY: NecessityFailedError,
    Check.ACCURACY: AccuracyFailedError,
}


def test_a_plan_is_submitted_in_its_authors_name_with_the_rules_of_the_day():
    Given(PROPOSAL).when(SUBMIT, by=LI, post="clerk").then(SUBMITTED)


def test_a_plan_under_review_cannot_be_submitted_again():
    Given(PROPOSAL, SUBMITTED).when(SUBMIT, by=LI, post="clerk").then_rejected(
        AlreadySubmittedError
    )


@pytest.mark.parametrize("check", Check)
def test_each_check_is_recorded_by_the_post_the_scheme_names(check):
    Given(PROPOSAL, SUBMITTED).when(review(check), by=ZHAO, post=POSTS[check]).then(
        reviewed(check, by=ZHAO)
    )


def test_a_verdict_on_a_text_that_has_changed_meanwhile_is_refused():
    stale = review(Check.SECRECY, digest=DIGEST)

    Given(PROPOSAL, SUBMITTED, RETURNED, RESUBMITTED).when(
        stale, by=WANG, post="secrecy_reviewer"
    ).then_rejected(StaleTextError, field="digest")


def test_one_text_gets_one_verdict_for_each_check():
    Given(PROPOSAL, SUBMITTED, reviewed(Check.SECRECY)).when(
        review(Check.SECRECY), by="another", post="secrecy_reviewer"
    ).then_rejected(CheckAlreadyRecordedError)


@pytest.mark.parametrize("note", ["", "  \n"])
def test_a_failed_check_says_why(note):
    Given(PROPOSAL, SUBMITTED).when(
        review(Check.SECRECY, Verdict.FAIL, note=note), by=WANG, post="secrecy_reviewer"
    ).then_rejected(NoteMissingError, field="note")


def test_a_failed_check_with_its_reason_is_recorded():
    failed = review(Check.SECRECY, Verdict.FAIL, note="第二段有内部电话")

    Given(PROPOSAL, SUBMITTED).when(failed, by=WANG, post="secrecy_reviewer").then(
        reviewed(Check.SECRECY, Verdict.FAIL, note="第二段有内部电话")
    )


def test_a_note_is_a_note_and_no_treatise():
    Given(PROPOSAL, SUBMITTED).when(
        review(Check.SECRECY, note="长" * 2_001), by=WANG, post="secrecy_reviewer"
    ).then_rejected(NoteTooLongError, field="note")


def test_a_colleague_returns_a_plan_with_a_reason():
    Given(PROPOSAL, SUBMITTED).when(RETURN, by=WANG, post="reviewer").then(RETURNED)


@pytest.mark.parametrize("reason", ["", "不行", "    \n  "])
def test_nothing_is_returned_without_a_reason_that_helps(reason):
    Given(PROPOSAL, SUBMITTED).when(
        ReturnProposal(reason=reason), by=WANG, post="reviewer"
    ).then_rejected(ReasonMissingError, field="reason")


def test_nothing_is_returned_twice():
    Given(PROPOSAL, SUBMITTED, RETURNED).when(RETURN, by=WANG, post="reviewer").then_rejected(
        NotUnderReviewError
    )


def test_nothing_is_reviewed_or_approved_while_it_is_with_its_author():
    given = Given(PROPOSAL, SUBMITTED, *PASSED, RETURNED)

    given.when(review(Check.SECRECY), by=WANG, post="secrecy_reviewer").then_rejected(
        NotUnderReviewError
    )
    given.when(APPROVE, by=SUN, post="approver").then_rejected(NotUnderReviewError)


def test_only_what_was_returned_can_be_submitted_anew():
    Given(PROPOSAL, SUBMITTED).when(RESUBMIT, by=LI, post="clerk").then_rejected(NotReturnedError)


def test_a_returned_plan_comes_back_mended():
    Given(PROPOSAL, SUBMITTED, RETURNED).when(RESUBMIT, by=LI, post="clerk").then(RESUBMITTED)


def test_a_resubmission_is_judged_by_the_rules_under_which_the_proposal_began():
    without_scheme = replace(RESUBMIT, basis=replace(RESUBMIT.basis, rules=None))

    Given(PROPOSAL, SUBMITTED, RETURNED).when(without_scheme, by=LI, post="clerk").then(RESUBMITTED)


def test_a_changed_text_voids_all_earlier_passes():
    given = Given(PROPOSAL, SUBMITTED, *PASSED, RETURNED, RESUBMITTED)

    given.when(ApproveProposal(digest=BETTER_DIGEST), by=SUN, post="approver").then_rejected(
        SecrecyMissingError
    )


def test_an_unchanged_text_keeps_its_passes_but_not_its_failures():
    failed = reviewed(Check.ACCURACY, Verdict.FAIL, note="缺台账")
    given = Given(PROPOSAL, SUBMITTED, *PASSED[:2], failed, RETURNED, RESUBMITTED_UNCHANGED)

    given.when(APPROVE, by=SUN, post="approver").then_rejected(AccuracyMissingError)


@pytest.mark.clause("S0-33")
@pytest.mark.parametrize("check", Check)
def test_an_approval_names_the_check_that_is_missing(check):
    others = [reviewed(each) for each in Check if each is not check]

    refusal = (
        Given(PROPOSAL, SUBMITTED, *others)
        .when(APPROVE, by=SUN, post="approver")
        .then_rejected(MISSING[check])
    )

    assert {"secrecy": "保密", "necessity": "必要", "accuracy": "准确"}[check.value] in (
        refusal.sentence
    )


@pytest.mark.parametrize("check", Check)
def test_an_approval_names_the_check_that_failed(check):
    others = [reviewed(each) for each in Check if each is not check]
    failed = reviewed(check, Verdict.FAIL, note="不符")

    Given(PROPOSAL, SUBMITTED, *others, failed).when(
        APPROVE, by=SUN, post="approver"
    ).then_rejected(FAILED[check])


def test_what_passed_every_check_is_approved_and_says_what_is_to_be_done():
    Given(PROPOSAL, SUBMITTED, *PASSED).when(APPROVE, by=SUN, post="approver").then(APPROVED)


def test_a_mended_plan_is_approved_after_three_new_passes():
    anew = [reviewed(check, digest=BETTER_DIGEST) for check in Check]
    given = Given(PROPOSAL, SUBMITTED, *PASSED, RETURNED, RESUBMITTED, *anew)

    given.when(ApproveProposal(digest=BETTER_DIGEST), by=SUN, post="approver").then(
        replace(APPROVED, plan=BETTER, digest=BETTER_DIGEST)
    )


def test_an_approval_of_a_text_that_has_changed_is_refused():
    given = Given(PROPOSAL, SUBMITTED, *PASSED, RETURNED, RESUBMITTED)

    given.when(APPROVE, by=SUN, post="approver").then_rejected(StaleTextError, field="digest")


def test_an_approver_may_decide_against_disclosure_with_a_reason():
    Given(PROPOSAL, SUBMITTED).when(REJECT, by=SUN, post="approver").then(REJECTED)


def test_a_rejection_gives_its_reason():
    Given(PROPOSAL, SUBMITTED).when(
        RejectProposal(reason="不行"), by=SUN, post="approver"
    ).then_rejected(ReasonMissingError, field="reason")


@pytest.mark.parametrize("end", [APPROVED, REJECTED])
@pytest.mark.parametrize(
    ("command", "who", "post"),
    [
        (review(Check.SECRECY), WANG, "secrecy_reviewer"),
        (RETURN, WANG, "reviewer"),
        (RESUBMIT, LI, "clerk"),
        (APPROVE, SUN, "approver"),
        (REJECT, SUN, "approver"),
    ],
)
def test_what_is_decided_stays_decided(end, command, who, post):
    Given(PROPOSAL, SUBMITTED, *PASSED, end).when(command, by=who, post=post).then_rejected(
        AlreadyDecidedError
    )


@pytest.mark.parametrize("command", [review(Check.SECRECY), RETURN, RESUBMIT, APPROVE, REJECT])
def test_nothing_can_be_done_about_a_proposal_that_nobody_made(command):
    Given(PROPOSAL).when(command, by=WANG, post="reviewer").then_rejected(NotProposedError)
