"""What catalogs promise is owed without being asked for, by whom it concerns, until it is done."""

import re
from datetime import date
from uuid import uuid4

import pytest

from services.workflow.views import duties
from shared.testing import UNIT
from tests.workflow.examples import ITEM, LI, SUN
from tests.workflow.house import FORMS, OTHER, PLAN
from tests.workflow.test_obligation_alarm import QUARTERLY, Year, scheme

FUNDS = "99999999-9999-4999-8999-999999999999"
SECTION = "00000000-0000-4000-8000-0000000000cc"


@pytest.fixture
async def year(settings):
    async with Year(settings).open() as opened:
        await opened.begin()
        tag = "catalog.post.assigned.v1"
        await opened.hear(tag, None, unit=UNIT, person_id=LI, post="clerk")
        yield opened


@pytest.mark.clause("S0-60")
async def test_an_entry_never_published_is_listed_once_its_first_day_has_passed(year):
    async def ought():
        return [e["title"] for e in (await year.get(LI, late)).json()["duties"]]

    late = "/api/duties?section=overdue"
    await year.until(date(2026, 4, 10))
    assert await ought() == []
    await year.until(date(2026, 4, 12))
    assert await ought() == ["党费收缴"]
    assert "党费收缴" in (await year.page(LI, "/duties?section=overdue")).text


@pytest.mark.clause("S1-37")
async def test_a_section_finds_what_its_own_entries_owe_in_its_own_list(year):
    tag = "catalog.unit.registered.v1"
    told = {"unit_id": SECTION, "name": "投资服务科", "superior": UNIT}
    await year.hear(tag, SECTION, **told)
    await year.hear(
        "catalog.item.listed.v1",
        FUNDS,
        item_id=FUNDS,
        unit=SECTION,
        catalog_version=1,
        level3="招商引资常规工作",
        forms=FORMS,
        scope="society",
        time_limit="periodic",
    )
    tag = "catalog.post.assigned.v1"
    await year.hear(tag, None, unit=SECTION, person_id="ke.yuan", post="clerk")
    await year.until(date(2026, 4, 3))

    async def listed(person, section):
        answer = await year.get(person, f"/api/duties?section={section}")
        assert answer.status_code == 200, answer.text
        return answer.json()["duties"]

    for person, expected in ((LI, {"党费收缴"}), ("ke.yuan", {"招商引资常规工作"})):
        found = [
            each["title"]
            for section in ("week", "month", "overdue", "later")
            for each in await listed(person, section)
        ]
        assert set(found) == expected


@pytest.mark.clause("S4-27")
async def test_an_obligation_has_its_responsible_department_from_the_beginning(year):
    await year.alarm.ring()
    raised = [each for each in year.facts() if each["type"] == "workflow.obligation.raised.v1"]
    assert raised
    assert {each["unit"] for each in raised} == {UNIT}
    [row, *_] = year.rows()
    page = (await year.page(LI, f"/duties/{row.obligation_id}")).text
    assert "某单位" in page.partition("责任部门")[2].partition("</dd>")[0]  # nobody else is named
    particulars = {"body": "常委会", "room": "综合室"}
    about = {"item_id": row.item_id, "particulars": particulars}
    await year.hear("catalog.entry.attributed.v1", None, unit=UNIT, **about)
    page = (await year.page(LI, f"/duties/{row.obligation_id}")).text
    assert "综合室" in page.partition("责任部门")[2].partition("</dd>")[0]
    told = (await year.get(LI, f"/api/duties/{row.obligation_id}")).json()
    assert told["department"] == "综合室"
    assert row.unit != OTHER


@pytest.mark.clause("S2-57")
async def test_what_the_school_discloses_about_fees_fulfils_nothing_of_the_party(year):
    await year.entry(FUNDS, "大额资金使用情况")
    await year.until(date(2026, 4, 2))
    here = duties.c.item_id == FUNDS
    owed = [each.obligation_id for each in year.service.views.select(duties, here)]
    await year.hear(
        "publishing.sister.linked.v1",
        str(uuid4()),
        unit=UNIT,
        item_id=FUNDS,
        disclosure_id="",
        system="school",
        title="2026年春季学期收费公示",
        address="https://school.example/fees",
        disclosed_on="2026-04-01",
    )
    await year.until(date(2026, 4, 12))

    due = [each for each in year.service.views.select(duties, here) if each.obligation_id in owed]
    assert {each.state for each in due if each.due < date(2026, 4, 12)} == {"overdue"}
    assert ITEM != FUNDS


@pytest.mark.clause("S2-41")
async def test_the_on_time_rate_of_focus_items_is_shown_apart(year):
    tag = "catalog.post.assigned.v1"
    await year.hear(tag, None, unit=OTHER, person_id=SUN, post="office")
    focus = {"focus.words": ["选人用人", "重大事项决策", "职责和分工"]}
    told = scheme(1, "2026-01-01", QUARTERLY) | {"values": focus}
    await year.hear("catalog.scheme.adopted.v1", None, unit=OTHER, scheme=told)
    await year.entry(FUNDS, "干部选拔任用等选人用人情况")
    await year.until(date(2026, 4, 3))
    owed = [each for each in year.rows() if each.item_id == ITEM and each.due == date(2026, 4, 10)]
    await disclosed(year, owed[0].obligation_id, date(2026, 4, 3))
    await year.until(date(2026, 4, 12))

    page = (await year.page(SUN, "/duties/county?first=2026-01")).text
    shown = re.sub(r"<[^>]*>", "", page.partition('id="focus"')[2].partition("</section>")[0])
    assert "重点事项：0%（到期 1 项，按时 0 项，补公开 0 项，逾期 1 项）" in shown
    assert "全部事项：50%（到期 2 项，按时 1 项，补公开 0 项，逾期 1 项）" in shown


async def disclosed(year, obligation_id, day):
    """Let a proposal for this very obligation be made, and what it says be disclosed."""
    plan = {**PLAN, "disclose_on": str(day)}
    body = {"unit": UNIT, "item_id": ITEM, "plan": plan, "obligation_id": str(obligation_id)}
    proposal, disclosure = uuid4(), str(uuid4())
    answer = await year.put(LI, body, proposal)
    assert answer.status_code == 201, answer.text
    told = {"unit": UNIT, "item_id": ITEM, "proposal_id": str(proposal), "version": 1}
    tag = "publishing.disclosure.registered.v1"
    await year.hear(tag, disclosure, **told, plan=plan, digest="")
    tag = "publishing.public.opened.v1"
    await year.hear(tag, disclosure, item_id=ITEM, opened_on=str(day))
