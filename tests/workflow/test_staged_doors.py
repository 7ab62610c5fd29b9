"""Staged work at the doors: two years, three stages, a summary; what each owes and when."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from msgspec import json

from services.workflow.domain.duty import Duty
from services.workflow.handlers.staged import stage_duty, summary_duty
from services.workflow.views import duties, entries
from shared.record import canonical
from shared.testing import UNIT
from tests.workflow.examples import CHEN, ITEM, LI, SUN
from tests.workflow.house import NAMES, OTHER, PLAN, SCHEME
from tests.workflow.test_obligation_alarm import QUARTERLY, Year

HEIR = "heir"
STAGED = "88888888-8888-4888-8888-888888888888"
STAGES = [
    {"name": "立项", "planned_on": "2025-10-31"},
    {"name": "实施", "planned_on": "2026-03-31"},
    {"name": "验收", "planned_on": "2026-06-30"},
]
ASKED = {"item_id": STAGED, "title": "园区道路", "starts_on": "2025-09-01", "stages": STAGES}


class Site(Year):
    """A town where work goes on over years."""

    since = datetime(2025, 9, 1, 4, tzinfo=UTC)

    async def begin(self):
        await super().begin()
        for person in (LI, SUN, CHEN, "auditor"):
            sealed = json.decode(canonical(self.keyring.seal(person, NAMES[person])))
            tag = "catalog.person.registered.v1"
            await self.hear(tag, None, person_id=person, login=person, sealed=sealed)
        held = ((LI, UNIT, "clerk"), (SUN, UNIT, "approver"), ("auditor", OTHER, "auditor"))
        for person, unit, post in (*held, (CHEN, UNIT, "member")):
            tag = "catalog.post.assigned.v1"
            await self.hear(tag, None, unit=unit, person_id=person, post=post)
        limits = {"periodic": QUARTERLY, "staged": {"due": {"days": 10, "working": False}}}
        scheme = {**SCHEME, "version": 2, "effective": "2025-01-01", "time_limits": limits}
        await self.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=scheme)
        await self.entry(STAGED, "重点项目进展", "staged")

    async def ask(self, person, work_id, step, **body):
        url = f"/api/works/{work_id}{f'/{step}' if step else ''}"
        method = self.client.post if step else self.client.put
        answer = await method(f"/workflow{url}", json=body, headers=self.as_(person))
        await self._settled(answer)
        return answer

    async def registered(self, **change):
        work_id = uuid4()
        answer = await self.ask(LI, work_id, "", **{**ASKED, **change})
        assert answer.status_code == 201, answer.text
        return work_id

    async def finished(self, work_id, number, day):
        answer = await self.ask(LI, work_id, "finish", number=number, finished_on=str(day))
        assert answer.status_code == 201, answer.text

    async def disclosed(self, obligation_id, day, item=STAGED, **change):
        """Let a proposal for this very obligation be made, and what it says be disclosed."""
        plan = {**PLAN, "disclose_on": str(day), **change}
        body = {"unit": UNIT, "item_id": item, "plan": plan, "obligation_id": str(obligation_id)}
        proposal_id, disclosure = uuid4(), str(uuid4())
        answer = await self.put(LI, body, proposal_id)
        assert answer.status_code == 201, answer.text
        await self.hear(
            "publishing.disclosure.registered.v1",
            disclosure,
            unit=UNIT,
            item_id=item,
            proposal_id=str(proposal_id),
            version=1,
            plan=plan,
            digest="",
        )
        tag = "publishing.public.opened.v1"
        await self.hear(tag, disclosure, item_id=item, opened_on=str(day))
        return disclosure

    def duty(self, obligation_id):
        return self.service.views.get(duties, obligation_id)


@pytest.fixture
async def site(settings):
    async with Site(settings).open() as opened:
        await opened.begin()
        yield opened


@pytest.mark.row("D3")
@pytest.mark.clause("S1-34")
@pytest.mark.clause("S2-34")
@pytest.mark.clause("S2-32")
async def test_three_stages_over_two_years_and_no_closing_without_the_summary(site):
    work_id = await site.registered()
    for number, day in ((1, date(2025, 10, 30)), (2, date(2026, 4, 1)), (3, date(2026, 6, 29))):
        await site.until(day)
        await site.finished(work_id, number, day)
        owed = site.duty(stage_duty(work_id, number))
        assert (owed.duty, owed.state, (owed.due - day).days) == (Duty.STAGE, "open", 10)
        await site.disclosed(owed.obligation_id, day)
        assert site.duty(owed.obligation_id).state == "done"

    owed = site.duty(summary_duty(work_id))
    assert (owed.duty, owed.due, owed.state) == (Duty.SUMMARY, date(2026, 7, 9), "open")
    refused = await site.ask(LI, work_id, "close")
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:gongkai:SummaryMissingError"
    assert "总结性公开" in refused.json()["title"]
    shown = (await site.get(LI, f"/api/works/{work_id}")).json()
    assert (shown["phase"], [each["state"] for each in shown["stages"]]) == (
        "summary",
        ["done"] * 3,
    )
    assert "待总结公开" in (await site.page(LI, f"/works/{work_id}")).text

    await site.disclosed(owed.obligation_id, date(2026, 6, 29))
    closed = await site.ask(LI, work_id, "close")
    assert closed.status_code == 201, closed.text
    assert (await site.get(LI, f"/api/works/{work_id}")).json()["phase"] == "closed"
    assert site.service.views.get(entries, STAGED).open == ()


async def test_what_was_withdrawn_is_owed_anew_and_nothing_is_closed_before(site):
    work_id = await site.registered(stages=STAGES[:2])
    told = {}
    for number, day in ((1, date(2025, 10, 30)), (2, date(2026, 4, 1))):
        await site.until(day)
        await site.finished(work_id, number, day)
        told[number] = await site.disclosed(stage_duty(work_id, number), day)
    told[0] = await site.disclosed(summary_duty(work_id), date(2026, 4, 1))
    await site.until(date(2026, 4, 8))
    gone = "publishing.disclosure.withdrawn.v1"
    for number in (1, 0):
        await site.hear(gone, told[number], unit=UNIT, explanation="金额有误")
    anew = stage_duty(work_id, 1, 1)
    owed = site.duty(anew)
    assert (owed.state, owed.due) == ("open", date(2026, 4, 18))
    assert "撤回后重新公开" in owed.matter
    assert site.duty(summary_duty(work_id, 1)).state == "open"
    page = (await site.page(LI, f"/works/{work_id}")).text
    assert "第1阶段、总结的公开已经撤回" in page
    assert "2026-04-08撤回，须重新公开" in page
    assert (await site.ask(LI, work_id, "close")).json()["type"].endswith("StageUndisclosedError")

    again = await site.disclosed(anew, date(2026, 4, 8))
    shown = (await site.get(LI, f"/api/works/{work_id}")).json()
    assert (shown["phase"], shown["withdrawn"]) == ("summary", ["总结"])
    assert (await site.ask(LI, work_id, "close")).json()["type"].endswith("SummaryMissingError")
    await site.disclosed(summary_duty(work_id, 1), date(2026, 4, 8))
    closed = await site.ask(LI, work_id, "close")
    assert closed.status_code == 201, closed.text
    await site.hear(gone, again, unit=UNIT, explanation="又有误")  # also once all is closed
    assert site.duty(stage_duty(work_id, 1, 2)).state == "open"
    assert "第1阶段的公开已经撤回" in (await site.page(LI, f"/works/{work_id}")).text


@pytest.mark.clause("S1-33")
@pytest.mark.clause("S0-54")
async def test_a_stage_done_is_reminded_of_and_the_page_shows_it_beside_what_is_planned(site):
    fourth = {"name": "决算", "planned_on": "2026-12-20"}
    work_id = await site.registered(stages=[*STAGES, fourth])
    await site.finished(work_id, 1, date(2025, 9, 1))
    await site.disclosed(stage_duty(work_id, 1), date(2025, 9, 1))
    await site.until(date(2025, 9, 2))
    await site.finished(work_id, 2, date(2025, 9, 2))
    owed = site.duty(stage_duty(work_id, 2))

    await site.until(date(2025, 9, 9))
    told = [each for each in site.facts() if each["type"].endswith("obligation.reminded.v1")]
    assert [(each["due"], each["offset"]) for each in told] == [("2025-09-12", -3)]
    await site.disclosed(owed.obligation_id, date(2025, 9, 9))

    page = (await site.page(LI, f"/works/{work_id}")).text
    assert page.count("按期履行") == 2
    assert "2026年6月30日" in page
    assert "跨年度" in page
    assert f"/duties/{owed.obligation_id}#how" in page
    board = (await site.get(LI, "/api/duties?section=done")).json()["duties"]
    assert {each["matter"] for each in board} == {"第1阶段：立项", "第2阶段：实施"}


async def test_of_two_works_under_one_item_each_disclosure_counts_where_it_was_meant(site):
    early, late = await site.registered(), await site.registered(title="园区供水")
    for work_id in (early, late):
        await site.finished(work_id, 1, date(2025, 9, 1))
    await site.disclosed(stage_duty(late, 1), date(2025, 9, 1))

    assert site.duty(stage_duty(early, 1)).state == "open"
    assert site.duty(stage_duty(late, 1)).state == "done"


async def test_a_proposal_cannot_name_what_its_item_does_not_owe(site):
    work_id = await site.registered()
    await site.finished(work_id, 1, date(2025, 9, 1))
    body = {"unit": UNIT, "item_id": STAGED, "plan": {**PLAN, "disclose_on": "2025-09-01"}}
    wrong = await site.put(LI, {**body, "obligation_id": str(uuid4())})

    assert wrong.status_code == 422
    assert wrong.json()["type"] == "urn:gongkai:ObligationNotOwedError"
    form = await site.page(LI, f"/items/{STAGED}/propose?obligation_id={stage_duty(work_id, 1)}")
    assert f'<option value="{stage_duty(work_id, 1)}" selected>' in form.text


async def test_a_filed_ground_settles_a_stage_too(site):
    one = await site.registered(stages=STAGES[:1])
    await site.finished(one, 1, date(2025, 9, 1))
    open_still = await site.ask(LI, one, "close")
    assert open_still.json()["type"] == "urn:gongkai:StageUndisclosedError"
    good = {"ground": "涉及尚未公布的规划，暂不公开", "filing": "青备〔2025〕8号"}
    await site.send(SUN, f"/duties/{stage_duty(one, 1)}/excuse", **good)
    assert (await site.ask(LI, one, "close")).status_code == 201


async def test_what_was_asked_twice_is_done_once_also_at_the_same_time(site):
    work_id = await site.registered()
    body = {"number": 1, "finished_on": "2025-09-01"}
    same = {"X-Request-Id": str(uuid4())}
    url = f"/workflow/api/works/{work_id}/finish"
    answers = [
        await site.client.post(url, json=body, headers=site.as_(LI, **same)) for _ in range(2)
    ]
    other = await site.client.post(url, json=body, headers=site.as_(LI))

    assert [each.status_code for each in answers] == [201, 201]
    assert other.json()["type"] == "urn:gongkai:StageAlreadyFinishedError"
    raised = [each for each in site.facts() if each.get("duty") == "stage"]
    assert len(raised) == 1


async def test_at_the_pages_a_clerk_registers_finishes_replans_and_closes(site):
    empty = await site.page(LI, "/works")
    assert "还没有登记阶段性工作" in empty.text
    form = {
        "item_id": STAGED,
        "title": "园区绿化",
        "starts_on": "2025-09-01",
        "stage_name": ["栽植", "养护", ""],
        "stage_on": ["2025-09-01", "2025-09-01", ""],
    }
    wrong = await site.send(LI, "/works/new", **{**form, "stage_name": ["栽植", "", ""]})
    assert wrong.status_code == 422
    assert "每个阶段都要有名称" in wrong.text
    assert 'value="栽植"' in wrong.text
    sent = await site.send(LI, "/works/new", command_id=str(uuid4()), **form)
    assert sent.status_code == 303, sent.text
    url = sent.headers["location"].removeprefix("/workflow")
    ahead = await site.send(LI, f"{url}/finish", number="1", finished_on="2025-09-02")
    assert "完成日期不能晚于今天" in ahead.text
    done = await site.send(LI, f"{url}/finish", number="1", finished_on="2025-09-01")
    assert done.status_code == 303, done.text
    bare = await site.send(LI, f"{url}/replan", stage_name=["管养"], stage_on=["2025-09-05"])
    assert "请写明调整的理由" in bare.text
    assert 'value="管养"' in bare.text
    change = {"stage_name": ["管养"], "stage_on": ["2025-09-05"], "reason": "名称改得更准确"}
    assert (await site.send(LI, f"{url}/replan", **change)).status_code == 303
    await site.until(date(2025, 9, 5))
    assert (await site.send(LI, f"{url}/finish", number="2", finished_on="2025-09-05")).is_redirect
    refused = await site.send(LI, f"{url}/close")
    assert "还有阶段的结果没有公开" in refused.text
    work_id = UUID(url.rpartition("/")[2])
    for number in (1, 2):
        await site.disclosed(stage_duty(work_id, number), date(2025, 9, 5))
    assert (await site.send(LI, f"{url}/close")).status_code == 303
    assert "已结项" in (await site.page(LI, "/works")).text


async def test_works_are_inner_and_wait_for_a_staged_entry(site):
    work_id = await site.registered()
    wrong = await site.ask(LI, uuid4(), "", **{**ASKED, "item_id": "没有"})
    other = await site.ask(LI, uuid4(), "", **{**ASKED, "item_id": ITEM})
    own = "12345678-1234-5678-9234-567812345678"

    assert (await site.get(CHEN, f"/api/works/{work_id}")).status_code == 404
    assert (await site.get("auditor", f"/api/works/{work_id}")).status_code == 200
    assert (await site.client.get(f"/workflow/api/works/{work_id}")).status_code == 401
    assert (await site.ask(CHEN, work_id, "close")).status_code == 404
    assert wrong.status_code == 404
    assert other.json()["type"] == "urn:gongkai:WorkEntryOtherLimitError"
    assert (await site.ask(LI, own, "", **ASKED)).json()["type"].endswith("WorkIdReservedError")


@pytest.mark.clause("S4-03")
async def test_a_training_plan_is_not_closed_before_its_execution_is_published(site):
    training = "99999999-9999-4999-8999-999999999999"
    await site.entry(training, "党员教育培训计划及落实情况", "staged")
    stages = [{"name": "培训落实", "planned_on": "2025-11-30"}]
    plan = {"item_id": training, "title": "2025年党员教育培训计划", "stages": stages}
    work_id = await site.registered(**plan)
    await site.until(date(2025, 11, 28))
    await site.finished(work_id, 1, date(2025, 11, 28))
    refused = await site.ask(LI, work_id, "close")
    assert refused.json()["type"] == "urn:gongkai:StageUndisclosedError"

    owed = site.duty(stage_duty(work_id, 1))
    await site.disclosed(owed.obligation_id, date(2025, 11, 28), item=training)
    closed = await site.ask(LI, work_id, "close")
    assert closed.status_code == 201, closed.text
    assert site.duty(owed.obligation_id).disclosure_id
    assert (await site.get(LI, f"/api/works/{work_id}")).json()["phase"] == "closed"


async def test_the_heir_of_a_merged_unit_finds_its_works_goes_on_with_them_and_begins_none(site):
    """Work in the middle of its stages when its unit is merged: nothing is lost, nothing new."""
    work_id = await site.registered()
    await site.finished(work_id, 1, site.now.date())
    end = {"unit_id": UNIT, "successor": OTHER, "reason": "机构改革"}
    await site.hear("catalog.unit.merged.v1", None, **end)
    await site.hear("catalog.post.assigned.v1", None, unit=OTHER, person_id=HEIR, post="clerk")

    own = (await site.page(HEIR, "/works")).text
    assert "园区道路" not in own
    for page in ("works", "postings", "consultations", "duties"):
        link = f'href="/workflow/{page}?unit={UNIT}"'
        assert link in (await site.page(HEIR, f"/{page}")).text
    assert "园区道路" in (await site.page(HEIR, f"/works?unit={UNIT}")).text
    gone = await site.ask(LI, work_id, "finish", number=2, finished_on=str(site.now.date()))
    assert gone.status_code == 404
    done = {"number": 2, "finished_on": str(site.now.date())}
    assert (await site.ask(HEIR, work_id, "finish", **done)).status_code == 201
    refused = await site.ask(HEIR, uuid4(), "", **ASKED)
    assert (refused.status_code, refused.json()["field"]) == (409, "item_id")
    assert "请由承接单位登记" in refused.json()["title"]
