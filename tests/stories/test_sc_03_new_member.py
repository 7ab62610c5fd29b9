"""SC-03 发展党员公示: a notice at once, approved by a deputy; the quarter is still owed."""

from uuid import uuid4

import pytest

from services.catalog.domain.terms import Post, person_id_of
from tests.stories.teller import Teller, send
from tests.stories.town import until

DEPUTY = "daizhixia"
NOTICE = {
    "level1": "党的组织建设情况",
    "level2": "党员管理",
    "level3": "发展党员公示",
    "forms": ["公开栏", "网站"],
    "scope": "society",
    "time_limit": "immediate",
}
TEXT = "拟接收罗青禾同志为中共预备党员，公示期2025年11月3日至11月10日。"


@pytest.mark.timeout(240)
@pytest.mark.slow
async def test_sc_03_a_notice_of_a_new_member_and_the_quarter_beside_it(dated_house):
    teller = Teller(dated_house)
    teller.unit = teller.house.unit.id
    await two_entries_of_one_category(teller)
    await a_deputy_approves_while_the_secretary_is_on_leave(teller)
    await an_anonymous_opinion_is_answered_in_public(teller)
    await the_deputy_s_term_is_over(teller)
    await the_quarter_is_still_owed_and_done_in_january(teller)


async def two_entries_of_one_category(teller):
    unit = f"/catalog/api/units/{teller.unit}"
    teller.house.turn(2025, 9, 30)
    await teller.done(Post.CLERK, f"{unit}/catalog/entries", NOTICE)
    await teller.fill(f"{unit}/catalog")
    await teller.done(Post.SECRECY_REVIEWER, f"{unit}/catalog/screening", {"verdict": "pass"})
    await teller.done(Post.APPROVER, f"{unit}/catalog/approval")
    items = (await teller.folk.look(teller.who(Post.CLERK), f"{unit}/items")).json()
    teller.notice = next(each for each in items if each["level3"] == NOTICE["level3"])
    teller.quarterly = next(
        each
        for each in items
        if "党员" in each["level3"]
        and (each["scope"], each["time_limit"]) == ("society", "periodic")
    )
    teller.house.turn(2025, 10, 31)


async def propose(teller, item, day, **plan):
    teller.matter = uuid4()
    teller.plan = {
        "title": item["level3"],
        "content": TEXT,
        "scope": "society",
        "disclose_on": day,
        "duration_days": 8,
        "channels": item["forms"][:1],
        "waiver": "支部党员大会上已经公布，经批准同日向社会公开。",
        **plan,
    }
    body = {"unit": teller.unit, "item_id": item["item_id"], "plan": teller.plan}
    await teller.done(Post.CLERK, teller.proposal, body, "PUT")


async def a_deputy_approves_while_the_secretary_is_on_leave(teller):
    await propose(teller, teller.notice, "2025-11-03")
    teller.house.turn(2025, 11, 3, 9)
    days = {"since": "2025-11-03T00:00:00+08:00", "until": "2025-11-08T00:00:00+08:00"}
    post = {
        "person_id": str(person_id_of(DEPUTY)),
        "post": "approver",
        "substitute_for": str(person_id_of(teller.who(Post.APPROVER))),
        **days,
    }
    await teller.done("admin", f"/catalog/api/units/{teller.unit}/posts", post)
    teller.house.turn(2025, 11, 3, 11)
    digest = await teller.pass_all()
    await teller.done(DEPUTY, f"{teller.proposal}/approve", {"digest": digest})
    teller.house.turn(2025, 11, 3, 15)
    await teller.folk.until(teller.who(Post.PUBLISHER), teller.here, bool)
    await teller.done(Post.PUBLISHER, f"{teller.here}/open-public")
    shown = (await teller.folk.look(teller.who(Post.CLERK), teller.proposal)).json()
    assert shown["history"][-1]["by"] == str(person_id_of(DEPUTY))


async def an_anonymous_opinion_is_answered_in_public(teller):
    teller.house.turn(2025, 11, 6)
    _, opinion = await send(teller, content="该同志无故缺席组织生活三次。")
    rule, _ = await teller.refused(teller.who(Post.HANDLER), f"{opinion}/close")
    assert rule  # without a finding nothing is closed
    gone = await teller.folk.ask(teller.who(Post.HANDLER), opinion, method="DELETE")
    assert gone.status_code in {404, 405}
    teller.house.turn(2025, 11, 7)
    finding = {
        "finding": "unfounded",
        "remedy": "none",
        "conclusion": "三次均在值班，请假已经批准。",
    }
    await teller.done(Post.HANDLER, f"{opinion}/conclude", finding)
    teller.house.turn(2025, 11, 11)
    summary = "公示期间收到意见1件，经核查不属实。"
    await teller.done(Post.HANDLER, f"{opinion}/publish", {"summary": summary})
    await teller.done(Post.OFFICE, f"{opinion}/outcome/approve")
    await teller.done(Post.HANDLER, f"{opinion}/close")

    async def shown():
        page = await teller.http.get(f"/items/{teller.matter}", headers={"accept": "text/html"})
        return summary in page.text

    await until(shown, "the answer on the page of the notice")


async def the_deputy_s_term_is_over(teller):
    await propose(teller, teller.notice, "2025-11-11", title="发展党员公示（第二批）")
    digest = await teller.pass_all()
    rule, _ = await teller.refused(DEPUTY, f"{teller.proposal}/approve", {"digest": digest})
    assert rule in {"WrongPostError", "NotProposedError"}


async def quarter(teller):
    for section in ("overdue", "asked", "week", "month", "later", "done"):
        path = f"/workflow/api/duties?unit={teller.unit}&section={section}"
        answer = await teller.folk.look(teller.who(Post.CLERK), path)
        for each in answer.json()["duties"]:
            if (each["item_id"], each["ends"]) == (teller.quarterly["item_id"], "2025-12-31"):
                return each
    return None


async def the_quarter_is_still_owed_and_done_in_january(teller):
    teller.house.turn(2026, 1, 9)
    duty = await quarter(teller)
    assert (duty["state"], duty["begins"]) == ("open", "2025-10-01")
    figures = "申请入党4名、积极分子3名、发展对象1名、接收预备党员1名。"
    teller.matter = uuid4()
    teller.plan = {**teller.plan, "content": figures, "disclose_on": "2026-01-09"}
    teller.plan["channels"] = teller.quarterly["forms"][:1]
    body = {
        "unit": teller.unit,
        "item_id": teller.quarterly["item_id"],
        "plan": teller.plan,
        "obligation_id": duty["obligation_id"],
    }
    await teller.done(Post.CLERK, teller.proposal, body, "PUT")
    digest = await teller.pass_all()
    await teller.done(Post.APPROVER, f"{teller.proposal}/approve", {"digest": digest})
    await teller.folk.until(teller.who(Post.PUBLISHER), teller.here, bool)
    await teller.done(Post.PUBLISHER, f"{teller.here}/open-public")

    async def done():
        return (await quarter(teller))["state"] == "done"

    await until(done, "the fourth quarter")
