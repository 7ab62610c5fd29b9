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


@pytest.mark.clause("S0-18", "S2-16", "S3-32")
async def test_what_is_said_beside_the_text_stands_on_the_page_under_its_heading(house):
    link, document = f"/items/{DECIDED}", "中共青岚县委关于作风建设的决定（县委〔2026〕3号）"
    page, disclosure = await shown(house, superior_document=document, superior_link=link)
    assert f'<a href="{link}">{document}</a>' in page
    listed = await house.page(f"/?unit={UNIT}&level1={LEVELS['level1']}")
    assert f"/items/{disclosure}" in listed
    assert f"/items/{disclosure}" not in await house.page(f"/?unit={UNIT}&level1=其他")

    named = {**LEVELS, "level3": "发展党员情况"}
    page, _ = await shown(house, named, title="接收预备党员名单", earlier=DECIDED)
    assert "<h1>接收预备党员名单</h1>" in page
    assert f'<dt>前一阶段</dt><dd><a href="/items/{DECIDED}">前一阶段的公开</a>' in page

    page, executed = await shown(house, carries_out=DECIDED)
    assert f'<a href="/items/{DECIDED}">决策的公开</a>' in page
    at = house.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    then = await house.get(f"/items/{executed}/then/page?at={at}")
    assert then.status_code == 200, then.text
    assert "决策的公开" in then.text
    assert 'id="declared"' not in (await shown(house))[0]

    told = {"objection_channel": "校党总支办公室", "objection_until": "2026-10-09"}
    page, praised = await shown(house, {**LEVELS, "level3": "评比表彰情况"}, **told)
    assert '<dt>有异议向哪里提出</dt><dd class="asis">校党总支办公室</dd>' in page
    assert "<dt>异议截止</dt><dd>2026年10月9日</dd>" in page
    house.later(days=30)
    assert "2026年10月9日（已截止）" in await house.page(f"/items/{praised}")
