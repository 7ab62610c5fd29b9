"""A scheme's procedure at the doors: the way ahead, 会签, the catalog's approval, exceptions."""

from uuid import uuid4

import pytest

from shared.testing import UNIT
from tests.workflow.examples import CHEN, ITEM, LI, SUN, WANG, ZHAO
from tests.workflow.house import ASK, PLAN, SCHEME

SEE_OTHER = 303


async def under(house, **values):
    """Let the unit adopt a version of its scheme with these settings, and fill its office."""
    scheme = {**SCHEME, "version": 2, "values": values}
    await house.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=scheme)
    for person, post in ((CHEN, "office"), ("auditor", "publisher")):
        tag = "catalog.post.assigned.v1"
        await house.hear(tag, None, unit=UNIT, person_id=person, post=post)


def rule(answer):
    return answer.json()["type"].removeprefix("urn:gongkai:")


THREE = {"routes.in_catalog.signatures": 3, "routes.in_catalog.countersigners": ["office"]}


async def test_an_approval_waits_for_a_countersignature_at_every_door(house):
    await under(house, **THREE)
    proposal_id, digest = await house.submitted()
    await house.passed(proposal_id, digest)
    early = await house.post(SUN, proposal_id, "approve", {"digest": digest})
    assert rule(early) == "SignaturesMissingError"
    assert rule(await house.post(ZHAO, proposal_id, "countersign", {"digest": digest})) == (
        "WrongPostError"
    )
    page = (await house.page(CHEN, f"/proposals/{proposal_id}")).text
    assert "须经3人签批" in page
    form = {"command_id": str(uuid4()), "digest": digest, "note": "同意"}
    assert (
        await house.send(CHEN, f"/proposals/{proposal_id}/countersign", **form)
    ).status_code == (303)
    done = await house.post(SUN, proposal_id, "approve", {"digest": digest})
    assert done.status_code == 201, done.text
    assert "会签" in (await house.page(SUN, f"/proposals/{proposal_id}")).text


async def test_the_approved_catalog_stands_for_an_approval_and_that_is_counted(house):
    await under(house, **{"routes.in_catalog.signatures": 0})
    proposal_id, digest = await house.submitted()
    await house.passed(proposal_id, digest)
    assert "按目录批准办理" in (await house.page(CHEN, f"/proposals/{proposal_id}")).text
    form = {"command_id": str(uuid4()), "digest": digest}
    sent = await house.send(CHEN, f"/proposals/{proposal_id}/exempt", **form)
    assert sent.status_code == SEE_OTHER
    seen = (await house.get("auditor", f"/api/proposals/{proposal_id}")).json()
    assert seen["state"] == "approved"
    told = (await house.get("auditor", "/api/exceptions")).json()
    assert [each["kind"] for each in told["rows"]] == ["exempt"]


async def test_what_the_reviewing_office_proposes_goes_to_its_substitute(house):
    await under(house, **{"review.substitutes": ["office"]})
    proposal_id, digest = await house.submitted(by="both")
    for person in (ZHAO, "both"):
        body = {"check": "accuracy", "verdict": "pass", "digest": digest}
        answer = await house.post(person, proposal_id, "reviews", body)
        assert rule(answer) == "WrongPostError"
    for check in ("secrecy", "necessity", "accuracy"):
        body = {"check": check, "verdict": "pass", "digest": digest}
        answer = await house.post(CHEN, proposal_id, "reviews", body)
        assert answer.status_code == 201, answer.text
    page = (await house.page(SUN, f"/proposals/{proposal_id}")).text
    assert "改由领导小组办公室审核（S4-56）" in page
    assert "改由替补职务办理" in (await house.page("both", f"/items/{ITEM}/propose")).text
    seen = (await house.page("auditor", "/exceptions")).text
    assert "改由替补职务审核" in seen
    assert PLAN["title"] in seen


async def test_the_way_is_shown_before_a_matter_starts_and_says_who_is_missing(house):
    page = (await house.page(LI, f"/items/{ITEM}/propose")).text
    assert "提出以后怎样办理" in page
    for name in ("王芳", "赵刚", "孙丽", "没有人担任这个职务"):  # nobody publishes here
        assert name in page, name
    course = (await house.get(LI, f"/api/items/{ITEM}/course")).json()
    steps = {each["step"]: each for each in course["legs"]}
    assert list(steps) == ["保密审查", "必要性审核", "准确性审核", "审批", "发布"]
    assert set(steps["审批"]["free"]) == {SUN, "both"}
    assert steps["发布"]["free"] == []
    hidden = await house.get("stranger", f"/api/items/{ITEM}/course")
    assert hidden.status_code == 409


async def test_the_office_proposes_by_hand_where_the_scheme_says_so(house):
    assert (await house.page(CHEN, f"/items/{ITEM}/propose")).status_code == 403
    await under(house, **{"routes.in_catalog.proposer": "领导小组办公室"})
    assert (await house.page(CHEN, f"/items/{ITEM}/propose")).status_code == 200
    proposal_id, _ = await house.submitted(by=CHEN)
    seen = (await house.get("auditor", f"/api/proposals/{proposal_id}")).json()
    assert seen["history"][0]["post"] == "office"


async def test_a_step_whose_only_holder_is_the_author_is_told_before_submitting(house):
    tag = "catalog.post.vacated.v1"
    await house.hear(tag, None, unit=UNIT, person_id=SUN, post="approver")
    page = (await house.page("both", f"/items/{ITEM}/propose")).text
    assert "有的步骤现在没有人能办" in page
    assert "须由不同的人办理" in page


async def test_exceptions_are_for_those_who_oversee(house):
    assert (await house.page(LI, "/exceptions")).status_code == 403
    assert "没有例外办理的事项" in (await house.page("auditor", "/exceptions")).text
    strange = await house.get("auditor", "/api/exceptions?unit=elsewhere")
    assert rule(strange) == "NotOverseerError"


async def test_a_waiver_is_an_exception_when_it_is_approved(house):
    waived = {**ASK, "plan": {**PLAN, "waiver": "群众普遍关心，直接公开"}}
    await house.approved(waived)
    told = (await house.get("auditor", "/api/exceptions?kind=waiver")).json()
    assert [each["note"] for each in told["rows"]] == ["群众普遍关心，直接公开"]
    assert told["tallies"] == [{"unit": UNIT, "counts": {"waiver": 1}}]
    assert (await house.get("auditor", "/api/exceptions?kind=revoked")).json()["rows"] == []


KEEPS = {"review.on_resubmission": "只重审改动涉及的"}


async def test_kept_verdicts_are_shown_and_the_rest_is_asked_again(house):
    await under(house, **KEEPS)
    proposal_id, digest = await house.submitted()
    await house.passed(proposal_id, digest)
    await house.post(WANG, proposal_id, "return", {"reason": "金额请再核对一遍"})
    better = {"plan": {**PLAN, "content": "应缴党员12名，实缴2180.00元。"}}
    assert (await house.post(LI, proposal_id, "resubmit", better)).status_code == 201
    page = (await house.page(SUN, f"/proposals/{proposal_id}")).text
    assert "修改没有涉及，沿用原来的结论" in page
    again = await house.digest(proposal_id)
    answer = await house.post(SUN, proposal_id, "approve", {"digest": again})
    assert rule(answer) == "SecrecyMissingError"
    await house.passed(proposal_id, again, ("secrecy", "accuracy"))
    done = await house.post(SUN, proposal_id, "approve", {"digest": again})
    assert done.status_code == 201, done.text


@pytest.mark.parametrize("door", ["countersign", "exempt"])
async def test_a_step_that_a_scheme_does_not_know_is_refused(house, door):
    proposal_id, digest = await house.submitted()
    await house.passed(proposal_id, digest)
    answer = await house.post(SUN, proposal_id, door, {"digest": digest})
    expected = {"countersign": "NotCountersignerError", "exempt": "NotExemptError"}
    assert rule(answer) == expected[door]
