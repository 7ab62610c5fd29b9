"""决策案卷 at the doors: from the dossier to what is disclosed of it, by hand and by program."""

from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID, uuid4, uuid5

import pytest
from msgspec.structs import replace

from services.workflow.domain.consultation import CONSULTATION
from shared.store import Task
from shared.testing import NOON, UNIT, cause
from tests.workflow.examples import CHEN, ITEM, LI, SUN
from tests.workflow.house import PLAN, SCHEME
from tests.workflow.test_clearance import COUNTY
from tests.workflow.test_clearance_doors import add_unit, who
from tests.workflow.test_consultation import BEGIN as CONSULTATION_BEGUN
from tests.workflow.test_consultation import CLOSE, OPEN
from tests.workflow.test_mistakes import carried_out

DAY = "2026-07-01"
ONCE = "7d0c2f0e-5b1a-4a57-9d35-0b7c1d4e9a10"
MINUTES = {
    "number": "常委会〔2026〕12号",
    "held_on": DAY,
    "due": "7",
    "present": "7",
    "speaker": ["副县长", "县委书记"],
    "speech": ["赞成", "同意"],
    "leader": "2",
    "favour": "5",
    "against": "1",
    "abstained": "1",
    "minority": "先扩建更稳妥",
    "decision": "新建城南水厂。",
}
RESEARCH = {
    "report": "日缺水八千吨。",
    "name": "新建",
    "pros": "一次到位",
    "cons": "投资大",
    "forecast": "五年够用",
}


async def send(house, by, url, /, **fields):
    """Send a form as a browser does."""
    headers = house.as_(by, Accept="text/html")
    return await house.client.post(
        f"/workflow{url}", data=fields, headers=headers, follow_redirects=False
    )


async def step(house, dossier, name, /, by=LI, status=303, **fields):
    sent = await send(house, by, f"/dossiers/{dossier}/{name}", **fields)
    assert sent.status_code == status, sent.text
    return sent


async def opened(house, matter="城南水厂投资", **fields):
    command = str(uuid4())
    asked = {"item_id": ITEM, "matter": matter, "body": "常委会", "command_id": command}
    sent = await send(house, LI, "/dossiers/new", **asked, **fields)
    assert sent.headers.get("location") == f"/workflow/dossiers/{command}", sent.text
    return UUID(command)


async def decided(house, **fields):
    """Return a dossier whose matter was decided."""
    dossier = await opened(house, **fields)
    await step(house, dossier, "research", **RESEARCH)
    await step(house, dossier, "vote", SUN, **MINUTES)
    return dossier


async def above(house):
    """Put a county above the unit."""
    await add_unit(house, COUNTY, "青岚县委", "")
    await house.hear("catalog.unit.moved.v1", UNIT, unit_id=UNIT, superior=COUNTY)


async def disclosed(house, obligation):
    """Let the obligation of a side be fulfilled by a disclosure."""
    body = {"unit": UNIT, "item_id": ITEM, "obligation_id": str(obligation)}
    proposal = await house.approved(body | {"plan": PLAN})
    await carried_out(house, proposal)
    await house.hear(
        "publishing.public.opened.v1",
        proposal,
        unit=UNIT,
        item_id=ITEM,
        proposal_id=str(proposal),
        version=1,
        plan=PLAN,
        opened_on=DAY,
        waiver="",
    )
    await house.service.views.reached("workflow", house.service.store.last())
    return proposal


async def consulted(house):
    """Return a consultation before the decision that was summed up."""
    june = partial(datetime, 2026, 6, tzinfo=UTC)
    shown, opened_on = uuid4(), june(1).date()
    for at, command in (
        (june(1), CONSULTATION_BEGUN),
        (june(1), replace(OPEN, opened_on=opened_on)),
        (june(30), CLOSE),
    ):
        why = replace(cause(SUN, at=at, post="office"), causation_id=uuid4())
        receipt = await house.service.store.file(Task(CONSULTATION, shown, command), cause=why)
        await house.service.views.reached("workflow", receipt.position)
    return str(shown)


@pytest.mark.row("E4")
async def test_by_hand_a_major_decision_goes_through_its_five_steps(house):
    assert "立决策案卷" in (await house.page(LI, "/dossiers")).text
    assert "常委会" in (await house.page(LI, "/dossiers/new")).text
    dossier = await opened(house, touches="yes", major="yes")
    page = (await house.page(LI, f"/dossiers/{dossier}")).text
    assert "必须征求意见" in page
    one_sided = await step(house, dossier, "research", status=422, **RESEARCH | {"cons": " "})
    assert "备选方案“新建”没有写明弊" in one_sided.text
    assert "一次到位" in one_sided.text  # what was typed stays
    await step(house, dossier, "research", **RESEARCH)
    early = await step(house, dossier, "vote", SUN, 409, **MINUTES)
    assert "还没有完成“征求意见”" in early.text
    await step(
        house,
        dossier,
        "consult",
        notice="yes",
        forms="forum",
        heard=["masses", "parties"],
        summary="多数赞成。",
        argument="怕涨价",
        answer="三年不调价",
        adopted="true",
    )
    listed = {"unit": UNIT, "person": CHEN, "field": "给排水"}
    assert (await send(house, LI, "/experts", **listed)).status_code == 303
    (row,) = (await house.get(CHEN, "/api/experts")).json()
    declared = await send(
        house, CHEN, f"/experts/{row['expert_id']}/interests", interests="水厂股东"
    )
    assert declared.status_code == 303, declared.text
    warned = await step(house, dossier, "engage", status=409, person=CHEN)
    assert "警示：这位专家申报过利害关系（水厂股东）" in warned.text
    await step(house, dossier, "engage", person=CHEN, reason="县内只有一位")
    assert "水厂股东" in (await house.page(CHEN, f"/dossiers/{dossier}")).text
    await step(house, dossier, "advise", CHEN, opinion="可行。")
    for aspect, method in (
        ("lawful", "department"),
        ("reasonable", "public"),
        ("feasible", "expert"),
    ):
        told = {"aspect": aspect, "method": method, "rating": "passes"}
        await step(house, dossier, "assess", **told, assessor="司法局", basis="符合规定")
    three = await step(house, dossier, "vote", SUN, 409, **MINUTES)
    assert "风险评估没有做完，不能集体决策：缺可控性、专业机构测评。" in three.text
    last = {"aspect": "controllable", "method": "agency", "rating": "conditional"}
    await step(house, dossier, "assess", **last, assessor="咨询公司", basis="分期拨款")
    lost = {"favour": "3", "against": "3", "abstained": "1"}
    await step(house, dossier, "vote", SUN, **MINUTES | lost)
    assert "没有通过" in (await house.page(SUN, f"/dossiers/{dossier}")).text
    for _ in range(2):  # a second click votes once
        await step(house, dossier, "vote", SUN, **MINUTES, command_id=ONCE)
    page = (await house.page("auditor", f"/dossiers/{dossier}")).text
    for words in ("应到", "7人", "5票", "先扩建更稳妥", "一次到位", "投资大", "执行中", "警示"):
        assert words in page
    row = (await house.get("auditor", f"/api/dossiers/{dossier}")).json()["row"]
    votes = [each["event"] for each in row["facts"] if "voted" in each["event"]["type"]]
    assert [each["adopted"] for each in votes] == [False, True]


@pytest.mark.row("E5")
async def test_seven_voters_three_to_three_have_not_passed_it_and_heads_go_to_the_plenum(house):
    said = {"dossiers.secret": ["投资"], "dossiers.quorum": "三分之二以上", "dossiers.agenda": True}
    scheme = SCHEME | {"values": said}
    await house.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=scheme | {"version": 2})
    dossier = await opened(house)
    await step(house, dossier, "research", **RESEARCH)
    tied = MINUTES | {"favour": "3", "against": "3", "abstained": "1"}
    few = await step(house, dossier, "vote", SUN, 409, **tied | {"present": "4"})
    assert "应到7人，到会4人，没有达到三分之二以上到会，不能表决。" in few.text
    assert "请先列入议题。" in (await step(house, dossier, "vote", SUN, 409, **tied)).text
    await step(house, dossier, "schedule", held_on=tied["held_on"], session="第9次会议")
    shown = await step(house, dossier, "vote", SUN, 422, **tied)
    assert "规定这类事项实行无记名投票" in shown.text
    await step(house, dossier, "vote", SUN, **tied | {"ballot": "secret"})
    page = (await house.page(SUN, f"/dossiers/{dossier}")).text
    for words in ("没有通过", "无记名投票", "3票", "1票", "赞成票超过应到人数的一半"):
        assert words in page
    assert "决策准备中" in page
    asked = {"item_id": ITEM, "matter": "乡镇党政正职调整", "body": "常委会"}
    refused = await send(house, LI, "/dossiers/new", **asked)
    assert refused.status_code == 422
    assert "“乡镇党政正职调整”须由全委会表决，不能由其他机构决定。" in refused.text
    assert (await send(house, LI, "/dossiers/new", **asked | {"body": "全委会"})).status_code == 303


@pytest.mark.clause("S4-73")
async def test_a_decision_not_reported_above_in_its_term_is_overdue(house):
    await above(house)
    dossier = await decided(house)
    due = (await house.get(SUN, f"/api/dossiers/{dossier}")).json()["row"]["report_due"]
    assert due == "2026-07-15"
    boss = who(COUNTY, "office")
    early = await send(house, boss, f"/dossiers/{dossier}/acknowledge", number="回执3号")
    assert "这件决策还没有上报" in early.text
    house.clock.remember(NOON + timedelta(days=15))
    assert "1件逾期没有报告上级" in (await house.page(boss, "/dossiers")).text
    assert "逾期没有报告上级" in (await house.page(SUN, f"/dossiers/{dossier}")).text
    assert (await house.get(SUN, "/api/dossiers?tab=overdue")).json()["total"] == 1
    await step(house, dossier, "report", SUN, document="县委〔2026〕8号")
    await step(house, dossier, "acknowledge", boss, number="回执3号")
    told = (await house.page(SUN, f"/dossiers/{dossier}?tab=execution")).text
    for words in ("逾期报告", "县委〔2026〕8号", "回执3号"):
        assert words in told
    assert (await house.get(SUN, "/api/dossiers?tab=overdue")).json()["total"] == 0


@pytest.mark.row("E9", "E6")
async def test_three_sides_with_dates_each_disclosed_and_a_stop_that_leads_back(house):
    dossier = await decided(house)
    assert (await house.get(SUN, "/api/dossiers?tab=hidden")).json()["total"] == 0
    await step(house, dossier, "execute", on=DAY, progress="已经开工。")
    gaps = (await house.page(SUN, "/dossiers/gaps")).text
    assert "决策过程和结果" in gaps
    assert "第1次执行情况" in gaps
    page = (await house.page(SUN, f"/dossiers/{dossier}")).text
    for tab in ("决策（2026-07-01）", "执行（2026-07-01）", "监督（还没有监督情况）"):
        assert tab in page
    shown = await disclosed(house, uuid5(dossier, "decision"))
    gaps = (await house.page(SUN, "/dossiers/gaps")).text
    assert "决策过程和结果" not in gaps
    assert "第1次执行情况" in gaps
    page = (await house.page(SUN, f"/dossiers/{dossier}")).text
    assert f"/items/{shown}" in page
    await disclosed(house, uuid5(dossier, "execution/1"))
    assert "没有已经执行、还没有公开的决策。" in (await house.page(SUN, "/dossiers/gaps")).text

    told = {"effect": "超支四成。", "opinions": "两村反对。", "outcome": "stop"}
    await step(house, dossier, "evaluate", SUN, **told)
    waits = (await house.page(SUN, f"/dossiers/{dossier}?tab=supervision")).text
    assert "评估提出停止执行，要由常委会开会决定" in waits
    assert "执行中" in waits
    stop = MINUTES | {"number": "常委会〔2026〕20号", "decision": "停止建设。"}
    await step(house, dossier, "resolve", SUN, **stop)
    page = (await house.page(SUN, f"/dossiers/{dossier}?tab=supervision")).text
    for words in ("已停止执行", "停止执行的决定", "?tab=decision#decide", "第1次评估后的决定"):
        assert words in page
    original = (await house.page(SUN, f"/dossiers/{dossier}")).text
    assert "2026年7月1日，常委会决定停止执行。" in original
    shown = await disclosed(house, uuid5(dossier, "resolution/1"))
    page = (await house.page(SUN, f"/dossiers/{dossier}?tab=supervision")).text
    assert f"/items/{shown}" in page


@pytest.mark.clause("S4-69", "S4-74")
async def test_a_loss_shows_the_bypass_and_a_correction_stands_at_the_original_decision(house):
    dossier = await opened(house, major="yes")
    await step(house, dossier, "research", **RESEARCH)
    await step(house, dossier, "bypass", LI, step="assessment", reason="汛期抢险")
    await step(house, dossier, "vote", SUN, **MINUTES)
    await step(house, dossier, "loss", "auditor", loss="停工三月，损失八十万元。")
    page = (await house.page("auditor", f"/dossiers/{dossier}?tab=supervision")).text
    for words in ("损失八十万元", "这件决策越过的步骤", "风险评估", "汛期抢险", "李明", "承办人"):
        assert words in page
    await step(house, dossier, "fault", SUN, fault="选址错误", measure="改到上游")
    await step(house, dossier, "correct", SUN, decision="改在上游新建。", minutes="20号")
    original = (await house.page(SUN, f"/dossiers/{dossier}")).text
    assert "已纠正第1件失误，修正后的决策：" in original
    assert "改在上游新建。" in original
    page = (await house.page(SUN, f"/dossiers/{dossier}?tab=supervision")).text
    for words in ("选址错误", "改到上游", "20号", "第1件失误的纠正"):
        assert words in page


async def test_a_dossier_is_nobody_elses_business_and_programs_come_to_the_same_doors(house):
    dossier = await opened(house)
    assert (await house.get("stranger", f"/api/dossiers/{dossier}")).status_code == 404
    assert (await house.get("stranger", "/api/dossiers")).json()["total"] == 0
    assert "没有决策案卷。" in (await house.page("stranger", "/dossiers")).text
    strange = await send(house, "stranger", f"/dossiers/{dossier}/research", **RESEARCH)
    assert strange.status_code == 404
    nothing = await send(house, LI, f"/dossiers/{dossier}/dance")
    assert nothing.status_code == 404
    wrong = await send(
        house, LI, "/dossiers/new", item_id=str(uuid4()), matter="水厂", body="常委会"
    )
    assert "目录里没有这个事项" in wrong.text
    derived = uuid5(UUID(UNIT), "x")
    body = {"item_id": ITEM, "matter": "水厂", "body": "常委会"}
    url = f"/workflow/api/dossiers/{derived}"
    assert (await house.client.put(url, json=body, headers=house.as_(LI))).status_code == 422
    unclear = await send(house, SUN, f"/dossiers/{dossier}/vote", **MINUTES | {"favour": "很多"})
    assert "人数和票数请填写整数。" in unclear.text
    undated = await send(house, SUN, f"/dossiers/{dossier}/vote", **MINUTES | {"held_on": "昨天"})
    assert "请按“年-月-日”填写日期" in undated.text
    unchosen = await send(house, LI, f"/dossiers/{dossier}/assess", aspect="", method="", rating="")
    assert "请选择一项。" in unchosen.text
    url = f"/workflow/api/dossiers/{dossier}"

    async def ask(name, status=201, by=LI, **body):
        answer = await house.client.post(f"{url}/{name}", json=body, headers=house.as_(by))
        assert answer.status_code == status, answer.text
        return answer

    await ask("announce", held_on=DAY, place="县礼堂", seats=20, selection="公开报名抽签")
    named = await step(
        house, dossier, "draw", status=422, hearing="1", applicants="王小明", seed="9"
    )
    assert "不写姓名" in named.text
    await step(house, dossier, "draw", hearing="1", applicants="B-1，B-2 B-3", seed="开奖077")
    shown = (await house.page(LI, f"/dossiers/{dossier}")).text
    assert "3人报名，抽签确定3人" in shown
    assert "抽签的种子：开奖077" in shown
    early = await step(house, dossier, "schedule", status=409, held_on=DAY, session="第12次会议")
    assert "还没有完成“调查研究”" in early.text
    came = [{"group": "masses", "invited": 20, "attended": 18}]
    await ask("record", number=1, attendance=came)
    await ask("summarise", number=1, report="采纳一条。")
    option = {"name": "新建", "pros": "快", "cons": "贵", "forecast": "够用"}
    await ask("research", report="缺水。", options=[option])
    unknown = {"forms": ["forum"], "groups": ["masses"], "summary": "赞成。"}
    strange = await ask("consult", 422, **unknown, consultation_id=str(uuid4()))
    assert strange.json()["field"] == "consultation_id"
    shown = await consulted(house)
    await ask("consult", **unknown, consultation_id=shown)
    page = (await house.page(LI, f"/dossiers/{dossier}")).text
    assert "公开报名抽签" in page
    assert f"/workflow/consultations/{shown}" in page
    assert "采纳一条。" in page


@pytest.mark.row("I9")
async def test_each_half_year_without_a_record_of_the_secretarys_powers_is_a_gap(house):
    scheme = SCHEME | {"values": {"secretary.supervision": "每半年"}, "effective": "2025-07-01"}
    await house.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=scheme | {"version": 2})
    for person, post in (("secretary", "secretary"), ("head", "leader"), ("clerk2", "office")):
        await house.hear("catalog.post.assigned.v1", None, unit=UNIT, person_id=person, post=post)
    gaps = (await house.get("head", "/api/oversights")).json()["gaps"]
    assert [each["period"] for each in gaps] == ["2025-2", "2026-1"]
    fields = {"unit": UNIT, "period": "2026-1", "powers": "干部任免提名\n资金审批"}
    told = fields | {"findings": "程序齐全，没有越权。"}
    by_himself = await send(house, "secretary", "/oversights", **told)
    assert "不能由书记本人登记" in by_himself.text
    assert (await send(house, "clerk2", "/oversights", **told)).status_code == 303
    gaps = (await house.get("head", "/api/oversights")).json()["gaps"]
    assert [(each["period"], each["recorded"]) for each in gaps] == [
        ("2025-2", False),
        ("2026-1", True),
    ]
    row = (await house.get("head", "/api/oversights")).json()["rows"][0]
    here = f"/oversights/{row['oversight_id']}"
    refused = await send(house, "secretary", f"{here}/approve")
    assert refused.status_code == 403
    assert "不能由书记本人批准" in refused.text
    assert (await send(house, "head", f"{here}/approve", note="同意")).status_code == 303
    page = (await house.page("head", "/oversights")).text
    assert "2025年下半年" in page
    assert "没有记录" in page
    one = (await house.page("head", here)).text
    assert "资金审批" in one
    assert "批准意见" in one
    gaps = (await house.get("head", "/api/oversights")).json()["gaps"]
    assert [each["period"] for each in gaps] == ["2025-2"]

    # each power that the register gives to the secretary is looked at, from when it is published
    for number, owner in enumerate(("县委书记", "县委常委会")):
        told = {"title": f"职权{number}", "owner": owner, "chart": 1, "steps": [], "high": []}
        at = datetime(2026, 6, 30, 15, tzinfo=UTC)
        await house.hear("catalog.power.issued.v1", uuid4(), told_at=at, unit=UNIT, **told)
    gaps = (await house.get("head", "/api/oversights")).json()["gaps"]
    assert [(each["period"], each["missing"]) for each in gaps] == [
        ("2025-2", []),
        ("2026-1", ["职权0"]),
    ]
    page = (await house.page("clerk2", "/oversights")).text
    assert "没有检查全部职权" in page
    assert "公布的书记职权" in page
    assert "职权1" not in page


async def test_what_is_missing_of_many_half_years_stands_on_several_pages(house):
    scheme = SCHEME | {"values": {"secretary.supervision": "每半年"}, "effective": "1990-01-01"}
    await house.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=scheme | {"version": 2})
    await house.hear("catalog.post.assigned.v1", None, unit=UNIT, person_id="head", post="leader")
    first = (await house.get("head", "/api/oversights")).json()
    second = (await house.get("head", "/api/oversights?gap_page=2")).json()
    page = (await house.page("head", "/oversights")).text

    assert (len(first["gaps"]), first["missing"]) == (50, 73)
    assert [each["period"] for each in second["gaps"]][-1] == "2026-1"
    assert len(second["gaps"]) == 23
    assert "缺的记录（73）" in page
    assert 'href="?gap_page=2"' in page
