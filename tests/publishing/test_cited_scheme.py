"""按批准时的方案办: what was approved is carried out by the scheme that its approval knew."""

from functools import partial

import pytest

from services.publishing.handlers.carrying import NotYetHeardError
from shared.testing import UNIT

KEY = "disclosure.evidence_forms"


async def adopt(house, version, forms, effective="2026-07-01"):
    scheme = {"id": "S", "version": version, "effective": effective, "values": {KEY: forms}}
    await house.hear("catalog.scheme.adopted.v1", unit=UNIT, scheme=scheme)


async def cite(house, version):
    """Let a matter be approved under a version; return how its approval arrives."""
    proposal, digest = await house.submit(scope="party", channels=["公开栏", "会议"])
    cited = {"unit": UNIT, "digest": digest, "version": version}
    await house.hear("workflow.scheme.cited.v1", proposal, **cited)
    return partial(house.approve, proposal, digest)


def awaited(house):
    said = [each["event"] for each in house.facts()]
    return [each["forms"] for each in said if each["type"] == "publishing.evidence.awaited.v1"]


async def test_who_carries_it_out_waits_until_the_scheme_of_the_approval_is_known(house):
    await adopt(house, 1, ["会议"])
    approve = await cite(house, 2)
    with pytest.raises(NotYetHeardError):
        await approve()
    assert awaited(house) == []
    await adopt(house, 2, ["公开栏"])
    await house.service.hear("workflow", house.letters["workflow"])  # what stumbled comes again
    assert awaited(house) == [["公开栏"]]


async def test_a_newer_scheme_that_arrives_first_changes_nothing_of_it(house):
    await adopt(house, 1, ["会议"])
    approve = await cite(house, 1)
    await adopt(house, 2, ["公开栏"])
    await approve()
    assert awaited(house) == [["会议"]]


async def test_a_newer_scheme_that_is_not_in_force_leaves_the_older_one_in_force(house):
    await adopt(house, 1, ["会议"])
    await adopt(house, 2, ["公开栏"], effective="2027-01-01")
    await (await cite(house, 2))()
    assert awaited(house) == [["会议"]]
