"""SC-02 党费收缴季度公示: inner, by its printed scope, though inherited forms name a website."""

import pytest
from msgspec import json

from services.catalog.domain.terms import Post
from tests.stories.branch import Branch
from tests.stories.teller import Teller, hidden
from tests.stories.test_counted import stored
from tests.stories.town import until

DUES = "党费收缴、使用和管理情况"
TEXT = "应缴党员12名，月应缴合计365.00元，本季应缴1095.00元，实缴1095.00元，无欠缴。"
MONEY = "1095.00"


@pytest.mark.timeout(240)
@pytest.mark.slow
@pytest.mark.clause("S3-49", "S3-51")
async def test_sc_02_party_dues_of_a_quarter_stay_inside_the_party(dated_house):
    teller = Teller(dated_house)
    await the_quarter_is_owed_from_its_first_day(teller)
    await nobody_proposes_so_the_office_is_asked_on_the_first_working_day(teller)
    await scope_beats_forms_and_no_website_is_proposed(teller)
    await two_persons_sign(teller)
    await members_read_it_and_nothing_is_done_yet(teller)
    await eleven_come_and_the_twelfth_reads_and_signs(teller)
    await no_visitor_learns_of_it(teller)


async def owed(teller):
    path = f"/workflow/api/duties?unit={teller.house.unit.id}"
    rows = []
    for section in ("week", "month", "overdue", "asked", "later", "done"):
        answer = await teller.folk.look(teller.who(Post.CLERK), f"{path}&section={section}")
        assert answer.status_code == 200, answer.text
        rows += answer.json()["duties"]
    return {each["due"]: each for each in rows if each["item_id"] == teller.item["item_id"]}


async def the_quarter_is_owed_from_its_first_day(teller):
    unit, clerk = f"/catalog/api/units/{teller.house.unit.id}", teller.who(Post.CLERK)
    items = (await teller.folk.look(clerk, f"{unit}/items")).json()
    teller.item = next(each for each in items if "党费" in each["level3"])
    assert (teller.item["scope"], teller.item["time_limit"]) == ("party", "periodic")
    assert {"网站", "公开栏"} <= set(teller.item["forms"])
    setting = {"time_limits.periodic.due_days": 2}
    why = {"time_limits.periodic.due_days": "季后十日前公布，扣除国庆假期"}
    version = {"effective": "2025-07-01", "values": setting, "reasons": why}
    await teller.done("admin", f"{unit}/scheme/versions", version)
    teller.house.turn(2025, 7, 1)

    async def raised():
        return "2025-10-10" in await owed(teller)

    await until(raised, "the obligation of the third quarter")
    duty = (await owed(teller))["2025-10-10"]
    assert (duty["begins"], duty["ends"], duty["state"]) == ("2025-07-01", "2025-09-30", "open")


async def nobody_proposes_so_the_office_is_asked_on_the_first_working_day(teller):
    teller.duty = (await owed(teller))["2025-10-10"]["obligation_id"]
    teller.house.turn(2025, 10, 9, 10)  # all of 1 to 8 October is holiday

    async def prompted():
        path = f"/workflow/api/duties?unit={teller.house.unit.id}&section=asked"
        answer = await teller.folk.look(teller.who(Post.APPROVER), path)
        return teller.duty in {each["obligation_id"] for each in answer.json()["duties"]}

    await until(prompted, "the prompt of the first working day")
    facts = [json.decode(each) for each in stored(teller.house.settings, "workflow")]
    [prompt] = [
        each["event"]
        for each in facts
        if each["stream_id"] == teller.duty and each["event"]["type"].endswith("prompted.v1")
    ]
    assert (prompt["on"], prompt["to"]) == (
        "2025-10-09",
        [{"unit": teller.house.unit.id, "post": "clerk"}],
    )


async def scope_beats_forms_and_no_website_is_proposed(teller):
    clerk = teller.who(Post.CLERK)
    teller.plan = {
        "title": "编办党支部2025年第三季度党费收缴情况",
        "content": TEXT,
        "scope": "party",
        "disclose_on": "2025-10-09",
        "duration_days": 30,
        "channels": ["会议", "文件", "公开栏", "网站"],
    }
    body = {"unit": teller.house.unit.id, "item_id": teller.item["item_id"], "plan": teller.plan}
    body["obligation_id"] = teller.duty  # a rest of the second quarter is owed as well
    rule, problem = await teller.refused(clerk, teller.proposal, body, "PUT")
    assert (rule, problem["field"]) == ("WebsiteBeyondScopeError", "channels")
    wider = {**teller.plan, "scope": "society"}
    rule, _ = await teller.refused(clerk, teller.proposal, {**body, "plan": wider}, "PUT")
    assert rule == "ScopeTooWideError"
    teller.plan["channels"].remove("网站")
    await teller.done(Post.CLERK, teller.proposal, body, "PUT")


async def two_persons_sign(teller):
    digest = await teller.pass_all()
    rule, _ = await teller.refused(
        teller.who(Post.REVIEWER), f"{teller.proposal}/approve", {"digest": digest}
    )
    assert rule == "WrongPostError"
    await teller.done(Post.APPROVER, f"{teller.proposal}/approve", {"digest": digest})
    await teller.folk.until(teller.who(Post.PUBLISHER), teller.here, bool)


async def members_read_it_and_nothing_is_done_yet(teller):
    teller.house.turn(2025, 10, 10, 16)
    assert (await owed(teller))["2025-10-10"]["state"] == "open"
    await teller.done(Post.PUBLISHER, f"{teller.here}/open-inner")
    rule, _ = await teller.refused(teller.who(Post.PUBLISHER), f"{teller.here}/open-public")
    assert rule == "ScopeNotSocietyError"
    seen = (await teller.folk.look(teller.who(Post.MEMBER), teller.here)).json()
    assert MONEY in seen["content"]


async def eleven_come_and_the_twelfth_reads_and_signs(teller):
    branch = teller.branch = Branch(teller)
    await branch.gather()
    minutes, last = await branch.paper(), branch.logins[-1]
    held = branch.meeting(minutes, "2025-10-10T15:00", teller.matter, absent=1)
    teller.meeting = await branch.put("meetings", held)
    draft = {"unit": teller.house.unit.id, "kind": "document", "number": "青编办〔2025〕8号"}
    draft |= {"title": teller.plan["title"], "persons": branch.members}
    paper = await branch.put("documents", draft | {"disclosure_id": str(teller.matter)})
    await branch.sign(paper, *branch.logins[:-1])
    publisher = teller.who(Post.PUBLISHER)
    seen = (await teller.folk.look(publisher, f"/api/documents/{paper}")).json()
    assert (seen["waiting"], len(seen["readers"])) == (1, 12)
    assert (await owed(teller))["2025-10-10"]["state"] == "open"

    await branch.sign(paper, last)
    facts = [json.decode(each) for each in stored(teller.house.settings, "publishing")]
    [missed] = [each["stream_id"] for each in facts if each["event"].get("kind") == "extract"]
    assert (await owed(teller))["2025-10-10"]["state"] == "open"
    rule, _ = await teller.refused(publisher, f"/api/documents/{missed}/receipts", {})
    assert rule == "NotAddressedError"
    await branch.sign(missed, last)

    async def done():
        return (await owed(teller))["2025-10-10"]["state"] == "done"

    await until(done, "the obligation fulfilled after the last receipt")
    assert (await owed(teller))["2025-10-10"]["done_on"] == "2025-10-10"
    facts = [json.decode(each)["event"] for each in stored(teller.house.settings, "workflow")]
    [fulfilled] = [
        each
        for each in facts
        if each["type"].endswith("obligation.fulfilled.v1")
        and each["disclosure_id"] == str(teller.matter)
    ]
    assert {each["form"] for each in fulfilled["evidence"]} == {"会议", "文件"}
    assert minutes["sha256"] in {each["sha256"] for each in fulfilled["evidence"]}


async def no_visitor_learns_of_it(teller):
    await hidden(teller, "", MONEY)
    item = await teller.folk.look("", f"/catalog/api/items/{teller.item['item_id']}")
    assert item.status_code == 404  # not even that there is such an entry
    duty = await teller.folk.look("", f"/workflow/api/duties/{teller.duty}")
    assert duty.status_code in {401, 403, 404}
    teller.house.turn(2025, 10, 11)

    async def quiet():
        return (await owed(teller))["2025-10-10"]["state"] == "done"

    await until(quiet, "still done the day after")
