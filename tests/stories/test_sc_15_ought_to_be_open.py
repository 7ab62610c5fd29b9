"""SC-15 应公开未提出: demanded by the branch, rid of its secret parts, approved by the county."""

import pytest
from msgspec import json

from services.catalog.domain.terms import Post
from tests.stories.teller import Teller
from tests.stories.test_counted import stored
from tests.stories.town import until

ENTRY = "研究制定贯彻落实县委、政策决策、决议的意见和措施"
SECRET = "表四：某涉密单位核定编制四十一名"
FIGURES = "核查机关事业单位118家，发现超职数配备3起、在编不在岗2起，已整改4起，1起正在整改。"
REMARK = "部分内容依规不予公开。"


@pytest.mark.timeout(240)
@pytest.mark.slow
async def test_sc_15_what_ought_to_be_open_is_demanded_and_redacted_before_it_is_approved(
    dated_house,
):
    teller = Teller(dated_house)
    teller.clerk = teller.who(Post.CLERK)
    await the_county_reserves_such_matters(teller)
    await a_result_is_there_and_nobody_proposes(teller)
    await the_branch_demands_a_proposal(teller)
    await the_secrecy_review_sends_it_back(teller)
    await it_is_beyond_the_branch_and_goes_up_to_the_county(teller)
    await the_redacted_text_is_read(teller)
    await nobody_finds_what_was_taken_out(teller)
    await the_record_shows_the_demand_and_two_texts(teller)


async def duties(teller, section, post=Post.APPROVER):
    path = f"/workflow/api/duties?unit={teller.house.unit.id}&section={section}"
    answer = await teller.folk.look(teller.who(post), path)
    assert answer.status_code == 200, answer.text
    return [each for each in answer.json()["duties"] if each["item_id"] == teller.item["item_id"]]


async def the_county_reserves_such_matters(teller):
    above = teller.house.other
    reserved = {"matter": ENTRY, "reason": "全县性数据须经县委同意"}
    path = f"/catalog/api/units/{above.id}/authority"
    await teller.done(above.holder(Post.APPROVER).login, path, reserved)


async def a_result_is_there_and_nobody_proposes(teller):
    teller.house.turn(2025, 8, 20)
    items = await teller.folk.look(teller.clerk, f"/catalog/api/units/{teller.house.unit.id}/items")
    teller.item = next(each for each in items.json() if each["level3"] == ENTRY)
    assert teller.item["scope"] == "society"
    body = {
        "item_id": teller.item["item_id"],
        "matter": "2025年机构编制核查",
        "happened_on": "2025-08-20",
        "duty": "immediate",
    }
    await teller.done(Post.CLERK, "/workflow/api/duties/triggers", body)
    teller.house.turn(2025, 8, 26)

    async def asked():
        return any(each["matter"] == body["matter"] for each in await duties(teller, "asked"))

    await until(asked, "what was not proposed, on the branch's list")
    [teller.duty] = [
        each["obligation_id"]
        for each in await duties(teller, "asked")
        if each["matter"] == body["matter"]
    ]


async def the_branch_demands_a_proposal(teller):
    demand = {"days": 3, "note": "请监督检查室三日内提出公开方案"}
    path = f"/workflow/api/duties/{teller.duty}/demand"
    rule, _ = await teller.refused(teller.clerk, path, demand)
    assert rule == "WrongPostError"
    await teller.done(Post.APPROVER, path, demand)
    teller.house.turn(2025, 8, 28)
    teller.plan = {
        "title": "2025年机构编制核查结果",
        "content": f"{FIGURES}{SECRET}。",
        "scope": "society",
        "disclose_on": "2025-09-09",
        "duration_days": 60,
        "channels": ["会议", "文件", "公开栏", "网站"],
        "waiver": "核查结果经县委同意，直接向社会公开。",
    }
    body = {
        "unit": teller.house.unit.id,
        "item_id": teller.item["item_id"],
        "plan": teller.plan,
        "obligation_id": teller.duty,
    }
    await teller.done(Post.CLERK, teller.proposal, body, "PUT")


async def the_secrecy_review_sends_it_back(teller):
    teller.house.turn(2025, 8, 29)
    digest = teller.first = await teller.digest()
    note = "表四含涉密单位数据，脱密后公开。"
    for check, post, verdict in (
        ("necessity", Post.REVIEWER, "pass"),
        ("accuracy", Post.REVIEWER, "pass"),
        ("secrecy", Post.SECRECY_REVIEWER, "fail"),
    ):
        review = {"check": check, "verdict": verdict, "digest": digest, "note": note}
        await teller.done(post, f"{teller.proposal}/reviews", review)
    head = teller.who(Post.APPROVER)
    rule, _ = await teller.refused(head, f"{teller.proposal}/escalate", {"digest": digest})
    assert rule == "SecrecyFailedError"  # nothing goes up before the secret is out of it
    await teller.done(Post.SECRECY_REVIEWER, f"{teller.proposal}/return", {"reason": note})
    teller.house.turn(2025, 9, 1)
    teller.plan["content"] = f"{FIGURES}{REMARK}"
    await teller.done(Post.CLERK, f"{teller.proposal}/resubmit", {"plan": teller.plan})
    rule, _ = await teller.refused(head, f"{teller.proposal}/escalate", {"digest": digest})
    assert rule == "StaleTextError"  # the text with the secret is no longer there to send up


async def it_is_beyond_the_branch_and_goes_up_to_the_county(teller):
    teller.house.turn(2025, 9, 2)
    digest = {"digest": await teller.pass_all()}
    teller.second = digest["digest"]
    head, county = teller.who(Post.APPROVER), teller.house.other.holder(Post.APPROVER).login
    rule, problem = await teller.refused(head, f"{teller.proposal}/approve", digest)
    assert (rule, "中共青岚县委" in problem["title"]) == ("BeyondAuthorityError", True)
    assert (await teller.folk.look(county, teller.proposal)).status_code == 404
    note = {**digest, "note": "涉及全县数据，请县委审批"}
    await teller.done(Post.APPROVER, f"{teller.proposal}/escalate", note)
    teller.house.turn(2025, 9, 8)
    rule, _ = await teller.refused(head, f"{teller.proposal}/consent", digest)
    assert rule == "NotTheDecidingBodyError"
    await teller.done(county, f"{teller.proposal}/consent", digest)


async def the_redacted_text_is_read(teller):
    digest = teller.second
    await teller.folk.until(teller.who(Post.PUBLISHER), teller.here, bool)
    rule, _ = await teller.refused(teller.who(Post.PUBLISHER), f"{teller.here}/open-public")
    assert rule == "NotYetError"
    teller.house.turn(2025, 9, 9)
    await teller.done(Post.PUBLISHER, f"{teller.here}/open-public")
    for reader in ("", teller.who(Post.MEMBER)):
        seen = (await teller.folk.look(reader, teller.here)).json()
        assert (seen["content"], seen["digest"]) == (teller.plan["content"], digest)

    async def late():
        answer = await teller.folk.look(teller.clerk, f"/workflow/api/duties/{teller.duty}")
        return answer.json()["state"] == "late"

    await until(late, "the duty done, late")


async def nobody_finds_what_was_taken_out(teller):
    for reader in ("", teller.who(Post.MEMBER)):
        for path in (f"/items/{teller.matter}", "/search?q=表四", "/feed.atom", teller.here):
            answer = await teller.folk.look(reader, path)
            assert SECRET not in answer.text, path
        assert (await teller.folk.look(reader, teller.proposal)).status_code in {401, 404}
    publishing = b"".join(stored(teller.house.settings, "publishing"))
    assert SECRET.encode() not in publishing  # no fact of its ever held it


async def the_record_shows_the_demand_and_two_texts(teller):
    facts = [json.decode(each) for each in stored(teller.house.settings, "workflow")]
    [demand] = [each for each in facts if each["event"]["type"].endswith("obligation.demanded.v1")]
    assert (demand["stream_id"], demand["cause"]["post"]) == (teller.duty, "approver")
    own = [each["event"] for each in facts if each["stream_id"] == str(teller.matter)]
    digests = list(dict.fromkeys(each["digest"] for each in own if "digest" in each))
    assert digests == [teller.first, teller.second]
    [consent] = [
        each["cause"]
        for each in facts
        if each["stream_id"] == str(teller.matter)
        and each["event"]["type"] == "workflow.proposal.consented.v1"
    ]
    assert (consent["unit"], consent["post"]) == (teller.house.other.id, "approver")
