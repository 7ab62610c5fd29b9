"""What is followed to its end: channels, hot topics, decisions, evaluations, inspections, lots."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from services.feedback import heard
from services.feedback.domain import (
    appraisal,
    channel_check,
    evaluation,
    inquiry,
    inspection,
    sitting,
    thread,
)
from services.feedback.domain.terms import Channel, Sealed
from services.feedback.handlers.reminding import Reminding
from services.feedback.handlers.rules import RuleBook
from services.feedback.handlers.tracking import shared_out
from shared.lot import drawn
from shared.store import Task
from shared.testing import NOON, Given, cause
from tests.feedback.conftest import BUREAU, LIST, SCHOOL, person
from tests.feedback.speaking import page, send

TODAY = date(2026, 7, 1)
BOX = Sealed(subject="s", nonce="n", box="b", commitment="c")
OPEN = thread.OpenThread(
    unit=SCHOOL, matter=thread.Matter.HOT, title="食堂价格", owner="陈静", every=7
)
OPENED = thread.ThreadOpened(
    unit=SCHOOL,
    matter=thread.Matter.HOT,
    title="食堂价格",
    owner="陈静",
    every=7,
    due=TODAY + timedelta(days=7),
    disclosure_id="",
    source="",
)
DAYS = timedelta(days=1)


def test_a_fault_of_a_channel_needs_its_words():
    check = channel_check.CheckChannel(unit=SCHOOL, channel=Channel.HOTLINE, works=False)
    new = Given(channel_check.CHANNEL)
    new.when(check, by="周明").then_rejected(channel_check.FaultUnsaidError)


def test_a_thread_is_reported_on_by_its_owner_and_closes_once():
    Given(thread.THREAD).when(OPEN, by="周明").then(OPENED)
    report = thread.ReportThread(report="已约谈承包商。")
    reported = thread.ThreadReported(
        unit=SCHOOL, report="已约谈承包商。", due=TODAY + timedelta(days=7)
    )
    running = Given(thread.THREAD, OPENED)
    running.when(report, by="陈静").then(reported)
    running.when(report, by="马兰").then_rejected(thread.NotOwnerError)
    close = thread.CloseThread(outcome=thread.Outcome.SETTLED, conclusion="价格已调整。")
    closed = thread.ThreadClosed(
        unit=SCHOOL, outcome=thread.Outcome.SETTLED, conclusion="价格已调整。"
    )
    running.when(close, by="陈静").then(closed)
    over = Given(thread.THREAD, OPENED, closed)
    over.when(report, by="陈静").then_rejected(thread.ThreadClosedError)
    running.when(OPEN, by="周明").then_rejected(thread.ThreadTwiceError)


def test_a_round_goes_through_five_stages_and_notes_problems_from_the_second_on():
    opened = evaluation.EvaluationOpened(unit=SCHOOL, title="上半年评议")
    problem = evaluation.NoteProblem(title="公开栏破损", owner="陈静", due=TODAY)
    begun = Given(evaluation.EVALUATION, opened)
    begun.when(problem, by="周明").then_rejected(evaluation.NotFindingError)
    close = evaluation.CloseEvaluation(summary="完成")
    begun.when(close, by="周明").then_rejected(evaluation.StagesLeftError)
    last = evaluation.EvaluationAdvanced(
        unit=SCHOOL, stage=evaluation.Stage.IMPROVING, summary="已督促"
    )
    advance = evaluation.AdvanceEvaluation(summary="再进")
    late = Given(evaluation.EVALUATION, opened, last)
    late.when(advance, by="周明").then_rejected(evaluation.LastStageError)


def test_a_plan_that_leaves_a_unit_out_is_refused():
    units = [f"u{n}" for n in range(60)]
    tours = shared_out(units, 2026, 4)
    plan = inspection.PlanInspections(unit="county", year=2026, tours=tours, below=frozenset(units))
    Given(inspection.INSPECTION).when(plan, by="周明").then(
        inspection.InspectionsPlanned(unit="county", year=2026, tours=tours)
    )
    short = inspection.PlanInspections(
        unit="county", year=2026, tours=tours[:3], below=frozenset(units)
    )
    Given(inspection.INSPECTION).when(short, by="周明").then_rejected(
        inspection.UnitUninspectedError
    )


@pytest.mark.parametrize(("units", "count"), [(1, 4), (3, 12), (60, 4), (60, 5)])
def test_every_unit_is_in_one_tour_and_every_tour_in_its_year(units, count):
    names = [f"u{n}" for n in range(units)]
    tours = shared_out(names, 2026, count)
    assert sorted(each for tour in tours for each in tour.units) == sorted(names)
    assert {tour.first.year for tour in tours} == {tour.last.year for tour in tours} == {2026}


@pytest.mark.clause("S0-69")
def test_the_same_seed_draws_the_same_twenty_again():
    items = tuple(f"item-{n}" for n in range(300))
    planned = inspection.InspectionsPlanned(unit=SCHOOL, year=2026, tours=())
    asked = inspection.DrawSample(
        title="第二季度抽查",
        seed="20260701",
        count=20,
        first=date(2026, 4, 1),
        last=date(2026, 6, 30),
        items=items,
    )
    [once] = inspection.decide(asked, inspection.evolve(inspection.Plan(), planned), None)
    assert len(set(once.items)) == 20
    assert once.of == 300
    assert drawn("20260701", reversed(items), 20) == once.items
    assert drawn("20260702", items, 20) != once.items
    again = Given(inspection.INSPECTION, planned, once)
    again.when(asked, by="周明").then_rejected(inspection.SeedUsedError)


def test_seats_are_drawn_after_the_last_day_once_and_nobody_applies_twice():
    announced = sitting.SittingAnnounced(
        unit=SCHOOL, title="常委会", held_on=TODAY, apply_by=TODAY, places=1, agenda=("预算",)
    )
    applied = sitting.SeatApplied(unit=SCHOOL, number=1, applicant="a", identity=BOX)
    given = Given(sitting.SITTING, announced, applied)
    given.when(sitting.ApplyForSeat(applicant="a", identity=BOX), by="周明").then_rejected(
        sitting.AppliedAlreadyError
    )
    given.when(sitting.DrawSeats(seed="7"), by="周明").then_rejected(sitting.StillApplyingError)
    chosen = sitting.SeatsAllotted(unit=SCHOOL, seed="7", of=1, numbers=(1,))
    given.when(sitting.DrawSeats(seed="7"), at=NOON + DAYS, by="周明").then(chosen)
    over = Given(sitting.SITTING, announced, applied, chosen)
    over.when(sitting.DrawSeats(seed="8"), at=NOON + DAYS, by="周明").then_rejected(
        sitting.DrawnAlreadyError
    )
    absent = sitting.RecordAttendance(numbers=(2,))
    over.when(absent, at=NOON + DAYS, by="周明").then_rejected(sitting.NotDrawnError)


def test_a_second_answer_is_owed_to_who_is_not_satisfied_and_no_third():
    asked = inquiry.InquiryAsked(
        unit=SCHOOL,
        form=inquiry.Form.QUESTION,
        asker="委员",
        subject="预算",
        content="为何超支？",
        due=TODAY,
    )
    first = inquiry.InquiryAnswered(unit=SCHOOL, reply="物价。", time=1)
    judge = inquiry.JudgeAnswer(satisfied=False, due=TODAY)
    judged = inquiry.InquiryJudged(unit=SCHOOL, satisfied=False, note="", due=TODAY)
    Given(inquiry.INQUIRY, asked, first).when(judge, by="委员").then(judged)
    Given(inquiry.INQUIRY, asked, first).when(judge, by="别人").then_rejected(inquiry.NotAskerError)
    second = inquiry.InquiryAnswered(unit=SCHOOL, reply="详见附表。", time=2)
    twice = Given(inquiry.INQUIRY, asked, first, judged, second)
    over = inquiry.InquiryJudged(unit=SCHOOL, satisfied=False, note="", due=None)
    twice.when(judge, by="委员").then(over)
    twice.when(inquiry.AnswerInquiry(reply="三"), by="周明").then_rejected(inquiry.NothingOwedError)


async def post(county, who, address, status=303, **data):
    async with county.browser(who) as browser:
        answer = await browser.post(
            f"/feedback{address}", data={"command_id": str(uuid4()), **data}
        )
    assert answer.status_code == status, answer.text
    await county.settle()
    return answer


async def last_of(county, tag):
    found = [f for f in await county.facts() if f["event"]["type"] == f"feedback.{tag}.v1"]
    return found[-1]


@pytest.mark.clause("S2-03")
async def test_a_channel_that_nobody_tried_for_a_year_is_flagged(more):
    told = {"opinion_channels": ["意见箱", "电子邮箱"]}
    scheme = heard.HeardScheme(id="S0", version=1, effective=date(2026, 1, 1), values=told)
    adopted = heard.SchemeAdopted(unit=SCHOOL, scheme=scheme)
    await more.hear("catalog", (UUID(SCHOOL), adopted))
    for channel in ("box", "email"):
        await post(more, "陈静", "/channels/check", unit=SCHOOL, channel=channel, works="true")
    more.watch.at += 366 * DAYS
    trial = {"unit": SCHOOL, "channel": "web"}
    await post(more, "周明", "/channels/check", 422, **trial, works="false")
    await post(more, "周明", "/channels/check", **trial, works="true")
    await post(more, "周明", "/channels/check", unit=SCHOOL, channel="email", works="true")
    await send(more)
    desk = await page(more, "周明", "/desk")
    assert "有1条意见收集渠道要检查：河湾乡中心小学意见箱超期未检查" in desk
    rows = await page(more, "周明", "/channels")
    assert rows.count("超期未检查") == 1
    assert "1件" in rows
    down = {"unit": SCHOOL, "channel": "email", "works": "false", "note": "服务器停机，已报修。"}
    await post(more, "周明", "/channels/check", **down)
    assert "电子邮箱上次检查不通" in await page(more, "周明", "/desk")


@pytest.mark.clause("S0-44")
async def test_the_owner_of_a_hot_topic_is_reminded_when_no_update_came(more):
    house = more.service
    remind = Reminding(house.store, house.views, more.clock, RuleBook(house.views)).ring
    hot = {"unit": SCHOOL, "matter": "hot", "title": "食堂价格", "owner": person("陈静")}
    await post(more, "周明", "/threads", **hot, every="7")
    thread_id = (await last_of(more, "thread.opened"))["stream_id"]
    for text in ("已约谈承包商。", "价格表已重新核定。"):
        more.watch.at += 2 * DAYS
        await post(more, "陈静", f"/threads/{thread_id}/report", report=text)
    shown = await page(more, "陈静", f"/threads/{thread_id}")
    assert shown.index("已约谈承包商。") < shown.index("价格表已重新核定。")
    assert await remind() == 0
    more.watch.at += 8 * DAYS
    assert [await remind(), await remind()] == [1, 0]
    told = (await last_of(more, "staff.reminded"))["event"]
    assert told["to"][0] == {"unit": SCHOOL, "post": "handler", "person": person("陈静")}
    assert "逾期未报告" in await page(more, "周明", "/threads")
    done = {"outcome": "settled", "conclusion": "价格已公示。"}
    await post(more, "陈静", f"/threads/{thread_id}/close", **done)
    assert "价格已公示。" in await page(more, "陈静", f"/threads/{thread_id}")
    assert "食堂价格" in await page(more, "周明", "/threads?done=true")


@pytest.mark.clause("S4-67")
async def test_a_decision_whose_follow_up_day_passes_without_report_is_overdue(more):
    due = (more.clock.now() + 5 * DAYS).date().isoformat()
    decision = {"unit": SCHOOL, "matter": "decision", "title": "校舍改造", "every": "30"}
    linked = {"owner": person("陈静"), "due": due, "disclosure_id": str(LIST)}
    await post(more, "周明", "/threads", **decision, **linked)
    thread_id = (await last_of(more, "thread.opened"))["stream_id"]
    await send(more)
    assert "收到意见1件" in await page(more, "陈静", f"/threads/{thread_id}")
    assert "逾期未报告" not in await page(more, "周明", "/threads")
    more.watch.at += 6 * DAYS
    assert "逾期未报告" in await page(more, "周明", "/threads")


@pytest.mark.clause("S0-51")
async def test_a_round_that_found_two_problems_leaves_two_tasks_that_the_next_round_shows(more):
    await post(more, "周明", "/evaluations", unit=SCHOOL, title="上半年督察员评议")
    first = (await last_of(more, "evaluation.opened"))["stream_id"]
    here = f"/evaluations/{first}"
    await post(more, "周明", f"{here}/advance", summary="收到意见12条。")
    due = (more.clock.now() + 5 * DAYS).date().isoformat()
    for title in ("公开栏破损", "更新不及时"):
        found = {"title": title, "owner": person("陈静"), "due": due}
        await post(more, "周明", f"{here}/problem", **found)
    for _ in range(3):
        await post(more, "周明", f"{here}/advance", summary="已办。")
    await post(more, "周明", f"{here}/close", summary="评议结束。")
    opened = [f for f in await more.facts() if f["event"]["type"] == "feedback.thread.opened.v1"]
    assert [f["event"]["source"] for f in opened] == [first, first]
    done = {"outcome": "settled", "conclusion": "已修好。"}
    await post(more, "陈静", f"/threads/{opened[0]['stream_id']}/close", **done)
    await post(more, "周明", "/evaluations", unit=SCHOOL, title="下半年督察员评议")
    shown = await page(more, "周明", "/threads")
    latest = shown[shown.index("下半年督察员评议") : shown.index("上半年督察员评议")]
    assert "公开栏破损" in latest
    assert "已解决" in latest
    assert "跟踪中" in latest


@pytest.mark.clause("S4-30")
async def test_a_years_plan_reaches_every_one_of_sixty_units_and_samples_what_they_disclosed(more):
    units = [str(UUID(int=0xF00 + n)) for n in range(60)]
    await more.hear(
        "catalog",
        *(
            (UUID(x), heard.UnitRegistered(unit_id=x, name=f"单位{n}", superior=BUREAU))
            for n, x in enumerate(units)
        ),
        (UUID(BUREAU), heard.PostAssigned(unit=BUREAU, person_id=person("赵局"), post="office")),
    )
    await post(more, "赵局", "/inspections", unit=BUREAU, year="2026", tours="4")
    planned = (await last_of(more, "inspections.planned"))["event"]
    reached = [each for tour in planned["tours"] for each in tour["units"]]
    assert set(units) <= set(reached)
    assert len(reached) == len(set(reached))
    assert "2026年第4次督查" in await page(more, "赵局", "/threads")
    asked = {"unit": BUREAU, "title": "第三季度抽查", "seed": "8", "count": "2"}
    span = {"first": "2026-07-01", "last": "2026-09-30"}
    await post(more, "赵局", "/inspections/sample", **asked, **span)
    assert (await last_of(more, "sample.selected"))["event"]["of"] == 0
    found = {"unit": BUREAU, "matter": "inspection", "title": "未按时更新", "every": "10"}
    await post(more, "赵局", "/threads", **found, owner=person("赵局"))
    assert "督查发现的问题" in await page(more, "赵局", "/threads")


@pytest.mark.clause("S4-47")
async def test_ten_places_for_fifteen_are_drawn_so_that_everybody_can_draw_again(more):
    days = {"held_on": "2026-07-10", "apply_by": "2026-07-03", "unit": SCHOOL, "places": "10"}
    await post(more, "周明", "/sittings", **days, title="常务会议", agenda="预算\n校舍")
    here = f"/sittings/{(await last_of(more, 'sitting.proposed'))['stream_id']}"
    await post(more, "王校长", f"{here}/approve")
    for n in range(15):
        guest = {"name": f"旁听人{n}", "contact": f"1380000{n:04d}"}
        answer = await post(more, "", f"{here}/apply", 200, **guest)
        assert f"报名号是{n + 1}，" in answer.text
    more.watch.at += 5 * DAYS
    await post(more, "周明", f"{here}/draw", seed="开奖号077")
    numbers = (await last_of(more, "seats.allotted"))["event"]["numbers"]
    again = drawn("开奖号077", [str(n) for n in range(1, 16)], 10)
    assert numbers == [int(each) for each in again]
    public = await page(more, "", "/sittings")
    assert "15人报名，抽中报名号：" + "、".join(again) in public
    assert "开奖号077" in public
    assert "旁听人" not in public.replace("向旁听人", "")
    assert f"旁听人{numbers[0] - 1}" in await page(more, "周明", "/sittings")
    await post(more, "周明", f"{here}/attend", numbers=f"{numbers[0]}，{numbers[1]}")
    assert "到场2人" in await page(more, "", "/sittings")


@pytest.mark.clause("S4-45")
async def test_a_question_of_no_committee_member_is_refused_and_goes_on_as_an_opinion(more):
    member = heard.PostAssigned(unit=BUREAU, person_id=person("赵局"), post="committee_member")
    await more.hear("catalog", (UUID(BUREAU), member))
    asked = {"unit": SCHOOL, "form": "interpellation", "subject": "预算", "content": "为何超支？"}
    refused = await post(more, "叶老师", "/inquiries", 403, **asked)
    assert "只有县委委员、县纪委委员可以提出质询" in refused.text
    assert "YJ-2026-0001" in refused.text
    assert await more.refusals() == ["NotMemberError"]
    await post(more, "赵局", "/inquiries", **asked)
    here = f"/inquiries/{(await last_of(more, 'inquiry.asked'))['stream_id']}"
    more.watch.at += 30 * DAYS
    assert "逾期未答复" in await page(more, "周明", "/inquiries")
    await post(more, "周明", f"{here}/answer", reply="物价上涨。")
    await post(more, "陈静", f"{here}/judge", 403, satisfied="true")
    await post(more, "赵局", f"{here}/judge", satisfied="false", note="没有明细。")
    await post(more, "周明", f"{here}/answer", reply="明细如下。")
    assert "第二次答复" in await page(more, "赵局", "/inquiries")


@pytest.mark.clause("S3-04")
async def test_three_rates_stand_side_by_side_and_four_standards_only_under_the_same_words(more):
    asked = {
        SCHOOL: ("内容、范围、程序、方式", ("公开内容是否规范", "公开方式是否规范")),
        BUREAU: ("内容、程序、时间、管理", ("公开内容是否规范", "公开时间是否规范")),
    }
    for unit, (words, questions) in asked.items():
        told = {"vocabulary.four_standards": words.split("、")}
        scheme = heard.HeardScheme(id="S", version=1, effective=date(2026, 1, 1), values=told)
        await more.hear("catalog", (UUID(unit), heard.SchemeAdopted(unit=unit, scheme=scheme)))
        await appraised(more, unit, questions)
    shown = await page(more, "", "/satisfaction?year=2026")
    three = shown[: shown.index("四规范：")]
    assert three.count("75%") == 2
    assert "样本不足" in three  # nobody of the masses was asked
    assert shown.count("四规范：") == 2
    first = shown[shown.index("四规范：内容、范围、程序、方式") :]
    own = first[: first.index("</table>")]
    assert "河湾乡中心小学" in own
    assert "县教育局" not in own
    assert own.count("100%") == 1
    assert own.count("50%") == 1


async def appraised(county, unit, questions):
    """File an appraisal of a unit: contents please all four members, the other question two."""
    members = appraisal.Electors(group=appraisal.Group.MEMBERS, size=4)
    opening = appraisal.OpenAppraisal(
        unit=unit,
        title="年度评议",
        questions=questions,
        first=TODAY,
        last=TODAY,
        electors=(members,),
        allowed=frozenset(appraisal.Group),
    )
    tallies = (
        appraisal.QuestionTally(satisfied=3, fair=1),
        appraisal.QuestionTally(satisfied=2, unsatisfied=2),
    )
    result = appraisal.GroupResult(group=appraisal.Group.MEMBERS, size=4, voted=4, answers=tallies)
    steps = [
        opening,
        appraisal.ApproveAppraisal(),
        appraisal.CloseAppraisal(results=(result,)),
        appraisal.PublishResults(),
    ]
    for n, command in enumerate(steps):
        at = county.clock.now() + n // 2 * DAYS
        why = cause(f"office {n % 2}", at=at, unit=unit, post="office")
        task = Task(appraisal.APPRAISAL, UUID(unit), command)
        await county.service.store.file(task, cause=why, command_id=uuid4())
    await county.settle()
