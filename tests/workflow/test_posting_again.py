"""更正以后只对更正涉及的人重新公示; nobody is decided about before their own period is over."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from msgspec.structs import replace

from services.workflow.domain.period import deadline
from services.workflow.domain.posting import (
    POSTING,
    DecidedAlreadyError,
    DecisionError,
    NotRevisedError,
    PostingNotOpenError,
    PostingRunningError,
    RestartedAlreadyError,
    SubjectError,
    SubjectRunningError,
)
from services.workflow.domain.posting_words import (
    BeginAgain,
    ClosePosting,
    DecidePosting,
    PostingClosed,
    PostingDecided,
    PostingRestarted,
    RestartPosting,
)
from shared.testing import UNIT, Given
from tests.workflow.examples import DISCLOSURE, LI
from tests.workflow.house import ITEM, PLAN
from tests.workflow.test_posting import CALENDAR, LIMITS, OPENED, REGISTERED

SU, LIN = "苏若禾", "林知远"
REVISED = date(2025, 10, 9)
AGAIN = BeginAgain(
    asked=RestartPosting(subject=SU), version=2, revised_on=REVISED, calendar=CALENDAR
)
LATER = deadline(REVISED, LIMITS.notice, CALENDAR)  # 10, 11, 13, 14, 15 October
RESTARTED = PostingRestarted(
    disclosure_id=DISCLOSURE, subject=SU, version=2, revised_on=REVISED, deadline=LATER
)
OPEN = (REGISTERED, OPENED)
DECIDE = DecidePosting(subject=SU, decision="任职")


def noon(day):
    return datetime(2025, 10, day, 4, tzinfo=UTC)


def ask(command, *history, day=9):
    return Given(POSTING, *history).when(command, by=LI, at=noon(day))


def decided(day, subject=SU):
    return PostingDecided(
        disclosure_id=DISCLOSURE,
        subject=subject,
        decision="任职",
        decided_on=date(2025, 10, day),
        decided_by=LI,
    )


def test_the_period_begins_anew_for_one_person_from_the_day_of_the_revision():
    assert LATER.due == date(2025, 10, 15)
    ask(AGAIN, *OPEN).then(RESTARTED)
    ask(AGAIN, *OPEN, RESTARTED).then_rejected(RestartedAlreadyError)


def test_there_is_nothing_to_begin_anew_without_a_revision_or_a_person():
    ask(replace(AGAIN, revised_on=None), *OPEN).then_rejected(NotRevisedError)
    ask(replace(AGAIN, revised_on=date(2025, 9, 1)), *OPEN).then_rejected(NotRevisedError)
    nobody = replace(AGAIN, asked=RestartPosting(subject=" "))
    ask(nobody, *OPEN).then_rejected(SubjectError)
    ask(AGAIN, REGISTERED).then_rejected(PostingNotOpenError)


def test_each_is_decided_about_after_their_own_period():
    story = (*OPEN, RESTARTED)
    ask(replace(DECIDE, subject=LIN), *story, day=11).then(decided(11, LIN))
    refused = ask(DECIDE, *story, day=14).then_rejected(SubjectRunningError)
    assert refused.sentence == "对苏若禾的公示期到2025-10-15才满，不能作出决定。"
    ask(DECIDE, *story, day=15).then_rejected(SubjectRunningError)
    ask(DECIDE, *story, day=16).then(decided(16))
    ask(DECIDE, *story, decided(16), day=17).then_rejected(DecidedAlreadyError)
    ask(replace(DECIDE, decision=" "), *story, day=16).then_rejected(DecisionError)
    ask(DECIDE, REGISTERED, day=16).then_rejected(PostingNotOpenError)


def test_the_whole_notice_ends_with_the_last_of_them():
    story = (*OPEN, RESTARTED)
    ask(ClosePosting(), *story, day=15).then_rejected(PostingRunningError)
    ask(ClosePosting(), *story, day=16).then(
        PostingClosed(on=date(2025, 10, 16), disclosure_id=DISCLOSURE)
    )


async def test_at_the_doors_the_newest_revision_counts(house):
    posting, disclosure = uuid4(), uuid4()
    asked = {
        "item_id": ITEM,
        "kind": "appointment",
        "matter": "拟任人选",
        "happened_on": "2026-06-30",
    }
    url = f"/workflow/api/postings/{posting}"
    await house.client.put(url, json=asked, headers=house.as_(LI))
    await house.service.views.reached("workflow", house.service.store.last())
    await house.disclose(str(disclosure))
    opened = {"item_id": ITEM, "opened_on": "2026-07-01"}
    await house.hear("publishing.public.opened.v1", disclosure, **opened)
    await house.service.views.reached("workflow", house.service.store.last())
    body = {"subject": SU}
    early = await house.client.post(f"{url}/restart", json=body, headers=house.as_(LI))
    assert early.json()["type"] == "urn:gongkai:NotRevisedError", early.text
    await house.hear(
        "publishing.disclosure.revised.v1",
        disclosure,
        unit=UNIT,
        item_id=ITEM,
        proposal_id=str(uuid4()),
        version=2,
        plan=PLAN,
        revised_on="2026-07-02",
        public=True,
    )
    page = f"/postings/{posting}"
    sent = await house.send(LI, f"{page}/restart", subject=SU)
    assert sent.status_code == 303, sent.text
    assert f"对{SU}重新公示" in (await house.page(LI, page)).text
    refused = await house.send(LI, f"{page}/decide", subject=SU, decision="任职")
    assert refused.status_code == 409
    assert f"对{SU}的公示期到" in refused.text
    seen = (await house.get(LI, f"/api/postings/{posting}")).json()
    assert list(seen["again"]) == [SU]


@pytest.mark.parametrize("step", ["restart", "decide"])
async def test_whoever_is_no_staff_of_the_unit_learns_nothing(house, step):
    url = f"/workflow/api/postings/{uuid4()}/{step}"
    body = {"subject": SU} | ({"decision": "任职"} if step == "decide" else {})
    answer = await house.client.post(url, json=body, headers=house.as_("stranger"))
    assert answer.status_code == 404
