"""From a request at the door to a row in the reading room, for programs."""

from uuid import uuid4

import pytest

from shared.testing import UNIT
from tests.workflow.examples import CHEN, ITEM, LI, SUN, WANG, ZHAO
from tests.workflow.house import ASK, OTHER, PARTY_ITEM, PLAN, SCHEME, House

STEPS = {
    "reviews": {"check": "secrecy", "verdict": "pass", "digest": "x"},
    "return": {"reason": "金额与台账不符"},
    "approve": {"digest": "x"},
    "reject": {"reason": "不宜公开的事项"},
    "resubmit": {"plan": PLAN},
}


def rule(answer):
    return answer.json()["type"].removeprefix("urn:gongkai:")


async def test_a_proposal_goes_from_clerk_to_approval(house):
    proposal_id = await house.approved()

    got = await house.get("auditor", f"/api/proposals/{proposal_id}")
    row = got.json()
    assert got.headers["etag"] == '"6"'
    assert (row["state"], row["item_title"], row["plan"]["title"]) == (
        "approved",
        "党费收缴",
        PLAN["title"],
    )
    assert [line["what"] for line in row["history"]] == [
        "提出首次公开方案",
        "保密审查通过",
        "必要性审核通过",
        "准确性审核通过",
        "批准",
    ]
    [*_, approval] = house.service.store.load(proposal_id)
    assert approval.event.plan.title == PLAN["title"]
    assert approval.cause.post == "approver"


async def test_the_story_is_the_same_on_either_database(either_settings):
    async with House(either_settings).open() as house:
        await house.settle()
        await house.disclose()
        proposal_id = await house.approved()

        row = (await house.get("auditor", f"/api/proposals/{proposal_id}")).json()
        assert row["state"] == "approved"
        assert (await house.page(LI, "/")).status_code == 200
        assert (await house.page(LI, f"/proposals/{proposal_id}")).status_code == 200


@pytest.mark.row("B1")
async def test_only_the_office_that_handles_a_matter_proposes_on_it(house):
    for person, body in (("stranger", ASK), (WANG, ASK), (CHEN, ASK)):
        answer = await house.put(person, body)
        assert (answer.status_code, rule(answer)) == (403, "WrongPostError")
    elsewhere = await house.put("stranger", {**ASK, "unit": OTHER})
    assert (elsewhere.status_code, rule(elsewhere)) == (409, "ItemNotListedError")
    for field in ("content", "scope", "disclose_on", "duration_days", "channels"):
        plan = {name: value for name, value in PLAN.items() if name != field}
        answer = await house.put(LI, {**ASK, "plan": plan})
        assert answer.status_code in {400, 422}
        assert field in answer.text

    proposal_id, _ = await house.submitted()
    plan = (await house.get(LI, f"/api/proposals/{proposal_id}")).json()["plan"]
    assert all(plan[name] == value for name, value in PLAN.items())


async def test_nobody_enters_without_saying_who(house):
    answer = await house.client.put(f"/workflow/api/proposals/{uuid4()}", json=ASK)

    assert answer.status_code == 401


async def test_a_check_that_the_scheme_does_not_know_is_refused_by_its_rule(house):
    rules = SCHEME["rules"] | {"checks": SCHEME["rules"]["checks"][:1]}
    scheme = SCHEME | {"version": 2, "effective": "2026-07-01", "rules": rules}
    await house.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=scheme)
    proposal_id, digest = await house.submitted()

    needless = {"check": "accuracy", "verdict": "pass", "digest": digest}
    refused = await house.post(ZHAO, proposal_id, "reviews", needless)
    assert (refused.status_code, rule(refused)) == (422, "CheckNotDemandedError")
    assert refused.json()["field"] == "check"


@pytest.mark.row("B2")
async def test_three_reviews_a_return_with_its_reason_and_a_resubmission_that_voids_passes(house):
    proposal_id, digest = await house.submitted()
    await house.passed(proposal_id, digest, checks=("secrecy", "necessity"))
    early = await house.post(SUN, proposal_id, "approve", {"digest": digest})
    assert (early.status_code, rule(early)) == (409, "AccuracyMissingError")
    assert "准确性" in early.json()["title"]

    failed = {"check": "accuracy", "verdict": "fail", "digest": digest, "note": "少了一名党员"}
    assert (await house.post(ZHAO, proposal_id, "reviews", failed)).status_code == 201
    refused = await house.post(SUN, proposal_id, "approve", {"digest": digest})
    assert rule(refused) == "AccuracyFailedError"
    reason = {"reason": "少了一名党员，请核对"}
    assert (await house.post(ZHAO, proposal_id, "return", reason)).status_code == 201
    [todo] = (await house.get(LI, "/api/tasks")).json()
    assert (todo["step"], todo["note"]) == ("resubmit", reason["reason"])

    mended = {"plan": {**PLAN, "content": "应缴党员13名，无欠缴。"}}
    assert (await house.post(LI, proposal_id, "resubmit", mended)).status_code == 201
    assert (await house.get(LI, f"/api/proposals/{proposal_id}")).json()["reviews"] == []
    stale = {"check": "secrecy", "verdict": "pass", "digest": digest}
    assert rule(await house.post(WANG, proposal_id, "reviews", stale)) == "StaleTextError"
    again = await house.digest(proposal_id)
    void = await house.post(SUN, proposal_id, "approve", {"digest": again})
    assert rule(void) == "SecrecyMissingError"
    await house.passed(proposal_id, again)
    assert (await house.post(SUN, proposal_id, "approve", {"digest": again})).status_code == 201
    checks = [r.event.check.value for r in house.service.store.load(proposal_id)[-5:-2]]
    assert checks == ["secrecy", "necessity", "accuracy"]


@pytest.mark.row("B4")
@pytest.mark.clause("S4-56")
async def test_one_person_with_every_post_takes_no_second_step_on_their_own_matter(house):
    proposal_id, digest = await house.submitted(by="both")
    review = {"check": "secrecy", "verdict": "pass", "digest": digest}
    steps = [
        ("reviews", review, "ReviewedByAuthorError"),
        ("return", STEPS["return"], "ReturnedByAuthorError"),
        ("approve", {"digest": digest}, "DecidedByAuthorError"),
        ("reject", STEPS["reject"], "DecidedByAuthorError"),
    ]
    for step, body, refused in steps:
        answer = await house.post("both", proposal_id, step, body)
        assert (answer.status_code, rule(answer)) == (403, refused)

    # a reviewer who also holds the approver's post, on another's matter
    theirs, digest = await house.submitted(by=LI)
    await house.post("both", theirs, "reviews", {**review, "digest": digest})
    await house.passed(theirs, digest, checks=("necessity", "accuracy"))
    answer = await house.post("both", theirs, "approve", {"digest": digest})
    assert rule(answer) == "DecidedByReviewerError"

    # the same commands sent again, with the ids of the first attempts or with new ones
    command = {"X-Request-Id": str(uuid4())}
    for _ in range(2):
        answer = await house.post("both", theirs, "approve", {"digest": digest}, **command)
        assert rule(answer) == "DecidedByReviewerError"
    assert [r.tag for r in house.service.store.load(proposal_id)] == [
        "workflow.proposal.submitted.v1"
    ]

    # replayed from its facts alone, the matter is judged the same
    house.service.store._writer._states.clear()
    answer = await house.post("both", theirs, "approve", {"digest": digest})
    assert rule(answer) == "DecidedByReviewerError"
    assert "DecidedByReviewerError" in await house.refused_rules()


async def test_retrying_a_submission_never_proposes_twice(house):
    proposal_id, command = uuid4(), {"X-Request-Id": str(uuid4())}
    first = await house.put(LI, ASK, proposal_id, **command)
    again = await house.put(LI, ASK, proposal_id, **command)
    anew = await house.put(LI, ASK, proposal_id)

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert (anew.status_code, rule(anew)) == (409, "AlreadySubmittedError")
    assert len(house.service.store.load(proposal_id)) == 1


@pytest.mark.parametrize("person", ["stranger", CHEN, "nobody"])
async def test_what_a_unit_prepares_is_not_there_for_others(house, person):
    proposal_id, _ = await house.submitted()

    read = await house.get(person, f"/api/proposals/{proposal_id}")
    assert (read.status_code, rule(read)) == (404, "NotProposedError")
    for step, body in STEPS.items():
        answer = await house.post(person, proposal_id, step, body)
        assert (answer.status_code, rule(answer)) == (404, "NotProposedError")
    seen = await house.page(person, f"/proposals/{proposal_id}")
    assert seen.status_code == 404
    assert PLAN["title"] not in seen.text


async def test_staff_and_auditors_read_what_their_unit_prepares(house):
    proposal_id, _ = await house.submitted()

    for person in (LI, WANG, ZHAO, SUN, "auditor"):
        assert (await house.get(person, f"/api/proposals/{proposal_id}")).status_code == 200


@pytest.mark.parametrize("step", [each for each in STEPS if each != "resubmit"])
async def test_an_auditor_reads_and_does_nothing(house, step):
    proposal_id, _ = await house.submitted()

    answer = await house.post("auditor", proposal_id, step, STEPS[step])

    assert (answer.status_code, rule(answer)) == (403, "WrongPostError")


async def test_a_decision_on_a_version_that_has_been_overtaken_is_refused(house):
    proposal_id, digest = await house.submitted()
    await house.passed(proposal_id, digest)

    stale = await house.post(SUN, proposal_id, "approve", {"digest": digest}, **{"If-Match": '"1"'})

    assert (stale.status_code, rule(stale)) == (412, "StaleError")


@pytest.mark.parametrize(
    ("change", "refused", "field"),
    [
        ({"channels": ["会议", "简报"]}, "ChannelNotListedError", "channels"),
        ({"disclose_on": "2026-06-30"}, "DateHasPassedError", "disclose_on"),
        (
            {"scope": "persons", "readers": ["ghost"], "channels": ["会议"]},
            "UnknownReaderError",
            "readers",
        ),
    ],
)
async def test_a_plan_beyond_its_entry_is_refused_by_name(house, change, refused, field):
    answer = await house.put(LI, {**ASK, "plan": {**PLAN, **change}})

    assert (answer.status_code, rule(answer)) == (422, refused)
    assert answer.json()["field"] == field


async def test_a_party_matter_does_not_reach_the_website(house):
    inner = {**ASK, "item_id": PARTY_ITEM, "plan": {**PLAN, "scope": "party"}}

    answer = await house.put(LI, inner)

    assert rule(answer) == "WebsiteBeyondScopeError"
    assert "网站" in answer.json()["title"]


async def test_a_retired_item_is_proposed_no_more(house):
    await house.hear("catalog.item.retired.v1", ITEM, item_id=ITEM, unit=UNIT)

    assert rule(await house.put(LI)) == "ItemNotListedError"


async def test_a_new_scheme_changes_nothing_for_what_began_under_the_old_one(house):
    proposal_id, digest = await house.submitted()
    other = {**SCHEME["rules"], "approvers": ["office"]}
    new = {**SCHEME, "version": 2, "effective": "2026-07-01", "rules": other}
    await house.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=new)
    await house.passed(proposal_id, digest)
    assert (await house.post(SUN, proposal_id, "approve", {"digest": digest})).status_code == 201

    later, _ = await house.submitted()
    rules = (await house.get(LI, f"/api/proposals/{later}")).json()["rules"]
    assert (rules["scheme_version"], rules["approvers"]) == (2, ["office"])


async def test_a_scheme_of_tomorrow_is_not_in_force_today(house):
    later = {**SCHEME, "version": 2, "effective": "2026-07-02"}
    await house.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=later)

    proposal_id, _ = await house.submitted()

    rules = (await house.get(LI, f"/api/proposals/{proposal_id}")).json()["rules"]
    assert rules["scheme_version"] == 1


async def test_who_lost_a_post_acts_in_it_no_more(house):
    proposal_id, digest = await house.submitted()
    gone = {"unit": UNIT, "person_id": WANG, "post": "secrecy_reviewer"}
    await house.hear("catalog.post.vacated.v1", None, **gone)

    body = {"check": "secrecy", "verdict": "pass", "digest": digest}
    answer = await house.post(WANG, proposal_id, "reviews", body)

    assert answer.status_code == 404


async def test_malformed_json_is_answered_and_files_nothing(house):
    url = f"/workflow/api/proposals/{uuid4()}"
    answer = await house.client.put(
        url, content=b'{"unit":', headers={**house.as_(LI), "Content-Type": "application/json"}
    )

    assert answer.status_code == 400
    assert house.service.store.last() == 0


async def test_tasks_go_to_the_posts_that_can_do_them_now(house):
    proposal_id, digest = await house.submitted()

    async def tasks(person):
        return [
            (t["step"], t.get("checks", [])) for t in (await house.get(person, "/api/tasks")).json()
        ]

    assert await tasks(LI) == await tasks(SUN) == await tasks("auditor") == []
    assert await tasks(WANG) == [("review", ["secrecy"])]
    assert await tasks(ZHAO) == [("review", ["necessity", "accuracy"])]
    await house.passed(proposal_id, digest)
    assert await tasks(WANG) == await tasks(ZHAO) == []
    assert await tasks(SUN) == [("approve", [])]
    assert await tasks("stranger") == []
