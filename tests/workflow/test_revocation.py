"""An approval that is taken back. Given, when, then."""

import pytest
from msgspec.structs import replace

from services.workflow.domain.proposal import (
    PROPOSAL,
    AlreadyDecidedError,
    NoteTooLongError,
    ReasonMissingError,
)
from services.workflow.domain.revocation import (
    CarriedOutError,
    NotApprovedError,
    NothingApprovedError,
)
from services.workflow.domain.revocation_words import ProposalRevoked, RevokeProposal
from services.workflow.domain.separation import DecidedByAuthorError, NotApproverError
from services.workflow.domain.terms import Kind
from shared.testing import Given
from tests.workflow.examples import (
    APPROVE,
    APPROVED,
    LI,
    PASSED,
    REJECTED,
    SUBMITTED,
    SUN,
    ZHAO,
)

REASON = "拟公开内容有误，批准撤销。"
REVOKE = RevokeProposal(reason=REASON)
REVOKED = ProposalRevoked(
    unit=SUBMITTED.unit,
    item_id=SUBMITTED.item_id,
    kind=Kind.DISCLOSE,
    reason=REASON,
    revoked_by=SUN,
)
HISTORY = (SUBMITTED, *PASSED, APPROVED)


def asked(*history, command=REVOKE, by=SUN, post="approver"):
    return Given(PROPOSAL, *history).when(command, by=by, post=post)


def test_who_may_approve_takes_an_approval_back_with_a_reason():
    asked(*HISTORY).then(REVOKED)
    asked(*HISTORY, command=RevokeProposal(reason="错")).then_rejected(
        ReasonMissingError, field="reason"
    )
    asked(*HISTORY, command=RevokeProposal(reason="错" * 2001)).then_rejected(
        NoteTooLongError, field="reason"
    )


def test_nobody_else_takes_it_back():
    asked(*HISTORY, by=ZHAO, post="reviewer").then_rejected(NotApproverError)
    asked(*HISTORY, by=LI).then_rejected(DecidedByAuthorError)


@pytest.mark.parametrize(
    "history",
    [(SUBMITTED,), (SUBMITTED, *PASSED), (SUBMITTED, *PASSED, REJECTED), (*HISTORY, REVOKED)],
)
def test_only_what_stands_approved_is_taken_back(history):
    asked(*history).then_rejected(NotApprovedError)


def test_there_must_be_an_approval_and_it_must_not_have_been_carried_out():
    asked().then_rejected(NothingApprovedError)
    changes = replace(SUBMITTED, kind=Kind.REVISE)
    asked(changes, *PASSED, replace(APPROVED, kind=Kind.REVISE)).then_rejected(CarriedOutError)


def test_a_proposal_whose_approval_was_taken_back_is_closed():
    asked(*HISTORY, REVOKED, command=APPROVE).then_rejected(AlreadyDecidedError)
