"""暂缓公开: a matter waits until a day, for a reason that is kept and counted (S2-60)."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from services.workflow.domain.holding import (
    HeldError,
    HoldDayError,
    NotHeldError,
    TooEarlyError,
)
from services.workflow.domain.holding_words import (
    HoldProposal,
    ProposalHeld,
    ProposalResumed,
    ResumeProposal,
)
from services.workflow.domain.proposal import PROPOSAL, NotUnderReviewError, StaleTextError
from services.workflow.domain.separation import NotConcernedError, ReturnedByAuthorError
from services.workflow.domain.terms import Check
from services.workflow.domain.wording import ReasonMissingError
from services.workflow.handlers.holds import Holds
from shared.auth import Sessions
from shared.record import SYSTEM
from shared.testing import UNIT, Given
from tests.workflow.examples import (
    APPROVE,
    DIGEST,
    LI,
    PASSED,
    PLAN,
    RETURNED,
    SUBMITTED,
    SUN,
    WANG,
    ZHAO,
    review,
)
from tests.workflow.house import POSTS
from tests.workflow.test_obligation_alarm import Year

DAY = date(2026, 8, 1)
HOLD = HoldProposal(digest=DIGEST, reason="稳定风险还在评估", until=DAY)
HELD = ProposalHeld(
    unit=UNIT, title=PLAN.title, digest=DIGEST, reason=HOLD.reason, until=DAY, held_by=WANG
)
RESUMED = ProposalResumed(unit=UNIT, digest=DIGEST, resumed_by=SYSTEM)
THE_DAY, BEFORE = datetime(2026, 7, 31, 16, tzinfo=UTC), datetime(2026, 7, 31, 15, 59, tzinfo=UTC)


def hold(*history, command=HOLD, by=WANG, post="secrecy_reviewer"):
    return Given(PROPOSAL, *history).when(command, by=by, post=post)


def resume(*history, by=SYSTEM, post=SYSTEM, at=THE_DAY):
    return Given(PROPOSAL, *history).when(ResumeProposal(), by=by, post=post, at=at)


def test_who_reviews_or_decides_holds_a_matter_for_a_reason_until_a_day():
    hold(SUBMITTED).then(HELD)
    hold(SUBMITTED, *PASSED, by=SUN, post="approver").then(replace(HELD, held_by=SUN))
    hold(SUBMITTED, post="publisher").then_rejected(NotConcernedError)
    hold(SUBMITTED, by=LI).then_rejected(ReturnedByAuthorError)
    hold(SUBMITTED, command=replace(HOLD, digest="x")).then_rejected(StaleTextError)
    hold(SUBMITTED, command=replace(HOLD, reason="缓")).then_rejected(ReasonMissingError)
    for day in (date(2026, 1, 1), date(2030, 1, 1)):
        hold(SUBMITTED, command=replace(HOLD, until=day)).then_rejected(HoldDayError, field="until")
    hold(SUBMITTED, RETURNED).then_rejected(NotUnderReviewError)


def test_nothing_is_done_with_it_while_it_waits():
    hold(SUBMITTED, HELD).then_rejected(HeldError)
    checking = Given(PROPOSAL, SUBMITTED, HELD).when(
        review(Check.SECRECY), by=WANG, post="secrecy_reviewer"
    )
    checking.then_rejected(HeldError)
    approving = Given(PROPOSAL, SUBMITTED, *PASSED, HELD).when(APPROVE, by=SUN, post="approver")
    approving.then_rejected(HeldError)


def test_the_clock_lets_it_go_on_when_the_day_comes_and_a_person_before():
    resume(SUBMITTED, HELD).then(RESUMED)
    resume(SUBMITTED, HELD, at=BEFORE).then_rejected(TooEarlyError)
    earlier = resume(SUBMITTED, HELD, by=ZHAO, post="reviewer", at=BEFORE)
    earlier.then(replace(RESUMED, resumed_by=ZHAO))
    resume(SUBMITTED, HELD, by=ZHAO, post="publisher").then_rejected(NotConcernedError)
    resume(SUBMITTED).then_rejected(NotHeldError)
    hold(SUBMITTED, HELD, RESUMED).then(HELD)


async def on(house, day):
    """Let it be noon of a day in Beijing, and the clock ring."""
    house.now = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    house.sessions = Sessions(house.service.settings.secret, house.clock)
    await Holds(house.service.store, house.service.views, house.clock).ring()


@pytest.mark.clause("S2-60")
async def test_a_hold_of_thirty_days_ends_and_the_matter_is_the_reviewers_again(settings):
    async with Year(settings).open() as house:
        await house.begin()
        for person, unit, post in POSTS:
            tag = "catalog.post.assigned.v1"
            await house.hear(tag, None, unit=unit, person_id=person, post=post)
        await on(house, date(2026, 6, 1))
        proposal_id, digest = await house.submitted()
        page = f"/proposals/{proposal_id}"
        assert "待审核（1）" in (await house.page(WANG, "/")).text

        form = {"digest": digest, "reason": "稳定风险还在评估", "until": "明天"}
        unclear = await house.send(WANG, f"{page}/hold", **form)
        assert (unclear.status_code, "要写明复核日期" in unclear.text) == (422, True)
        held = await house.send(WANG, f"{page}/hold", **form | {"until": "2026-07-01"})
        assert held.status_code == 303, held.text
        assert "现在没有等您办理的事项" in (await house.page(WANG, "/")).text
        await on(house, date(2026, 6, 30))
        assert "恢复办理" in (await house.page(WANG, page)).text

        await on(house, date(2026, 7, 1))
        assert "待审核（1）" in (await house.page(WANG, "/")).text
        told = (await house.get("auditor", "/api/exceptions")).json()
        assert [each["counts"] for each in told["tallies"]] == [{"held": 1}]
