"""Duties at the doors: the board, how a date was computed, triggers, demands, the county."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from msgspec import json

from shared.record import canonical
from shared.testing import UNIT
from tests.workflow.examples import CHEN, LI, SUN
from tests.workflow.house import ASK, NAMES, OTHER
from tests.workflow.test_obligation_alarm import QUARTERLY, Year, scheme

NOTICE = "55555555-5555-4555-8555-555555555555"
OVERSEER = "auditor"


@pytest.fixture
async def year(settings):
    async with Year(settings).open() as opened:
        await opened.begin()
        for person in (LI, SUN, CHEN, OVERSEER):
            sealed = json.decode(canonical(opened.keyring.seal(person, NAMES[person])))
            tag = "catalog.person.registered.v1"
            await opened.hear(tag, None, person_id=person, login=person, sealed=sealed)
        held = ((LI, UNIT, "clerk"), (SUN, UNIT, "approver"), (OVERSEER, OTHER, "auditor"))
        for person, unit, post in (*held, (CHEN, UNIT, "member")):
            tag = "catalog.post.assigned.v1"
            await opened.hear(tag, None, unit=unit, person_id=person, post=post)
        await opened.entry(NOTICE, "干部任前公示", "immediate")
        yield opened


class EarlyYear(Year):
    since = datetime(2024, 2, 2, 1, tzinfo=UTC)


async def first_id(year):
    await year.alarm.ring()
    return year.rows()[0].obligation_id


async def test_the_board_says_what_is_due_and_what_is_overdue(year):
    await year.until(date(2026, 4, 5))
    week = (await year.get(LI, "/api/duties")).json()
    await year.until(date(2026, 4, 12))
    late = (await year.get(LI, "/api/duties?section=overdue")).json()

    assert [each["due"] for each in week["duties"]] == ["2026-04-10"]
    assert [each["state"] for each in late["duties"]] == ["overdue"]
    assert late["counts"] == {
        "week": 0, "month": 0, "overdue": 1, "asked": 1, "later": 1, "done": 0
    }  # fmt: skip
    page = await year.page(LI, "/duties?section=overdue")
    assert "党费收缴" in page.text
    assert "2026年第一季度" in page.text


async def test_a_deadline_page_lists_each_day_counted_and_the_rule(year):
    obligation = await first_id(year)
    told = (await year.get(LI, f"/api/duties/{obligation}")).json()
    page = (await year.page(LI, f"/duties/{obligation}")).text

    assert [each["date"] for each in told["deadline"]["days"]][-1] == "2026-04-10"
    assert told["deadline"]["calendar"] in page
    assert "10个自然日" in page
    assert "实施方案 S3 第 1 版" in page
    assert page.count('data-h="第几天"') == 10


@pytest.mark.row("A10")
async def test_what_nobody_proposed_is_the_branchs_task_and_goes_to_the_handling_office(year):
    await year.until(date(2026, 4, 12))
    (waiting,) = (await year.get(SUN, "/api/duties?section=asked")).json()["duties"]
    url = f"/duties/{waiting['obligation_id']}"
    assert "责成提出公开方案" in (await year.page(SUN, url)).text
    assert "责成提出公开方案" not in (await year.page(LI, url)).text

    note = "请监督检查室三日内提出公开方案"
    asked = await year.send(SUN, f"{url}/demand", command_id=str(uuid4()), days="3", note=note)
    assert asked.status_code == 303, asked.text

    demanded = [each for each in year.facts() if each["type"].endswith("demanded.v1")]
    assert [each["to"] for each in demanded] == [[{"unit": UNIT, "post": "clerk"}]]
    seen = (await year.page(LI, url)).text
    assert note in seen
    assert "提出公开方案</a>" in seen

    plan = {**ASK["plan"], "disclose_on": "2026-04-20"}
    proposed = await year.put(LI, {**ASK, "plan": plan})
    assert proposed.status_code == 201, proposed.text
    assert (await year.get(SUN, "/api/duties?section=asked")).json()["duties"] == []


@pytest.mark.parametrize(
    ("said", "status", "rule"),
    [
        ("领导小组办公室", 403, "WrongPostError"),
        ("不催办", 409, "PromptBarredError"),
        ("党支部", 201, ""),
    ],
)
async def test_who_demands_a_proposal_is_said_by_the_scheme(year, said, status, rule):
    told = {**scheme(2, "2026-01-01", QUARTERLY), "values": {"workflow.prompt": said}}
    await year.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=told)
    await year.until(date(2026, 4, 12))
    (waiting,) = (await year.get(SUN, "/api/duties?section=asked")).json()["duties"]
    url = f"/workflow/api/duties/{waiting['obligation_id']}/demand"
    body = {"days": 3, "note": "请监督检查室三日内提出公开方案"}
    answer = await year.client.post(url, json=body, headers=year.as_(SUN))
    assert answer.status_code == status, answer.text
    assert rule in answer.text


async def test_a_trigger_is_due_within_the_schemes_working_days(year):
    form = {"item_id": NOTICE, "matter": "拟任城南中队中队长", "happened_on": "2026-01-01"}
    sent = await year.send(LI, "/duties/trigger", command_id=str(uuid4()), **form)

    assert sent.status_code == 303, sent.text
    seen = await year.page(LI, sent.headers["location"].removeprefix("/workflow"))
    assert "拟任城南中队中队长" in seen.text
    (row,) = [each for each in year.rows() if each.item_id == NOTICE]
    assert row.due == date(2026, 1, 5)  # 2 January is a holiday, Sunday 4 January a workday


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"matter": ""}, "请写明是什么事项"),
        ({"happened_on": "昨天"}, "请按“年-月-日”填写日期"),
        ({"happened_on": "2026-01-09"}, "触发日期不能晚于今天"),
    ],
)
async def test_a_trigger_that_is_refused_says_what_is_amiss_and_keeps_what_was_typed(
    year, change, told
):
    form = {"item_id": NOTICE, "matter": "〈某事项〉", "happened_on": "2026-01-01", **change}
    sent = await year.send(LI, "/duties/trigger", command_id=str(uuid4()), **form)

    assert sent.status_code == 422
    assert told in sent.text
    assert form["matter"] in sent.text


async def test_only_a_filed_ground_excuses_and_only_by_who_leads(year):
    obligation = await first_id(year)
    good = {"ground": "案件正在办理，暂时不宜公开", "filing": "青备〔2026〕3号"}
    by_clerk = await year.send(LI, f"/duties/{obligation}/excuse", **good)
    unfiled = await year.send(SUN, f"/duties/{obligation}/excuse", **{**good, "filing": ""})
    done = await year.send(SUN, f"/duties/{obligation}/excuse", **good)

    assert by_clerk.status_code == 403
    assert unfiled.status_code == 422
    assert "没有备案的不能免除" in unfiled.text
    assert good["ground"] in unfiled.text
    assert done.status_code == 303
    assert year.rows()[0].state == "excused"


async def test_the_county_sees_every_unit_by_month_and_others_do_not(year):
    await year.until(date(2026, 4, 12))
    heat = (await year.get(OVERSEER, "/api/duties/county?first=2026-01-01")).json()

    assert heat["months"][3] == "2026-04"
    assert heat["sums"][3]["overdue"] == 1
    assert [line["unit"] for line in heat["lines"]] == [UNIT]
    assert "逾期 1" in (await year.page(OVERSEER, "/duties/county")).text
    assert (await year.page(LI, "/duties/county")).status_code == 403


async def test_duties_are_inner_members_and_strangers_do_not_find_them(year):
    obligation = await first_id(year)

    assert (await year.get(CHEN, f"/api/duties/{obligation}")).status_code == 404
    assert (await year.get(CHEN, f"/api/duties?unit={UNIT}")).status_code == 404
    assert (await year.get(OVERSEER, f"/api/duties/{obligation}")).status_code == 200
    assert (await year.client.get(f"/workflow/api/duties/{obligation}")).status_code == 401


async def recorded(year, day, **fields):
    form = {"item_id": NOTICE, "matter": "年度考核结果", "happened_on": str(day), **fields}
    sent = await year.send(LI, "/duties/trigger", command_id=str(uuid4()), **form)
    assert sent.status_code == 303, sent.text
    return sent.headers["location"].removeprefix("/workflow")


@pytest.mark.row("D4")
async def test_annual_results_are_due_on_day_7_and_overdue_and_escalated_on_day_8(year):
    await recorded(year, date(2026, 1, 1), annual="yes")
    await recorded(year, date(2026, 1, 1), annual="yes", matter="另一项年度结果")
    await year.until(date(2026, 1, 8))
    tag = "publishing.public.opened.v1"
    await year.hear(tag, str(uuid4()), item_id=NOTICE, opened_on="2026-01-08")
    results = [each for each in year.rows() if each.item_id == NOTICE]
    assert sorted(each.state for each in results) == ["done", "open"]

    year.now = datetime(2026, 1, 8, 16, tzinfo=UTC)  # day 8, 00:00 in Beijing
    await year.alarm.ring()
    results = [each for each in year.rows() if each.item_id == NOTICE]
    assert sorted(each.state for each in results) == ["done", "overdue"]
    notices = [each for each in year.facts() if each["type"].endswith("reminded.v1")]
    told = {each["post"] for each in notices[-1]["to"]}
    assert (notices[-1]["offset"], told) == (1, {"clerk", "approver", "office"})


@pytest.mark.row("D7")
async def test_the_page_lists_each_day_over_a_make_up_sunday_and_a_new_calendar_recounts(settings):
    house = EarlyYear(settings)
    async with house.open():
        await house.begin()
        await house.hear("catalog.post.assigned.v1", None, unit=UNIT, person_id=LI, post="clerk")
        await house.entry(NOTICE, "干部任前公示", "immediate")
        url = await recorded(house, date(2024, 2, 2))
        page = (await house.page(LI, url)).text
        (row,) = [each for each in house.rows() if each.item_id == NOTICE]

        assert row.due == date(2024, 2, 5)
        assert page.count('data-h="第几天"') == 3
        assert "调休上班（春节）" in page
        assert "周末" in page

        off = [{"name": "春节", "first": "2024-02-05", "last": "2024-02-17"}]
        change = {"year": 2024, "version": "cn-2024.2", "holidays": off, "workdays": []}
        await house.hear("catalog.calendar.adopted.v1", None, **change)
        (row,) = [each for each in house.rows() if each.item_id == NOTICE]
        assert row.due == date(2024, 2, 20)
        assert "期限重新计算" in (await house.page(LI, url)).text
