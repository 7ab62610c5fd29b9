"""What is said of a matter beside its text stands on its page: documents, stages, objections."""

from uuid import uuid4

import pytest

from shared.testing import UNIT
from tests.publishing.house import ITEM

LEVELS = {
    "level1": "学习贯彻情况",
    "level2": "上级决议决定",
    "level3": "上级党组织决议决定的落实情况",
}
DECIDED = str(uuid4())


async def shown(house, levels=LEVELS, title="公开事项", **declared):
    """Return the page of a matter that society reads, and its id."""
    await house.hear(
        "catalog.item.listed.v1",
        ITEM,
        **{"item_id": ITEM, "unit": UNIT, "catalog_version": 1, "code": "A-01", **levels},
        forms=["会议", "网站"],
        scope="society",
        time_limit="periodic",
    )
    proposal, digest = await house.submit(title=title)
    told = {"unit": UNIT, "item_id": ITEM, "declared": declared, "declared_by": "clerk"}
    await house.hear("workflow.proposal.declared.v1", proposal, **told)
    await house.approve(proposal, digest, days=0)
    for step in ("inner", "public"):
        assert (await house.step(proposal, step)).status_code == 201
    return await house.page(f"/items/{proposal}"), proposal


@pytest.mark.clause("S0-18")
async def test_what_carries_out_a_superior_s_decision_stands_under_its_heading_with_the_document(
    house,
):
    link = f"/items/{DECIDED}"
    page, disclosure = await shown(
        house,
        superior_document="中共青岚县委关于作风建设的决定（县委〔2026〕3号）",
        superior_link=link,
    )

    assert f'<a href="{link}">中共青岚县委关于作风建设的决定（县委〔2026〕3号）</a>' in page
    listed = await house.page(f"/?unit={UNIT}&level1={LEVELS['level1']}")
    assert f"/items/{disclosure}" in listed
    assert f"/items/{disclosure}" not in await house.page(f"/?unit={UNIT}&level1=其他")


@pytest.mark.clause("S2-16")
async def test_a_commendation_shows_where_objections_go_and_until_when(house):
    told = {"objection_channel": "校党总支办公室", "objection_until": "2026-10-09"}
    page, disclosure = await shown(house, {**LEVELS, "level3": "评比表彰情况"}, **told)

    assert '<dt>有异议向哪里提出</dt><dd class="asis">校党总支办公室</dd>' in page
    assert "<dt>异议截止</dt><dd>2026年10月9日</dd>" in page
    house.later(days=30)
    assert "2026年10月9日（已截止）" in await house.page(f"/items/{disclosure}")


@pytest.mark.clause("S3-32")
async def test_a_later_stage_links_the_publication_of_the_earlier_one(house):
    named = {**LEVELS, "level3": "发展党员情况"}
    page, _ = await shown(house, named, title="接收预备党员名单", earlier=DECIDED)

    assert "<h1>接收预备党员名单</h1>" in page

    assert f'<dt>前一阶段</dt><dd><a href="/items/{DECIDED}">前一阶段的公开</a>' in page


async def test_what_is_said_is_remembered_as_the_page_was_and_nothing_is_shown_of_nothing(house):
    page, disclosure = await shown(house, carries_out=DECIDED)

    assert f'<a href="/items/{DECIDED}">决策的公开</a>' in page
    at = house.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    then = await house.get(f"/items/{disclosure}/then/page?at={at}")
    assert then.status_code == 200, then.text
    assert "决策的公开" in then.text
    empty, _ = await shown(house)
    assert 'id="declared"' not in empty
