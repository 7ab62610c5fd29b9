"""A post that is handed over takes its open work along; a term over opens no door."""

from datetime import timedelta

from shared.testing import NOON, UNIT
from tests.workflow.examples import CHEN, WANG
from tests.workflow.house import House

REVIEW = {"check": "secrecy", "verdict": "pass"}


async def test_an_open_review_moves_to_the_new_holder_of_the_post(settings):
    async with House(settings).open() as house:
        await house.settle()
        proposal_id, digest = await house.submitted()
        body = REVIEW | {"digest": digest}
        post = {"unit": UNIT, "post": "secrecy_reviewer", "giver": WANG, "taker": CHEN}
        assert "我来办理" in (await house.page(WANG, f"/proposals/{proposal_id}")).text
        await house.hear("catalog.post.handed.v1", None, **post)

        assert (await house.get(WANG, f"/api/proposals/{proposal_id}")).status_code == 404
        assert "我来办理" in (await house.page(CHEN, f"/proposals/{proposal_id}")).text
        assert (await house.post(WANG, proposal_id, "reviews", body)).status_code in {403, 404}
        assert (await house.post(CHEN, proposal_id, "reviews", body)).status_code == 201


async def test_a_substitute_acts_from_to_and_not_after(settings):
    async with House(settings).open() as house:
        await house.settle()
        proposal_id, digest = await house.submitted()
        body = REVIEW | {"digest": digest}
        tag, post = "catalog.post.entrusted.v1", "secrecy_reviewer"
        over = {"since": NOON - timedelta(days=3), "until": NOON}
        now = {"since": NOON, "until": NOON + timedelta(days=3)}

        await house.hear(tag, None, unit=UNIT, person_id=CHEN, post=post, **over)
        assert (await house.post(CHEN, proposal_id, "reviews", body)).status_code in {403, 404}
        await house.hear(tag, None, unit=UNIT, person_id=CHEN, post=post, **now)
        assert (await house.post(CHEN, proposal_id, "reviews", body)).status_code == 201
