"""At the doors: what a scheme asks for beside the text, and decisions beside their executions."""

from uuid import uuid4

import pytest

from shared.testing import UNIT
from tests.workflow.examples import CHEN, ITEM, LI, SUN, WANG, ZHAO
from tests.workflow.house import ASK, PLAN, SCHEME

VALUES = {
    "matters.demands": ["评比表彰=异议期、隐私审查", "交纳党费=只公开合计"],
    "matters.stages": ["发展党员=积极分子、接收预备党员"],
    "matters.execution": ["重大投资=90", "培训计划=30"],
    "display.bounds": ["社会=5个工作日"],
    "display.confirm": True,
}


@pytest.fixture
async def asking(house):
    """Return a house whose unit asks for more than the text."""
    scheme = SCHEME | {"version": 2, "values": VALUES}
    await house.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=scheme)
    return house


async def opened(house, title, day, **declared):
    """Return a disclosure that is open inside since a day."""
    proposal_id = await house.approved({**ASK, "plan": PLAN | {"title": title}, **declared})
    await house.hear(
        "publishing.disclosure.registered.v1",
        proposal_id,
        unit=UNIT,
        item_id=ITEM,
        proposal_id=str(proposal_id),
        version=1,
        plan=PLAN | {"title": title},
        digest="",
    )
    tag = "publishing.inner.opened.v1"
    await house.hear(tag, proposal_id, item_id=ITEM, opened_on=day, version=1)
    return str(proposal_id)


async def rows(house, state=""):
    return (await house.get(LI, f"/api/executions?status={state}")).json()


@pytest.mark.clause("S0-19", "S4-02")
async def test_a_decision_stands_beside_its_execution_and_is_marked_where_that_is_not_disclosed(
    asking,
):
    await asking.list_item(ITEM, "重大投资决策和执行情况", "society")
    assert "没有要公开执行情况的决策" in (await asking.page(LI, "/executions")).text
    old = await opened(asking, "关于新建党群服务中心的决策", "2026-04-01")
    new = await opened(asking, "关于改造阵地的决策", "2026-06-30")

    found = await rows(asking)
    assert [each["row"]["decision_id"] for each in found["rows"]] == [old, new]
    assert [each["said"] for each in found["rows"]] == ["执行情况未公开", "待公开执行情况"]
    assert found["rows"][0]["row"]["due"] == "2026-06-30"
    page = (await asking.page(LI, "/executions?status=missing")).text
    assert "关于新建党群服务中心的决策" in page
    assert page.count("执行情况未公开</span>") == 1
    assert (await asking.get(CHEN, "/api/executions")).json()["rows"] == []

    form = (await asking.page(LI, f"/items/{ITEM}/propose?carries_out={old}")).text
    assert f'<option value="{old}" selected>' in form
    told = {"declared": {"carries_out": old}}
    done = await opened(asking, "党群服务中心建设执行情况", "2026-07-01", **told)
    first = next(e for e in (await rows(asking))["rows"] if e["row"]["decision_id"] == old)
    assert (first["said"], first["row"]["executed"]) == ("执行情况已公开", done)
    assert (await rows(asking, "missing"))["total"] == 0
    await asking.hear("publishing.disclosure.withdrawn.v1", done, version=2)
    assert (await rows(asking, "missing"))["total"] == 1


async def test_the_form_asks_for_what_the_scheme_asks_and_the_reviewer_reads_it(asking):
    await asking.list_item(ITEM, "评比表彰情况", "society")
    url = f"/items/{ITEM}/propose"
    form = (await asking.page(LI, url)).text
    assert "有异议向哪里提出" in form
    assert "处理决定的文号" not in form
    fields = {**PLAN, "duration": "days", "content": "拟表彰名单。", "command_id": str(uuid4())}

    refused = await asking.send(LI, url, **fields)
    assert refused.status_code == 422
    assert "请写明异议向哪里提出" in refused.text
    said = {"objection_channel": "县委编办，电话0573-84000000", "objection_until": "七月"}
    unclear = await asking.send(LI, url, **fields | said)
    assert "日期请按“年-月-日”填写" in unclear.text
    assert "县委编办，电话0573-84000000" in unclear.text
    filed = await asking.send(LI, url, **fields | said | {"objection_until": "2026-07-15"})
    assert filed.status_code == 303, filed.text
    shown = (await asking.page(WANG, filed.headers["location"].removeprefix("/workflow"))).text
    assert "县委编办，电话0573-84000000，至 2026年7月15日" in shown
    assert "通过隐私审查</button>" in shown

    await the_privacy_check_is_passed_on_its_form_and_by_nobody_else(asking)
    await asking.list_item(ITEM, "党费收缴", "society")
    await a_short_display_is_handed_back_until_a_reason_is_written(asking)
    await a_plan_may_be_for_an_audience_beside_the_party(asking)


async def the_privacy_check_is_passed_on_its_form_and_by_nobody_else(asking):
    told = {"objection_channel": "县委编办", "objection_until": "2026-07-15"}
    body = {**ASK, "declared": told}
    proposal_id, digest = await asking.submitted(body)
    await asking.passed(proposal_id, digest)

    refused = await asking.post("sun.li", proposal_id, "approve", {"digest": digest})
    assert refused.json()["type"] == "urn:gongkai:PrivacyMissingError"
    assert (await asking.post(ZHAO, proposal_id, "privacy", {"digest": digest})).status_code == 403
    stale = await asking.post(WANG, proposal_id, "privacy", {"digest": "0" * 64})
    assert stale.json()["type"] == "urn:gongkai:StaleTextError"
    page = f"/proposals/{proposal_id}/privacy"
    filed = await asking.send(WANG, page, digest=digest, note="已隐去身份证号")
    assert filed.status_code == 303, filed.text
    assert "已隐去身份证号" in (await asking.page(ZHAO, f"/proposals/{proposal_id}")).text
    approved = await asking.post("sun.li", proposal_id, "approve", {"digest": digest})
    assert approved.status_code == 201, approved.text


async def a_short_display_is_handed_back_until_a_reason_is_written(asking):
    url = f"/items/{ITEM}/propose"
    fields = {**PLAN, "duration": "days", "duration_days": "2", "command_id": str(uuid4())}

    refused = await asking.send(LI, url, **fields)
    assert "社会公开的应当展示至少5个工作日" in refused.text
    reason = {"display_reason": "只在会议期间展示，会后归档备查"}
    assert (await asking.send(LI, url, **fields | reason)).status_code == 303


async def a_plan_may_be_for_an_audience_beside_the_party(house):
    held = {"unit": UNIT, "person_id": CHEN, "post": "investor"}
    await house.hear("catalog.post.assigned.v1", None, **held)
    form = (await house.page(LI, f"/items/{ITEM}/propose")).text
    assert "全体客商" in form
    plan = PLAN | {"scope": "persons", "channels": ["会议"], "readers": ["客商"]}
    proposal_id, _ = await house.submitted({**ASK, "plan": plan})
    assert "客商" in (await house.page(WANG, f"/proposals/{proposal_id}")).text
    refused = await house.put(LI, {**ASK, "plan": plan | {"readers": ["外商"]}})
    assert refused.json()["type"] == "urn:gongkai:UnknownReaderError"


async def test_who_passed_a_text_has_not_passed_words_beside_it_that_changed_afterwards(house):
    told = {"objection_channel": "县委编办综合室", "objection_until": "2026-08-30"}
    proposal_id, digest = await house.submitted({**ASK, "declared": told})
    await house.passed(proposal_id, digest, ("secrecy", "necessity"))
    await house.post(ZHAO, proposal_id, "return", {"reason": "请补充说明。"})
    again = {"plan": PLAN, "declared": told | {"objection_channel": "直接找老王"}}
    assert (await house.post(LI, proposal_id, "resubmit", again)).status_code == 201

    assert await house.digest(proposal_id) == digest  # the text is the same
    seen = (await house.get(WANG, f"/api/proposals/{proposal_id}")).json()
    assert seen["reviews"] == []
    await house.passed(proposal_id, digest, ("necessity", "accuracy"))
    early = await house.post(SUN, proposal_id, "approve", {"digest": digest})
    assert early.json()["type"] == "urn:gongkai:SecrecyMissingError"
    await house.passed(proposal_id, digest, ("secrecy",))
    done = await house.post(SUN, proposal_id, "approve", {"digest": digest})
    assert done.status_code == 201, done.text


async def test_words_beside_a_text_are_screened_with_it(house):
    told = {"objection_channel": "找张三13968812345", "objection_until": "2026-08-30"}
    proposal_id, digest = await house.submitted({**ASK, "declared": told})
    found = (await house.get(WANG, f"/api/proposals/{proposal_id}/findings")).json()["findings"]
    assert [(each["kind"], each["place"]) for each in found] == [("mobile", "有异议向哪里提出")]
    review = {"check": "secrecy", "verdict": "pass", "digest": digest}
    early = await house.post(WANG, proposal_id, "reviews", review)
    assert early.json()["type"] == "urn:gongkai:FindingsUnsettledError"
    await house.post(ZHAO, proposal_id, "return", {"reason": "请不写个人手机。"})
    await house.post(LI, proposal_id, "resubmit", {"plan": PLAN})  # said nothing: the same words
    again = (await house.get(WANG, f"/api/proposals/{proposal_id}/findings")).json()["findings"]
    assert len(again) == 1
