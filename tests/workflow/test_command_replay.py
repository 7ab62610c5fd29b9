"""A command that was sent once, sent again by somebody else: nobody acts twice by it (B4)."""

from uuid import uuid4

from tests.workflow.house import SUN, WANG, ZHAO

BOTH = "both"  # clerk, reviewer and approver in one


def told(house, proposal):
    """Return each fact of a proposal with who caused it."""
    return [(each.tag, each.cause.actor) for each in house.service.store.load(proposal)]


async def test_a_replayed_command_neither_files_anything_nor_changes_who_acted(house):
    proposal, digest = await house.submitted(by=BOTH)
    steps = (
        (WANG, "reviews", {"check": "secrecy", "verdict": "pass", "digest": digest}),
        (ZHAO, "reviews", {"check": "necessity", "verdict": "pass", "digest": digest}),
        (ZHAO, "reviews", {"check": "accuracy", "verdict": "pass", "digest": digest}),
        (SUN, "approve", {"digest": digest}),
    )
    for person, step, body in steps:
        command = str(uuid4())
        fresh = await house.post(BOTH, proposal, step, body)
        assert fresh.status_code == 403, fresh.text  # the author, in whichever post
        first = await house.post(person, proposal, step, body, **{"x-request-id": command})
        assert first.status_code == 201, first.text
        before = told(house, proposal)
        assert before[-1][1] == person
        for other in (BOTH, "stranger", WANG, SUN):
            again = await house.post(other, proposal, step, body, **{"x-request-id": command})
            assert again.status_code != 201 or again.json() == first.json()
            assert told(house, proposal) == before
    actors = {actor for _, actor in told(house, proposal)}
    assert actors == {BOTH, WANG, ZHAO, SUN}


async def test_the_id_of_a_used_command_carries_no_other_command(house):
    proposal, digest = await house.submitted()
    command = {"x-request-id": str(uuid4())}
    body = {"check": "secrecy", "verdict": "pass", "digest": digest}
    assert (await house.post(WANG, proposal, "reviews", body, **command)).status_code == 201
    before = told(house, proposal)
    await house.post(WANG, proposal, "return", {"reason": "请核对"}, **command)
    assert told(house, proposal) == before
