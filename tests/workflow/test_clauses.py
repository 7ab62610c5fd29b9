"""Clauses of the plans whose whole check is carried out at the doors of the workflow."""

from datetime import UTC, date, datetime

import pytest

from services.workflow.domain.duty import Duty
from shared.auth import Sessions
from shared.testing import UNIT
from tests.workflow.examples import LI, WANG, ZHAO
from tests.workflow.house import ASK, PARTY_ITEM, PLAN
from tests.workflow.test_obligation_alarm import QUARTERLY, scheme
from tests.workflow.test_obligation_doors import NOTICE, OVERSEER, recorded, year

__all__ = ["year"]


def rule(answer):
    return answer.json()["type"].removeprefix("urn:gongkai:")


@pytest.mark.clause("S0-31")
async def test_an_approval_by_anybody_but_the_head_is_refused_and_logged(house):
    proposal_id, digest = await house.submitted()
    await house.passed(proposal_id, digest)

    refused = await house.post(ZHAO, proposal_id, "approve", {"digest": digest})

    assert (refused.status_code, rule(refused)) == (403, "WrongPostError")
    assert "WrongPostError" in await house.refused_rules()


@pytest.mark.clause("S3-16")
@pytest.mark.parametrize("field", ["content", "scope", "disclose_on", "channels"])
async def test_a_plan_lacking_content_scope_time_or_form_is_refused(house, field):
    plan = {name: value for name, value in PLAN.items() if name != field}
    refused = await house.put(LI, {**ASK, "plan": plan})

    assert refused.status_code == 422
    assert field in refused.text


@pytest.mark.clause("S1-17", "S3-26")
@pytest.mark.parametrize("scope", ["unit", "party"])
async def test_what_is_for_the_unit_or_the_party_is_not_put_on_a_website(house, scope):
    refused = await house.put(LI, {**ASK, "item_id": PARTY_ITEM, "plan": {**PLAN, "scope": scope}})

    assert rule(refused) == "WebsiteBeyondScopeError"


@pytest.mark.clause("S2-14", "S4-05")
async def test_an_annual_result_is_due_seven_days_later(year):
    await recorded(year, date(2026, 1, 1), annual="yes")
    await year.until(date(2026, 1, 10))
    await recorded(year, date(2026, 1, 10), annual="yes", matter="分工完成情况")
    due = {row.due for row in year.rows() if row.item_id == NOTICE}

    assert due == {date(2026, 1, 8), date(2026, 1, 17)}


@pytest.mark.clause("S2-33")
async def test_an_annual_result_of_26_december_is_overdue_when_3_january_begins(year):
    year.sessions = Sessions(year.service.settings.secret, year.clock)  # logins of the day it is
    await year.sleep_until(date(2026, 12, 26))
    await recorded(year, date(2026, 12, 26), annual="yes")

    def standing():
        return [(row.due, row.state) for row in year.rows() if row.item_id == NOTICE]

    year.now = datetime(2027, 1, 2, 15, 59, tzinfo=UTC)  # 2 January, one minute to midnight
    await year.alarm.ring()
    assert standing() == [(date(2027, 1, 2), "open")]
    year.now = datetime(2027, 1, 2, 16, tzinfo=UTC)  # 3 January, 00:00 in Beijing
    await year.alarm.ring()
    assert standing() == [(date(2027, 1, 2), "overdue")]


@pytest.mark.clause("S2-31")
async def test_half_years_with_a_reason_make_two_duties_a_year_that_show_it(year):
    half = {**QUARTERLY, "period": "half_yearly", "months": [6, 12]}
    why = {"time_limits.periodic.period": "本单位常规工作变化少，半年公开一次"}
    second = {**scheme(2, "2027-01-01", half), "reasons": why}
    await year.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=second)
    year.sessions = Sessions(year.service.settings.secret, year.clock)  # logins of the day it is
    await year.sleep_until(date(2028, 1, 2))

    owed = [row for row in year.rows() if row.duty is Duty.PERIODIC and row.begins.year == 2027]
    assert [row.begins for row in owed] == [date(2027, 1, 1), date(2027, 7, 1)]
    for each in owed:
        shown = (await year.page(LI, f"/duties/{each.obligation_id}")).text
        assert "公开周期的理由" in shown
        assert "半年公开一次" in shown


@pytest.mark.clause("S0-53")
async def test_a_quarter_without_a_publication_is_recorded_as_overdue_and_shown_above(year):
    await year.until(date(2026, 4, 11))

    missed = [each for each in year.facts() if each["type"] == "workflow.obligation.missed.v1"]
    assert [each["due"] for each in missed] == ["2026-04-10"]
    assert "逾期 1" in (await year.page(OVERSEER, "/duties/county")).text


@pytest.mark.clause("S2-59")
async def test_what_names_a_pupil_passes_only_when_somebody_has_answered_for_its_privacy(house):
    content = "县第一中学高二（3）班学生孙晓梅获得资助800元。"
    proposal_id, digest = await house.submitted({**ASK, "plan": {**PLAN, "content": content}})
    body = {"check": "secrecy", "verdict": "pass", "digest": digest}
    asked = await house.post(WANG, proposal_id, "reviews", body)
    assert rule(asked) == "FindingsUnsettledError"
    found = (await house.get(WANG, f"/api/proposals/{proposal_id}/findings")).json()
    assert {each["kind"] for each in found["findings"]} == {"minor"}
    answer = {
        "numbers": list(range(1, len(found["findings"]) + 1)),
        "outcome": "keep",
        "digest": found["digest"],
        "reason": "监护人书面同意公开",
    }
    settled = await house.post(WANG, proposal_id, "findings", answer)
    assert settled.status_code == 201, settled.text
    assert (await house.post(WANG, proposal_id, "reviews", body)).status_code == 201
