"""The numbers on the page are the number of lines in the exported file, group by group."""

from collections import Counter
from datetime import date
from uuid import UUID, uuid4

import pytest

from services.archive.domain.statistics import NO_CHANNEL, NO_CLASS, By, Threads, Told, tally
from shared.testing import UNIT
from tests.archive.conftest import AUDITOR, CLERK
from tests.archive.test_yearly import recorded, rows

OTHER = "00000000-0000-4000-8000-0000000000bb"
DAY = date(2026, 7, 1)


def told(tag, stream="s", **event):
    return Told(index=0, tag=tag, stream=stream, day=DAY, unit="office", event=event)


def test_a_fact_counts_where_its_thing_belongs():
    threads = Threads()
    listed = threads.counted(told("catalog.item.listed.v1", item_id="i", unit="u", level1="党费"))
    threads.counted(told("publishing.disclosure.registered.v1", "d", unit="u", item_id="i"))
    shown = threads.counted(told("publishing.inner.opened.v1", "d"))
    sent = threads.counted(
        told("publishing.delivery.delivered.v1", "e", disclosure_id="d", unit="u", form="网站")
    )
    heard = threads.counted(
        told("feedback.opinion.received.v1", "o", unit="u", disclosure_id="d", channel="qr")
    )
    replied = threads.counted(told("feedback.opinion.replied.v1", "o"))
    alone = threads.counted(told("feedback.request.received.v1", "r", unit="u", intake="paper"))
    nobody = threads.counted(told("publishing.inner.opened.v1", "x"))

    assert [each.level for each in (listed, shown, sent, heard, replied)] == ["党费"] * 5
    assert [each.channel for each in (sent, heard, alone)] == ["网站", "扫码", "书面申请"]
    assert (shown.unit, replied.unit, nobody.unit) == ("u", "u", "office")
    assert (alone.level, shown.channel) == (NO_CLASS, NO_CHANNEL)
    assert tally([shown, sent], By.MONTH) == {
        "2026-07": Counter({shown.tag: 1, sent.tag: 1}),
    }


async def fill(town):
    """Let two units do things in two months, some of them before the days that are asked for."""
    for unit, level in ((UNIT, "党费"), (OTHER, "干部")):
        item, shown = uuid4(), uuid4()
        at = "2026-03-01T02:00:00Z"
        fields = {"item_id": str(item), "unit": unit, "level1": level, "level3": "x"}
        await recorded(town, "catalog.item.listed.v1", at, **fields)
        fields = {"unit": unit, "item_id": str(item), "plan": {"title": "t"}}
        await recorded(town, "publishing.disclosure.registered.v1", at, stream=shown, **fields)
        for month in (3, 4, 4):
            more = {"unit": unit, "disclosure_id": str(shown), "form": "公开栏"}
            when = f"2026-{month:02d}-10T02:00:00Z"
            await recorded(town, "publishing.delivery.delivered.v1", when, **more)
        for channel, when in (("qr", "2026-03-31T15:59:59Z"), ("box", "2026-03-31T16:00:00Z")):
            opinion = uuid4()
            more = {"unit": unit, "disclosure_id": str(shown), "channel": channel}
            await recorded(town, "feedback.opinion.received.v1", when, stream=opinion, **more)
            later = "2026-04-20T02:00:00Z"
            await recorded(town, "feedback.opinion.replied.v1", later, stream=opinion, to="public")


def on_page(page):
    """Read the table of a page: group, then number by its column's name."""
    found = {}
    for row in page.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]:
        cells = [
            (each.partition('"')[0], each.partition("<div")[2].partition(">")[2].partition("<")[0])
            for each in row.split('data-h="')[1:]
        ]
        found[cells[0][1]] = {name: int(text) for name, text in cells[1:]}
    return found


@pytest.mark.row("K5")
async def test_every_number_equals_a_count_over_the_exported_file(town):
    fields = {"unit_id": OTHER, "name": "县委党校", "kind": "x", "superior": ""}
    await town.hear("catalog.unit.registered.v1", **fields)
    await fill(town)
    span = "since=2026-04-01&until=2026-04-30"

    lines = rows(await town.get(f"/statistics.csv?{span}", AUDITOR))
    whole = Counter(each["统计项目"] for each in lines)
    months = [{**each, "月": each["日期"][:7]} for each in lines]

    assert whole == {"渠道送达": 4, "收到意见": 2, "答复意见": 4}
    for by, column in {"unit": "单位", "class": "类别", "channel": "渠道", "month": "月"}.items():
        page = (await town.page(f"/statistics?{span}&by={by}", AUDITOR)).text
        api = (await town.get(f"/api/statistics?{span}&by={by}", AUDITOR)).json()
        shown = on_page(page)
        assert shown.pop("合计") == dict(whole)
        told = {(group, name): n for group, row in shown.items() for name, n in row.items() if n}
        assert told == Counter((each[column], each["统计项目"]) for each in months)
        assert sum(each["count"] for each in api) == len(lines) == 10
        assert "统计期内（按北京时间记录的日期）每种事实的条数" in page
        assert '<option value="month"' in page  # what the page offers, not the ways of every page
    for each in lines:
        assert each["名称"] in (await town.page(f"/facts/{each['日志序号']}", AUDITOR)).text


async def test_an_office_counts_its_own_and_nobody_else_counts(town):
    await fill(town)
    span = "since=2026-03-01&until=2026-04-30"
    office = {"unit": UNIT, "person_id": "office", "post": "office"}
    await town.hear("catalog.post.assigned.v1", **office)

    own = rows(await town.get(f"/statistics.csv?{span}", "office"))
    none = (await town.page("/statistics?since=2020-01-01&until=2020-12-31", AUDITOR)).text
    wrong = await town.get("/statistics?since=2026-05-01&until=2026-04-01", AUDITOR)

    assert {each["单位编号"] for each in own} == {UNIT}
    assert len(own) == 8
    assert "没有计入统计的事实" in none
    assert wrong.json()["type"] == "urn:gongkai:SpanError"
    assert (await town.page("/statistics", CLERK)).status_code == 403
    assert (await town.get(f"/statistics?unit={UUID(int=9)}", "office")).status_code == 404
