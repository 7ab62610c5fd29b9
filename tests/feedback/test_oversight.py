"""At the doors: escalation, major matters, digests, months, after-care, erasure and export."""

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec import json

from services.feedback import heard
from services.feedback.handlers.reminding import Reminding
from services.feedback.handlers.rules import RuleBook
from services.feedback.handlers.watch import Watch
from shared.seal import Sealed
from tests.feedback.conftest import SCHOOL, letter, person
from tests.feedback.speaking import (
    CONCLUSION,
    FIND,
    ask,
    beijing,
    concluded,
    opinion,
    page,
    post,
    send,
    tags,
)


@pytest.mark.row("G2")
@pytest.mark.clause("S1-38")
async def test_an_opinion_is_claimed_handled_and_put_right_each_by_its_own_day(more):
    number, code = await send(more, content="值守表没有执行。")
    watch = Watch(more.service.store, more.service.views, more.clock)
    assert await watch.ring() == 0
    more.watch.at += timedelta(days=6)  # three working days are over
    assert await watch.ring() == 1
    assert await watch.ring() == 0
    assert "opinion.escalated.v1" in await tags(more)
    assert "超期未交办（领导小组）（1）" in await page(more, "组长", "/desk")

    sorting = {"kind": "problem", "topic": "课后值守", "named": person("马兰")}
    assert (await ask(more, "周明", "/sort", sorting)).status_code == 303
    refused = await ask(more, "周明", "/assign", {"handler": person("马兰")})
    assert refused.status_code == 403
    assert (await ask(more, "马兰", "", method="GET")).status_code == 403
    assert (await more.refusals())[-1] == "NamedReaderError"
    assert (await ask(more, "周明", "/assign", {"handler": person("陈静")})).status_code == 303
    wordless = await ask(more, "陈静", "/conclude", FIND | {"conclusion": "  "})
    assert wordless.status_code == 422
    assert (await ask(more, "陈静", "/close")).status_code == 409
    await ask(more, "陈静", "/conclude", FIND)
    day = (more.clock.now() + timedelta(days=5)).date()
    due, written = day.isoformat(), f"{day.year}年{day.month}月{day.day}日"
    order = {"owner": person("李敏"), "task": "补齐值守表并上墙", "due": due}
    assert (await ask(more, "陈静", "/rectify", order)).status_code == 303
    assert written in await page(more, "陈静", f"/opinions/{(await opinion(more))['stream_id']}")
    told = {
        "how": "phone",
        "delivered_at": beijing(more, minutes=1),
        "reply": "属实，正在整改。",
        "evidence": "本人确认",
    }
    await ask(more, "陈静", "/reply", told)
    early = await ask(more, "陈静", "/close")
    assert early.status_code == 409
    assert "整改还没有验收通过" in early.text
    assert (await ask(more, "李敏", "/rectified", {"text": "已补齐。"})).status_code == 303
    own = await ask(more, "李敏", "/check", {"passed": "true", "note": "好"})
    assert own.status_code == 403
    passed = await ask(more, "周明", "/check", {"passed": "true", "note": "现场查看属实"})
    assert passed.status_code == 303
    assert (await ask(more, "陈静", "/close")).status_code == 303
    mine = await post(more, "", "/query", {"number": number, "query_code": code}, 200)
    assert "已整改" in mine


@pytest.mark.row("G4")
async def test_the_office_cannot_close_a_major_matter(more):
    await send(more, signed="false")
    await ask(more, "周明", "/assign", {"handler": person("陈静")})
    assert (await ask(more, "周明", "/flag", {"reason": "涉及重大决策"})).status_code == 303
    refused = await ask(more, "周明", "/close")
    assert refused.status_code == 409
    assert "重大问题须经领导小组研究、党组讨论决定后才能办结" in refused.text
    day = beijing(more)[:10]
    meeting = {"held_on": day, "meeting": "领导小组第3次会议", "said": "建议重新评审"}
    party = {"held_on": day, "meeting": "党组第7次会议", "said": "同意重新评审"}
    assert (await ask(more, "李书记", "/decide", party)).status_code == 409
    assert (await ask(more, "组长", "/study", meeting)).status_code == 303
    assert (await ask(more, "周明", "/decide", party)).status_code == 403
    assert (await ask(more, "李书记", "/decide", party)).status_code == 303
    await ask(more, "陈静", "/conclude", FIND)
    await ask(more, "陈静", "/publish", {"summary": "已重新评审。"})
    assert (await ask(more, "周明", "/outcome/approve")).status_code == 303
    assert (await ask(more, "陈静", "/close")).status_code == 409
    assert (await ask(more, "陈静", "/notify", {"text": "已重新评审。"})).status_code == 303
    assert (await ask(more, "周明", "/close")).status_code == 303
    shown = (await ask(more, "周明", "", method="GET")).text
    assert "党组第7次会议" in shown
    assert "同意重新评审" in shown


@pytest.mark.row("G5")
@pytest.mark.clause("S2-28")
async def test_ten_are_closed_six_are_public_with_names_masked_and_the_digest_lists_ten(more):
    async with more.program() as citizen, more.program("周明") as office:
        for n in range(10):
            body = letter(version=1, signed=n >= 6, content=f"第{n}件：王建国同志没有值守。")
            asked = {"x-request-id": body.pop("command_id")}
            sent = await citizen.post("/feedback/api/opinions", json=body, headers=asked)
            await close_one(more, office, sent.json()["opinion_id"], public=n < 6)
    await more.settle()
    public = await page(more, "", "/outcomes")
    assert public.count("经查，王某某同志缺位，电话139****0001已核实") == 6
    assert "王建国" not in public
    month = {"unit": SCHOOL, "first": "2026-07-01", "last": "2026-07-31"}
    await post(more, "周明", "/digests/issue", month)
    digest = await page(more, "组长", f"/digests/{SCHOOL}/1")
    assert digest.count("YJ-2026-00") == 10
    assert digest.count("已归结") == 10
    assert digest.count("没有公开") == 4
    await post(more, "组长", "/digests/read", {"unit": SCHOOL, "number": "1", "note": "已阅"})
    assert "已阅" in await page(more, "周明", f"/digests/{SCHOOL}/1")
    await page(more, "赵局", f"/digests/{SCHOOL}/1", 403)
    overview = await page(more, "周明", "/overview")
    assert "属实" in overview
    assert "10件" in overview


async def close_one(county, office, opinion_id, *, public):
    here = f"/feedback/api/opinions/{opinion_id}"
    named = [person("王建国")]
    await office.post(f"{here}/sort", json={"kind": "problem", "named": named})
    await office.post(f"{here}/assign", json={"handler": person("陈静")})
    async with county.program("陈静") as handler:
        await handler.post(f"{here}/conclude", json=FIND)
        if public:
            said = "经查，王建国同志缺位，电话13909520001已核实。"
            told = await handler.post(f"{here}/publish", json={"summary": said})
            assert (await office.post(f"{here}/outcome/approve")).is_success
        else:
            now = county.clock.now().isoformat()
            answer = {"how": "phone", "delivered_at": now, "reply": "属实。", "evidence": "确认"}
            told = await handler.post(f"{here}/reply", json=answer)
        assert told.is_success, told.text
        closed = await handler.post(f"{here}/close")
    assert closed.is_success, closed.text


@pytest.mark.clause("S2-55")
async def test_a_month_is_closed_with_what_came_in_and_the_next_one_as_nil(more):
    await send(more, signed="false")
    more.watch.at += timedelta(days=31)
    wrong = {"unit": SCHOOL, "month": "2026-07", "declared": "0"}
    refused = await post(more, "陈静", "/rounds/close", wrong, 422)
    assert "一件也不能漏计" in refused
    await post(more, "陈静", "/rounds/close", wrong | {"declared": "1"})
    more.watch.at += timedelta(days=31)
    await post(more, "陈静", "/rounds/close", wrong | {"month": "2026-08"})
    closed = await page(more, "", f"/rounds?unit={SCHOOL}")
    assert "意见1件" in closed
    assert "零意见" in closed


async def test_who_was_answered_rates_reopens_corrects_and_takes_their_data(more):
    number, code = await concluded(more)
    by = {"number": number, "query_code": code}
    told = {
        "how": "phone",
        "delivered_at": beijing(more),
        "reply": "属实。",
        "evidence": "本人确认",
    }
    early = await post(more, "", "/query/rate", by | {"satisfaction": "fair"}, 409)
    assert "意见还没有答复" in early
    await ask(more, "陈静", "/reply", told)
    rated = await post(more, "", "/query/rate", by | {"satisfaction": "unsatisfied"}, 200)
    assert "您的评价：不满意" in rated
    await post(more, "", "/query/rate", by | {"satisfaction": "fair"}, 409)
    corrected = by | {"name": "钟慧玲", "contact": "13909529999"}
    await post(more, "", "/query/correct", corrected, 200)
    assert "13909529999" in (await ask(more, "陈静", "/identity")).text
    copy = json.decode(await post(more, "", "/query/export", by, 200))
    assert (copy["姓名"], copy["联系方式"]) == ("钟慧玲", "13909529999")
    assert copy["给您的答复"] == "属实。"
    assert len(copy["身份被查看的时间"]) == 1
    wrong = by | {"query_code": "0000-0000-0000", "satisfaction": "fair"}
    await post(more, "", "/query/export", wrong, 404)
    await post(more, "", "/query/reopen", by | {"reason": "没有说清楚"}, 200)
    assert (await ask(more, "陈静", "/conclude", CONCLUSION)).status_code == 303
    await ask(more, "陈静", "/reply", told | {"delivered_at": beijing(more)})
    twice = await post(more, "", "/query/reopen", by | {"reason": "还是不清楚"}, 409)
    assert "不能再次要求重新办理" in twice


async def test_my_letters_are_mine_alone(more):
    await send(more, "叶老师", content="我签了名。")
    assert "YJ-2026-0001" in await page(more, "叶老师", "/mine")
    assert "YJ-2026-0001" not in await page(more, "陈静", "/mine")
    await page(more, "", "/mine", 303)


async def test_what_ought_to_be_open_becomes_a_candidate_and_a_proposal_is_linked_both_ways(more):
    general = {"disclosure_id": "", "version": "", "unit": SCHOOL, "signed": "false"}
    await send(more, **general, content="希望公开食堂价格。")
    sorting = {"kind": "suggestion", "topic": "食堂价格"}
    await ask(more, "周明", "/sort", sorting)
    await ask(more, "周明", "/assign", {"handler": person("陈静")})
    revise = CONCLUSION | {"finding": "adopted"}
    refused = await ask(more, "陈静", "/conclude", revise)
    assert refused.status_code == 422
    assert "没有指明公开事项" in refused.text
    adopted = CONCLUSION | {"finding": "adopted", "remedy": "disclose"}
    assert (await ask(more, "陈静", "/conclude", adopted)).status_code == 303
    await more.followed()
    facts = await more.facts()
    (topic,) = [f for f in facts if f["event"]["type"] == "feedback.topic.raised.v1"]
    box = json.decode(json.encode(topic["event"]["content"]), type=Sealed)
    said = more.keyring.open(box, dict, field="content")
    assert said["title"] == "食堂价格"
    assert "YJ-2026-0001" in said["detail"]
    (linked,) = [f for f in facts if f["event"]["type"] == "feedback.proposal.linked.v1"]
    assert linked["event"]["proposal_id"] == topic["stream_id"]
    approved = heard.ProposalApproved(
        kind="disclose", disclosure_id=str(UUID(int=7)), opinion_id=linked["stream_id"]
    )
    await more.hear("workflow", (UUID(int=8), approved, person("王校长")), times=2)
    await more.settle()
    found = [f for f in await more.facts() if f["event"]["type"] == "feedback.proposal.linked.v1"]
    assert [f["event"]["kind"] for f in found] == ["topic", "disclose"]


@pytest.mark.clause("S0-08")
async def test_handler_and_head_are_warned_on_the_last_working_day_and_then_it_is_late(more):
    scheme = heard.HeardScheme(
        id="S0",
        version=1,
        effective=more.clock.now().date(),
        values={"opinion.reply_days": 5},
    )
    adopted = heard.SchemeAdopted(unit=SCHOOL, scheme=scheme)
    await more.hear("catalog", (UUID(SCHOOL), adopted))
    await send(more, signed="false")  # a Wednesday: due on the next one
    await ask(more, "周明", "/assign", {"handler": person("陈静")})
    house = more.service
    remind = Reminding(house.store, house.views, more.clock, RuleBook(house.views)).ring
    more.watch.at += timedelta(days=5)
    assert "即将到期" not in await page(more, "陈静", "/desk")
    assert await remind() == 0
    more.watch.at += timedelta(days=1)
    assert [await remind(), await remind()] == [1, 0]
    for who in ("陈静", "组长"):
        warned = await page(more, who, "/desk?tray=soon")
        assert "即将到期" in warned
        assert "已超期" not in warned
    more.watch.at += timedelta(days=2)
    for who in ("陈静", "组长"):
        assert "已超期" in await page(more, who, "/desk?tray=soon")
    assert [await remind(), await remind()] == [1, 0]
    tag = "feedback.staff.reminded.v1"
    told = [each["event"] for each in await more.facts() if each["event"]["type"] == tag]
    handler = {"unit": SCHOOL, "post": "handler", "person": person("陈静")}
    assert [each["to"] for each in told] == [
        [handler],
        [handler, {"unit": SCHOOL, "post": "office", "person": ""}],
    ]
    assert told[1]["title"] == "意见YJ-2026-0001已经超过期限（2026年7月8日）"


@pytest.mark.clause("S2-63")
async def test_hot_topics_are_ranked_by_distinct_letters(more):
    async with more.program() as citizen, more.program("周明") as office:
        for n, topic in enumerate(["食堂", "食堂", "食堂", "值守", "值守"]):
            said = "食堂太贵。" if topic == "食堂" else f"值守问题{n}"
            body = letter(version=1, signed=False, content=said)
            asked = {"x-request-id": body.pop("command_id")}
            sent = await citizen.post("/feedback/api/opinions", json=body, headers=asked)
            here = f"/feedback/api/opinions/{sent.json()['opinion_id']}/sort"
            await office.post(here, json={"kind": "problem", "topic": topic})
        await more.settle()
        days = {"first": "2026-07-01", "last": "2026-07-31"}
        found = (await office.get("/feedback/api/overview", params=days)).json()
    assert found["topics"] == [["值守", 2], ["食堂", 1]]
    assert found["received"] == 5
