"""Powers at the doors: nine kinds of holders, charts node for node, levels made public."""

import csv
from datetime import UTC, datetime, time, timedelta
from io import StringIO
from xml.etree import ElementTree as ET

import pytest

from services.catalog.domain.chart import HEADS
from shared.calendar import beijing_date, chinese_calendar
from shared.web.look import beijing_date as said_day
from tests.catalog.conftest import COUNTY, OFFICE, login_of
from tests.catalog.test_doors import HERE, rule
from tests.catalog.test_marking_doors import COUNTY_PLAN, follows, shown
from tests.catalog.test_power_register import OWNERS, entered
from tests.catalog.test_withheld import in_half_a_year

SVG = {"s": "http://www.w3.org/2000/svg"}
POWER = {
    "title": "公共交通重大事项决策权",
    "matter": "公共交通",
    "group": OWNERS[2],
    "owner": "县委常委会",
    "responsible": "县委书记",
    "office": "县委办公室",
    "limit": "决策后7日内",
    "contact": "县委办公室 0000-8100001",
}
STEP = {"subject": "常委会", "condition": "论证齐全", "goal": "决定<方案>", "limit": "10日"}
STEPS = [
    {**STEP, "name": "调查研究", "requirement": "形成报告", "lane": "execute"},
    {**STEP, "name": "集体决策", "requirement": "票决", "point": "决策结果", "days": 10},
    {**STEP, "name": "跟踪督查", "requirement": "每季一次", "lane": "supervise"},
]
RISK = {"step": 2, "dimension": "操作风险", "level": "high", "reason": "补贴测算偏差"}
PLACE = {"step": 2, "dimension": "操作风险"}
CONTROLS = ["程序防控：集体票决", "制度防控：风险提示"]


@pytest.mark.row("H1")
async def test_nine_kinds_of_holders_are_counted_and_a_power_without_basis_is_refused(bureau):
    await follows(bureau, **COUNTY_PLAN)
    wanted = {**POWER, "kind": "decide"}
    basis = [{"document": "中国共产党章程", "article": "第三十条"}]
    async with bureau.client(login_of("clerk")) as clerk:
        bare = await clerk.post(f"{HERE}/powers", json=wanted)
        assert (rule(bare), bare.json()["field"]) == ("BasisMissingError", "bases")
        nobody = {**wanted, "bases": basis, "owner": " "}
        refused = await clerk.post(f"{HERE}/powers", json=nobody)
        assert (rule(refused), refused.json()["field"]) == ("PowerFieldError", "owner")
        for number, group in enumerate(OWNERS, start=1):
            for each in range(number % 3):
                said = {**POWER, "group": group, "title": f"第{number}类职权{each}"}
                await entered(clerk, **said)
        register = (await clerk.get(f"{HERE}/powers")).json()
        first = register["groups"][0]["rows"][0]["power_id"]

    counted = {each["number"]: len(each["rows"]) for each in register["groups"]}
    assert counted == {number: number % 3 for number in range(1, 10)}
    alone = [each["number"] for each in register["groups"] if each["individual"]]
    assert alone == [4, 7]
    page = await shown(bureau, "clerk", f"/units/{OFFICE}/powers")
    for number, group in enumerate(OWNERS, start=1):
        kind = "个人" if number in alone else "集体"
        assert f"{number}. {group}（{kind}，{number % 3}项）" in page
    one = await shown(bureau, "clerk", f"/powers/{first}")
    for said in ("县委书记", "县委办公室", "决策后7日内", "中国共产党章程", "社会"):
        assert said in one


async def published(bureau):
    """Publish one power with its chart and a high risk; return its path."""
    async with bureau.client(login_of("clerk")) as clerk:
        path = await entered(clerk, **POWER)
        drawn = await clerk.post(f"{path}/chart", json={"steps": STEPS})
        assert drawn.status_code == 201, drawn.text
        rated = await clerk.post(f"{path}/risks", json={**RISK, "controls": CONTROLS})
        assert rated.status_code == 201, rated.text
    async with bureau.client(login_of("approver")) as head:
        for each in ("confirmation", "risks/confirmation"):
            assert (await head.post(f"{path}/{each}", json=PLACE)).status_code == 201
        done = await head.post(f"{HERE}/powers/publication")
        assert done.status_code == 201, done.text
    return path


@pytest.mark.row("H3")
@pytest.mark.row("H4")
@pytest.mark.clause("S4-41")
async def test_a_visitor_sees_the_chart_and_the_table_says_the_same_node_for_node(bureau):
    await follows(bureau, **COUNTY_PLAN)
    async with bureau.client(login_of("clerk")) as clerk:
        path = await entered(clerk, **{**POWER, "title": "草案"})
        for field in ("subject", "condition", "goal", "limit", "requirement"):
            short = {"steps": [{**STEPS[0], field: ""}]}
            refused = await clerk.post(f"{path}/chart", json=short)
            assert (rule(refused), refused.json()["field"]) == ("StepIncompleteError", field)
        assert (await clerk.post(f"{path}/chart", json={"steps": STEPS[:1]})).status_code == 201
    async with bureau.client(login_of("approver")) as head:
        assert (await head.post(f"{path}/confirmation")).status_code == 201
    path = await published(bureau)

    async with bureau.browser() as citizen:
        for each in (await citizen.get(f"{HERE}/powers")).json()["groups"][2]["rows"]:
            one = await citizen.get(f"/powers/{each['power_id']}")
            assert (one.status_code, "chart.svg" in one.text) == (200, True)
        page = await citizen.get(path.removeprefix("/api"))
        drawing = await citizen.get(f"{path}/chart.svg")
        table = await citizen.get(f"{path}/chart.csv")
    for said in ("县委办公室 0000-8100001", "第三十条", "chart.svg", "集体决策"):
        assert said in page.text
    assert drawing.headers["content-type"].startswith("image/svg+xml")
    head, *rows = csv.reader(StringIO(table.text.lstrip("\ufeff")))
    nodes = ET.fromstring(drawing.text).findall("s:g", SVG)
    drawn = [[node.get(f"data-{n}") for n in range(len(HEADS))] for node in nodes]
    assert tuple(head) == HEADS
    assert drawn == rows
    assert [row[1] for row in rows] == ["调查研究", "集体决策", "跟踪督查"]
    assert [row[2] for row in rows] == ["执行", "决策", "监督"]
    assert [row[-1] for row in rows] == ["", "高", ""]
    told = "".join(each.text for each in nodes[1].findall("s:text", SVG))
    assert "2. 集体决策主体：常委会时限：10日公开：决策结果风险等级：高" in told


@pytest.mark.row("H6")
@pytest.mark.clause("S4-55")
async def test_levels_are_approved_published_withheld_on_a_ground_or_overdue(bureau):
    await follows(bureau, **COUNTY_PLAN)
    path = await published(bureau)
    listed = f"/units/{OFFICE}/risks"
    async with bureau.client(login_of("clerk")) as clerk, bureau.client() as citizen:
        lower = {**RISK, "level": "low", "controls": CONTROLS}
        silent = await clerk.post(f"{path}/risks", json={**lower, "reason": ""})
        assert (rule(silent), silent.json()["field"]) == ("RatingReasonError", "reason")
        assert (await clerk.post(f"{path}/risks", json=lower)).status_code == 201
        assert (await clerk.post(f"{path}/risks/confirmation", json=PLACE)).status_code == 403
        [shown_] = (await citizen.get(f"/api{listed}")).json()
        assert shown_["point"]["level"] == "high"  # until the other level is approved and shown
        assert shown_["point"]["rated_by"] == ""
        async with bureau.client(login_of("approver")) as head:
            agreed = await head.post(f"{path}/risks/confirmation", json=PLACE)
            assert agreed.status_code == 201, agreed.text
    await it_is_overdue_after_ten_working_days(bureau, listed)
    await it_is_published_and_then_withheld_on_a_ground(bureau, path, listed)


async def it_is_published_and_then_withheld_on_a_ground(bureau, path, listed):
    async with bureau.client(login_of("publisher")) as publisher, bureau.client() as citizen:
        made = await publisher.post(f"{path}/risks/publication", json=PLACE)
        assert made.status_code == 201, made.text
        [shown_] = (await citizen.get(f"/api{listed}")).json()
        assert (shown_["point"]["level"], shown_["overdue"]) == ("low", False)
    hidden = {**PLACE, "rule": "保密法第十四条", "review_on": in_half_a_year(bureau)}
    hide = f"{path}/risks/withholding"
    async with bureau.client(login_of("clerk")) as clerk, bureau.client() as citizen:
        bare = await clerk.post(hide, json=hidden)
        assert (rule(bare), bare.json()["field"]) == ("GroundMissingError", "ground")
        done = await clerk.post(hide, json={**hidden, "ground": "state_secret"})
        assert done.status_code == 201, done.text
        assert (await citizen.get(f"/api{listed}")).json() == []
        [matter] = (await clerk.get(f"{HERE}/withheld")).json()
    assert matter["superior"] == COUNTY
    assert matter["title"].startswith(POWER["title"])
    assert "不公布：涉及党和国家秘密" in await shown(bureau, "clerk", listed)


async def it_is_overdue_after_ten_working_days(bureau, listed):
    clock = bureau.service.clock
    due = chinese_calendar().add_working_days(beijing_date(clock.now()), 10).end
    assert "待公布" in await shown(bureau, "clerk", listed)
    clock.remember(datetime.combine(due, time(12), tzinfo=UTC))
    assert "逾期没有公布" not in await shown(bureau, "clerk", listed)
    clock.remember(datetime.combine(due + timedelta(days=1), time(12), tzinfo=UTC))
    page = await shown(bureau, "clerk", listed)
    assert "有1个风险点批准以后逾期没有公布" in page
    assert f"应在{said_day(due)}以前" in page
    assert "逾期没有公布的风险点1个" in await shown(bureau, "clerk", "/risks")
