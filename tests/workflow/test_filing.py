"""变更: filed above before it is announced (V20), decided on before it is proposed anew (V19)."""

from uuid import uuid4

import pytest
from msgspec.structs import replace

from services.workflow.domain.change_words import (
    AcknowledgeFiling,
    AnswerObjection,
    ChangeFiled,
    DecideRepublication,
    FilingAcknowledged,
    FilingObjected,
    ObjectionAnswered,
    ObjectToFiling,
    RepublicationDecided,
    RestartOrdered,
    SettleRepublication,
    Superior,
)
from services.workflow.domain.commands import Bounded, Grounded, ReturnProposal
from services.workflow.domain.events import ProposalReturned
from services.workflow.domain.filing import (
    AwaitsFilingError,
    FilingNumberError,
    NoObjectionError,
    NotAnswererError,
    NothingFiledError,
    NotKeeperError,
    ObjectionWordsError,
)
from services.workflow.domain.proposal import PROPOSAL, StaleTextError
from services.workflow.domain.republication import (
    REPUBLICATION,
    NotRepublicationDeciderError,
    RepublicationDecidedError,
    RepublicationDeclinedError,
    RepublicationReasonError,
    RepublicationUndecidedError,
)
from services.workflow.domain.terms import Check, Kind, Procedure, digest_of
from shared.testing import UNIT, Given
from tests.workflow.examples import (
    APPROVE,
    APPROVED,
    BETTER,
    CHANGE_BASIS,
    DISCLOSURE,
    EXPLANATION,
    ITEM,
    LI,
    LISTED,
    REVISE,
    RULES,
    SUBMITTED,
    SUN,
    WITHDRAW,
    reviewed,
)
from tests.workflow.examples import PLAN as PLAIN
from tests.workflow.house import PLAN
from tests.workflow.test_clearance import COUNTY
from tests.workflow.test_clearance_doors import add_unit, who

FILES = replace(RULES, procedure=Procedure(filing=True))
AGAIN = replace(RULES, procedure=Procedure(republish=True))
DIGEST = digest_of(BETTER, EXPLANATION)
CHANGE = replace(
    SUBMITTED,
    kind=Kind.REVISE,
    plan=BETTER,
    digest=DIGEST,
    rules=FILES,
    disclosure_id=DISCLOSURE,
    explanation=EXPLANATION,
)
READ = tuple(reviewed(check, digest=DIGEST) for check in Check)
ABOVE = Superior(unit=COUNTY, name="青岚县委")
FILED = ChangeFiled(
    unit=UNIT,
    item_id=ITEM,
    kind=Kind.REVISE,
    disclosure_id=DISCLOSURE,
    title=BETTER.title,
    digest=DIGEST,
    body=COUNTY,
    body_name="青岚县委",
    approved_by=SUN,
)
ANSWERED = FilingAcknowledged(
    unit=UNIT,
    body=COUNTY,
    disclosure_id=DISCLOSURE,
    digest=DIGEST,
    number="青委备〔2025〕9号",
    acknowledged_by="head",
)
APPROVED_CHANGE = replace(
    APPROVED,
    kind=Kind.REVISE,
    plan=BETTER,
    digest=DIGEST,
    disclosure_id=DISCLOSURE,
    explanation=EXPLANATION,
)
ANSWER = AcknowledgeFiling(digest=DIGEST, number=" 青委备〔2025〕9号 ")


def approve(*history, superior=ABOVE, digest=DIGEST):
    asked = Bounded(asked=replace(APPROVE, digest=digest), item=LISTED, superior=superior)
    return Given(PROPOSAL, *history).when(asked, by=SUN, post="approver")


def answer(*history, command=ANSWER, by="head", unit=COUNTY, post="office"):
    return Given(PROPOSAL, *history).when(command, by=by, unit=unit, post=post)


def test_a_change_is_approved_filed_acknowledged_and_only_then_told_to_publishing():
    approve(CHANGE, *READ).then(FILED)
    answer(CHANGE, *READ, FILED).then(ANSWERED, APPROVED_CHANGE)


def test_where_the_scheme_files_nothing_or_nobody_is_above_it_is_told_at_once():
    approve(CHANGE, *READ, superior=None).then(APPROVED_CHANGE)
    approve(replace(CHANGE, rules=RULES), *READ).then(APPROVED_CHANGE)


def test_a_first_disclosure_is_never_filed():
    first = replace(SUBMITTED, rules=FILES)
    passed = tuple(reviewed(check) for check in Check)
    approve(first, *passed, digest=SUBMITTED.digest).then(APPROVED)


def test_nothing_more_happens_to_it_until_the_superior_has_answered():
    filed = (CHANGE, *READ, FILED)
    approve(*filed).then_rejected(AwaitsFilingError)
    back = ReturnProposal(reason="再改一改")
    Given(PROPOSAL, *filed).when(back, by=SUN, post="approver").then_rejected(AwaitsFilingError)


def test_only_the_superior_answers_on_the_very_text_with_a_number_and_once():
    filed = (CHANGE, *READ, FILED)
    answer(*filed, by=SUN, unit=UNIT, post="approver").then_rejected(NotKeeperError)
    answer(*filed, post="clerk").then_rejected(NotKeeperError)
    answer(*filed, command=replace(ANSWER, digest="x")).then_rejected(StaleTextError)
    answer(*filed, command=replace(ANSWER, number=" ")).then_rejected(FilingNumberError)
    answer(CHANGE, *READ).then_rejected(NothingFiledError)


OBJECT = ObjectToFiling(digest=DIGEST, reason=" 实缴金额与党委台账不符，请核对。 ")
OBJECTED = FilingObjected(
    unit=UNIT,
    body=COUNTY,
    disclosure_id=DISCLOSURE,
    digest=DIGEST,
    reason="实缴金额与党委台账不符，请核对。",
    objected_by="head",
)
KEEP = AnswerObjection(digest=DIGEST, answer="已核对，台账登记有误。", amend=False)
KEPT = ObjectionAnswered(
    unit=UNIT,
    body=COUNTY,
    disclosure_id=DISCLOSURE,
    digest=DIGEST,
    answer=KEEP.answer,
    amend=False,
    answered_by=SUN,
)
WAITS = (CHANGE, *READ, FILED)


def reply(*history, command=KEEP, by=SUN, unit=UNIT, post="approver"):
    return Given(PROPOSAL, *history).when(command, by=by, unit=unit, post=post)


def test_a_superior_objects_and_nothing_goes_on_before_the_unit_has_answered():
    answer(*WAITS, command=OBJECT).then(OBJECTED)
    objected = (*WAITS, OBJECTED)
    answer(*objected).then_rejected(NothingFiledError)
    answer(*objected, command=OBJECT).then_rejected(NothingFiledError)
    approve(*objected).then_rejected(AwaitsFilingError)


def test_an_answer_files_the_change_again_or_sends_it_back_to_be_made_anew():
    objected = (*WAITS, OBJECTED)
    reply(*objected, post="office").then(KEPT)
    answer(*objected, KEPT).then(ANSWERED, APPROVED_CHANGE)
    answer(*objected, KEPT, command=OBJECT).then(OBJECTED)
    amends = replace(KEEP, amend=True)
    back = ProposalReturned(reason=KEEP.answer, returned_by=SUN)
    reply(*objected, command=amends).then(replace(KEPT, amend=True), back)
    answer(*objected, replace(KEPT, amend=True), back).then_rejected(NothingFiledError)


def test_only_the_superior_objects_only_the_unit_answers_and_both_say_why():
    answer(*WAITS, command=OBJECT, post="clerk").then_rejected(NotKeeperError)
    answer(*WAITS, command=OBJECT, unit=UNIT).then_rejected(NotKeeperError)
    answer(*WAITS, command=replace(OBJECT, reason="不妥")).then_rejected(ObjectionWordsError)
    answer(*WAITS, command=replace(OBJECT, digest="x")).then_rejected(StaleTextError)
    objected = (*WAITS, OBJECTED)
    reply(*WAITS).then_rejected(NoObjectionError)
    reply(*objected, post="clerk").then_rejected(NotAnswererError)
    reply(*objected, unit=COUNTY).then_rejected(NotAnswererError)
    reply(*objected, command=replace(KEEP, answer=" ")).then_rejected(ObjectionWordsError)
    reply(*objected, command=replace(KEEP, digest="x")).then_rejected(StaleTextError)


def test_a_new_version_is_ordered_to_be_inside_for_the_whole_period_again():
    order = RestartOrdered(
        unit=UNIT, disclosure_id=DISCLOSURE, digest=DIGEST, min_inner_working_days=1
    )
    approve(replace(CHANGE, rules=AGAIN), *READ).then(order, APPROVED_CHANGE)


def propose(republish, asked=REVISE, rules=AGAIN):
    basis = replace(CHANGE_BASIS, rules=rules, republish=republish)
    command = Grounded(asked=asked, basis=basis)
    return Given(PROPOSAL).when(command, by=LI, post="clerk")


def test_where_re_disclosure_is_a_step_it_is_decided_before_it_is_proposed():
    propose(None).then_rejected(RepublicationUndecidedError)
    propose(republish=False).then_rejected(RepublicationDeclinedError)
    propose(republish=True).then(replace(CHANGE, rules=AGAIN))
    propose(None, rules=RULES).then(replace(CHANGE, rules=RULES))
    gone = replace(CHANGE, kind=Kind.WITHDRAW, plan=PLAIN, digest=digest_of(PLAIN, EXPLANATION))
    propose(None, asked=WITHDRAW).then(replace(gone, rules=AGAIN))


DECIDE = SettleRepublication(
    asked=DecideRepublication(disclosure_id=DISCLOSURE, republish=True), unit=UNIT, version=1
)
DECIDED = RepublicationDecided(
    unit=UNIT, disclosure_id=DISCLOSURE, version=1, republish=True, reason="", decided_by=SUN
)


def test_it_is_decided_once_for_each_version_and_a_no_says_why():
    def ask(*history, command=DECIDE, post="office", unit=UNIT):
        return Given(REPUBLICATION, *history).when(command, by=SUN, post=post, unit=unit)

    ask().then(DECIDED)
    ask(DECIDED).then_rejected(RepublicationDecidedError)
    ask(DECIDED, command=replace(DECIDE, version=2)).then(replace(DECIDED, version=2))
    ask(post="clerk").then_rejected(NotRepublicationDeciderError)
    ask(unit=COUNTY).then_rejected(NotRepublicationDeciderError)
    no = replace(DECIDE.asked, republish=False)
    ask(command=replace(DECIDE, asked=no)).then_rejected(RepublicationReasonError)
    why = replace(no, reason=" 属于笔误，不影响内容 ")
    said = replace(DECIDED, republish=False, reason="属于笔误，不影响内容")
    ask(command=replace(DECIDE, asked=why)).then(said)


# ── at the doors ─────────────────────────────────────────────────────────────────────────────

BELOW = "00000000-0000-4000-8000-0000000000e2"
FILED_ABOVE = {"routes.change_withdraw_terminate": ["原党组织批准", "报上级备案", "公布并说明"]}


@pytest.fixture
async def tree(house):
    """Return a unit below the county whose scheme files its changes and decides on them first."""
    await add_unit(house, COUNTY, "青岚县委", "")
    values = {**FILED_ABOVE, "procedure.republish_step": True}
    await add_unit(house, BELOW, "城南支部", COUNTY, **values)
    house.item, house.about = str(uuid4()), str(uuid4())
    await house.list_item(house.item, "党费收缴", "society", BELOW)
    await house.disclose(house.about, house.item, BELOW)
    return house


def change(house, kind="revise"):
    body = {
        "unit": BELOW,
        "item_id": house.item,
        "kind": kind,
        "disclosure_id": house.about,
        "explanation": "实缴金额登记有误。",
    }
    return body | ({"plan": PLAN | {"content": "实缴2180.00元。"}} if kind == "revise" else {})


async def approved(house, kind="revise"):
    """Let a change be proposed, read and approved; return its id and digest."""
    proposal = uuid4()
    answer = await house.put(who(BELOW, "clerk"), change(house, kind), proposal)
    assert answer.status_code == 201, answer.text
    path = f"/api/proposals/{proposal}"
    digest = (await house.get(who(BELOW, "clerk"), path)).json()["digest"]
    for check, post in (("secrecy", "secrecy_reviewer"), ("necessity", "reviewer")):
        body = {"check": check, "verdict": "pass", "digest": digest}
        assert (await house.post(who(BELOW, post), proposal, "reviews", body)).status_code == 201
    done = await house.post(who(BELOW, "approver"), proposal, "approve", {"digest": digest})
    assert done.status_code == 201, done.text
    return proposal, digest


def told(house, proposal):
    return [each.tag for each in house.service.store.load(proposal)]


async def test_a_change_is_decided_approved_filed_and_acknowledged_by_hand(tree):
    early = await tree.put(who(BELOW, "clerk"), change(tree))
    assert early.json()["type"] == "urn:gongkai:RepublicationUndecidedError"
    page = f"/disclosures/{tree.about}/republication"
    assert (await tree.page(who(BELOW, "clerk"), page)).status_code == 404
    assert "是否再公开" in (await tree.page(who(BELOW, "office"), page)).text
    bare = await tree.send(who(BELOW, "office"), page, republish="no")
    assert bare.status_code == 422
    assert "决定不再公开的，要写明理由" in bare.text
    assert (await tree.send(who(BELOW, "office"), page, republish="yes")).status_code == 303
    assert "已经决定：再公开。" in (await tree.page(who(BELOW, "office"), page)).text

    proposal, digest = await approved(tree)
    assert told(tree, proposal)[-1] == "workflow.change.filed.v1"
    shown = (await tree.page(who(BELOW, "clerk"), f"/proposals/{proposal}")).text
    assert "已批准，待上级备案" in shown
    again = await tree.put(who(BELOW, "clerk"), change(tree))
    assert again.json()["type"] == "urn:gongkai:ChangeUnderWayError"

    above = await tree.page(who(COUNTY, "office"), "/filings")
    assert "待回执" in above.text
    below = await tree.page(who(BELOW, "clerk"), "/filings")
    assert "备案编号" not in below.text
    url = f"/filings/{proposal}/acknowledge"
    fields = {"digest": digest, "number": "青委备〔2026〕3号"}
    own = await tree.send(who(BELOW, "approver"), url, **fields)
    assert own.status_code == 403
    empty = await tree.send(who(COUNTY, "office"), url, digest=digest, number="")
    assert empty.status_code == 422
    assert (await tree.send(who(COUNTY, "office"), url, **fields)).status_code == 303
    assert told(tree, proposal)[-3:] == [
        "workflow.filing.acknowledged.v1",
        "workflow.restart.ordered.v1",
        "workflow.proposal.approved.v1",
    ]
    answered = await tree.page(who(BELOW, "clerk"), "/filings")
    assert "青委备〔2026〕3号" in answered.text
    history = (await tree.page(who(BELOW, "clerk"), f"/proposals/{proposal}")).text
    assert "上级已回执备案" in history


@pytest.mark.clause("S0-63")
async def test_a_withdrawal_is_announced_after_its_filing_and_not_before(tree):
    proposal, digest = await approved(tree, "withdraw")
    assert "workflow.proposal.approved.v1" not in told(tree, proposal)
    url = f"/workflow/api/proposals/{proposal}/acknowledge"
    body = {"digest": digest, "number": "4号"}
    stranger = await tree.client.post(url, json=body, headers=tree.as_("stranger"))
    assert stranger.status_code == 404
    listed = (await tree.get(who(COUNTY, "office"), "/api/filings")).json()
    assert [each["answered"] for each in listed["rows"]] == [False]
    done = await tree.client.post(url, json=body, headers=tree.as_(who(COUNTY, "office")))
    assert done.status_code == 201, done.text
    assert told(tree, proposal)[-1] == "workflow.proposal.approved.v1"
    twice = await tree.client.post(url, json=body, headers=tree.as_(who(COUNTY, "office")))
    assert twice.status_code == 409


async def test_an_objection_is_the_units_task_until_it_is_answered(tree):
    proposal, digest = await approved(tree, "withdraw")
    above, office, url = who(COUNTY, "office"), who(BELOW, "office"), f"/filings/{proposal}"
    short = await tree.send(above, f"{url}/object", digest=digest, reason="不妥")
    assert (short.status_code, "不少于10个字" in short.text) == (422, True)
    said = {"digest": digest, "reason": "撤回的理由不充分，请说明依据。"}
    assert (await tree.send(above, f"{url}/object", **said)).status_code == 303
    await tree.service.views.reached("workflow", tree.service.store.last())
    listed = (await tree.page(above, "/filings")).text
    assert "有异议，待答复" in listed
    assert "提出异议" not in listed
    assert "待答复备案异议（1）" in (await tree.page(office, "/")).text
    page = (await tree.page(office, f"/proposals/{proposal}")).text
    assert said["reason"] in page
    bare = await tree.send(office, f"{url}/answer", digest=digest, answer="", amend="no")
    assert (bare.status_code, "都要写明理由" in bare.text) == (422, True)
    answer = {"digest": digest, "answer": "依据是登记有误的核查报告。", "amend": "no"}
    assert (await tree.send(office, f"{url}/answer", **answer)).status_code == 303
    assert answer["answer"] in (await tree.page(above, "/filings")).text
    number = {"digest": digest, "number": "5号"}
    assert (await tree.send(above, f"{url}/acknowledge", **number)).status_code == 303
    assert told(tree, proposal)[-1] == "workflow.proposal.approved.v1"
