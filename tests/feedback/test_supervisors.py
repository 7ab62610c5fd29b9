"""Supervisors in their rooms, and votes that nobody can tell apart, at the doors."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from msgspec import json

from services.feedback import heard
from services.feedback.domain.cycle import missed
from shared.seal import Sealed
from tests.feedback.conftest import BUREAU, SCHOOL, letter, person
from tests.feedback.speaking import (
    FIND,
    ask,
    page,
    post,
    send,
)


@pytest.mark.row("I3")
@pytest.mark.clause("S4-49")
async def test_a_supervisor_sees_their_own_county_is_answered_and_stays_out_after_the_term(more):
    await send(more, signed="false")
    appointment = {
        "unit": SCHOOL,
        "person_id": person("刘群众"),
        "since": "2026-07-01",
        "until": "2026-07-31",
        "certificate": "督字第7号",
        "duties": "对公开内容、形式、时限提出建议\n收集并反馈意见",
    }
    before = await page(more, "刘群众", "/room", 403)
    assert f'<p class="note">{person("刘群众")}' not in before  # programs read ids, people do not
    await post(more, "周明", "/supervisors/appoint", appointment)
    elsewhere = appointment | {"unit": BUREAU}
    await post(more, "周明", "/supervisors/appoint", elsewhere, 403)
    public = await page(more, "", "/supervisors")
    assert "对公开内容、形式、时限提出建议" in public
    more.watch.at += timedelta(days=25)
    room = await page(more, "刘群众", "/room")
    assert "YJ-2026-0001" in room  # overdue by now
    assert "叶舒白" not in room
    assert "县教育局" not in room
    suggestion = {"unit": SCHOOL, "subject": "form", "content": "请把值守表贴到校门口。"}
    await post(more, "刘群众", "/room/suggest", suggestion)
    await post(more, "刘群众", "/room/suggest", suggestion | {"unit": BUREAU}, 403)
    await post(more, "赵局", "/room/check", {"unit": SCHOOL, "verdict": "agrees"}, 403)
    check = {"unit": SCHOOL, "verdict": "agrees", "matter": "6月意见公开"}
    await post(more, "刘群众", "/room/check", check)
    held = {"unit": SCHOOL, "held_on": "2026-07-20", "place": "校门口", "topic": "宣传目录"}
    await post(more, "刘群众", "/room/log", held)
    waiting = await page(more, "周明", "/supervisors")
    named = waiting.split('name="suggestion_id" value="')[1].split('"')[0]
    answer = {"suggestion_id": named, "reply": "采纳，本周上墙。"}
    await post(more, "周明", "/supervisors/answer", answer)
    assert "已答复：采纳，本周上墙。" in await page(more, "刘群众", "/room")
    more.watch.at += timedelta(days=6)  # the day after the last one
    await page(more, "刘群众", "/room", 403)
    await post(more, "刘群众", "/room/suggest", suggestion, 403)
    assert "刘群众" not in await page(more, "", "/supervisors")


async def proposed(county, convened):
    """Let the office write a notice; return where it is."""
    await post(county, "周明", "/appraisals", convened)
    facts = await county.facts()
    [at] = [f["stream_id"] for f in facts if "appraisal.proposed" in f["event"]["type"]]
    return f"/appraisals/{at}"


@pytest.mark.row("I4")
@pytest.mark.clause("S3-34")
async def test_one_vote_each_secret_and_published_by_its_day_with_the_turnout(more):
    convened = {
        "unit": SCHOOL,
        "title": "上半年党务公开评议",
        "questions": "您对党务公开总体是否满意",
        "first": "2026-07-01",
        "last": "2026-07-10",
        "members": "8",
        "masses": "6",
        "society": "2",
    }
    here = await proposed(more, convened)
    assert "上半年党务公开评议" not in await page(more, "", "/appraisals")
    await page(more, "", here, 404)
    await post(more, "叶老师", f"{here}/vote", {"answer-0": "satisfied"}, 404)
    assert "另一人" in await post(more, "周明", f"{here}/approve", status=409)
    await post(more, "王校长", f"{here}/return", {"reason": "问题写得不清楚"})
    assert "问题写得不清楚" in await page(more, "周明", "/appraisals")
    await post(more, "周明", f"{here}/again", convened)
    assert "您对党务公开总体是否满意" in await page(more, "王校长", "/appraisals")
    await post(more, "王校长", f"{here}/approve")
    yes = {"answer-0": "satisfied"}
    await post(more, "叶老师", f"{here}/vote", yes, 201)
    twice = await post(more, "叶老师", f"{here}/vote", {"answer-0": "unsatisfied"}, 409)
    assert "每人只能投一票" in twice
    await post(more, "", f"{here}/vote", yes, 401)
    await post(more, "", f"{here}/vote", yes | {"code": "AAAA-BBBB-CCCC"}, 403)
    await post(more, "王建国", f"{here}/vote", {}, 422)
    sheet = await post(more, "周明", f"{here}/codes", {"group": "masses", "count": "6"}, 200)
    codes = [each.split("</code>")[0] for each in sheet.split("<code>")[1:]]
    for n, code in enumerate(codes):
        how = "unsatisfied" if n == 5 else "fair"
        await post(more, "", f"{here}/vote", {"answer-0": how, "code": code.lower()}, 201)
    again = {"answer-0": "fair", "code": codes[0]}
    await post(more, "", f"{here}/vote", again, 409)
    await post(more, "周明", f"{here}/close", status=409)
    more.watch.at += timedelta(days=10)
    await post(more, "叶老师", f"{here}/close", status=403)
    await post(more, "", f"{here}/vote", again, 409)
    assert "超期未公布" not in await page(more, "", here)
    await post(more, "周明", f"{here}/close")
    more.watch.at += timedelta(days=8)
    assert "评议结果超期未公布" in await page(more, "", here)
    await post(more, "周明", f"{here}/publish", {"note": "谢谢参与。"})
    assert "谢谢参与。" not in await page(more, "", here)  # nobody else has read that yet
    await post(more, "周明", f"{here}/publish", {"note": "谢谢参与！"}, 409)
    await post(more, "周明", f"{here}/approve", status=409)
    await post(more, "王校长", f"{here}/return", {"reason": "写明公布范围"})
    await post(more, "周明", f"{here}/publish", {"note": "谢谢参与。"})
    await post(more, "王校长", f"{here}/approve")
    result = await page(more, "", here)
    assert "谢谢参与。" in result
    assert "83.3%" in result  # of the masses: five of six
    assert "100.0%" in result  # turnout of the masses
    assert "样本不足" in result  # one member is too few
    assert "叶老师" not in result  # counts, and nobody's name
    await secret(more)


@pytest.mark.clause("S4-32")
async def test_where_members_alone_appraise_nobody_else_is_asked_or_votes(more):
    values = {"evaluation.electorate": ["党员"]}
    scheme = heard.HeardScheme(id="S4", version=1, effective=date(2026, 1, 1), values=values)
    told = heard.SchemeAdopted(unit=SCHOOL, scheme=scheme)
    elsewhere = heard.PostAssigned(unit=BUREAU, person_id=person("刘群众"), post="member")
    await more.hear("catalog", (UUID(SCHOOL), told), (UUID(BUREAU), elsewhere))
    convened = {
        "unit": SCHOOL,
        "title": "年度党务公开评议",
        "questions": "您对党务公开总体是否满意",
        "first": "2026-07-01",
        "last": "2026-07-10",
        "members": "8",
    }
    wide = await post(more, "周明", "/appraisals", convened | {"masses": "6"}, 422)
    assert "这类人员不参加评议" in wide
    here = (await proposed(more, convened)).rpartition("/")[2]
    await post(more, "王校长", f"/appraisals/{here}/approve")
    yes = {"answer-0": "satisfied"}
    for stranger in ("陈静", "刘群众"):  # no member at all; a member of the bureau above
        refused = await post(more, stranger, f"/appraisals/{here}/vote", yes, 403)
        assert "这次评议不包括您所属的人员类别" in refused
    assert await more.refusals() == ["ElectorateError", "NotElectorError", "NotElectorError"]
    await post(more, "叶老师", f"/appraisals/{here}/vote", yes, 201)


async def secret(county):
    """No fact says who voted, and no ballot can be opened any more."""
    facts = [f for f in await county.facts() if "ballot" in str(f["event"]["type"])]
    voters = [f for f in await county.facts() if "voter" in str(f["event"]["type"])]
    assert len(facts) == len(voters) == 7
    assert {f["cause"]["actor"] for f in (*facts, *voters)} == {"citizen"}
    said = json.encode([*facts, *voters]).decode()
    assert person("叶老师") not in said
    assert "satisfied" not in said
    boxes = [json.decode(json.encode(f["event"]["box"]), type=Sealed) for f in facts]
    assert {county.keyring.open(each, field="ballot") for each in boxes} == {None}


APPOINTED = {
    "unit": SCHOOL,
    "person_id": person("刘群众"),
    "since": "2026-07-01",
    "until": "2026-12-31",
    "duties": "收集并反馈意见",
}


@pytest.mark.clause("S2-53")
async def test_what_a_supervisor_passes_on_is_answered_to_both(more):
    passed = letter(disclosure_id="", version="", unit=SCHOOL, channel="supervisor")
    async with more.browser("刘群众") as browser:
        early = await browser.post("/feedback/opinions", data=passed)
    assert early.status_code == 403
    await post(more, "周明", "/supervisors/appoint", APPOINTED)
    async with more.browser("刘群众") as browser:
        assert (await browser.post("/feedback/opinions", data=passed)).status_code == 201
    await more.settle()
    await ask(more, "周明", "/assign", {"handler": person("陈静")})
    await ask(more, "陈静", "/conclude", FIND)
    assert "经核实，情况属实。" in await page(more, "刘群众", "/mine")
    assert (await ask(more, "陈静", "/close")).status_code == 409  # the person is still owed theirs
    assert "监督员转交" in await page(more, "周明", "/desk")


@pytest.mark.clause("S2-52")
@pytest.mark.clause("S2-54")
async def test_a_suggestion_is_overdue_after_its_day_and_activities_are_counted(more):
    await post(more, "周明", "/supervisors/appoint", APPOINTED)
    form = {"unit": SCHOOL, "subject": "form", "content": "请把值守表贴到校门口。"}
    await post(more, "刘群众", "/room/suggest", form)
    for day in ("2026-06-20", "2026-06-28"):
        held = {"unit": SCHOOL, "held_on": day, "place": "河湾村", "topic": "宣传目录"}
        await post(more, "刘群众", "/room/log", held)
    assert "2次" in await page(more, "刘群众", "/room")
    assert "已超期" not in await page(more, "周明", "/supervisors")
    more.watch.at += timedelta(days=22)
    assert "已超期" in await page(more, "周明", "/supervisors")
    assert "超过答复期限" in await page(more, "刘群众", "/room")


@pytest.mark.clause("S0-70")
async def test_a_half_year_without_a_meeting_of_supervisors_is_shown_as_missed(more):
    await post(more, "周明", "/supervisors/appoint", APPOINTED)
    assert "没有召开督察员会议" not in await page(more, "", "/supervisors")
    more.watch.at += timedelta(days=190)
    shown = await page(more, "", "/supervisors")
    assert "2026年7月1日至2026年12月31日没有召开督察员会议" in shown


@pytest.mark.parametrize(
    ("cycle", "first", "last"),
    [
        ("每季度", date(2026, 4, 1), date(2026, 6, 30)),
        ("每半年", date(2026, 1, 1), date(2026, 6, 30)),
        ("每年", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_meeting_in_the_period_is_a_meeting(cycle, first, last):
    today, ever = date(2026, 7, 1), date(2020, 1, 1)
    assert missed(cycle, [], ever, today) == (first, last)
    assert missed(cycle, [last + timedelta(days=1)], ever, today) == (first, last)
    assert missed(cycle, [last], ever, today) is None
    assert missed(cycle, [], first + timedelta(days=1), today) is None
