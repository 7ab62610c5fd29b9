"""May this be proposed at all: item, scheme, disclosure in force, explanation."""

from datetime import date

import pytest
from msgspec.structs import replace

from services.workflow.domain import ground
from services.workflow.domain.commands import ApproveProposal, Grounded, ResubmitProposal
from services.workflow.domain.correction import (
    CORRECTION,
    CorrectionAlreadyDemandedError,
    DemandCorrection,
)
from services.workflow.domain.events import CorrectionDemanded
from services.workflow.domain.plan import ContentMissingError, DateHasPassedError
from services.workflow.domain.proposal import PROPOSAL, SecrecyMissingError
from services.workflow.domain.terms import Check, Kind, digest_of
from shared.testing import UNIT, Given
from tests.workflow.examples import (
    ASKED,
    BASIS,
    BETTER,
    CHANGE_BASIS,
    DISCLOSURE,
    EXPLANATION,
    IN_FORCE,
    ITEM,
    LI,
    LISTED,
    OPINION,
    PLAN,
    RETURNED,
    REVISE,
    RULES,
    SUBMITTED,
    SUN,
    WITHDRAW,
    reviewed,
)

REVISED = replace(
    SUBMITTED,
    kind=Kind.REVISE,
    plan=BETTER,
    digest=digest_of(BETTER, EXPLANATION),
    disclosure_id=DISCLOSURE,
    explanation=EXPLANATION,
)
WITHDRAWN = replace(REVISED, kind=Kind.WITHDRAW, plan=PLAN, digest=digest_of(PLAN, EXPLANATION))


def ask(asked, basis):
    return Given(PROPOSAL).when(Grounded(asked=asked, basis=basis), by=LI, post="clerk")


@pytest.mark.parametrize("item", [None, replace(LISTED, unit="another")])
def test_only_what_this_very_unit_lists_can_be_proposed(item):
    ask(ASKED, replace(BASIS, item=item)).then_rejected(ground.ItemNotListedError, field="item_id")


def test_a_unit_without_a_scheme_proposes_nothing():
    ask(ASKED, replace(BASIS, rules=None)).then_rejected(ground.NoSchemeError)


@pytest.mark.parametrize(
    "rules",
    [
        replace(RULES, checks=tuple(c for c in RULES.checks if c.check is not Check.SECRECY)),
        replace(RULES, checks=(*RULES.checks[1:], replace(RULES.checks[0], posts=()))),
        replace(RULES, approvers=()),
    ],
)
def test_a_scheme_names_somebody_for_every_check_and_for_the_approval(rules):
    ask(ASKED, replace(BASIS, rules=rules)).then_rejected(ground.SchemeIncompleteError)


def test_a_first_disclosure_has_a_plan():
    ask(replace(ASKED, plan=None), BASIS).then_rejected(ground.PlanMissingError, field="plan")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"explanation": "说明"}, "explanation"),
        ({"disclosure_id": DISCLOSURE}, "disclosure_id"),
        ({"opinion_id": OPINION}, "disclosure_id"),
    ],
)
def test_a_first_disclosure_refers_to_nothing_earlier(fields, field):
    ask(replace(ASKED, **fields), BASIS).then_rejected(ground.NothingToExplainError, field=field)


def test_a_revision_is_proposed_with_its_explanation():
    ask(REVISE, CHANGE_BASIS).then(REVISED)


def test_a_withdrawal_carries_the_plan_in_force_whatever_its_date():
    old = replace(PLAN, disclose_on=date(2025, 1, 1))
    basis = replace(CHANGE_BASIS, disclosure=replace(IN_FORCE, plan=old))

    ask(WITHDRAW, basis).then(replace(WITHDRAWN, plan=old, digest=digest_of(old, EXPLANATION)))


def test_a_withdrawal_changes_nothing_on_its_way():
    ask(replace(WITHDRAW, plan=BETTER), CHANGE_BASIS).then_rejected(
        ground.WithdrawalChangesPlanError, field="plan"
    )


@pytest.mark.parametrize("asked", [REVISE, WITHDRAW])
@pytest.mark.parametrize(
    ("explanation", "rule"),
    [
        ("", ground.ExplanationMissingError),
        (" \n", ground.ExplanationMissingError),
        ("长" * 501, ground.ExplanationTooLongError),
    ],
)
def test_a_change_is_explained(asked, explanation, rule):
    ask(replace(asked, explanation=explanation), CHANGE_BASIS).then_rejected(
        rule, field="explanation"
    )


@pytest.mark.parametrize("asked", [REVISE, WITHDRAW])
@pytest.mark.parametrize(
    ("found", "rule"),
    [
        (None, ground.DisclosureUnknownError),
        (replace(IN_FORCE, unit="another"), ground.DisclosureOfAnotherItemError),
        (replace(IN_FORCE, item_id="another"), ground.DisclosureOfAnotherItemError),
        (replace(IN_FORCE, withdrawn=True), ground.DisclosureWithdrawnError),
    ],
)
def test_a_change_is_of_something_in_force_of_the_same_unit_and_item(asked, found, rule):
    ask(asked, replace(BASIS, disclosure=found)).then_rejected(rule, field="disclosure_id")


def test_one_change_at_a_time():
    ask(REVISE, replace(CHANGE_BASIS, under_way=True)).then_rejected(ground.ChangeUnderWayError)


@pytest.mark.parametrize("corrects", ["", "another"])
def test_an_opinion_is_cited_for_what_it_asks_to_correct(corrects):
    asked = replace(REVISE, opinion_id=OPINION)

    ask(asked, replace(CHANGE_BASIS, corrects=corrects)).then_rejected(
        ground.OpinionUnknownError, field="opinion_id"
    )


def test_a_revision_cites_the_opinion_that_asked_for_it():
    asked = replace(REVISE, opinion_id=OPINION)

    ask(asked, replace(CHANGE_BASIS, corrects=DISCLOSURE)).then(
        replace(REVISED, opinion_id=OPINION)
    )


def test_a_revised_text_obeys_the_same_rules_as_a_first_one():
    empty = replace(REVISE, plan=replace(BETTER, content=""))
    late = replace(REVISE, plan=replace(BETTER, disclose_on=date(2026, 6, 1)))

    ask(empty, CHANGE_BASIS).then_rejected(ContentMissingError)
    ask(late, CHANGE_BASIS).then_rejected(DateHasPassedError)


def test_a_revision_is_not_submitted_again_without_its_explanation():
    again = Grounded(asked=ResubmitProposal(plan=BETTER), basis=CHANGE_BASIS)

    Given(PROPOSAL, REVISED, RETURNED).when(again, by=LI, post="clerk").then_rejected(
        ground.ExplanationMissingError
    )


def test_a_revision_of_what_was_withdrawn_meanwhile_goes_no_further():
    gone = replace(CHANGE_BASIS, disclosure=replace(IN_FORCE, withdrawn=True))
    again = Grounded(asked=ResubmitProposal(plan=BETTER, explanation=EXPLANATION), basis=gone)

    Given(PROPOSAL, REVISED, RETURNED).when(again, by=LI, post="clerk").then_rejected(
        ground.DisclosureWithdrawnError
    )


def test_a_new_explanation_of_a_withdrawal_is_reviewed_anew():
    again = Grounded(asked=ResubmitProposal(explanation="另一个说明"), basis=CHANGE_BASIS)
    passed = [reviewed(check, digest=WITHDRAWN.digest) for check in Check]
    [resubmitted] = (
        Given(PROPOSAL, WITHDRAWN, *passed, RETURNED).when(again, by=LI, post="clerk")._decide()
    )

    Given(PROPOSAL, WITHDRAWN, *passed, RETURNED, resubmitted).when(
        ApproveProposal(digest=resubmitted.digest), by=SUN, post="approver"
    ).then_rejected(SecrecyMissingError)


DEMAND = DemandCorrection(unit=UNIT, disclosure_id=DISCLOSURE, opinion_id=OPINION, item_id=ITEM)
DEMANDED = CorrectionDemanded(unit=UNIT, disclosure_id=DISCLOSURE, opinion_id=OPINION, item_id=ITEM)


def test_an_upheld_opinion_demands_a_correction():
    Given(CORRECTION).when(DEMAND, by="system").then(DEMANDED)


def test_one_opinion_demands_one_correction():
    Given(CORRECTION, DEMANDED).when(DEMAND, by="system").then_rejected(
        CorrectionAlreadyDemandedError
    )


def test_a_scheme_may_demand_fewer_checks_but_never_none_of_secrecy():
    only_secrecy = tuple(each for each in RULES.checks if each.check is Check.SECRECY)
    rules = replace(RULES, checks=only_secrecy)

    assert ground.complete(rules) is rules
    assert rules.required == (Check.SECRECY,)
