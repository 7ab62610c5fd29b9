"""SC-16 县委重大决策: a power in the open, five steps, three lanes, ten boards, reports (S4)."""

import re
from uuid import uuid4, uuid5

import pytest

from deploy.seed.load import county
from services.catalog.domain.power import power_id_of
from services.catalog.domain.terms import Post, person_id_of
from services.publishing.views.boards import board_id_of
from shared.lot import drawn
from tests.stories.county_hands import (
    advance,
    fill,
    folk_page,
    hang,
    html,
    network,
    publish,
    recount,
    report_of,
    seen,
    send_both,
    sign,
    step,
    step_refused,
)
from tests.stories.dated import Calendar
from tests.stories.sc_16_words import (
    ASSESSED,
    CONSULTED,
    CONTROLLABLE,
    FORUM,
    HEARING,
    MEETING,
    NOTICE,
    OPTIONS,
    POWER,
    RESULT,
    REVISED,
    RISK,
    SEED,
    STEPS,
    VOTES,
)
from tests.stories.teller import PASSWORD, Teller
from tests.stories.test_counted import archived
from tests.stories.town import until

MATTER = "城乡公交一体化方案"
APPLICANTS = [f"B-{n:03}" for n in range(1, 41)]


@pytest.fixture
def short_hours(monkeypatch):
    """Hours are short here, too: what looks every hour looks twice a second."""
    monkeypatch.setattr("services.workflow.app.MINUTE", 0.5)


@pytest.mark.timeout(300)
@pytest.mark.slow
@pytest.mark.usefixtures("short_hours")
async def test_sc_16_a_major_decision_of_the_county_from_research_to_its_summary(dated_house):
    teller = Teller(Calendar(**{**vars(dated_house), "unit": dated_house.other}))
    teller.unit = teller.house.unit.id
    await the_house_is_staffed(teller)
    await options_are_weighed_and_the_power_is_in_the_open(teller)
    await the_public_is_asked_and_a_hearing_is_drawn_by_lot(teller)
    await three_verdicts_are_too_few_for_the_agenda(teller)
    await more_than_half_of_those_due_decide_in_a_meeting(teller)
    await the_result_is_on_the_column_and_on_ten_boards(teller)
    await one_board_is_damaged_and_repaired(teller)
    await the_execution_is_followed_by_another_body(teller)
    await the_month_is_reported_with_its_table(teller)
    await the_decision_is_amended_by_a_vote(teller)
    await the_year_is_summed_up_on_both_papers(teller)
    await what_was_refused_and_drawn_and_counted_can_be_told_again(teller)


# ── 06-27 … 07-11 ────────────────────────────────────────────────────────────────────────────


async def the_house_is_staffed(teller):
    teller.city = county().id
    for login, name, unit, post in (
        ("fenguanlingdao", "分知远", teller.unit, "deputy_leader"),
        ("shigongkaiban", "市知行", teller.city, "office"),
        ("zhuanjia", "专若谷", teller.unit, "member"),
    ):
        person = {"login": login, "name": name, "password": PASSWORD}
        await teller.done("admin", "/catalog/api/people", person)
        held = {"person_id": str(person_id_of(login)), "post": post}
        await teller.done("admin", f"/catalog/api/units/{unit}/posts", held)
    items = await teller.folk.look(
        teller.who(Post.CLERK), f"/catalog/api/units/{teller.unit}/items"
    )
    teller.item = next(each for each in items.json() if "重大决策事项" in each["level3"])


async def options_are_weighed_and_the_power_is_in_the_open(teller):
    teller.dossier_id = uuid4()
    teller.dossier = f"/workflow/api/dossiers/{teller.dossier_id}"
    opened = {"item_id": teller.item["item_id"], "matter": MATTER, "body": "常委会"}
    await teller.done(Post.CLERK, teller.dossier, opened | {"touches": True, "major": True}, "PUT")
    report = {"report": "走访十六个乡镇，日均缺班次四十二个。"}
    one_sided = [{**OPTIONS[0], "cons": ""}, OPTIONS[1]]
    assert await step_refused(teller, "research", report | {"options": one_sided}) == (
        "OptionLackingError"
    )
    await step(teller, "research", report | {"options": OPTIONS})

    teller.house.turn(2025, 6, 30)
    powers = f"/catalog/api/units/{teller.unit}/powers"
    await teller.done(Post.OFFICE, powers, POWER)
    teller.power = power_id_of(teller.unit, POWER["owner"], POWER["title"])
    here = f"/catalog/api/powers/{teller.power}"
    await teller.done(Post.OFFICE, f"{here}/chart", {"steps": STEPS})
    await teller.done(Post.APPROVER, f"{here}/confirmation")
    bare = {**RISK, "controls": []}
    rule, problem = await teller.refused(teller.who(Post.OFFICE), f"{here}/risks", bare)
    assert (rule, problem["field"]) == ("ControlsTooFewError", "controls")
    await teller.done(Post.OFFICE, f"{here}/risks", RISK)
    place = {"step": RISK["step"], "dimension": RISK["dimension"]}
    await teller.done(Post.APPROVER, f"{here}/risks/confirmation", place)
    await teller.done(Post.APPROVER, f"{powers}/publication")
    page = await html(teller, f"/catalog/powers/{teller.power}")
    for words in ("集体决策", "操作风险", "高", "县委常委会"):
        assert words in page, words
    teller.run = f"/workflow/api/runs/{uuid4()}"
    asked = {"power_id": str(teller.power), "title": MATTER}
    await teller.done(Post.CLERK, teller.run, asked, "PUT")
    await advance(teller, 1, "调查研究报告和两个备选方案已经形成。")


async def the_public_is_asked_and_a_hearing_is_drawn_by_lot(teller):
    teller.house.turn(2025, 7, 1)
    teller.notice = await publish(teller, NOTICE, "2025-07-01", "重大决策公示：" + MATTER)
    await advance(teller, 2, "公示、听证会和座谈会正在进行。", teller.notice)
    await step(teller, "announce", HEARING)
    early = {"number": 1, "attendance": HEARD_BY}
    assert await step_refused(teller, "record", early) == "HearingAheadError"
    named = {"number": 1, "applicants": ["王小明"], "seed": SEED}
    assert await step_refused(teller, "draw", named) == "ApplicantsError"
    await step(teller, "draw", {"number": 1, "applicants": APPLICANTS, "seed": SEED})
    again = {"number": 1, "applicants": APPLICANTS, "seed": "再抽一次"}
    assert await step_refused(teller, "draw", again) == "HearingDrawnAlreadyError"
    teller.house.turn(2025, 7, 8, 16)
    await step(teller, "record", early | {"statements": FORUM})
    short = CONSULTED | {"notice_id": teller.notice}
    assert await step_refused(teller, "consult", short) == "NoticeRunningError"
    assert await step_refused(teller, "assess", ASSESSED[0]) == "StepMissingError"
    teller.house.turn(2025, 7, 11)
    await step(teller, "summarise", {"number": 1, "report": "采纳一条，未采纳一条，已说明理由。"})
    assert await step_refused(teller, "consult", CONSULTED) == "NoticeUnshownError"
    await step(teller, "consult", CONSULTED | {"notice_id": teller.notice})


HEARD_BY = [{"group": "masses", "invited": 24, "attended": 23}]


# ── 07-15 … 07-26 ────────────────────────────────────────────────────────────────────────────


async def three_verdicts_are_too_few_for_the_agenda(teller):
    teller.house.turn(2025, 7, 15)
    expert = str(person_id_of("zhuanjia"))
    listed = {"unit": teller.unit, "person": expert, "field": "公共交通"}
    await teller.done(Post.CLERK, "/workflow/api/experts", listed)
    await step(teller, "engage", {"person": expert})
    await teller.done("zhuanjia", f"{teller.dossier}/advise", {"opinion": "线网可行。"})
    for each in ASSESSED:
        await step(teller, "assess", each)
    teller.house.turn(2025, 7, 16)
    agenda = {"held_on": "2025-07-22", "session": "县委常委会第十二次会议"}
    office = teller.who(Post.OFFICE)
    rule, problem = await teller.refused(office, f"{teller.dossier}/schedule", agenda)
    assert rule == "AssessmentsMissingError"
    assert "可控性" in problem["title"]
    teller.house.turn(2025, 7, 18)
    await step(teller, "assess", CONTROLLABLE)
    await advance(teller, 3, "四项评估已经完成，可控性附补贴上限。")
    await teller.done(Post.OFFICE, f"{teller.dossier}/schedule", agenda)


async def more_than_half_of_those_due_decide_in_a_meeting(teller):
    teller.house.turn(2025, 7, 22, 17)
    vote = {"meeting": MEETING, "votes": VOTES, "decision": "采用方案一。", "option": 1}
    outside = vote | {"meeting": {**MEETING, "number": ""}}
    assert await step_refused(teller, "vote", outside) == "MeetingMissingError"
    few = vote | {"votes": {"favour": 5, "against": 4}}
    await step(teller, "vote", few, Post.OFFICE)
    assert (await seen(teller))["stand"] == "preparing"  # 5 of 11 due are no majority
    await step(teller, "vote", vote, Post.OFFICE)
    row = await seen(teller)
    assert (row["stand"], row["decided_on"]) == ("executing", "2025-07-22")
    voted = [each["event"] for each in row["facts"] if "voted" in each["event"]["type"]]
    assert [(each["adopted"], each["of_due"]) for each in voted] == [(False, True), (True, True)]
    assert set(voted[1]["votes"]) == {
        *("favour", "against", "abstained", "secret", "missing", "minority")
    }  # heads only: no voter is linked to a vote


async def the_result_is_on_the_column_and_on_ten_boards(teller):
    teller.house.turn(2025, 7, 23)
    duty = str(uuid5(teller.dossier_id, "decision"))
    teller.result = await publish(teller, RESULT, "2025-07-23", MATTER + "决定", obligation_id=duty)
    await advance(teller, 4, "常委会会议表决通过。", teller.result)
    page = await html(teller, f"/workflow{teller.run.removeprefix('/workflow/api')}")
    lanes = re.split(r'id="lane-\d"', page)
    assert len(lanes) == 4  # 决策、执行、监督
    assert f"/items/{teller.result}" in lanes[1]
    assert "正在办理" in lanes[2]
    assert "还没有监督的结果" in lanes[3]
    assert RESULT in await html(teller, f"/items/{teller.result}")
    teller.house.turn(2025, 7, 23, 15)
    for number in range(1, 11):
        await hang(teller, number)
    assert await network(teller) == (True, 10)


async def one_board_is_damaged_and_repaired(teller):
    teller.house.turn(2025, 7, 24)
    here = f"/boards/{board_id_of(teller.unit, 'QL-07')}"
    await fill(teller, f"{here}/suspend", {"reason": "橱窗玻璃破损"})
    assert await network(teller) == (False, 9)
    page = (await folk_page(teller, f"/boards/network?unit={teller.unit}")).text
    assert "（9/10）" in page
    desk = await folk_page(teller, "/desk", Post.PUBLISHER)
    assert "固定公开栏不达标：在用9块，规定不少于10块" in desk.text
    assert "不达标" in page
    teller.house.turn(2025, 7, 26)
    await fill(teller, f"{here}/resume", {})
    assert await network(teller) == (True, 10)


# ── 09-30 … 12-09 ────────────────────────────────────────────────────────────────────────────


async def the_execution_is_followed_by_another_body(teller):
    teller.house.turn(2025, 9, 30, 15)
    done = {"on": "2025-09-30", "progress": "九条线路开通七条顺畅，两条客流偏低。"}
    by_itself = done | {"executor": "县委常委会"}
    assert await step_refused(teller, "execute", by_itself) == "ExecutedByDeciderError"
    assert await step_refused(teller, "execute", done) == "ExecutorMissingError"
    await step(teller, "execute", done | {"executor": "县政府常务会议"})
    found = {"effect": "两条线路客流偏低。", "opinions": "收到意见318件，多数要求合并线路。"}
    await step(teller, "evaluate", found | {"outcome": "amend"}, Post.OFFICE)
    row = await seen(teller)
    assert (row["stand"], row["dossier"]["waiting"]) == ("executing", "amend")


async def the_month_is_reported_with_its_table(teller):
    teller.house.turn(2025, 10, 8)
    teller.month = await report_of(teller, "2025年9月")
    here = f"/workflow/api/reports/{teller.month['report_id']}"
    assert teller.month["cutoff"] == "2025-09-30"
    assert "数据截至2025-09-30" in teller.month["text"]
    rule, _ = await teller.refused(teller.who(Post.CLERK), f"{here}/send", {"form": "electronic"})
    assert rule == "ProgressTableError"
    lines = [{"name": f"任务{n}", "status": "going", "person": "县委办公室"} for n in range(50)]
    await teller.done(Post.OFFICE, f"{here}/table", {"table": lines})
    teller.house.turn(2025, 10, 9)
    await sign(teller, here, "fenguanlingdao")
    teller.house.turn(2025, 10, 10)
    await send_both(teller, here, "青公开〔2025〕9号")
    await teller.done("shigongkaiban", f"{here}/receive", {"number": "收2025-91"})
    row = (await teller.folk.look("shigongkaiban", here)).json()["row"]
    assert (row["state"], row["missed"], len(row["table"])) == ("received", False, 50)
    teller.counted = await recount(teller)


async def the_decision_is_amended_by_a_vote(teller):
    teller.house.turn(2025, 10, 20, 17)
    meeting = {**MEETING, "number": "常委会〔2025〕18号", "held_on": "2025-10-20"}
    amended = {"meeting": meeting, "votes": {"favour": 9}, "decision": REVISED}
    await step(teller, "resolve", amended, Post.OFFICE)
    row = await seen(teller)
    assert (row["stand"], row["dossier"]["waiting"]) == ("executing", None)
    duty = str(uuid5(teller.dossier_id, "resolution/1"))
    shown = await publish(teller, REVISED, "2025-10-20", MATTER + "修订", obligation_id=duty)

    async def disclosed():
        sides = (await teller.folk.look(teller.who(Post.CLERK), teller.dossier)).json()["sides"]
        done = {each["side"]["disclosure_id"] for each in sides if each["side"]["done_on"]}
        return {teller.result, shown} <= done

    await until(disclosed, "decision and amendment are disclosed")


async def the_year_is_summed_up_on_both_papers(teller):
    teller.house.turn(2025, 12, 9)
    year = await report_of(teller, "2025年度")
    assert re.search(r"数据截至2025-1[12]-\d\d", year["text"])
    here = f"/workflow/api/reports/{year['report_id']}"
    digest = (await teller.folk.look(teller.who(Post.CLERK), here)).json()["digest"]
    rule, _ = await teller.refused("fenguanlingdao", f"{here}/sign", {"digest": digest})
    assert rule == "WrongPostError"
    await sign(teller, here, teller.who(Post.LEADER))
    await send_both(teller, here, "青公开〔2025〕12号")
    row = (await teller.folk.look("shigongkaiban", here)).json()["row"]
    assert (row["state"], row["days_late"], row["missed"]) == ("sent", 0, False)
    assert {each["form"] for each in row["copies"]} == {"electronic", "formal"}


async def what_was_refused_and_drawn_and_counted_can_be_told_again(teller):
    here = f"/workflow/api/reports/{teller.month['report_id']}"
    row = (await teller.folk.look("shigongkaiban", here)).json()["row"]
    assert row["figures"] == teller.month["figures"]
    assert await recount(teller) == teller.counted
    facts = (await seen(teller))["facts"]
    lot = next(each["event"] for each in facts if "allotted" in each["event"]["type"])
    assert list(drawn(lot["seed"], lot["applicants"], 24)) == lot["drawn"]
    assert len(lot["drawn"]) == 24
    wanted = {("workflow", "AssessmentsMissingError"), ("workflow", "ExecutedByDeciderError")}

    async def kept():
        return archived(teller.house.settings) >= wanted

    await until(kept, "refusals in the archive")
