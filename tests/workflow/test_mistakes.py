"""差错: who let it through, put right by a new version, seen by those who oversee (B7)."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from services.workflow.domain.mistake import (
    MISTAKE,
    DismissedByResponsibleError,
    MistakeClosedError,
    MistakeCorrectError,
    MistakeReasonError,
    MistakeReportedAlreadyError,
    MistakeUnknownError,
    MistakeVersionError,
    MistakeWhatError,
    traced,
)
from services.workflow.domain.mistake_words import (
    CorrectMistake,
    DismissMistake,
    MistakeCorrected,
    MistakeDismissed,
    MistakeReported,
    Part,
    RegisterMistake,
    ReportMistake,
    Responsible,
)
from services.workflow.domain.procedure_words import ProposalCountersigned, ProposalExempted
from services.workflow.domain.terms import Check, Verdict
from shared.record import file
from shared.testing import UNIT, Given, cause
from tests.workflow.examples import (
    APPROVED,
    CHEN,
    DISCLOSURE,
    ITEM,
    LI,
    OPINION,
    PASSED,
    RESUBMITTED,
    SUBMITTED,
    SUN,
    WANG,
    ZHAO,
    reviewed,
)
from tests.workflow.house import PLAN
from tests.workflow.test_clearance import COUNTY
from tests.workflow.test_clearance_doors import add_unit, who

DAY = datetime(2026, 7, 1, 4, tzinfo=UTC)
SIGNER = Responsible(person=SUN, unit=UNIT, post="approver", part=Part.APPROVED, on=DAY.date())
ASKED = ReportMistake(disclosure_id=DISCLOSURE, what=" 金额有误 ", correct="2180.00元")
REPORT = RegisterMistake(
    asked=ASKED, unit=UNIT, item_id=ITEM, version=1, title="党费", responsible=(SIGNER,)
)
REPORTED = MistakeReported(
    unit=UNIT,
    item_id=ITEM,
    disclosure_id=DISCLOSURE,
    version=1,
    title="党费",
    what="金额有误",
    correct="2180.00元",
    reported_by=LI,
    responsible=(SIGNER,),
)
CORRECTED = MistakeCorrected(
    unit=UNIT, disclosure_id=DISCLOSURE, version=2, proposal_id="p", corrected_on=DAY.date()
)
DISMISSED = MistakeDismissed(
    unit=UNIT, disclosure_id=DISCLOSURE, reason="与台账相符", dismissed_by=ZHAO
)


def test_a_mistake_is_reported_with_who_answers_for_the_text():
    Given(MISTAKE).when(REPORT, by=LI).then(REPORTED)


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        (replace(ASKED, what=" "), MistakeWhatError),
        (replace(ASKED, what="错" * 501), MistakeWhatError),
        (replace(ASKED, correct="对" * 501), MistakeCorrectError),
    ],
)
def test_a_report_says_what_is_wrong_in_few_words(asked, rule):
    Given(MISTAKE).when(replace(REPORT, asked=asked), by=LI).then_rejected(rule)


def test_a_mistake_is_reported_once():
    Given(MISTAKE, REPORTED).when(REPORT, by=LI).then_rejected(MistakeReportedAlreadyError)


def test_a_later_version_puts_it_right():
    command = CorrectMistake(version=2, proposal_id="p")
    Given(MISTAKE, REPORTED).when(command, by="system", at=DAY).then(CORRECTED)
    Given(MISTAKE, REPORTED).when(CorrectMistake(version=1), by="system").then_rejected(
        MistakeVersionError
    )
    Given(MISTAKE, REPORTED, CORRECTED).when(command, by="system").then_rejected(MistakeClosedError)
    Given(MISTAKE).when(command, by="system").then_rejected(MistakeUnknownError)


def test_a_withdrawal_ends_it_too():
    gone = replace(CORRECTED, version=0, proposal_id="")
    Given(MISTAKE, REPORTED).when(CorrectMistake(version=0), by="system", at=DAY).then(gone)


def test_who_let_it_through_cannot_dismiss_it():
    asked = DismissMistake(reason="与台账相符")
    Given(MISTAKE, REPORTED).when(asked, by=ZHAO).then(DISMISSED)
    Given(MISTAKE, REPORTED).when(asked, by=SUN).then_rejected(DismissedByResponsibleError)
    Given(MISTAKE, REPORTED).when(DismissMistake(reason=" "), by=ZHAO).then_rejected(
        MistakeReasonError
    )
    Given(MISTAKE, REPORTED, DISMISSED).when(asked, by=ZHAO).then_rejected(MistakeClosedError)


def story(*told):
    """Return records of a proposal: (event, who, in which post)."""
    stream = uuid4()
    return [
        file(event, stream_id=stream, version=n, cause=cause(who, post=post, at=DAY))
        for n, (event, who, post) in enumerate(told, 1)
    ]


def test_everybody_who_let_a_text_through_is_found_in_its_facts():
    signed = ProposalCountersigned(unit=UNIT, digest="", countersigned_by="deputy")
    found = traced(
        story(
            (SUBMITTED, LI, "clerk"),
            (PASSED[0], WANG, "secrecy_reviewer"),
            (reviewed(Check.ACCURACY), "earlier", "reviewer"),
            (reviewed(Check.NECESSITY, Verdict.FAIL), ZHAO, "reviewer"),
            (signed, "before", "deputy_leader"),
            (RESUBMITTED, "other", "clerk"),
            (reviewed(Check.NECESSITY), ZHAO, "reviewer"),
            (reviewed(Check.ACCURACY), ZHAO, "reviewer"),
            (signed, "deputy", "deputy_leader"),
            (APPROVED, SUN, "approver"),
        )
    )
    assert [(each.person, each.post, each.part) for each in found] == [
        (LI, "clerk", Part.PROPOSED),
        (WANG, "secrecy_reviewer", Part.REVIEWED),
        ("other", "clerk", Part.PROPOSED),
        (ZHAO, "reviewer", Part.REVIEWED),
        ("deputy", "deputy_leader", Part.COUNTERSIGNED),
        (SUN, "approver", Part.APPROVED),
    ]
    assert found[3].checks == (Check.NECESSITY, Check.ACCURACY)


def test_where_the_catalog_stood_for_the_approval_its_approver_answers_too():
    exempted = ProposalExempted(
        unit=UNIT,
        item_id=ITEM,
        title="",
        digest="",
        catalog=1,
        approved_by="head",
        invoked_by=SUN,
    )
    found = traced(story((exempted, SUN, "office"), (APPROVED, SUN, "office")))
    assert [(each.person, each.post) for each in found] == [("head", ""), (SUN, "office")]


# ── at the doors ─────────────────────────────────────────────────────────────────────────────


async def carried_out(house, proposal_id, version=1, disclosure_id=None):
    """Let publishing carry out what was approved."""
    what = "registered" if version == 1 else "revised"
    await house.hear(
        f"publishing.disclosure.{what}.v1",
        disclosure_id or proposal_id,
        unit=UNIT,
        item_id=ITEM,
        proposal_id=str(proposal_id),
        version=version,
        plan=PLAN,
        digest="",
        revised_on="2026-07-02",
        public=True,
    )
    await house.service.views.reached("workflow", house.service.store.last())


async def reported(house, disclosure_id, by=ZHAO, mistake_id=None, **fields):
    url = f"/workflow/api/mistakes/{mistake_id or uuid4()}"
    body = {"disclosure_id": str(disclosure_id), "what": "金额有误", **fields}
    return await house.client.put(url, json=body, headers=house.as_(by))


async def test_from_the_report_to_the_version_that_puts_it_right(house):
    first = await house.approved()
    await carried_out(house, first)
    mistake = uuid4()
    answer = await reported(house, first, mistake_id=mistake)
    assert answer.status_code == 201, answer.text
    again = await reported(house, first, mistake_id=mistake)
    assert again.status_code == 409
    assert again.json()["title"] == "这条差错已经登记，不能重复登记。"
    bench = await house.page(LI, "/")
    assert "差错：金额有误" in bench.text

    shown = (await house.get("auditor", f"/api/mistakes/{mistake}")).json()
    assert [(each["part"], each["person"], each["post"]) for each in shown["responsible"]] == [
        ("proposed", LI, "clerk"),
        ("reviewed", WANG, "secrecy_reviewer"),
        ("reviewed", ZHAO, "reviewer"),
        ("approved", SUN, "approver"),
    ]
    page = await house.page("auditor", f"/mistakes/{mistake}")
    for name in ("李明", "王芳", "赵刚", "孙丽", "准确性审核", "待更正"):
        assert name in page.text
    body = {"kind": "revise", "disclosure_id": str(first), "explanation": "金额登记有误。"}
    better = PLAN | {"content": "实缴2180.00元。"}
    second, digest = await house.submitted({"unit": UNIT, "item_id": ITEM, "plan": better, **body})
    assert "差错：金额有误" not in (await house.page(LI, "/")).text
    await house.passed(second, digest)
    await house.post(SUN, second, "approve", {"digest": digest})
    await carried_out(house, second, 2, first)
    row = (await house.get("auditor", f"/api/mistakes/{mistake}")).json()
    assert (row["state"], row["corrected_by"], row["proposal_id"]) == ("corrected", 2, str(second))
    listed = await house.page("auditor", "/mistakes?status=corrected")
    assert "待更正 0 件" in listed.text
    assert "提出：李明" in listed.text


async def test_an_upheld_opinion_enters_the_register_by_itself(house):
    first = await house.approved()
    await carried_out(house, first)
    await house.uphold(disclosure_id=str(first))
    listed = (await house.get(SUN, "/api/mistakes?status=open")).json()
    assert (listed["total"], listed["open"]) == (1, 1)
    assert listed["rows"][0]["opinion_id"] == OPINION
    bench = await house.page(LI, "/")
    assert bench.text.count("更正任务</span>") == 1
    await house.hear("publishing.disclosure.withdrawn.v1", first)
    row = (await house.get(SUN, "/api/mistakes")).json()["rows"][0]
    assert (row["state"], row["corrected_by"]) == ("withdrawn", 0)


async def test_by_hand_a_mistake_is_reported_and_its_report_dismissed(house):
    first = await house.approved()
    await carried_out(house, first)
    form = await house.page(ZHAO, f"/mistakes/new?disclosure_id={first}")
    assert "登记差错" in form.text
    empty = await house.send(ZHAO, "/mistakes/new", disclosure_id=str(first), what=" ")
    assert empty.status_code == 422
    assert "请写明哪里有错，不超过500个字。" in empty.text
    command = str(uuid4())
    fields = {"disclosure_id": str(first), "what": "金额有误", "command_id": command}
    for _ in range(2):  # a second click reports nothing new
        sent = await house.send(ZHAO, "/mistakes/new", **fields)
        assert sent.headers["location"] == f"/workflow/mistakes/{command}", sent.text
    page = await house.page(SUN, f"/mistakes/{command}")
    assert "撤销登记" in page.text
    refused = await house.send(SUN, f"/mistakes/{command}/dismiss", reason="与台账相符")
    assert refused.status_code == 403
    assert "不能撤销差错登记" in refused.text
    done = await house.send("both", f"/mistakes/{command}/dismiss", reason="与台账相符")
    assert done.status_code == 303
    shown = await house.page(SUN, f"/mistakes/{command}")
    assert "已撤销登记" in shown.text
    assert "与台账相符" in shown.text


async def test_the_register_is_read_by_staff_and_from_above_alone(house):
    first = await house.approved()
    await carried_out(house, first)
    mistake = uuid4()
    await reported(house, first, mistake_id=mistake)
    assert (await house.get("stranger", f"/api/mistakes/{mistake}")).status_code == 404
    assert (await reported(house, first, by="stranger")).status_code == 404
    assert (await reported(house, uuid4())).status_code == 404
    assert (await house.get(CHEN, "/api/mistakes")).json()["total"] == 0
    empty = await house.page("stranger", "/mistakes")
    assert "没有登记的差错。" in empty.text
    derived = UUID("886313e1-3b8a-5372-9b90-0c9aee199e5d")
    assert (await reported(house, first, mistake_id=derived)).status_code == 422
    await add_unit(house, COUNTY, "青岚县委", "")
    await house.hear("catalog.unit.moved.v1", UNIT, unit_id=UNIT, superior=COUNTY)
    above = who(COUNTY, "office")
    assert (await house.get(above, "/api/mistakes")).json()["total"] == 1
    told = await reported(house, first, by=above)
    assert told.status_code == 201, told.text


@pytest.mark.clause("S2-08")
async def test_whom_an_item_names_asks_for_a_correction_and_a_case_is_opened(house):
    named = {**PLAN, "content": "拟表彰党员：陈静。党龄八年。"}
    first, mistake = await house.approved({"unit": UNIT, "item_id": ITEM, "plan": named}), uuid4()
    await house.hear(
        "publishing.disclosure.registered.v1",
        first,
        unit=UNIT,
        item_id=ITEM,
        proposal_id=str(first),
        version=1,
        plan=named,
        digest="",
    )

    stranger = await reported(house, first, by="stranger")
    assert stranger.status_code == 404
    form = await house.page(CHEN, f"/mistakes/new?disclosure_id={first}")
    assert "登记差错" in form.text
    asked = {"what": "党龄写错了，我的党龄是十八年", "correct": "党龄十八年"}
    answer = await reported(house, first, by=CHEN, mistake_id=mistake, **asked)
    assert answer.status_code == 201, answer.text
    case = (await house.get(CHEN, f"/api/mistakes/{mistake}")).json()
    assert (case["disclosure_id"], case["state"], case["by"]) == (str(first), "open", CHEN)
    assert "差错：党龄写错了" in (await house.page(LI, "/")).text
    assert (await house.get("stranger", f"/api/mistakes/{mistake}")).status_code == 404
