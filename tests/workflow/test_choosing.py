"""A unit of many items and disclosures: what is to be chosen is paged, found and filtered."""

import re
from uuid import UUID

from shared.testing import UNIT
from tests.workflow.examples import DISCLOSURE, LI, ZHAO
from tests.workflow.house import OTHER

MANY = 53
TEXT = {"title": "来信来访情况", "content": "共办理十二件。"}


def chosen(html):
    """Return how many items a page leads on with."""
    return len(set(re.findall(r"/items/([^/\"]+)/propose", html)))


async def test_many_items_are_chosen_from_page_by_page_and_found_by_words(house):
    for n in range(MANY):
        await house.list_item(str(UUID(int=n + 1)), f"第{n}项收支情况", "society")
    both = await house.page("both", "/items")
    first = (await house.page(LI, "/items")).text
    last = (await house.page(LI, "/items?page_no=99")).text
    found = (await house.page(LI, "/items?q=第52项 组织建设")).text
    none = (await house.page(LI, "/items?q=没有的")).text
    stranger = (await house.page("stranger", f"/items?unit={UNIT}")).text

    assert chosen(first) == 50
    assert chosen(last) == MANY + 2 - 50
    assert chosen(found) == 1
    assert "找到1项" in found
    assert "没有找到这样的目录事项。" in none
    assert "这个单位的目录还没有列入事项。" in stranger  # another's unit is not shown
    assert 'name="unit"' not in both.text  # of one unit there is nothing to choose

    carried = (await house.send(LI, "/items", **TEXT)).text
    second = (await house.send(LI, "/items", **TEXT, page_no="2")).text
    sought = (await house.send(LI, "/items", **TEXT, q="第52项", page_no="一")).text
    assert (chosen(carried), chosen(second), chosen(sought)) == (50, MANY + 2 - 50, 1)
    assert carried.count(f'value="{TEXT["content"]}"') == 2  # not once for each item


async def test_many_disclosures_are_paged_and_found_by_words(house):
    await house.disclose()
    for n in range(MANY):
        await house.disclose(str(UUID(int=n + 1)))
    await house.hear("catalog.post.assigned.v1", None, unit=OTHER, person_id=LI, post="clerk")

    first = (await house.page(LI, "/disclosures")).text
    second = (await house.page(LI, "/disclosures?q=党费&page_no=2")).text
    elsewhere = (await house.page(LI, f"/disclosures?unit={OTHER}")).text
    nobody = (await house.page(ZHAO, "/disclosures")).text

    assert first.count("/withdraw") == 50
    assert second.count("/withdraw") == MANY + 1 - 50
    assert DISCLOSURE in first + second
    assert "没有找到这样的公开事项。" in elsewhere
    assert "还没有可以更正或者撤回的公开事项" in nobody
