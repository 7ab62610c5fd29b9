"""A half-year that no scenario spells out: taken back, late, corrected early, reposted, merged."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from services.catalog.domain.terms import Post
from tests.stories.teller import Teller, heard, send, until_heard
from tests.stories.town import until

WAIVER = "群众关心，经批准直接公开。"
WRONG, RIGHT = "上半年共办理编制事项12件。", "上半年共办理编制事项13件。"
LATE = "本事项的公开期限为 2025年7月14日，逾期 112 天公开。"
FATE = "已合并，由中共青岚县委承接"


@pytest.mark.timeout(240)
@pytest.mark.slow
async def test_a_half_year_as_nobody_spelled_it_out(dated_house):
    teller = Teller(dated_house)
    above = Teller(SimpleNamespace(**{**vars(dated_house), "unit": dated_house.other}))
    await an_approval_is_taken_back_before_its_time(teller)
    await made_good_late_it_says_so_to_everybody(teller)
    await an_opinion_on_what_was_corrected_meanwhile(teller)
    repost = await what_stands_above_is_reposted(teller, above)
    off = await a_matter_outside_the_catalog_is_under_way(teller)
    await the_source_is_withdrawn(above, repost)
    await the_unit_is_merged_and_its_heir_goes_on(teller, above, off)


async def page(teller, path, login=""):
    headers = await teller.folk.headers(login) if login else {}
    answer = await teller.http.get(path, headers=headers | {"accept": "text/html"})
    return answer.text


async def reads(teller, path, words, login=""):
    async def so():
        return words in await page(teller, path, login)

    await until(so, f"{path}: {words}")


async def first_of(teller, limit="periodic"):
    here = f"/catalog/api/units/{teller.house.unit.id}/items"
    items = (await teller.folk.look(teller.who(Post.CLERK), here)).json()
    kinds = "society", limit
    return next(each for each in items if (each["scope"], each["time_limit"]) == kinds)


async def owed(teller):
    path = f"/workflow/api/duties?unit={teller.house.unit.id}&section=month"

    def listed(seen):
        return [each for each in seen["duties"] if each["item_id"] == teller.item["item_id"]]

    seen = await teller.folk.until(teller.who(Post.CLERK), path, listed)
    return listed(seen)[0]["obligation_id"]


async def approved(teller, day, **asked):
    teller.matter = uuid4()
    plan = {
        "title": "上半年机构编制工作",
        "content": WRONG,
        "scope": "society",
        "disclose_on": day,
        "duration_days": 60,
        "channels": teller.item["forms"][:1],
        "waiver": WAIVER,
    }
    teller.plan = plan
    body = {"unit": teller.house.unit.id, "item_id": teller.item["item_id"], "plan": plan, **asked}
    await teller.done(Post.CLERK, teller.proposal, body, "PUT")
    digest = await teller.pass_all()
    await teller.done(Post.APPROVER, f"{teller.proposal}/approve", {"digest": digest})
    await teller.folk.until(teller.who(Post.PUBLISHER), teller.here, bool)


async def an_approval_is_taken_back_before_its_time(teller):
    teller.house.turn(2025, 7, 1)
    teller.item = await first_of(teller)
    teller.owed = await owed(teller)
    await approved(teller, "2025-07-02", obligation_id=teller.owed)
    publisher, release = teller.who(Post.PUBLISHER), f"{teller.here}/releases/public"
    await teller.done(Post.PUBLISHER, release, {"at": "2025-07-03T09:00"})
    duty = f"/workflow/api/duties/{teller.owed}"
    assert (await teller.folk.look(teller.who(Post.CLERK), duty)).json()["proposed"]
    await teller.done(Post.APPROVER, f"{teller.proposal}/revoke", {"reason": "数字没有核实清楚"})
    await reads(teller, f"/items/{teller.matter}", "没有公开，以后也不再公开", publisher)
    assert "定时公开（" not in await page(teller, "/desk", publisher)
    await teller.folk.until(teller.who(Post.CLERK), duty, lambda seen: not seen["proposed"])
    rule, _ = await teller.refused(publisher, f"{teller.here}/open-public")  # by hand neither
    assert rule == "WithdrawnError"


async def made_good_late_it_says_so_to_everybody(teller):
    teller.house.turn(2025, 11, 3)
    await approved(teller, "2025-11-03", obligation_id=teller.owed)
    await teller.done(Post.PUBLISHER, f"{teller.here}/open-public")
    await reads(teller, f"/items/{teller.matter}", LATE)
    await reads(teller, "/", "逾期补公开")
    assert (await teller.folk.look("", teller.here)).json()["late_days"] == 112


async def an_opinion_on_what_was_corrected_meanwhile(teller):
    letter = {"channel": "web", "signed": False, "content": "办理件数应为13件，请核对。"}
    ticket, here = await send(teller, **letter)
    change = f"/workflow/api/proposals/{uuid4()}"
    body = {
        "unit": teller.house.unit.id,
        "item_id": teller.item["item_id"],
        "kind": "revise",
        "plan": teller.plan | {"content": RIGHT},
        "disclosure_id": str(teller.matter),
        "explanation": "件数更正为13件。",
    }
    await teller.done(Post.CLERK, change, body, "PUT")
    digest = await teller.pass_all(change)
    await teller.done(Post.APPROVER, f"{change}/approve", {"digest": digest})
    handler = teller.who(Post.HANDLER)
    opinion = f"/feedback/opinions/{ticket['opinion_id']}"
    await reads(teller, opinion, "第1版（现行的是第2版，请先核对是否已经更正）", handler)
    found = {"finding": "upheld", "remedy": "none", "conclusion": "意见属实，第2版已经更正。"}
    await teller.done(Post.HANDLER, f"{here}/conclude", found)
    assert (await teller.folk.look(teller.who(Post.CLERK), "/workflow/api/tasks")).json() == []


async def what_stands_above_is_reposted(teller, above):
    above.item = await first_of(above)
    await approved(above, "2025-11-03")
    await above.done(Post.PUBLISHER, f"{above.here}/open-public")
    await until_heard(teller, "/workflow", "publishing", await heard(teller, "", "publishing"))
    repost = uuid4()
    path = f"/workflow/api/reposts/{repost}"
    asked = {
        "unit": teller.house.unit.id,
        "disclosure_id": str(above.matter),
        "scope": "society",
        "channels": ["网站"],
    }
    await teller.done(Post.CLERK, path, asked, "PUT")
    await teller.done(Post.APPROVER, f"{path}/approve")
    await reads(teller, f"/reposts/{repost}", WRONG)
    return repost


async def a_matter_outside_the_catalog_is_under_way(teller):
    teller.matter = uuid4()
    plan = teller.plan | {"title": "机关食堂改造", "content": "食堂改造预算12万元，已经招标。"}
    asked = {"unit": teller.house.unit.id, "plan": plan, "reason": "职工多次询问，目录没有列入"}
    path = f"/workflow/api/off-catalog/{teller.matter}"
    await teller.done(Post.CLERK, path, asked, "PUT")
    digest = await teller.pass_all()
    approver = teller.who(Post.APPROVER)
    rule, _ = await teller.refused(approver, f"{teller.proposal}/approve", {"digest": digest})
    assert rule == "NotByOrdinaryPathError"
    return digest


async def the_source_is_withdrawn(above, repost):
    change = f"/workflow/api/proposals/{uuid4()}"
    body = {
        "unit": above.house.unit.id,
        "item_id": above.item["item_id"],
        "kind": "withdraw",
        "plan": None,
        "disclosure_id": str(above.matter),
        "explanation": "与另一事项重复，予以撤回。",
    }
    await above.done(Post.CLERK, change, body, "PUT")
    digest = await above.pass_all(change)
    await above.done(Post.APPROVER, f"{change}/approve", {"digest": digest})
    await reads(above, f"/reposts/{repost}", "撤回")
    assert WRONG not in await page(above, f"/reposts/{repost}")


async def the_unit_is_merged_and_its_heir_goes_on(teller, above, digest):
    unit = f"/catalog/api/units/{teller.house.unit.id}"
    end = {"successor": above.house.unit.id, "reason": "机构改革"}
    await teller.done("admin", f"{unit}/merger", end)
    sat = {"minutes": "领导小组会议纪要〔2025〕6号", "ballot": {"present": 5, "favour": 5}}
    await above.done(Post.APPROVER, f"{teller.proposal}/consent", {"digest": digest, **sat})
    late, _ = await teller.refused(
        teller.who(Post.APPROVER), f"{teller.proposal}/consent", sat | {"digest": digest}
    )
    assert late in {"WrongPostError", "NotProposedError"}
    await above.folk.until(above.who(Post.PUBLISHER), teller.here, bool)
    await above.done(Post.PUBLISHER, f"{teller.here}/open-public")
    await reads(teller, f"/items/{teller.matter}", FATE)
    again = {
        "unit": teller.house.unit.id,
        "plan": teller.plan,
        "reason": "职工多次询问，目录没有列入",
    }
    path = f"/workflow/api/off-catalog/{uuid4()}"
    rule, _ = await teller.refused(above.who(Post.CLERK), path, again, "PUT")
    assert rule == "UnitEndedError"
