"""Consultations at the doors: shown, heard by stance, summed up, studied, decided, told to all."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from services.workflow.domain.duty import Duty
from services.workflow.views import consultations
from services.workflow.views.consultations import outcome_duty, round_duty
from shared.testing import UNIT
from tests.workflow.examples import CHEN, LI, SUN
from tests.workflow.house import PLAN, SCHEME
from tests.workflow.test_staged_doors import Site

PLANS = "55555555-5555-4555-8555-555555555556"
MONDAY, LAST, AFTER = date(2025, 9, 1), date(2025, 9, 10), date(2025, 9, 11)
QUESTION = "是否赞成在滨河路设置夜市疏导点？"
ASKED = {
    "item_id": PLANS,
    "matter": "城南滨河路夜市疏导点",
    "reason": "影响沿街居民休息和停车。",
    "questions": [QUESTION],
    "materials": ["平面布置图"],
}
TEXT = {"content": f"拟设摊位80个。{QUESTION}"}
CLOSE = {
    "summary": "收到意见，集中在噪声和停车。",
    "answers": [{"argument": "噪声扰民", "answer": "另行实测后选址。", "adopted": True}],
}
DECISION = {
    "outcome": "changed",
    "decision": "改在老车站广场，设摊位40个。",
    "handling": "噪声、停车意见全部采纳。",
    "body": "局党委",
    "minutes": "党委会〔2025〕18号",
}


class Hall(Site):
    """A town where plans are shown before they are decided."""

    async def begin(self):
        await super().begin()
        await self.entry(PLANS, "重大决策", "immediate")

    async def rules(self, **values):
        """Let the unit adopt a scheme that says this."""
        scheme = {**SCHEME, "version": 3, "effective": "2025-01-01", "values": values}
        await self.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=scheme)

    async def take(self, step, consultation_id, *, by=LI, method="POST", **body):
        url = f"/workflow/api/consultations/{consultation_id}{f'/{step}' if step else ''}"
        answer = await self.client.request(method, url, json=body, headers=self.as_(by))
        await self._settled(answer)
        return answer

    async def planned(self, **change):
        """Return a consultation that has been registered."""
        here = uuid4()
        answer = await self.take("", here, method="PUT", **{**ASKED, **change})
        assert answer.status_code == 201, answer.text
        return here

    async def shown_to_all(self, here, day=MONDAY, **change):
        """Let the plan be proposed, approved and published; return the disclosure."""
        owed = round_duty(here, self.row(here).consultation)
        return await self.disclosed(owed, day, PLANS, **{**TEXT, **change})

    async def said(self, disclosure, stance, day=MONDAY, times=1, *, verified=True):
        self.noon(day)
        for _ in range(times):
            told = {"unit": UNIT, "disclosure_id": disclosure, "version": 1, "stance": stance}
            about = {"opinion_id": str(uuid4()), "verified": verified}
            await self.hear("feedback.stance.declared.v1", None, **told, **about)

    def noon(self, day):
        self.now = max(self.now, datetime(day.year, day.month, day.day, 4, tzinfo=UTC))

    def row(self, here):
        return self.service.views.get(consultations, here)

    async def see(self, here, by=LI):
        return (await self.get(by, f"/api/consultations/{here}")).json()


@pytest.fixture
async def hall(settings):
    async with Hall(settings).open() as opened:
        await opened.begin()
        yield opened


def rule_of(answer):
    return answer.json()["type"].removeprefix("urn:gongkai:")


@pytest.mark.row("E1")
@pytest.mark.clause("S0-56")
@pytest.mark.clause("S4-70")
@pytest.mark.parametrize(
    ("days", "counting", "last"),
    [
        (3, "自然日", date(2025, 9, 4)),
        (7, "工作日", LAST),
        (7, "自然日", date(2025, 9, 8)),
        (15, "工作日", date(2025, 9, 22)),
    ],
)
async def test_the_decision_is_locked_until_the_plan_was_public_for_the_days_of_the_scheme(
    hall, days, counting, last
):
    await hall.rules(**{"pre_disclosure.days": days, "pre_disclosure.counting": counting})
    here = await hall.planned()
    early = await hall.take("decide", here, by=SUN, **DECISION)
    assert (early.status_code, rule_of(early)) == (409, "NotPreDisclosedError")
    assert "须先预公开" in early.json()["title"]

    await hall.shown_to_all(here)
    for day in (MONDAY, last):
        hall.noon(day)
        early = await hall.take("decide", here, by=SUN, **DECISION)
        assert rule_of(early) == "DecisionTooEarlyError"
        assert f"{days}个{counting}" in early.json()["title"]
        short = await hall.take("close", here, **CLOSE)
        assert rule_of(short) == "ConsultationRunningError"

    hall.now = datetime(last.year, last.month, last.day, 16, tzinfo=UTC)  # midnight in Beijing
    early = await hall.take("decide", here, by=SUN, **DECISION)
    assert rule_of(early) == "ConsultationNotClosedError"
    assert (await hall.take("close", here, **CLOSE)).status_code == 201
    assert (await hall.take("decide", here, by=SUN, **DECISION)).status_code == 201
    seen = await hall.see(here)
    counted = [each for each in seen["rounds"][0]["deadline"]["days"] if each["counted"]]
    assert (seen["state"], len(counted), counted[-1]["date"]) == ("decided", days, str(last))


@pytest.mark.row("E2")
@pytest.mark.clause("S0-58")
@pytest.mark.clause("S0-59")
async def test_fifty_one_of_a_hundred_against_is_postponed_studied_decided_and_told_in_the_same_scope(  # noqa: E501
    hall,
):
    here = await hall.planned()
    disclosure = await hall.shown_to_all(here)
    await hall.said(disclosure, "support", times=49)
    await hall.said(disclosure, "oppose", LAST, times=51)
    hall.noon(AFTER)
    assert (await hall.take("close", here, **CLOSE)).status_code == 201

    seen = await hall.see(here)
    assert (seen["state"], seen["rounds"][0]["postponed"]) == ("postponed", "majority")
    assert seen["rounds"][0]["against"] == "51.0%"
    refused = await hall.take("decide", here, by=SUN, **DECISION)
    assert (refused.status_code, rule_of(refused)) == (409, "DecisionPostponedError")
    owed = hall.duty(outcome_duty(here, hall.row(here).consultation))
    assert (owed.duty, owed.begins, owed.due) == (Duty.OUTCOME, AFTER, date(2025, 9, 15))

    narrower = {**PLAN, "disclose_on": str(AFTER), "scope": "party", "channels": ["会议"]}
    body = {"unit": UNIT, "item_id": PLANS, "plan": narrower}
    elsewhere = await hall.put(LI, {**body, "obligation_id": str(owed.obligation_id)})
    assert rule_of(elsewhere) == "ResultScopeError"
    told = await hall.disclosed(owed.obligation_id, AFTER, PLANS)
    assert hall.duty(owed.obligation_id).state == "done"

    assert (await hall.take("study", here, report="实测噪声后改址。")).status_code == 201
    assert (await hall.take("decide", here, by=SUN, **DECISION)).status_code == 201
    owed = hall.duty(outcome_duty(here, hall.row(here).consultation))
    assert owed.matter == "城南滨河路夜市疏导点：决定结果和意见采纳情况"
    result = await hall.disclosed(owed.obligation_id, AFTER, PLANS)
    assert (await hall.see(here))["results"] == [told, result]
    reported = [f for f in hall.facts() if f["type"] == "workflow.consultation.reported.v1"]
    assert [each["rounds"] for each in reported] == [[disclosure], [disclosure]]


async def test_another_round_after_study_is_owed_counted_and_tallied_by_itself(hall):
    here = await hall.planned()
    first = await hall.shown_to_all(here)
    await hall.said(first, "oppose", times=6)
    hall.noon(AFTER)
    await hall.take("close", here, **CLOSE)
    await hall.take("study", here, report="改址后重新征求意见。", again=True)
    assert (await hall.see(here))["state"] == "waiting"
    second = await hall.shown_to_all(here, AFTER)
    await hall.said(second, "support", date(2025, 9, 12), times=6)
    await hall.said(first, "oppose", date(2025, 9, 12))

    rounds = (await hall.see(here))["rounds"]
    assert [each["disclosure_id"] for each in rounds] == [first, second]
    assert [each["voices"]["verified"]["oppose"] for each in rounds] == [6, 0]
    assert [each["voices"]["late"] for each in rounds] == [1, 0]
    hall.noon(date(2025, 9, 23))
    assert (await hall.take("close", here, **CLOSE)).status_code == 201
    assert (await hall.see(here))["state"] == "closed"


async def test_who_did_not_sign_is_counted_apart_and_a_fact_heard_twice_once(hall):
    here = await hall.planned()
    disclosure = await hall.shown_to_all(here)
    await hall.said(disclosure, "oppose", times=8, verified=False)
    await hall.said(disclosure, "support", times=5)
    again = hall.letters["feedback"][-1:]
    await hall.service.hear("feedback", again)
    voices = (await hall.see(here))["rounds"][0]["voices"]
    assert (voices["anonymous"]["oppose"], voices["verified"]["support"]) == (8, 5)
    hall.noon(AFTER)
    await hall.take("close", here, **CLOSE)
    assert (await hall.see(here))["state"] == "closed"


async def test_the_questions_stand_in_the_text_that_is_reviewed_and_for_the_whole_period(hall):
    here = await hall.planned()
    owed = str(round_duty(here, hall.row(here).consultation))
    plan = {**PLAN, **TEXT, "disclose_on": str(MONDAY)}
    body = {"unit": UNIT, "item_id": PLANS, "obligation_id": owed}
    mute = await hall.put(LI, {**body, "plan": {**plan, "content": "拟设摊位80个。"}})
    assert (rule_of(mute), mute.json()["field"]) == ("QuestionUnaskedError", "content")
    short = await hall.put(LI, {**body, "plan": {**plan, "duration_days": 9}})
    assert (rule_of(short), short.json()["field"]) == ("ConsultationTooShortError", "duration_days")
    whole = await hall.put(LI, {**body, "plan": {**plan, "duration_days": 10}})
    assert whole.status_code == 201


async def test_a_plan_withdrawn_on_the_way_is_owed_again_and_opens_anew(hall):
    here = await hall.planned()
    first = await hall.shown_to_all(here)
    hall.noon(date(2025, 9, 3))
    await hall.hear("publishing.disclosure.withdrawn.v1", first, explanation="有误")
    seen = await hall.see(here)
    assert (seen["state"], seen["rounds"]) == ("waiting", [])
    assert [each["state"] for each in seen["obligations"]] == ["done", "open"]
    again = await hall.shown_to_all(here, date(2025, 9, 3))
    assert [each["disclosure_id"] for each in (await hall.see(here))["rounds"]] == [again]


async def test_a_holiday_announced_later_lengthens_the_period(hall):
    here = await hall.planned()
    await hall.shown_to_all(here)
    off = [{"name": "纪念活动", "first": "2025-09-03", "last": "2025-09-03"}]
    change = {"year": 2025, "version": "cn-2025.9", "holidays": off, "workdays": []}
    await hall.hear("catalog.calendar.adopted.v1", None, **change)
    assert (await hall.see(here))["rounds"][0]["last_day"] == str(AFTER)


async def test_the_pages_lead_from_the_registration_to_the_decision(hall):
    assert "还没有登记预公开事项" in (await hall.page(LI, "/consultations")).text
    form = {**ASKED, "questions": QUESTION, "materials": "平面布置图"}
    bare = await hall.send(LI, "/consultations/new", **{**form, "reason": ""})
    assert bare.status_code == 422
    assert "为什么这件事与群众利益密切相关" in bare.text
    assert ASKED["matter"] in bare.text
    form["command_id"] = str(uuid4())
    sent = [await hall.send(LI, "/consultations/new", **form) for _ in range(2)]
    assert {each.status_code for each in sent} == {303}
    here, url = UUID(form["command_id"]), f"/consultations/{form['command_id']}"
    waiting = (await hall.page(LI, url)).text
    assert f"propose?obligation_id={round_duty(here, hall.row(here).consultation)}" in waiting

    disclosure = await hall.shown_to_all(here)
    await hall.said(disclosure, "oppose", date(2025, 9, 3), times=6)
    running = (await hall.page(LI, url)).text
    assert "预公开第2天，共7天" in running
    assert "2025年9月10日满期前不能作出决定" in running
    assert "征求意见中" in (await hall.page(LI, "/consultations")).text
    early = await hall.send(LI, f"{url}/close", summary="噪声", argument="噪声", answer="实测")
    assert early.status_code == 409
    assert "预公开期未满，不能提前汇总意见" in early.text

    hall.noon(AFTER)
    empty = await hall.send(LI, f"{url}/close", summary="集中在噪声")
    assert empty.status_code == 422
    assert "集中在噪声" in empty.text
    fields = {"summary": "集中在噪声", "argument": "噪声", "answer": "实测", "adopted": "true"}
    assert (await hall.send(LI, f"{url}/close", **fields)).status_code == 303
    held = (await hall.page(LI, url)).text
    assert "已经暂缓决定（多数人有不同意见）" in held
    assert "100.0%" in held
    assert (await hall.send(LI, f"{url}/study", report="改址", again="false")).status_code == 303
    wrong = await hall.send(SUN, f"{url}/decide", **{**DECISION, "outcome": ""})
    assert "请选择决定种类" in wrong.text
    assert DECISION["handling"] in wrong.text
    assert (await hall.send(SUN, f"{url}/decide", **DECISION)).status_code == 303
    done = (await hall.page(LI, url)).text
    assert "已经决定：修改后决定" in done
    assert "党委会〔2025〕18号" in done
    assert (await hall.send(SUN, f"{url}/nothing", **DECISION)).status_code == 404


async def test_what_is_prepared_is_inner_and_the_scheme_may_have_no_such_thing(hall):
    here = await hall.planned()
    assert (await hall.get(CHEN, f"/api/consultations/{here}")).status_code == 404
    assert (await hall.get("auditor", f"/api/consultations/{here}")).status_code == 200
    assert (await hall.client.get(f"/workflow/api/consultations/{here}")).status_code == 401
    assert (await hall.take("decide", here, by=CHEN, **DECISION)).status_code == 404
    unknown = await hall.take("", uuid4(), method="PUT", **{**ASKED, "item_id": "没有"})
    assert rule_of(unknown) == "ConsultationEntryUnknownError"
    own = UUID("12345678-1234-5678-9234-567812345678")
    assert (await hall.take("", own, method="PUT", **ASKED)).status_code == 422

    await hall.rules(**{"pre_disclosure.items": ["重大决策"]})
    assert await hall.planned(reason="")
    await hall.rules(**{"guarantees.pre_disclosure": "不实行"})
    unused = await hall.take("", uuid4(), method="PUT", **ASKED)
    assert rule_of(unused) == "PreDisclosureUnusedError"
