"""Nothing is released while nobody collects what people say of it (S2-27)."""

from datetime import timedelta

import pytest

from services.publishing.domain.disclosure import disclosure
from services.publishing.handlers import Releases
from services.publishing.handlers.calendars import LivingCalendar
from tests.publishing.house import UNIT
from tests.publishing.test_boards_at_the_door import adopt

CLERK, SUBSTITUTE = "li.ming", "wang.fang"


@pytest.mark.clause("S2-27")
async def test_a_release_waits_for_a_clerk_who_collects_opinions_or_a_substitute(house):
    post = {"unit": UNIT, "post": "handler"}
    first, second = await house.register(days=0), await house.register(days=0)
    assert (await house.step(first, "inner")).status_code == 201  # no scheme asks for it
    await adopt(house, {"feedback.clerk_required": True})
    refused = await house.step(second, "inner")
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:gongkai:NobodyAttendsError"
    await house.hear("catalog.post.assigned.v1", **post, person_id=CLERK)
    assert (await house.step(second, "inner")).status_code == 201

    third, fourth = await house.register(days=0), await house.register(days=0)
    await house.hear("catalog.post.vacated.v1", **post, person_id=CLERK)
    assert (await house.step(third, "inner")).status_code == 409
    until = (house.at + timedelta(days=3)).isoformat()
    stands_in = {**post, "person_id": SUBSTITUTE, "since": None, "until": until}
    await house.hear("catalog.post.entrusted.v1", **stands_in)
    assert (await house.step(third, "inner")).status_code == 201
    at = (house.at + timedelta(days=4)).isoformat()
    url = f"/api/disclosures/{fourth}/releases/inner"
    set_ = await house.client.post(url, json={"at": at}, headers=house.as_("publisher"))
    assert set_.status_code == 201, set_.text
    house.later(days=4, minutes=1)
    assert (await house.step(fourth, "inner")).status_code == 409
    service = house.service
    calendar = LivingCalendar(service.views)
    clocked = Releases(service.store, service.views, house.clock, calendar, disclosure(calendar))
    assert await clocked.ring() == 1
    missed = house.facts()[-1]["event"]
    assert (missed["type"], missed["rule"]) == (
        "publishing.release.missed.v1",
        "NobodyAttendsError",
    )
