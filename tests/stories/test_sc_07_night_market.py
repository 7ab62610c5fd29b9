"""SC-07 预公开: shown before it is decided, a majority against, postponed, studied, shown again."""

import asyncio
from uuid import uuid4

import pytest

from services.catalog.domain.terms import Post
from tests.stories.teller import Teller
from tests.stories.town import until

AT_ONCE = "征求群众意见，经批准直接向社会公开。"
QUESTION = "是否赞成在滨河路东段设置夜市疏导点？"
FIRST = f"拟在滨河路东段设置夜市疏导点，摊位80个。征求意见至10月22日。{QUESTION}"
SECOND = f"拟改在老车站广场设置，摊位40个，经营到22时30分。{QUESTION}"
NOTICE = (
    "共收到意见46条，明确表态44条，其中反对24条。根据预公开机制，决定暂缓作出决定，"
    "对噪声、停车问题进一步调查研究后再行公布。"
)
RESULT = "两轮共收到意见84条。决定在老车站广场设置夜市疏导点，摊位40个；噪声、停车意见均已采纳。"
ROUND_1 = {"support": 15, "oppose": 24, "amend": 5, "other": 2}
ROUND_2 = {"support": 27, "oppose": 6, "amend": 5}
DECISION = {
    "outcome": "changed",
    "decision": "在老车站广场设置夜市疏导点，摊位40个。",
    "handling": "噪声、停车意见全部采纳，摊位减半，另行选址。",
    "body": "局党委",
    "minutes": "党委会〔2025〕21号",
}
WORDS = ("噪声扰民", "停车困难", "油烟污染", "垃圾清运", "交通堵塞")
ANSWERS = [{"argument": each, "answer": "进一步调查研究。", "adopted": True} for each in WORDS]


@pytest.mark.timeout(300)
@pytest.mark.slow
@pytest.mark.clause("S0-56", "S0-58", "S0-59")
async def test_sc_07_a_night_market_is_shown_postponed_studied_shown_again_and_decided(
    dated_house,
):
    teller = Teller(dated_house)
    teller.unit = teller.house.unit.id
    await the_unit_shows_plans_before_it_decides(teller)
    await the_plan_is_registered_approved_and_shown(teller)
    await forty_six_speak_and_nobody_decides_before_the_last_day(teller)
    await the_summary_postpones_the_decision(teller)
    await the_postponement_is_told_to_whom_the_plan_was_shown(teller)
    await after_study_the_changed_plan_is_shown_again(teller)
    await it_is_decided_and_the_result_leads_to_both_rounds(teller)


async def the_unit_shows_plans_before_it_decides(teller):
    unit = f"/catalog/api/units/{teller.unit}"
    values = {"guarantees.pre_disclosure": "实行"}
    why = {"guarantees.pre_disclosure": "与群众利益密切相关的事项先听意见"}
    version = {"effective": "2025-07-01", "values": values, "reasons": why}
    await teller.done("admin", f"{unit}/scheme/versions", version)
    items = (await teller.folk.look(teller.who(Post.CLERK), f"{unit}/items")).json()
    teller.item = next(each for each in items if each["scope"] == "society")
    teller.house.turn(2025, 10, 11)


async def the_plan_is_registered_approved_and_shown(teller):
    teller.plan_id = uuid4()
    teller.round = f"/workflow/api/consultations/{teller.plan_id}"
    asked = {
        "item_id": teller.item["item_id"],
        "matter": "城南滨河路夜市疏导点",
        "reason": "影响沿街居民休息和停车。",
        "questions": [QUESTION],
    }
    await teller.done(Post.CLERK, teller.round, asked, "PUT")
    await publish(teller, "consultation", FIRST, (2025, 10, 13), "关于设置夜市疏导点的方案")
    teller.first = str(teller.matter)
    seen = await in_state(teller, "open")
    assert (seen["rounds"][0]["last_day"], seen["days"]) == ("2025-10-22", 7)
    page = await html(teller, f"/items/{teller.first}")
    assert "决定前公开征求意见（第1轮）" in page
    assert "表明态度、提出意见" in page


async def forty_six_speak_and_nobody_decides_before_the_last_day(teller):
    await speak(teller, ROUND_1, ((2025, 10, 14), (2025, 10, 22)))
    twice = letter(teller, "oppose", 0)
    rule, _ = await teller.refused("", "/feedback/api/opinions", twice)
    assert rule == "StanceTwiceError"
    rule, problem = await teller.refused(teller.who(Post.CLERK), f"{teller.round}/decide", DECISION)
    assert rule == "DecisionTooEarlyError"
    assert "2025年10月22日满期" in problem["title"]
    teller.house.turn(2025, 10, 23)
    rule, _ = await teller.refused(teller.who(Post.CLERK), f"{teller.round}/decide", DECISION)
    assert rule == "ConsultationNotClosedError"
    late = letter(teller, "oppose", 99)
    rule, _ = await teller.refused("", "/feedback/api/opinions", late)
    assert rule == "StanceLateError"


async def the_summary_postpones_the_decision(teller):
    await counted(teller, 46)
    teller.house.turn(2025, 10, 24)
    bare = {"summary": "意见集中在噪声和停车。"}
    rule, _ = await teller.refused(teller.who(Post.CLERK), f"{teller.round}/close", bare)
    assert rule == "AnswersMissingError"
    whole = {**bare, "answers": ANSWERS}
    await teller.done(Post.OFFICE, f"{teller.round}/close", whole)
    seen = await in_state(teller, "postponed")
    assert (seen["rounds"][0]["against"], seen["rounds"][0]["postponed"]) == ("54.5%", "majority")
    approver = teller.who(Post.APPROVER)
    rule, _ = await teller.refused(approver, f"{teller.round}/decide", DECISION)
    assert rule == "DecisionPostponedError"


async def the_postponement_is_told_to_whom_the_plan_was_shown(teller):
    await publish(teller, "outcome", NOTICE, (2025, 10, 27), "夜市疏导点预公开处理情况")
    told = str(teller.matter)
    await shows(teller, teller.first, "暂缓决定，待进一步调查研究", f'href="/items/{told}"')
    await shows(teller, told, NOTICE, f'href="/items/{teller.first}"')
    page = await html(teller, f"/items/{teller.first}")
    assert '<td data-h="反对"><div>24</div>' in page


async def after_study_the_changed_plan_is_shown_again(teller):
    teller.house.turn(2025, 12, 5)
    study = {"report": "实测噪声后改址老车站广场，摊位减为40个，经营到22时30分。", "again": True}
    await teller.done(Post.CLERK, f"{teller.round}/study", study)
    rule, _ = await teller.refused(teller.who(Post.APPROVER), f"{teller.round}/decide", DECISION)
    assert rule == "NotPreDisclosedError"
    await publish(teller, "consultation", SECOND, (2025, 12, 8), "夜市疏导点方案（第二轮）")
    teller.second = str(teller.matter)
    seen = await in_state(teller, "open")
    assert seen["rounds"][1]["last_day"] == "2025-12-17"
    await speak(teller, ROUND_2, ((2025, 12, 9), (2025, 12, 17)))
    await counted(teller, 38)
    teller.house.turn(2025, 12, 18)
    whole = {"summary": "多数赞成改址后的方案。", "answers": ANSWERS}
    await teller.done(Post.OFFICE, f"{teller.round}/close", whole)
    seen = await in_state(teller, "closed")
    assert seen["rounds"][1]["against"] == "15.8%"


async def it_is_decided_and_the_result_leads_to_both_rounds(teller):
    teller.house.turn(2025, 12, 19)
    await teller.done(Post.APPROVER, f"{teller.round}/decide", DECISION)
    await in_state(teller, "decided")
    await publish(teller, "outcome", RESULT, (2025, 12, 19, 11), "夜市疏导点决定结果")
    result = str(teller.matter)
    both = [f'href="/items/{each}"' for each in (teller.first, teller.second)]
    await shows(teller, result, RESULT, *both)
    for each in (teller.first, teller.second):
        await shows(teller, each, f'href="/items/{result}"')
    seen = (await teller.folk.look(teller.who(Post.CLERK), teller.round)).json()
    assert {each["state"] for each in seen["obligations"]} == {"done"}


# ── how it is done ───────────────────────────────────────────────────────────────────────────


async def publish(teller, duty, text, day, title):
    """Let a text be proposed for what is owed, reviewed, approved and opened on its day."""

    def owed(seen):
        return [d for d in seen["obligations"] if (d["duty"], d["state"]) == (duty, "open")]

    seen = await teller.folk.until(teller.who(Post.CLERK), teller.round, owed)
    year, month, date, *hour = day
    teller.matter = uuid4()
    teller.plan = {
        "title": title,
        "content": text,
        "scope": "society",
        "disclose_on": f"{year}-{month:02}-{date:02}",
        "duration_days": None,
        "channels": teller.item["forms"][:1],
        "waiver": AT_ONCE,
    }
    body = {"unit": teller.unit, "item_id": teller.item["item_id"], "plan": teller.plan}
    body["obligation_id"] = owed(seen)[0]["obligation_id"]
    await teller.done(Post.CLERK, teller.proposal, body, "PUT")
    digest = await teller.pass_all()
    await teller.done(Post.APPROVER, f"{teller.proposal}/approve", {"digest": digest})
    teller.house.turn(year, month, date, *(hour or [10]))
    await teller.folk.until(teller.who(Post.PUBLISHER), teller.here, bool)
    await teller.done(Post.PUBLISHER, f"{teller.here}/open-public")


def letter(teller, stance, n):
    return {
        "disclosure_id": str(teller.matter),
        "version": 1,
        "content": f"我对方案的意见是这样的：{WORDS[n % len(WORDS)]}。",
        "signed": True,
        "name": f"群众{n}",
        "contact": f"1390952{n:04}",
        "stance": stance,
    }


async def speak(teller, counts, days):
    """Let so many people speak, half of them on either day."""
    said = [stance for stance, many in counts.items() for _ in range(many)]
    letters = [letter(teller, stance, n) for n, stance in enumerate(said)]
    half = len(letters) // 2
    for day, part in zip(days, (letters[:half], letters[half:]), strict=True):
        teller.house.turn(*day)
        sent = (teller.done("", "/feedback/api/opinions", each) for each in part)
        await asyncio.gather(*sent)


async def counted(teller, many):
    def heard(seen):
        return sum(seen["rounds"][-1]["voices"]["verified"].values()) == many

    await teller.folk.until(teller.who(Post.CLERK), teller.round, heard)


async def in_state(teller, state):
    return await teller.folk.until(
        teller.who(Post.CLERK), teller.round, lambda seen: seen["state"] == state
    )


async def html(teller, path):
    return (await teller.http.get(path, headers={"accept": "text/html"})).text


async def shows(teller, disclosure, *words):
    async def all_there():
        page = await html(teller, f"/items/{disclosure}")
        return all(each in page for each in words)

    await until(all_there, f"{words} on the page of {disclosure}")
