"""A scheme takes effect at midnight in Beijing, for what begins from then on (N4)."""

from datetime import UTC, datetime

import pytest

from services.workflow.domain.terms import Post
from shared.testing import UNIT
from tests.workflow.house import SCHEME, House

BEFORE = datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC)  # one second to midnight
AFTER = datetime(2026, 6, 30, 16, 0, 0, tzinfo=UTC)
CHANGED = {
    **SCHEME,
    "version": 2,
    "effective": "2026-07-01",
    "rules": {**SCHEME["rules"], "approvers": ["office"]},
}


class Night(House):
    """A house on the eve of a change."""

    def __init__(self, settings):
        super().__init__(settings)
        self.at = BEFORE
        self.clock._source = lambda: self.at


@pytest.fixture
async def night(settings):
    async with Night(settings).open() as house:
        await house.settle()
        await house.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=CHANGED)
        yield house


async def approvers(house, proposal_id):
    events = [each.event for each in house.service.store.load(proposal_id)]
    return events[0].rules.approvers


async def test_before_midnight_the_old_rule_and_it_stays_with_the_case(night):
    proposal_id, _ = await night.submitted()
    night.at = AFTER

    assert await approvers(night, proposal_id) == (Post.APPROVER,)


async def test_from_midnight_on_the_new_rule(night):
    night.at = AFTER
    proposal_id, _ = await night.submitted()

    assert await approvers(night, proposal_id) == (Post.OFFICE,)
