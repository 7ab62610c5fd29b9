"""SC-04 大额资金使用: forced by its amount, told in a meeting, proved by minutes, on no page."""

from uuid import uuid4

import pytest
from msgspec import json

from services.catalog.domain.terms import Post, person_id_of
from tests.stories.branch import Branch
from tests.stories.teller import Teller, hidden
from tests.stories.test_counted import stored
from tests.stories.town import until

TEXT = "经主任办公会研究决定，使用年度预算86000元更新编制实名制专网终端8台，合同金额85200元。"
MONEY = "86000"
ASKED = "为什么不选另一家？"


@pytest.mark.timeout(240)
@pytest.mark.slow
@pytest.mark.row("C14")
@pytest.mark.clause("S3-43", "S0-48")
async def test_sc_04_large_funds_are_told_in_a_meeting_and_nowhere_else(dated_house):
    teller = Teller(dated_house)
    teller.branch = Branch(teller)
    await the_amount_forces_the_entry(teller)
    await only_a_meeting_is_approved(teller)
    await neither_document_nor_website_can_be_added(teller)
    await what_the_government_discloses_fulfils_nothing(teller)
    await the_meeting_counts_with_attendance_and_minutes(teller)
    await questions_are_answered_or_have_a_day(teller)
    await the_answer_comes_in_time_and_its_asker_reads_it(teller)
    await nobody_finds_it_anywhere(teller)


async def duty_of(teller):
    section = f"/workflow/api/duties?unit={teller.house.unit.id}&section="
    for each in ("week", "month", "later", "overdue", "done"):
        answer = await teller.folk.look(teller.who(Post.CLERK), section + each)
        assert answer.status_code == 200, answer.text
        for duty in answer.json()["duties"]:
            if duty["item_id"] == teller.item["item_id"]:
                return duty
    return None


async def the_amount_forces_the_entry(teller):
    unit = f"/catalog/api/units/{teller.house.unit.id}"
    items = (await teller.folk.look(teller.who(Post.CLERK), f"{unit}/items")).json()
    teller.item = next(each for each in items if each["level3"] == "大额资金使用")
    assert (teller.item["forms"], teller.item["scope"]) == (["会议"], "party")
    teller.house.turn(2025, 10, 30)
    await teller.branch.gather()
    setting = {"large_funds.threshold": 50_000}
    why = {"large_funds.threshold": "本单位年度经费较多，五万元以上须经集体研究"}
    version = {"effective": "2025-10-30", "values": setting, "reasons": why}
    await teller.done("admin", f"{unit}/scheme/versions", version)
    spent = {"unit": teller.house.unit.id, "matter": "更新专网终端8台", "amount": 49_999}
    spent["happened_on"] = "2025-10-30"
    here, clerk = "/workflow/api/duties/spending", teller.who(Post.CLERK)

    async def by_threshold():
        rule, _ = await teller.refused(clerk, here, {**spent, "amount": 9_999})
        rule, problem = await teller.refused(clerk, here, {**spent, "amount": 9_998})
        return rule == "BelowThresholdError" and "50000元" in problem["title"]

    await until(by_threshold, "the threshold of the unit")
    rule, _ = await teller.refused(clerk, here, spent)
    assert rule == "BelowThresholdError"
    await teller.done(Post.CLERK, here, {**spent, "amount": 86_000})

    async def owed():
        duty = await duty_of(teller)
        return duty is not None and (duty["due"], duty["state"]) == ("2025-11-03", "open")

    await until(owed, "two working days: Friday and Monday")


async def only_a_meeting_is_approved(teller):
    teller.house.turn(2025, 10, 31)
    teller.plan = {
        "title": "办公专网设备更新经费使用",
        "content": TEXT,
        "scope": "party",
        "disclose_on": "2025-11-03",
        "duration_days": None,
        "channels": ["会议", "文件"],
    }
    body = {"unit": teller.house.unit.id, "item_id": teller.item["item_id"], "plan": teller.plan}
    body["obligation_id"] = (await duty_of(teller))["obligation_id"]
    for more in ("文件", "网站"):
        teller.plan["channels"] = ["会议", more]
        rule, problem = await teller.refused(teller.who(Post.CLERK), teller.proposal, body, "PUT")
        assert problem["field"] == "channels", rule
    teller.plan["channels"] = ["会议"]
    await teller.done(Post.CLERK, teller.proposal, body, "PUT")
    digest = await teller.pass_all()
    await teller.done(Post.APPROVER, f"{teller.proposal}/approve", {"digest": digest})
    await teller.folk.until(teller.who(Post.PUBLISHER), teller.here, bool)


async def neither_document_nor_website_can_be_added(teller):
    teller.house.turn(2025, 10, 31, 15)
    publisher, key = teller.who(Post.PUBLISHER), uuid4()
    draft = {"unit": teller.house.unit.id, "kind": "document", "number": "8号", "title": "经费"}
    draft |= {"persons": teller.branch.members, "disclosure_id": str(teller.matter)}
    rule, problem = await teller.refused(publisher, f"/api/documents/{key}", draft, "PUT")
    assert (rule, "文件" in problem["title"]) == ("FormBeyondApprovalError", True)
    teller.house.turn(2025, 11, 3, 15)
    rule, _ = await teller.refused(publisher, f"{teller.here}/open-public")
    assert rule == "ScopeNotSocietyError"


async def what_the_government_discloses_fulfils_nothing(teller):
    link = {
        "item_id": teller.item["item_id"],
        "disclosure_id": str(teller.matter),
        "system": "government",
        "title": "办公设备政府采购结果公告",
        "address": "青采公告〔2025〕31号",
        "disclosed_on": "2025-10-31",
    }
    publisher = teller.who(Post.PUBLISHER)
    before = (await teller.folk.look(publisher, "/api/sisters/counts")).json()
    await teller.done(Post.PUBLISHER, "/api/sisters", link)
    rule, _ = await teller.refused(publisher, "/api/sisters", link)
    assert rule == "LinkedAlreadyError"
    after = (await teller.folk.look(publisher, "/api/sisters/counts")).json()
    assert after["party"] == before["party"]
    assert after["linked"]["government"] == before["linked"]["government"] + 1
    assert (await duty_of(teller))["state"] == "open"


async def the_meeting_counts_with_attendance_and_minutes(teller):
    teller.house.turn(2025, 11, 3, 16, 40)
    teller.minutes = await teller.branch.paper()
    held = teller.branch.meeting(teller.minutes, "2025-11-03T16:00", teller.matter)
    publisher, key = teller.who(Post.PUBLISHER), uuid4()
    for field, nothing, named in (
        ("minutes", None, "MinutesMissingError"),
        ("present", [], "AttendanceMissingError"),
        ("held_at", "", "MeetingDateError"),
    ):
        refused = {**held, field: nothing}
        rule, problem = await teller.refused(publisher, f"/api/meetings/{key}", refused, "PUT")
        assert (rule, problem["field"]) == (named, field)
    assert (await duty_of(teller))["state"] == "open"
    teller.meeting = await teller.branch.put("meetings", held)

    async def done():
        return (await duty_of(teller))["state"] == "done"

    await until(done, "the obligation fulfilled")
    facts = [json.decode(each)["event"] for each in stored(teller.house.settings, "workflow")]
    [fulfilled] = [
        each
        for each in facts
        if each["type"].endswith("obligation.fulfilled.v1")
        and each["disclosure_id"] == str(teller.matter)
    ]
    [proof] = fulfilled["evidence"]
    assert (proof["form"], proof["record"]) == ("会议", str(teller.meeting))
    assert proof["sha256"] == teller.minutes["sha256"]
    assert (fulfilled["on"], fulfilled["late"]) == ("2025-11-03", False)


async def questions_are_answered_or_have_a_day(teller):
    asker, office = teller.branch.members[7], person_id_of(teller.who(Post.OFFICE))
    about = {"occasion": "meeting", "occasion_id": str(teller.meeting), "asker": asker}
    for question, answer in (("设备何时到位？", "十二月初。"), ("结余怎样处理？", "退回预算。")):
        asked = {**about, "question": question, "answer": answer}
        await teller.branch.put("inquiries", asked)
    open_ = {**about, "question": ASKED}
    key = uuid4()
    rule, problem = await teller.refused(
        teller.who(Post.PUBLISHER), f"/api/inquiries/{key}", open_, "PUT"
    )
    assert (rule, problem["field"]) == ("AnswererMissingError", "handler")
    teller.inquiry = await teller.branch.put("inquiries", {**open_, "handler": str(office)})
    seen = await teller.folk.look(teller.who(Post.OFFICE), f"/api/inquiries/{teller.inquiry}")
    assert seen.json()["due"] == "2025-11-10"  # five working days


async def the_answer_comes_in_time_and_its_asker_reads_it(teller):
    teller.house.turn(2025, 11, 5)
    sheet = await teller.branch.paper("比选三家，最低价中标。", "比选表.txt")
    here = f"/api/inquiries/{teller.inquiry}"
    body = {"text": "比选表在综合室可以查看。", "file": sheet}
    rule, _ = await teller.refused(teller.who(Post.HANDLER), f"{here}/answer", body)
    assert rule in {"InquiryUnknownError", "WrongPostError"}
    await teller.done(Post.OFFICE, f"{here}/answer", body)
    mine = (await teller.folk.look(teller.branch.logins[7], here)).json()
    assert (mine["answer"], mine["days_late"]) == (body["text"], 0)
    assert mine["file"]["sha256"] == sheet["sha256"]


async def nobody_finds_it_anywhere(teller):
    member = teller.branch.logins[-1]
    for login in ("", member):
        await hidden(teller, login, MONEY)
        found = await teller.folk.look(login, "/api/disclosures?q=专网")
        assert MONEY not in found.text
    assert MONEY not in (await teller.folk.look("", "/api/sisters")).text
    meeting = await teller.folk.look("", f"/api/meetings/{teller.meeting}")
    assert meeting.status_code in {401, 404}
    told = (await teller.folk.look("auditor", "/workflow/api/duties/overdue")).text
    assert teller.item["item_id"] not in told
