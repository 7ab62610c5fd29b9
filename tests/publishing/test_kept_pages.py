"""Pages are a projection: made once for each change, never old, never one reader's own."""

import asyncio
import gzip
from contextlib import contextmanager

import sqlalchemy as sa

from tests.publishing.house import OTHER, PLAN, UNIT


@contextmanager
def counted(house):
    """Count the questions to the database of rows."""
    engine, asked = house.service.views._engine, []

    def note(*said):
        asked.append(said[2])

    sa.event.listen(engine, "before_cursor_execute", note)
    yield asked
    sa.event.remove(engine, "before_cursor_execute", note)


async def told(house, path, **headers):
    """Return an answer as it comes over the line."""
    headers = {"accept": "text/html", "accept-encoding": "identity"} | headers
    return await house.client.get(path, headers=headers)


async def test_a_page_is_made_once_and_then_given_out_as_it_is(house):
    disclosure = await house.open_to("public")
    for path in ("/", f"/items/{disclosure}", "/units", "/tree", "/statistics"):
        first = await told(house, path)
        with counted(house) as asked:
            second = await told(house, path)
            packed = await told(house, path, **{"accept-encoding": "gzip, br"})

        assert asked == [], path
        assert first.content == second.content == packed.content
        assert first.headers["etag"] == second.headers["etag"]
        assert packed.headers["content-encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["vary"]
        assert second.headers["etag"] != packed.headers["etag"]
        for name in ("content-security-policy", "x-content-type-options", "cache-control"):
            assert second.headers[name] == first.headers[name]


async def test_kept_pages_tell_who_has_them_that_they_still_hold_and_heads_say_the_same(house):
    page = await told(house, "/")
    head = await house.client.head("/", headers={"accept-encoding": "identity"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(page.content))
    shelf = house.app.asgi_handler
    [sheet] = [each for key, each in shelf._sheets.items() if key[0] == "/"]
    assert gzip.decompress(sheet.packed) == page.content
    missing = "/items/00000000-0000-4000-8000-00000000dead"
    assert [(await told(house, missing)).status_code for _ in range(2)] == [404, 404]

    known = (await told(house, "/")).headers["etag"]
    same = await told(house, "/", **{"if-none-match": known})
    assert (same.status_code, same.content) == (304, b"")

    await house.open_to("public")
    changed = await told(house, "/", **{"if-none-match": known})
    assert changed.status_code == 200
    assert PLAN["title"] in changed.text


async def test_every_change_is_on_the_page_at_once(house):
    disclosure = await house.open_to("public")
    here = f"/items/{disclosure}"
    assert "12名" in (await told(house, here)).text

    await house.change("revise", disclosure, "人数有误。", content="应缴党员13名。")
    assert "应缴党员13名。" in (await told(house, here)).text
    await house.hear(
        "archive.checkpoint.signed.v1",
        size=9,
        root="ab" * 32,
        note="",
        runs=[{"service": "publishing", "position": 1, "index": 0, "count": 9}],
    )
    assert "已收录于公开日志" in (await told(house, here)).text
    await house.hear("catalog.unit.merged.v1", UNIT, unit_id=UNIT, successor=OTHER)
    assert "由青岚县招商局承接" in (await told(house, here)).text
    await house.change("withdraw", disclosure, "重复公开。")
    assert "应缴党员13名。" not in (await told(house, here)).text


async def test_a_new_day_makes_a_new_page(house):
    assert "2026年9月24日" in (await told(house, "/")).text
    house.later(hours=15)  # midnight in Beijing
    assert "2026年9月25日" in (await told(house, "/")).text


async def test_who_is_logged_in_neither_gets_nor_leaves_a_kept_page(house):
    await house.open_to("inner", title="只在党内的事")
    assert "只在党内的事" not in (await told(house, "/")).text
    assert "只在党内的事" in await house.page("/", "member")
    cookie = f"gk_session={house.sessions.issue('p', '李明')}"
    assert "李明" in (await told(house, "/", cookie=cookie)).text
    after = (await told(house, "/")).text
    assert "只在党内的事" not in after
    assert "李明" not in after


async def test_every_look_has_a_page_of_its_own(house):
    looks = ("", "gk_size=large", "gk_contrast=high", "gk_size=large; gk_contrast=high")
    pages = [await told(house, "/", cookie=look) for look in looks]
    again = [await told(house, "/", cookie=look) for look in looks]

    assert len({each.content for each in pages}) == len(looks)
    assert [each.content for each in pages] == [each.content for each in again]
    other_order = await told(house, "/", cookie="gk_contrast=high; gk_seen=x; gk_size=large")
    assert other_order.content == pages[-1].content


async def test_nothing_is_kept_while_rows_are_being_changed(house):
    with house.service.views.editions.turning(), counted(house) as asked:
        await told(house, "/")
        before = len(asked)
        await told(house, "/")
        assert len(asked) == 2 * before
    with counted(house) as asked:
        await told(house, "/")
        assert 0 < len(asked) <= before


async def test_what_another_process_folded_is_asked_for_anew(house):
    await told(house, "/")
    await house.service.hear("catalog", house.letters["catalog"])  # folded long ago
    with counted(house) as asked:
        await told(house, "/")
    assert asked


async def test_a_crowd_before_a_changed_page_has_it_made_once(house):
    with counted(house) as asked:
        await told(house, "/tree")
    once = len(asked)
    await house.open_to("public")
    with counted(house) as asked:
        pages = await asyncio.gather(*(told(house, "/tree") for _ in range(20)))
    assert len(asked) == once
    assert len({each.content for each in pages}) == 1
