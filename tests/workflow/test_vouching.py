"""声明: who answers for a text says that it is complete and true before it goes out (S2-48)."""

import pytest
from msgspec.structs import replace

from services.workflow.domain.commands import Grounded
from services.workflow.domain.procedure_words import ProposalVouched, VouchProposal
from services.workflow.domain.proposal import PROPOSAL, StaleTextError
from services.workflow.domain.terms import Check, Kind, Post, Procedure
from services.workflow.domain.vouching import (
    NoStatementError,
    NotVoucherError,
    StatementsMissingError,
    StatementsPartialError,
)
from shared.testing import UNIT, Given
from tests.workflow.every_path import rules_by
from tests.workflow.examples import (
    APPROVE,
    APPROVED,
    ASKED,
    BASIS,
    BETTER_DIGEST,
    CHEN,
    DIGEST,
    DISCLOSURE,
    LI,
    PASSED,
    RESUBMIT,
    RESUBMITTED,
    RETURNED,
    RULES,
    SUBMITTED,
    SUN,
    reviewed,
)
from tests.workflow.test_procedure_doors import SEE_OTHER, rule, under

BOTH = ("全面", "真实")
STATED = replace(RULES, procedure=Procedure(statements=BOTH))
PUT = replace(SUBMITTED, rules=STATED)
VOUCH = VouchProposal(digest=DIGEST, statements=("真实", "全面"))
VOUCHED = ProposalVouched(unit=UNIT, digest=DIGEST, statements=BOTH, vouched_by=CHEN)


def vouch(*history, command=VOUCH, by=CHEN, unit=UNIT, post="office"):
    return Given(PROPOSAL, *history).when(command, by=by, unit=unit, post=post)


def approve(*history, digest=DIGEST):
    command = replace(APPROVE, digest=digest)
    return Given(PROPOSAL, *history).when(command, by=SUN, post="approver")


@pytest.mark.clause("S2-48")
def test_under_s2_nothing_goes_out_that_the_office_has_not_called_complete_and_true():
    rules = rules_by("S2")
    submitted = replace(SUBMITTED, rules=rules)
    passed = tuple(reviewed(each) for each in rules.required)
    assert rules.procedure.vouchers == (Post.OFFICE,)
    approve(submitted, *passed).then_rejected(StatementsMissingError)
    assert "全面、真实" in StatementsMissingError(*rules.procedure.statements).sentence
    approve(submitted, *passed, VOUCHED).then(
        replace(
            APPROVED,
            inner_first=rules.inner_first,
            min_inner_working_days=rules.min_inner_working_days,
        )
    )


def test_a_statement_is_about_the_very_text_and_lapses_with_it():
    vouch(PUT).then(VOUCHED)
    vouch(PUT, VOUCHED).then_rejected(NoStatementError)
    vouch(PUT, command=replace(VOUCH, digest="x")).then_rejected(StaleTextError)
    again = (PUT, VOUCHED, RETURNED, RESUBMITTED)
    better = tuple(reviewed(each, digest=BETTER_DIGEST) for each in Check)
    approve(*again, *better, digest=BETTER_DIGEST).then_rejected(StatementsMissingError)


def test_only_who_answers_for_it_states_it_and_states_all_of_it():
    vouch(PUT, post="clerk").then_rejected(NotVoucherError)
    vouch(PUT, unit="elsewhere").then_rejected(NotVoucherError)
    vouch(PUT, command=replace(VOUCH, statements=("真实",))).then_rejected(StatementsPartialError)
    more = replace(VOUCH, statements=(*BOTH, "及时"))
    vouch(PUT, command=more).then_rejected(StatementsPartialError)


def test_where_the_scheme_asks_for_none_and_for_a_withdrawal_there_is_nothing_to_state():
    vouch(SUBMITTED).then_rejected(NoStatementError)
    gone = replace(PUT, kind=Kind.WITHDRAW, disclosure_id=DISCLOSURE)
    vouch(gone).then_rejected(NoStatementError)
    approve(gone, *PASSED).then(replace(APPROVED, kind=Kind.WITHDRAW, disclosure_id=DISCLOSURE))


def test_who_proposes_and_answers_for_it_states_it_in_the_same_breath():
    rules = replace(STATED, procedure=replace(STATED.procedure, vouchers=(Post.CLERK,)))
    asked = replace(ASKED, statements=BOTH)
    basis = replace(BASIS, rules=rules)
    said = replace(VOUCHED, vouched_by=LI)
    first = Given(PROPOSAL).when(Grounded(asked=asked, basis=basis), by=LI, post="clerk")
    first.then(replace(SUBMITTED, rules=rules), said)
    begun = (replace(SUBMITTED, rules=rules), RETURNED)
    again = replace(RESUBMIT, asked=replace(RESUBMIT.asked, statements=BOTH))
    second = Given(PROPOSAL, *begun).when(again, by=LI, post="clerk")
    second.then(RESUBMITTED, replace(said, digest=BETTER_DIGEST))
    other = Grounded(asked=asked, basis=replace(BASIS, rules=STATED))
    Given(PROPOSAL).when(other, by=LI, post="clerk").then_rejected(NotVoucherError)


async def test_the_form_asks_the_office_and_the_office_signs_what_a_clerk_proposes(house):
    by_office = {"routes.in_catalog.proposer": "领导小组办公室"}
    await under(house, **{"review.statements": "全面、真实"}, **by_office)
    url = f"/items/{ASKED.item_id}/propose"
    assert "保证内容全面" in (await house.page(CHEN, url)).text
    clerk = (await house.page(LI, url)).text
    assert "签署声明：全面、真实" in clerk
    assert "保证内容全面" not in clerk

    proposal_id, digest = await house.submitted()
    await house.passed(proposal_id, digest)
    early = await house.post(SUN, proposal_id, "approve", {"digest": digest})
    assert rule(early) == "StatementsMissingError"
    assert "待签署声明（1）" in (await house.page(CHEN, "/")).text
    page = f"/proposals/{proposal_id}"
    assert "保证内容真实" in (await house.page(CHEN, page)).text
    half = await house.send(CHEN, f"{page}/vouch", digest=digest, statements="真实")
    assert (half.status_code, "一并签署" in half.text) == (422, True)
    whole = await house.send(CHEN, f"{page}/vouch", digest=digest, statements=list(BOTH))
    assert whole.status_code == SEE_OTHER
    done = await house.post(SUN, proposal_id, "approve", {"digest": digest})
    assert done.status_code == 201, done.text
    assert "签署声明" in (await house.page(SUN, page)).text
