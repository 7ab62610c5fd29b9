"""Entries and orders are counted to a wider system, and reported with their dates."""

from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from services.archive.domain.flags import (
    FLAGS,
    USUAL,
    FlaggedAlreadyError,
    FlagMatter,
    MatterFlagged,
    MatterUnflagged,
    NotFlaggedError,
    SystemBlankError,
    UnflagMatter,
    UnflagReasonError,
)
from shared.testing import UNIT, Given
from tests.archive.conftest import AUDITOR, CLERK
from tests.archive.test_yearly import caught_up, recorded, rows

OFFICE = "office"
ITEM, ORDER = UUID(int=0x17), UUID(int=0x18)
FLAG = FlagMatter(unit=UNIT, matter="m", kind="整改", title="补公开", system=USUAL)
FLAGGED = MatterFlagged(
    unit=UNIT, matter="m", kind="整改", title="补公开", system=USUAL, note="", flagged_by="x"
)
UNFLAG = UnflagMatter(unit=UNIT, matter="m", system=USUAL, reason="标错了")


def test_a_matter_belongs_to_a_system_until_it_does_not():
    Given(FLAGS).when(FLAG, by="x").then(FLAGGED)
    Given(FLAGS, FLAGGED).when(FLAG, by="x").then_rejected(FlaggedAlreadyError, field="matter")
    Given(FLAGS).when(replace(FLAG, system=" "), by="x").then_rejected(SystemBlankError)
    Given(FLAGS, FLAGGED).when(replace(UNFLAG, reason=""), by="x").then_rejected(UnflagReasonError)
    Given(FLAGS).when(UNFLAG, by="x").then_rejected(NotFlaggedError)
    told = {"unit": UNIT, "matter": "m", "system": USUAL, "reason": "标错了"}
    Given(FLAGS, FLAGGED).when(UNFLAG, by="x").then(MatterUnflagged(**told, unflagged_by="x"))


async def send(town, path, **form):
    return await town.client.post(
        f"/archive{path}",
        headers=town.as_(OFFICE, Accept="text/html"),
        data={"command_id": str(uuid4()), "unit": UNIT, "system": USUAL, **form},
        follow_redirects=False,
    )


async def fill(town):
    """Let an entry be listed and shown twice, an order be given and carried out."""
    office = {"unit": UNIT, "person_id": OFFICE, "post": "office"}
    await town.hear("catalog.post.assigned.v1", **office)
    fields = {"item_id": str(ITEM), "unit": UNIT, "level1": "监督", "level3": "巡察整改情况"}
    await recorded(town, "catalog.item.listed.v1", "2026-01-05T02:00:00Z", **fields)
    for day in ("2026-02-01", "2026-05-01"):
        shown, at = uuid4(), f"{day}T02:00:00Z"
        fields = {"unit": UNIT, "item_id": str(ITEM)}
        tag = "publishing.disclosure.registered.v1"
        await recorded(town, tag, at, stream=shown, **fields)
        fields = {"opened_on": day, "content": "x"}
        await recorded(town, "publishing.public.opened.v1", at, stream=shown, **fields)
    order = {"unit": UNIT, "owner": "x", "task": "补公开经费", "due": "2026-04-01"}
    at = "2026-03-01T02:00:00Z"
    await recorded(town, "feedback.rectification.ordered.v1", at, stream=ORDER, **order)
    at = "2026-03-20T02:00:00Z"
    await recorded(town, "feedback.rectification.reported.v1", at, stream=ORDER, done="已补")
    fields = {"unit": UNIT, "passed": True, "note": ""}
    await recorded(town, "feedback.rectification.checked.v1", at, stream=ORDER, **fields)
    await caught_up(town)


@pytest.mark.clause("S2-06")
async def test_marked_items_and_rectifications_are_reported_with_their_dates(town):
    await fill(town)
    empty = (await town.page("/systems", OFFICE)).text
    marked = [await send(town, "/systems", matter=str(each)) for each in (ITEM, ORDER)]
    strange = await send(town, "/systems", matter=str(uuid4()))
    twice = await send(town, "/systems", matter=str(ITEM))

    page = (await town.page("/systems", AUDITOR)).text
    lines = {each["事项"]: each for each in rows(await town.get("/systems.csv", AUDITOR))}

    assert f"还没有标记为“{USUAL}”的事项和整改" in empty
    assert [each.status_code for each in (*marked, strange, twice)] == [303, 303, 404, 409]
    assert (lines["巡察整改情况"]["种类"], lines["补公开经费"]["种类"]) == ("目录事项", "整改")
    assert lines["巡察整改情况"]["日期"] == (
        "列入目录 2026-01-05；首次公开 2026-02-01；最近公开 2026-05-01"
    )
    assert lines["补公开经费"]["日期"] == (
        "责成整改 2026-03-01；整改期限 2026-04-01；整改验收 2026-03-20"
    )
    for text in (USUAL, "巡察整改情况", "整改验收 2026年3月20日", "共 2 件"):
        assert text in page
    assert (await town.page("/systems", CLERK)).status_code == 403

    gone = await send(town, "/systems/removals", matter=str(ITEM), reason="不属于")
    after = (await town.get("/systems.csv", AUDITOR)).text
    assert gone.status_code == 303
    assert "巡察整改情况" not in after
