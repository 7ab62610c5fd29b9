"""A subject that nobody can speak to has no catalog, where the scheme asks for it (S4-13)."""

from uuid import UUID

import pytest

from services.catalog.heard import ChannelChecked
from shared.record import Letter, file
from shared.testing import cause
from tests.catalog.conftest import OFFICE
from tests.catalog.test_doors import rule, send
from tests.catalog.test_marking_doors import COUNTY_PLAN, ENTRY, PAGE, follows, shown

PLAN = {
    "seed": "S2",
    "effective": "2026-01-01",
    "values": {"catalog.pre_check": ["保密性初审"], "catalog.open_channel": True},
    "reasons": {"catalog.pre_check": "清理另行办理", "catalog.open_channel": "广泛收集反馈"},
}
WAITS = "没有畅通的意见收集渠道"


async def tried(bureau, position, *, works):
    """Let feedback say that the opinion box of the unit was tried."""
    stream = UUID(int=0xC4)
    event = ChannelChecked(unit=OFFICE, channel="box", works=works)
    record = file(event, stream_id=stream, version=position, cause=cause("handler"))
    letter = Letter(
        position=position,
        stream_id=stream,
        version=position,
        tag=record.tag,
        body=record.body,
    )
    await bureau.service.hear("feedback", [letter])


@pytest.mark.clause("S4-13")
@pytest.mark.parametrize("plan", [PLAN, COUNTY_PLAN], ids=["by choice", "S4"])
async def test_a_catalog_waits_for_a_channel_that_works(bureau, plan):
    await follows(bureau, **plan)
    drafter = "clerk" if plan is COUNTY_PLAN else "reviewer"
    for post, kind, body in (
        (drafter, "entries", {**ENTRY, "forms": ["会议"]}),
        ("secrecy_reviewer", "screening", {"verdict": "pass"}),
    ):
        sent = await send(bureau, post, kind, body)
        assert sent.status_code == 201, sent.text
    refused = await send(bureau, "approver", "approval", {})
    assert rule(refused) == "ChannelMissingError"
    assert WAITS in await shown(bureau, drafter, PAGE)
    await tried(bureau, 1, works=False)
    assert rule(await send(bureau, "approver", "approval", {})) == "ChannelMissingError"
    await tried(bureau, 2, works=True)
    assert WAITS not in await shown(bureau, drafter, PAGE)
    if plan is COUNTY_PLAN:
        said = {"row": 1, "body": "全委会"}
        assert (await send(bureau, drafter, "particulars", said)).status_code == 201
    passing = {"meeting": "县委常委会2026年6月10日会议"}
    approved = await send(bureau, "approver", "approval", passing)
    assert approved.status_code == 201, approved.text


async def test_whose_every_channel_was_found_broken_has_no_catalog_under_any_scheme(bureau):
    values = {"catalog.pre_check": ["保密性初审"]}
    await follows(bureau, **PLAN | {"values": values, "reasons": {"catalog.pre_check": "另行清理"}})
    for post, kind, body in (
        ("reviewer", "entries", {**ENTRY, "forms": ["会议"]}),
        ("secrecy_reviewer", "screening", {"verdict": "pass"}),
    ):
        assert (await send(bureau, post, kind, body)).status_code == 201
    await tried(bureau, 1, works=False)
    assert rule(await send(bureau, "approver", "approval", {})) == "ChannelMissingError"
    await tried(bureau, 2, works=True)
    assert (await send(bureau, "approver", "approval", {})).status_code == 201
