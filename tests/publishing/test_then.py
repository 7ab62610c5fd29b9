"""What a page said at a moment: made again from the facts of then, byte for byte."""

from uuid import uuid4

import pytest
import sqlalchemy as sa

from shared.calendar import BEIJING, chinese_calendar
from tests.publishing.house import ITEM, OTHER, UNIT
from tests.publishing.test_posting_shown import counted


async def captured(house, disclosure, name=""):
    """Return what somebody's browser gets now, and the moment."""
    answer = await house.get(f"/items/{disclosure}", name)
    assert answer.status_code == 200
    return house.clock.now(), answer.content


async def again(house, disclosure, moment, name=""):
    """Return the page as it was at a moment."""
    at = moment.astimezone(BEIJING).replace(tzinfo=None).isoformat()
    return await house.get(f"/items/{disclosure}/then/page?at={at}", name)


async def checkpoint(house, size, first=1):
    known = house.service.store.last() - first + 1
    run = {"service": "publishing", "position": first, "index": size - 8, "count": known}
    await house.hear("archive.checkpoint.signed.v1", size=size, root="ab" * 32, note="", runs=[run])


async def lived(house):
    """Carry one matter through everything that changes its page; return it and what was seen."""
    disclosure, seen = await house.open_to("public"), []

    async def look(**ahead):
        seen.append(await captured(house, disclosure))
        house.later(**(ahead or {"hours": 1}))

    await look()
    await checkpoint(house, 9)
    first = house.service.store.last() + 1
    await look()
    await house.hear(
        "workflow.posting.opened.v1",
        kind="appointment",
        disclosure_id=disclosure,
        opened_on="2026-09-24",
        deadline=counted(chinese_calendar()),
    )
    await look(days=1)
    await look()
    await house.change("revise", disclosure, "人数统计有误。", content="应缴党员13名。")
    await look()
    await house.open_to("public", title="同一条目的另一件事")
    await house.hear(
        "feedback.outcome.published.v1",
        disclosure_id=disclosure,
        finding="upheld",
        summary="反映属实，已更正。",
    )
    await look()
    await linked(house, disclosure, look)
    await house.hear_catalog(2)
    await look()
    await house.hear(
        "catalog.amendment.announced.v1", item_id=ITEM, kind="change", explanation="名称调整。"
    )
    await look()
    await house.hear("catalog.unit.merged.v1", UNIT, unit_id=UNIT, successor=OTHER)
    await look()
    await checkpoint(house, 20, first)
    await look()
    return disclosure, seen


async def linked(house, disclosure, look):
    """Let a disclosure of the government be linked, and withdrawn there."""
    link = {
        "item_id": ITEM,
        "disclosure_id": disclosure,
        "system": "government",
        "title": "采购结果公告",
        "address": "https://gov.example/1",
        "disclosed_on": "2026-09-24",
    }
    publisher = house.as_("publisher")
    made = await house.client.post("/api/sisters", headers=publisher, json=link)
    assert made.status_code == 201
    await house.settled()
    [row] = (await house.get("/api/sisters", "publisher", "application/json")).json()
    shown = await house.client.post(
        f"/api/sisters/{row['sister_id']}/approve", headers=house.as_("office")
    )
    assert shown.status_code == 201
    await house.settled()
    await look()
    gone = await house.client.post(
        f"/api/sisters/{row['sister_id']}/withdraw",
        headers=publisher,
        json={"on": "2026-09-24", "reason": "采购项目终止。"},
    )
    assert gone.status_code == 201
    await house.settled()
    await look()


def rows_of(house):
    """Return every row of every view."""
    views = house.service.views
    return {
        each.name: sorted(map(repr, views.query(sa.select(each.table)))) for each in views.views
    }


@pytest.mark.row("J6")
async def test_every_past_page_comes_back_byte_for_byte(house):
    disclosure, seen = await lived(house)
    assert len({page for _, page in seen}) == len(seen)  # each time it looked different

    for moment, page in seen:
        then = await again(house, disclosure, moment)
        assert then.content == page
        assert then.headers["memento-datetime"].endswith("GMT")

    before = rows_of(house)
    await rebuilt(house)
    assert rows_of(house) == before
    for moment, page in seen:
        assert (await again(house, disclosure, moment)).content == page


async def rebuilt(house):
    """Fold every row again from the first fact on."""

    async def own(position, limit):
        return house.service.store.after(position, limit)

    def heard(source):
        async def read(position, limit):
            return house.letters[source][position : position + limit]

        return read

    reads = {source: heard(source) for source in house.letters} | {"publishing": own}
    await house.service.views.rebuild(reads, lambda *_: None)


async def test_before_it_was_open_there_was_no_page(house):
    before = house.clock.now()
    house.later(hours=1)
    disclosure = await house.register(days=0)
    await house.step(disclosure, "inner")
    inner = house.clock.now()
    house.later(hours=1)
    await house.step(disclosure, "public")

    for moment in (before, inner):
        page = await again(house, disclosure, moment)
        assert page.status_code == 404
        assert "还没有公开" in page.text
        told = await house.page(f"/items/{disclosure}/then?at={moment:%Y-%m-%dT%H:%M}Z")
        assert "还没有向社会公开，这一页当时不存在" in told
        assert "2026-09-24 11:00 起向社会公开" in told
    assert (await again(house, disclosure, inner, "member")).status_code == 200


async def test_the_text_of_then_stands_beside_what_became_of_it(house):
    disclosure = await house.open_to("public")
    first = house.clock.now()
    house.later(hours=1)
    await house.change("revise", disclosure, "人数统计有误。", content="应缴党员13名。")
    told = await house.page(f"/items/{disclosure}/then?at={first:%Y-%m-%dT%H:%M}Z")

    assert "应缴党员12名" in told
    assert "当时是第 1 版，现在是第 2 版" in told
    assert "网页的 SHA-256" in told
    assert "更正为第 2 版" in await house.page(f"/items/{disclosure}/then")


async def test_what_was_withdrawn_since_is_not_read_by_looking_back(house):
    disclosure = await house.open_to("public", content="不该公开的内容。")
    moment = house.clock.now()
    house.later(hours=1)
    await house.change("withdraw", disclosure, "涉及个人隐私。")
    told = await house.page(f"/items/{disclosure}/then?at={moment:%Y-%m-%dT%H:%M}Z")
    assert "不该公开的内容" not in told
    assert "涉及个人隐私" in told

    gone = await again(house, disclosure, moment)
    assert gone.status_code == 410
    assert "不该公开的内容" not in gone.text
    assert "不该公开的内容" in (await again(house, disclosure, moment, "office")).text


async def test_nobody_looks_back_on_what_they_may_not_read(house):
    inner = await house.open_to("inner", title="党内的事")
    moment = house.clock.now()
    assert (await again(house, inner, moment)).status_code == 404
    assert (await again(house, str(uuid4()), moment)).status_code == 404
    assert (await again(house, inner, moment, "member")).status_code == 200


@pytest.mark.parametrize(
    ("at", "rule"),
    [("昨天", "MomentUnreadableError"), ("2031-01-01T00:00", "MomentAheadError")],
)
async def test_a_time_that_is_none_or_not_yet_is_refused_by_name(house, at, rule):
    disclosure = await house.open_to("public")
    answer = await house.get(f"/items/{disclosure}/then?at={at}", accept="application/json")
    assert answer.status_code == 422
    assert answer.json()["type"] == f"urn:gongkai:{rule}"
    assert answer.json()["field"] == "at"


async def test_a_day_of_then_lists_what_was_before_society_under_its_title_of_then(house):
    kept = await house.open_to("public", title="当时的标题")
    gone = await house.open_to("public", title="后来撤回的事")
    await house.open_to("inner", title="只在党内的事")
    moment = f"{house.clock.now():%Y-%m-%dT%H:%M}Z"
    house.later(hours=1)
    await house.change("revise", kept, "标题有误。", title="现在的标题")
    await house.change("withdraw", gone, "重复公开。", title="后来撤回的事")
    await house.open_to("public", title="后来公开的事")

    told = await house.page(f"/then?at={moment}")
    for seen in ("当时的标题", "后来更正", "后来撤回的事", "共有 2 项", f"/items/{kept}/then?at="):
        assert seen in told
    for unseen in ("现在的标题", "后来公开的事", "只在党内的事"):
        assert unseen not in told
    assert "还没有向社会公开的事项" in await house.page("/then?at=2026-03-01T10:00")
    assert (await house.get("/then?at=2031-01-01T10:00")).status_code == 422


@pytest.mark.clause("S0-10")
async def test_what_was_published_before_a_channel_was_added_never_shows_it(house):
    old, added = await house.open_to("public"), "短视频号"
    moment, seen = await captured(house, old)
    house.later(days=1)
    new = await house.open_to("public", title="下季度", channels=["会议", "网站", added])

    assert f"、{added}" in await house.page(f"/items/{new}")
    assert added not in await house.page(f"/items/{old}")
    replayed = await again(house, old, moment)
    assert replayed.content == seen
    assert added not in replayed.text


async def test_two_corrections_within_one_minute_are_told_apart(house):
    disclosure = await house.open_to("public")
    house.later(minutes=3)
    minute = house.clock.now()
    seen = []
    for number in ("13", "14"):
        house.later(seconds=20)
        await house.change("revise", disclosure, "人数有误。", content=f"应缴党员{number}名。")
        seen.append(await captured(house, disclosure))
    house.later(minutes=2)

    for moment, shown in seen:
        assert (await again(house, disclosure, moment)).content == shown
    assert seen[1][1].decode().count("另案审核、批准以后由系统执行") == 2  # who did each step
    told = f"{minute.astimezone(BEIJING):%Y-%m-%dT%H:%M}"
    asked = await house.page(f"/items/{disclosure}/then?at={told}")
    assert "应缴党员12名" in asked
    assert "这一分钟以内后来又更正" in asked
    assert asked.index(":20</a> 更正为第 2 版") < asked.index(":40</a> 更正为第 3 版")
    exact = await house.page(f"/items/{disclosure}/then?at={told}:40")
    assert "应缴党员14名" in exact
    assert "这一分钟以内" not in exact
