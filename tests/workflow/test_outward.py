"""转党外公开: what people care for is not forgotten inside; the head decides in time (S0-09)."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from services.workflow.domain.outward import (
    OUTWARD,
    NotHeadError,
    OutwardAskedError,
    OutwardReasonError,
    OutwardSettledError,
    OutwardUnknownError,
    concerns,
)
from services.workflow.domain.outward_words import (
    AskOutward,
    OutwardAsked,
    OutwardSettled,
    SettleOutward,
)
from services.workflow.handlers.outward import Outwards
from shared.clock import Clock
from shared.record import SYSTEM
from shared.testing import NOON, UNIT, Given
from tests.workflow.examples import CHEN, DISCLOSURE, ITEM, LI, SUN
from tests.workflow.house import PARTY_ITEM, SCHEME

ABOUT = {
    "unit": UNIT,
    "disclosure_id": DISCLOSURE,
    "item_id": ITEM,
    "title": "分工",
    "ended": date(2026, 7, 3),
    "due": date(2026, 7, 10),
}
ASK, ASKED = AskOutward(**ABOUT), OutwardAsked(**ABOUT)
NO = SettleOutward(outward=False, reason="还有一名同志的安排没有定。")
LATE = datetime(2026, 7, 11, 4, tzinfo=NOON.tzinfo)


def settled(command=NO, *, late=False):
    about = {key: ABOUT[key] for key in ("unit", "disclosure_id", "item_id")}
    said = {"outward": command.outward, "reason": command.reason}
    return OutwardSettled(**about, **said, settled_by="sun", late=late)


def ask(command, *history, post="leader", unit=UNIT, at=NOON):
    return Given(OUTWARD, *history).when(command, by="sun", post=post, unit=unit, at=at)


def test_the_clock_asks_once_and_the_head_answers_once():
    ask(ASK, post=SYSTEM).then(ASKED)
    ask(ASK).then_rejected(NotHeadError)
    ask(ASK, ASKED, post=SYSTEM).then_rejected(OutwardAskedError)
    ask(NO).then_rejected(OutwardUnknownError)
    ask(NO, ASKED).then(settled())
    ask(NO, ASKED, at=LATE).then(settled(late=True))
    yes = SettleOutward(outward=True)
    ask(yes, ASKED, post="approver").then(settled(yes))
    ask(yes, ASKED, settled()).then_rejected(OutwardSettledError)


def test_a_no_has_its_reason_and_only_the_head_says_it():
    ask(replace(NO, reason=" "), ASKED).then_rejected(OutwardReasonError, field="reason")
    ask(replace(NO, reason="字" * 501), ASKED).then_rejected(OutwardReasonError)
    ask(NO, ASKED, post="clerk").then_rejected(NotHeadError)
    ask(NO, ASKED, unit="elsewhere").then_rejected(NotHeadError)


def test_a_scheme_says_in_words_what_people_care_for():
    assert concerns(("党的组织建设", "党费收缴"), ("党费",))
    assert not concerns(("党的组织建设", "党内表彰"), ("党费",))
    assert not concerns(("党费收缴",), ())


async def adopt(house):
    values = {"outward.words": ["党费"], "outward.days": 5}
    scheme = SCHEME | {"version": 2, "values": values}
    await house.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=scheme)


async def opened(house, disclosure, item, on="2026-07-02"):
    await house.disclose(disclosure, item)
    tag = "publishing.inner.opened.v1"
    await house.hear(tag, disclosure, item_id=item, opened_on=on)


OTHER_MATTER = "55555555-5555-4555-8555-555555555555"


@pytest.mark.clause("S0-09")
async def test_when_the_inner_phase_ends_the_head_is_asked_with_a_due_date(house):
    await adopt(house)
    await opened(house, DISCLOSURE, ITEM)
    await opened(house, OTHER_MATTER, PARTY_ITEM)  # nothing that the scheme flags
    service, now = house.service, {"at": datetime(2026, 7, 2, 4, tzinfo=NOON.tzinfo)}
    clock = Clock(source=lambda: now["at"])
    outwards = Outwards(service.store, service.views, clock)
    assert await outwards.ring() == 0  # still inner: one working day, by the scheme
    now["at"] += timedelta(days=1)
    assert await outwards.ring() == 1
    assert await outwards.ring() == 0

    [row] = (await house.get(SUN, "/api/outward")).json()["rows"]
    assert (row["disclosure_id"], row["state"]) == (DISCLOSURE, "asked")
    assert (row["ended"], row["due"]) == ("2026-07-03", "2026-07-10")
    assert "待决定" in (await house.page(SUN, "/outward")).text
    assert (await house.get(CHEN, "/api/outward")).json()["total"] == 0

    where = f"/outward/{DISCLOSURE}"
    refused = await house.send(SUN, where, outward="no", reason="")
    assert refused.status_code == 422
    assert "决定不向党外公开的，要写明理由" in refused.text
    assert (await house.send(LI, where, outward="yes")).status_code == 403
    assert (await house.send(SUN, where, outward="yes")).status_code == 303
    page = (await house.page(LI, "/outward")).text
    assert "提出扩大公开范围的方案" in page
    assert (await house.send(SUN, where, outward="no", reason="x")).status_code == 409


async def test_what_went_out_or_back_meanwhile_needs_no_decision(house):
    await adopt(house)
    await opened(house, DISCLOSURE, ITEM)
    await house.hear(
        "publishing.public.opened.v1", DISCLOSURE, item_id=ITEM, opened_on="2026-07-03"
    )
    clock = Clock(source=lambda: NOON + timedelta(days=30))
    outwards = Outwards(house.service.store, house.service.views, clock)
    assert await outwards.ring() == 0
    assert (await house.get(SUN, "/api/outward")).json()["total"] == 0
    unknown = await house.client.post(
        f"/workflow/api/outward/{UUID(DISCLOSURE)}", json={"outward": True}, headers=house.as_(SUN)
    )
    assert unknown.status_code == 404
