"""按事项定办理: what a branch reviews together, and who approves what (S3-18, S3-21)."""

import pytest
from msgspec.structs import replace

from services.workflow.domain.proposal import PROPOSAL
from services.workflow.domain.tailoring import BranchMinutesMissingError, tailored
from services.workflow.domain.terms import Check, Post, Procedure, Scope, Verdict
from shared.testing import UNIT, Given
from tests.workflow.examples import CHEN, LI, RULES, SUBMITTED, SUN, ZHAO, review, reviewed
from tests.workflow.house import ASK, PARTY_ITEM, PLAN
from tests.workflow.test_procedure_doors import SEE_OTHER, rule, under

LEVELS = ("党的组织建设", "党员队伍建设", "党费收缴")
MATRIX = ("社会/党费收缴=党组织书记", "全部/干部任免=领导小组组长、审批人", "党内/全部=没有的职务")


@pytest.mark.parametrize(
    ("levels", "scope", "approvers"),
    [
        (LEVELS, Scope.SOCIETY, (Post.SECRETARY,)),
        (LEVELS, Scope.PARTY, RULES.approvers),
        (("干部任免",), Scope.PARTY, (Post.LEADER, Post.APPROVER)),
        (("干部任免",), None, (Post.LEADER, Post.APPROVER)),
        ((), Scope.SOCIETY, RULES.approvers),
    ],
)
def test_the_first_row_that_fits_says_who_approves(levels, scope, approvers):
    assert tailored(RULES, levels, scope, (), MATRIX).approvers == approvers


def test_only_the_headings_that_a_scheme_names_are_reviewed_together():
    assert tailored(RULES, LEVELS, None, ("党员队伍建设",), ()).procedure.together
    assert not tailored(RULES, LEVELS, None, ("不使用",), ("不使用",)).procedure.together


def test_what_is_reviewed_together_is_passed_by_minutes_and_failed_by_anybody():
    begun = replace(SUBMITTED, rules=replace(RULES, procedure=Procedure(together=True)))

    def ask(check, **fields):
        command = replace(review(check), **fields)
        post = "secrecy_reviewer" if check is Check.SECRECY else "reviewer"
        return Given(PROPOSAL, begun).when(command, by=ZHAO, post=post)

    for words in ("", "纪要", "长" * 201):
        refused = ask(Check.NECESSITY, minutes=words)
        refused.then_rejected(BranchMinutesMissingError, field="minutes")
    kept = replace(reviewed(Check.ACCURACY), minutes="支委会纪要3号")
    ask(Check.ACCURACY, minutes=" 支委会纪要3号 ").then(kept)
    failed = reviewed(Check.ACCURACY, Verdict.FAIL, note="金额不符，请核对")
    ask(Check.ACCURACY, verdict=Verdict.FAIL, note=failed.note).then(failed)
    ask(Check.SECRECY).then(reviewed(Check.SECRECY, by=ZHAO))


@pytest.mark.clause("S3-18")
async def test_what_the_branch_reviews_stays_under_review_while_a_leader_is_alone(house):
    await under(house, **{"review.together": ["党费收缴"]})
    assert "由党支部集体审核" in (await house.page(LI, f"/items/{ASK['item_id']}/propose")).text
    proposal_id, digest = await house.submitted()
    page, alone = f"/proposals/{proposal_id}", {"verdict": "pass", "digest": digest}
    for check in ("necessity", "accuracy"):
        refused = await house.post(ZHAO, proposal_id, "reviews", {**alone, "check": check})
        assert (refused.status_code, rule(refused)) == (422, "BranchMinutesMissingError")
    assert "审核中" in (await house.page(ZHAO, page)).text
    form = {**alone, "check": "necessity", "note": "应当公开", "minutes": ""}
    bare = await house.send(ZHAO, f"{page}/reviews", **form)
    assert (bare.status_code, "由党支部集体审核" in bare.text) == (422, True)
    for check in ("necessity", "accuracy"):
        told = {**form, "check": check, "minutes": "支委会纪要3号"}
        assert (await house.send(ZHAO, f"{page}/reviews", **told)).status_code == SEE_OTHER
    assert "党支部集体审核：支委会纪要3号" in (await house.page(ZHAO, page)).text

    party = {**ASK, "item_id": PARTY_ITEM, "plan": {**PLAN, "scope": "party", "channels": ["会议"]}}
    other, digest = await house.submitted(party)
    await house.passed(other, digest)


@pytest.mark.clause("S3-21")
async def test_what_the_matrix_gives_to_the_secretary_nobody_else_approves(house):
    await under(house, **{"routes.in_catalog.matrix": ["社会/党费收缴=党组织书记"]})
    tag = "catalog.post.assigned.v1"
    await house.hear(tag, None, unit=UNIT, person_id=CHEN, post="secretary")
    proposal_id, digest = await house.submitted()
    await house.passed(proposal_id, digest)
    refused = await house.post(SUN, proposal_id, "approve", {"digest": digest})
    assert (refused.status_code, rule(refused)) == (403, "WrongPostError")
    reviewer = await house.post(ZHAO, proposal_id, "approve", {"digest": digest})
    assert reviewer.status_code == 403
    done = await house.post(CHEN, proposal_id, "approve", {"digest": digest})
    assert done.status_code == 201, done.text
