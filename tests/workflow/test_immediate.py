"""Immediate entries (即时、随时): what has happened is recorded, and owed within a term."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from services.workflow.domain.duty import Duty
from shared.testing import UNIT
from tests.workflow.examples import LI
from tests.workflow.house import SCHEME
from tests.workflow.test_obligation_alarm import QUARTERLY
from tests.workflow.test_staged_doors import Site

ACTIVITIES = "99999999-9999-4999-8999-999999999991"
MONDAY = date(2025, 9, 1)


class Day(Site):
    """A town where things happen."""

    async def begin(self):
        await super().begin()
        await self.entry(ACTIVITIES, "组织活动情况", "immediate")

    async def happened(self, matter, **headers):
        body = {"item_id": ACTIVITIES, "matter": matter, "happened_on": str(MONDAY)}
        url = "/workflow/api/duties/triggers"
        answer = await self.client.post(url, json=body, headers=self.as_(LI, **headers))
        await self._settled(answer)
        return answer

    def owed(self):
        return [each for each in self.rows() if each.item_id == ACTIVITIES]


@pytest.fixture
async def day(settings):
    async with Day(settings).open() as opened:
        await opened.begin()
        yield opened


@pytest.mark.clause("S3-48", "S3-56")
async def test_an_activity_that_is_registered_opens_a_task_with_the_greatest_delay(day):
    assert (await day.happened("七一主题党日活动")).status_code == 201
    (owed,) = day.owed()
    assert (owed.duty, owed.state, owed.due) == (Duty.IMMEDIATE, "open", date(2025, 9, 3))
    assert [each.counted for each in day.past(owed).deadline.days] == [True, True]
    board = (await day.get(LI, "/api/duties")).json()["duties"]
    assert [each["matter"] for each in board] == ["七一主题党日活动"]

    await day.disclosed(owed.obligation_id, MONDAY, ACTIVITIES)
    assert [each.state for each in day.owed()] == ["done"]


async def test_the_delay_is_the_schemes_of_the_day_on_which_it_happened(day):
    five = {"periodic": QUARTERLY, "immediate": {"days": 5, "working": False}}
    scheme = {**SCHEME, "version": 3, "effective": "2025-09-02", "time_limits": five}
    await day.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=scheme)
    day.now = datetime(2025, 9, 4, 4, tzinfo=UTC)
    await day.happened("以前发生的活动")

    assert [each.due for each in day.owed()] == [date(2025, 9, 3)]


async def test_the_same_matter_is_owed_once_however_often_it_is_recorded(day):
    same = {"X-Request-Id": str(uuid4())}
    first = [await day.happened("同一项活动", **same) for _ in range(2)]
    again = await day.happened("同一项活动")

    assert [each.status_code for each in first] == [201, 201]
    assert again.json()["type"] == "urn:gongkai:AlreadyRaisedError"
    assert len(day.owed()) == 1
