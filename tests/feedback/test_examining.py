"""From gaps to an examination, from proofs to verdicts, from what came of it to a draft."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from services.feedback import heard
from services.feedback.domain import appraisal, examination, outcome_draft, proof_check
from services.feedback.domain.masking import masked
from services.feedback.handlers.overview import Overviews
from services.feedback.handlers.proving import Proving
from services.feedback.handlers.reminding import Reminding
from services.feedback.handlers.rules import RuleBook
from shared.lot import drawn
from shared.store import Task
from shared.testing import Given, cause
from tests.feedback.conftest import BUREAU, LIST, SCHOOL, person
from tests.feedback.speaking import FIND, ask, opinion, page, post, send
from tests.feedback.test_following_api import call

TODAY = date(2026, 7, 1)
SWAPPED = "2026-06-30&last=2026-05-01"
LACK = examination.Lack(unit=SCHOOL, what="意见箱从未检查")
OPEN = examination.OpenExamination(
    unit=BUREAU, title="督查", sort=examination.Sort.SPECIAL, due=TODAY, lacks=(LACK,)
)
OPENED = examination.ExaminationOpened(
    unit=BUREAU, title="督查", sort=examination.Sort.SPECIAL, due=TODAY, lacks=(LACK,)
)
DONE = examination.LackRemedied(unit=SCHOOL, number=1, by="陈静", done="已查", evidence="照片")


def test_a_finding_is_put_right_and_looked_at_again_by_somebody_else():
    Given(examination.EXAMINATION).when(OPEN, by="赵局").then(OPENED)
    remedy = examination.RemedyLack(number=1, done="已查", evidence="照片")
    running = Given(examination.EXAMINATION, OPENED)
    running.when(remedy, by="陈静").then(DONE)
    look = examination.RecheckLack(number=1, passed=True, note="属实")
    running.when(look, by="赵局").then_rejected(examination.LackNotRemediedError)
    remedied = Given(examination.EXAMINATION, OPENED, DONE)
    remedied.when(look, by="陈静").then_rejected(examination.OwnRecheckError)
    remedied.when(remedy, by="陈静").then_rejected(examination.LackRemediedError)
    passed = examination.LackRechecked(unit=SCHOOL, number=1, passed=True, note="属实", due=None)
    remedied.when(look, by="赵局").then(passed, examination.ExaminationClosed(unit=BUREAU))
    again = examination.RecheckLack(number=1, passed=False, note="没有", due=TODAY)
    failed = examination.LackRechecked(unit=SCHOOL, number=1, passed=False, note="没有", due=TODAY)
    remedied.when(again, by="赵局").then(failed)
    Given(examination.EXAMINATION, OPENED, DONE, failed).when(remedy, by="陈静").then(DONE)
    undated = examination.RecheckLack(number=1, passed=False, note="没有")
    remedied.when(undated, by="赵局").then_rejected(examination.ExaminationDueError)
    unknown = examination.RemedyLack(number=2, done="已查", evidence="照片")
    running.when(unknown, by="陈静").then_rejected(examination.LackUnknownError)


@pytest.mark.parametrize(("count", "chosen"), [(0, 0), (1, 1), (20, 1), (21, 2), (10_000, 500)])
def test_five_per_cent_are_drawn_a_part_of_one_counts_as_one(count, chosen):
    proofs = tuple(f"p{n}" for n in range(count))
    asked = proof_check.DrawProofs(unit=BUREAU, month="2026-06", percent=5, proofs=proofs)
    [lot] = proof_check.decide(asked, proof_check.Drawn(), None)
    assert (lot.of, len(lot.proofs)) == (count, chosen)
    assert lot.proofs == drawn("2026-06", proofs, chosen)


def test_nobody_judges_what_they_posted_nor_what_was_not_drawn_nor_twice():
    lot = proof_check.ProofsSampled(unit=BUREAU, month="2026-06", percent=5, of=9, proofs=("p",))
    look = proof_check.JudgeProof(
        proof="p", verdict=proof_check.Verdict.FALSE, note="照片是旧的", poster="陈静"
    )
    said = proof_check.ProofJudged(
        unit=BUREAU, proof="p", verdict=proof_check.Verdict.FALSE, note="照片是旧的"
    )
    drawn_once = Given(proof_check.PROOFS, lot)
    drawn_once.when(look, by="赵局").then(said)
    drawn_once.when(look, by="陈静").then_rejected(proof_check.OwnProofError)
    Given(proof_check.PROOFS).when(look, by="赵局").then_rejected(proof_check.NotDrawnError)
    twice = Given(proof_check.PROOFS, lot, said)
    twice.when(look, by="赵局").then_rejected(proof_check.JudgedTwiceError)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("住在和平路12号3单元501室的", "住在和平路某处的"),
        ("河湾村三组7号", "河湾村某处"),
        ("和平路拓宽工程", "和平路拓宽工程"),
    ],
)
def test_an_address_leads_to_no_door(said, shown):
    assert masked(said, []) == shown


@pytest.fixture
async def above(more):
    """Return the county in which the bureau has an office, and the school below it."""
    await more.hear(
        "catalog",
        (UUID(SCHOOL), heard.UnitMoved(unit_id=SCHOOL, superior=BUREAU)),
        (UUID(BUREAU), heard.PostAssigned(unit=BUREAU, person_id=person("赵局"), post="office")),
    )
    return more


def rules_of(county):
    return RuleBook(county.service.views)


@pytest.mark.row("I2")
async def test_an_inspection_is_made_from_the_list_of_gaps_put_right_and_looked_at_again(above):
    span = {"first": "2026-05-01", "last": "2026-06-30"}
    where = "/gaps/{}?first=2026-05-01&last=2026-06-30"
    await call(above, "周明", where.format(BUREAU), status=403)
    gaps = await call(above, "赵局", where.format(BUREAU), status=200)
    said = [each["what"] for each in gaps]
    assert {each["unit"] for each in gaps} == {SCHOOL}
    assert "这一时期没有公开任何事项" in said
    assert "2026-05没有意见收集小结" in said
    chosen = [f"{SCHOOL}|{each}" for each in ("这一时期没有公开任何事项", "意见箱从未检查")]
    asked = {"unit": BUREAU, "title": "第二季度专项督查", "due": "2026-07-10", **span}
    await call(above, "赵局", "/examinations", asked | {"chosen": []}, 422)
    await call(above, "赵局", "/examinations", asked | {"chosen": [f"{SCHOOL}|别的"]}, 422)
    for span, rule in (("0001-01-01&last=2026-06-30", "SpanTooLong"), (SWAPPED, "SpanBackwards")):
        problem = await call(above, "赵局", f"/gaps/{BUREAU}?first={span}", status=422)
        assert rule in problem["type"]
    shown = await page(above, "赵局", "/gaps?first=2026-05-01&last=2026-06-30")
    assert f'value="{chosen[0]}"' in shown
    await post(above, "赵局", "/examinations", {**asked, "chosen": chosen})
    [row] = await call(above, "赵局", "/examinations", status=200)
    here = f"/examinations/{row['examination_id']}"

    remind = Reminding(above.service.store, above.service.views, above.clock, rules_of(above)).ring
    above.watch.at += timedelta(days=12)
    assert await remind() == 2  # of each finding once
    told = [f["event"] for f in await above.facts() if "staff.reminded" in f["event"]["type"]]
    assert {(x["unit"], x["post"]) for x in told[-1]["to"]} == {
        (SCHOOL, "office"),
        (SCHOOL, "clerk"),
        (BUREAU, "office"),
    }
    assert "整改逾期" in await page(above, "周明", "/examinations")
    assert "/workflow/cases/new?unit=" in await page(above, "赵局", here)
    fixed = {"number": 1, "done": "已公开三项。", "evidence": "网站首页"}
    await call(above, "周明", f"{here}/remedy", fixed | {"evidence": ""}, 422)
    await call(above, "叶老师", f"{here}/remedy", fixed, 403)
    await call(above, "陈静", f"{here}/remedy", fixed)
    await post(above, "周明", f"{here}/remedy", fixed | {"number": "2"})
    assert "等待复查" in await page(above, "周明", here)
    await call(above, "周明", f"{here}/recheck", {"number": 1, "passed": True, "note": "好"}, 403)
    again = {"number": 2, "passed": False, "note": "锁还是坏的。", "due": "2026-07-20"}
    await call(above, "赵局", f"{here}/recheck", again)
    await post(above, "赵局", f"{here}/recheck", {"number": "1", "passed": "true", "note": "属实"})
    await call(above, "周明", f"{here}/remedy", fixed | {"number": 2, "done": "换了锁。"})
    await call(above, "赵局", f"{here}/recheck", {"number": 2, "passed": True, "note": "属实"})
    whole = await call(above, "赵局", here, status=200)
    assert whole["examination"]["closed_at"]
    assert [each["evidence"] for each in whole["lacks"]] == ["网站首页", "网站首页"]
    assert "2个问题，已办结2个" in await page(above, "赵局", "/examinations")
    await page(above, "王校长", here)
    await page(above, "叶老师", here, 404)


@pytest.mark.row("I7")
async def test_each_month_some_of_the_proofs_of_postings_are_drawn_and_judged(above):
    house, sheet = above.service, {"unit": SCHOOL, "board_id": uuid4(), "disclosure_id": str(LIST)}
    at = above.clock.now() - timedelta(days=20)
    sheets = [
        (uuid4(), heard.SheetPosted(**sheet, poster=person("李敏"), posted_at=at))
        for _ in range(30)
    ]
    await above.hear("publishing", *sheets)
    views = house.views
    proving = Proving(house.store, views, rules_of(above), Overviews(views), above.clock)
    assert [await proving.ring(), await proving.ring()] == [1, 0]
    [month] = await call(above, "赵局", "/proofs", status=200)
    assert (month["lot"]["month"], month["lot"]["of"], len(month["proofs"])) == ("2026-06", 30, 2)
    first, second = month["lot"]["proofs"]
    there = f"/proofs/{month['lot']['lot_id']}"
    look = {"proof": first, "verdict": "genuine", "note": "照片和原件一致。"}
    await call(above, "周明", there, look, 403)
    await call(above, "赵局", there, look | {"note": ""}, 422)
    await call(above, "赵局", there, look)
    await call(above, "赵局", there, look, 409)
    false = {"proof": second, "verdict": "false", "note": "照片是去年的。"}
    await post(above, "赵局", there, false)
    shown = await page(above, "赵局", "/proofs")
    assert "共30件，按5%抽取2件" in shown
    assert "弄虚作假" in shown
    assert "照片是去年的。" in shown
    await page(above, "叶老师", "/proofs", 403)

    await surveyed(above)
    [rates] = (await call(above, "", "/satisfaction/2026", status=200))["satisfaction"]
    assert rates["rates"] == {"党员": 100, "群众": 75, "社会": 50}


async def surveyed(county):
    """File a survey: of four each, all members, three of the masses, two of society are pleased."""
    groups = list(zip(appraisal.Group, (4, 3, 2), strict=True))
    opening = appraisal.OpenAppraisal(
        unit=SCHOOL,
        title="年度评议",
        questions=("您对党务公开是否满意",),
        first=TODAY,
        last=date(2026, 7, 2),
        electors=tuple(appraisal.Electors(group=each, size=4) for each, _ in groups),
        allowed=frozenset(appraisal.Group),
    )
    results = tuple(
        appraisal.GroupResult(
            group=each,
            size=4,
            voted=4,
            answers=(appraisal.QuestionTally(satisfied=pleased, unsatisfied=4 - pleased),),
        )
        for each, pleased in groups
    )
    closing = appraisal.CloseAppraisal(results=results)
    steps = (opening, appraisal.ApproveAppraisal(), closing, appraisal.PublishResults())
    for n, command in enumerate(steps):
        county.watch.at += timedelta(days=(n + 1) % 2)
        why = cause(f"office {n}", at=county.clock.now(), unit=SCHOOL, post="office")
        task = Task(appraisal.APPRAISAL, UUID(SCHOOL), command)
        await county.service.store.file(task, cause=why, command_id=uuid4())
    await county.settle()


SAID = "经查，钟慧玲（13909520001，和平路12号3单元）反映属实，已更换承包商。"
MASKED = "经查，钟某某（139****0001，和平路某处）反映属实，已更换承包商。"


def test_the_words_of_a_draft_name_nobody():
    command = outcome_draft.DraftOutcome(
        unit=SCHOOL,
        source=outcome_draft.Source.OPINION,
        about="o",
        title="钟慧玲反映的问题",
        content=SAID,
        names=("钟慧玲",),
        contacts=("微信 zhong",),
    )
    [told] = outcome_draft.decide(command, outcome_draft.Draft(), None)
    assert (told.title, told.content, told.flagged) == ("钟某某反映的问题", MASKED, ())
    given = Given(outcome_draft.DRAFT, told)
    given.when(command, by="陈静").then_rejected(outcome_draft.DraftTwiceError)
    settled = outcome_draft.DraftSettled(unit=SCHOOL, proposed=False, note="已另行公开")
    settle = outcome_draft.SettleDraft(proposed=False, note="已另行公开")
    given.when(settle, by="李敏").then(settled)
    over = Given(outcome_draft.DRAFT, told, settled)
    over.when(settle, by="李敏").then_rejected(outcome_draft.DraftSettledError)
    Given(outcome_draft.DRAFT).when(settle, by="李敏").then_rejected(
        outcome_draft.DraftUnknownError
    )


@pytest.mark.clause("S2-18")
async def test_what_came_of_a_prominent_problem_is_a_draft_once_it_is_closed(county):
    await send(county, signed="false", content="食堂太贵。")
    sorting = {"kind": "problem", "topic": "食堂价格", "prominent": "true", "reporter": "masses"}
    assert (await ask(county, "周明", "/sort", sorting)).status_code == 303
    await ask(county, "周明", "/assign", {"handler": person("陈静")})
    await ask(county, "陈静", "/conclude", FIND | {"conclusion": "价格已经调整。"})
    await ask(county, "陈静", "/publish", {"summary": "已办。"})
    await ask(county, "周明", "/outcome/approve")
    await county.followed()
    assert await call(county, "李敏", "/drafts", status=200) == []
    assert (await ask(county, "陈静", "/close")).status_code == 303
    await county.followed()
    [draft] = await call(county, "李敏", "/drafts", status=200)
    assert (draft["theme"], draft["about"]) == ("M09", (await opinion(county))["stream_id"])
    assert (draft["title"], draft["content"]) == ("意见办理结果：食堂价格", "价格已经调整。")
    told = [f["event"] for f in await county.facts() if "staff.reminded" in f["event"]["type"]]
    assert [each["to"][0]["post"] for each in told] == ["approver", "clerk"]
    shown = await page(county, "李敏", "/drafts")
    assert "选择目录事项，提出方案" in shown
    await call(county, "叶老师", "/drafts", status=403)
    there = f"/drafts/{draft['draft_id']}/settle"
    await call(county, "陈静", there, {"proposed": True, "note": "已提出"}, 403)
    await post(county, "李敏", there, {"proposed": "true", "note": "方案已经提出。"})
    assert "方案已经提出。" in await page(county, "李敏", "/drafts?done=true")
    await call(county, "李敏", f"/drafts/{uuid4()}/settle", {"note": "无"}, 404)


@pytest.mark.clause("S3-12")
async def test_what_came_of_a_hot_issue_is_a_draft_once_it_is_closed(county):
    for matter in ("hot", "decision"):
        opening = {"unit": SCHOOL, "matter": matter, "title": "课后值守", "owner": person("陈静")}
        thread = (await call(county, "周明", "/threads", opening | {"every": 7}))["stream_id"]
        done = {"outcome": "settled", "conclusion": "值守表已上墙。"}
        await call(county, "陈静", f"/threads/{thread}/close", done)
        await county.followed()
    [draft] = await call(county, "李敏", "/drafts", status=200)
    assert (draft["theme"], draft["content"]) == ("M09", "值守表已上墙。")
    assert "热点问题办理结果：课后值守" in await page(county, "李敏", "/drafts")


@pytest.mark.clause("S0-22")
@pytest.mark.clause("S1-15")
async def test_an_outcome_is_masked_before_review_and_secrets_of_an_investor_are_flagged(county):
    await send(county, content="合同没有兑现。", name="钟慧玲", contact="13909520001")
    await ask(county, "周明", "/sort", {"kind": "complaint", "reporter": "investor"})
    early = await ask(county, "周明", "/draft", {"summary": "已办。"})
    assert early.status_code == 409
    await ask(county, "周明", "/assign", {"handler": person("陈静")})
    found = await ask(county, "陈静", "/conclude", FIND)
    assert found.status_code == 303, found.text
    said = f"{SAID}宏达实业有限公司的报价由双方重新核定。"
    assert (await ask(county, "叶老师", "/draft", {"summary": said})).status_code == 403
    made = await ask(county, "陈静", "/draft", {"title": "客商反映问题的办理", "summary": said})
    assert made.status_code == 303, made.text
    [draft] = await call(county, "李敏", "/drafts", status=200)
    assert draft["content"].startswith("经查，钟某某（联系方式已隐去，和平路某处）反映属实")
    assert draft["flagged"] == ["宏达实业有限公司", "报价"]
    assert "可能涉及企业秘密，公开前请遮盖：宏达实业有限公司、报价。" in await page(
        county, "李敏", "/drafts"
    )
    drafted = [f for f in await county.facts() if "outcome.drafted" in f["event"]["type"]]
    assert all(each not in str(drafted) for each in ("钟慧玲", "13909520001", "12号"))
    assert (await ask(county, "陈静", "/draft", {})).status_code == 409
