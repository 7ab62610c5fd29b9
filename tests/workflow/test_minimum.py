"""What a plan leaves open and the house holds all the same: filings, delegation, the one head."""

from datetime import date, timedelta

import pytest
from msgspec import to_builtins

from services.catalog.domain.scheme_rules import rules_of
from services.workflow.domain.terms import Check
from shared.testing import NOON, UNIT
from tests.workflow.every_path import STANDARD
from tests.workflow.examples import CHEN, SUN, WANG
from tests.workflow.house import SCHEME
from tests.workflow.test_errands import rule
from tests.workflow.test_obligation_doors import year

__all__ = ["year"]


@pytest.mark.clause("S0-61")
async def test_what_is_not_disclosed_for_now_stays_overdue_until_it_is_filed_above(year):
    await year.until(date(2026, 4, 11))
    (missed,) = [row for row in year.rows() if row.state == "overdue"]
    url = f"/workflow/api/duties/{missed.obligation_id}/excuse"
    ground = {"ground": "暂时不宜公开：调查还没有结束"}

    async def excuse(body):
        return await year.client.post(url, json=body, headers=year.as_(SUN))

    unfiled = await excuse({**ground, "filing": ""})
    assert (unfiled.status_code, rule(unfiled)) == (422, "FilingMissingError")
    await year.until(date(2026, 4, 20))
    assert [row.obligation_id for row in year.rows() if row.state == "overdue"] == [
        missed.obligation_id
    ]
    filed = await excuse({**ground, "filing": "青委备〔2026〕5号"})
    assert filed.status_code == 201, filed.text
    await year.service.views.reached("workflow", year.service.store.last())
    assert [row for row in year.rows() if row.state == "overdue"] == []


@pytest.mark.clause("S1-23")
async def test_under_s1_the_head_approves_in_one_step_and_a_deputy_only_when_entrusted(house):
    values = STANDARD.seeded("S1")
    rules = to_builtins(rules_of(values))
    scheme = {**SCHEME, "id": "S1", "version": 2, "rules": rules, "values": to_builtins(values)}
    await house.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=scheme)
    deputy = {"unit": UNIT, "person_id": CHEN}
    await house.hear("catalog.post.assigned.v1", None, **deputy, post="deputy_leader")
    await house.hear("catalog.post.assigned.v1", None, **deputy, post="handler")
    proposal_id, digest = await house.submitted()
    body = {"check": Check.SECRECY.value, "verdict": "pass", "digest": digest}
    assert (await house.post(WANG, proposal_id, "reviews", body)).status_code == 201

    refused = await house.post(CHEN, proposal_id, "approve", {"digest": digest})
    assert (refused.status_code, rule(refused)) == (403, "WrongPostError")
    term = {"since": NOON, "until": NOON + timedelta(days=3)}
    await house.hear("catalog.post.entrusted.v1", None, **deputy, post="approver", **term)
    done = await house.post(CHEN, proposal_id, "approve", {"digest": digest})
    assert done.status_code == 201, done.text
    row = (await house.get("auditor", f"/api/proposals/{proposal_id}")).json()
    assert row["state"] == "approved"
