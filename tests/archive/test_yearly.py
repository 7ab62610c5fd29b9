"""A year is checked: what was not filed, what volumes lack, who took part, what looks like form."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from msgspec import json
from msgspec.structs import replace

from services.archive.domain.volume_words import KINDS
from services.archive.domain.yearly import Deed, Release, alike, clusters, parts
from shared.record import canonical
from shared.testing import NOON, UNIT
from tests.archive.conftest import AUDITOR, CLERK, DISCLOSURE
from tests.archive.test_volumes import NUMBER, OFFICE, filed, seal

__all__ = ["filed"]

MEDIA = "声像材料"


def release(minutes, *, unit="u", last_day=True, text="x"):
    at = NOON + timedelta(minutes=minutes)
    return Release(id=str(minutes), unit=unit, title="t", at=at, text=text, last_day=last_day)


def test_what_is_released_within_an_hour_on_the_last_day_is_a_cluster():
    crowd = [release(5 * n) for n in range(12)]
    apart = [release(90 * n, unit="slow") for n in range(1, 9)]
    in_time = [release(n, unit="early", last_day=False) for n in range(12)]

    [found] = clusters([*crowd, *apart, *in_time])

    assert (found.unit, len(found.releases)) == ("u", 12)
    assert (found.first, found.last) == (NOON, NOON + timedelta(minutes=55))
    assert clusters(crowd, many=13) == []


def test_the_same_text_twice_is_alike_within_one_unit():
    first, second = release(1), release(200, last_day=False)
    others = [release(3, text="y"), release(4, unit="v")]

    assert alike([first, *others, second]) == [(first, second)]


def test_each_post_is_told_by_what_it_did_and_how_long_that_took():
    deeds = [Deed(post="approver", answer=False, hours=hours) for hours in (1.0, 5.0, 3.0, None)]

    [approver, office] = parts([*deeds, Deed(post="office", answer=True)])

    assert (approver.reviews, approver.hours, approver.answers) == (4, 3.0, 0)
    assert (office.reviews, office.hours, office.answers) == (0, None, 1)


# ── in the house ─────────────────────────────────────────────────────────────────────────────


async def shown(town, name, opened_on, *, unit=UNIT, title="一件事", ended_on=None, due=None):
    """Let a matter be shown, and perhaps end, and say on which day it was due."""
    plan, text = {"title": title}, {"content": "同一段话"}
    tag = "publishing.disclosure.registered.v1"
    await town.hear(tag, name, unit=unit, proposal_id=str(uuid4()), plan=plan)
    more = {"unit": unit, "title": title, "opened_on": opened_on, **text}
    await town.hear("publishing.public.opened.v1", name, version=2, **more)
    if ended_on:
        more = {"disclosure_id": str(name), "ended_on": ended_on}
        await town.hear("publishing.display.ended.v1", **more)
    if due:
        tag = "workflow.obligation.fulfilled.v1"
        await town.hear(tag, disclosure_id=str(name), due=due)


async def scheme(town, version, effective, days):
    told = {"id": "s", "version": version, "effective": effective}
    await town.hear(
        "catalog.scheme.adopted.v1",
        unit=UNIT,
        scheme={**told, "values": {"archive.days_after_end": days}},
    )


def rows(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def caught_up(town):
    for source, said in town.said.items():
        await town.service.views.reached(source, len(said))


@pytest.mark.clause("S1-30", "S1-39")
async def test_a_closed_year_lists_a_volume_for_each_matter_and_what_each_lacks(filed):
    town = filed
    await shown(town, DISCLOSURE, "2025-03-01", title="党费收缴使用情况")
    await caught_up(town)
    await town.logged()
    before = rows(await town.get("/years/2025/volumes.csv", OFFICE))
    assert (await seal(town)).status_code == 201
    await town.service.views.reached("archive", town.service.store.last())

    after = rows(await town.get("/years/2025/volumes.csv", OFFICE))
    page = (await town.page("/years/2025", OFFICE)).text
    other = (await town.page("/years/2024", AUDITOR)).text

    assert [(each["档号"], each["情况"]) for each in before] == [("", "未归档")]
    assert [(each["档号"], each["情况"]) for each in after] == [(NUMBER, "已归档")]
    assert after[0][MEDIA] == "0"
    assert {*KINDS.values()} < {*after[0]}
    assert f"缺{MEDIA}" in page
    assert f"{MEDIA} 1" in page
    assert "这一年没有公开过的事" in other


@pytest.mark.clause("S3-25")
async def test_what_ended_forty_days_ago_and_was_not_filed_is_late(filed):
    town, today = filed, NOON.date()
    await shown(town, uuid4(), "2026-01-01", title="早该归档", ended_on=today - timedelta(40))
    await shown(town, uuid4(), "2026-01-02", title="还有时间", ended_on=today - timedelta(30))
    await shown(town, uuid4(), "2026-01-03", title="还在公开")
    await caught_up(town)
    page = (await town.page("/years/2026", OFFICE)).text
    late = page.partition("逾期没有归档")[2].partition("案卷和材料")[0]

    assert "早该归档" in late
    assert "还有时间" not in late
    assert "还在公开" not in late

    await scheme(town, 1, "2026-01-01", 20)  # the unit's own rule is stricter
    await scheme(town, 2, str(today), 365)  # and says otherwise only for what ends from now on
    await caught_up(town)
    page = (await town.page("/years/2026", OFFICE)).text
    assert "还有时间" in page.partition("逾期没有归档")[2].partition("案卷和材料")[0]


@pytest.mark.clause("S2-44")
async def test_the_ledger_of_a_year_has_date_kind_and_number_in_every_line(filed):
    town = filed
    await town.hear("publishing.meeting.recorded.v1", uuid4(), unit=UNIT)
    await town.hear("publishing.visit.closed.v1", uuid4(), unit=UNIT)
    await town.hear("publishing.sheet.posted.v1", uuid4(), unit=UNIT)
    await town.logged()
    assert (await seal(town)).status_code == 201
    await town.service.views.reached("archive", town.service.store.last())

    found = rows(await town.get("/years/2026/ledger.csv", OFFICE))
    none = rows(await town.get("/years/2025/ledger.csv", OFFICE))

    kinds = {each["种类"] for each in found}
    assert kinds == {"会议记录", "活动记录", "文件", "宣传资料"}
    assert all(each["日期"] == "2026-07-01" and each["编号"] and each["事由"] for each in found)
    assert len({each["编号"] for each in found}) == len(found)
    assert any(each["编号"].startswith(NUMBER) for each in found)
    assert none == []


@pytest.mark.clause("S1-45")
async def test_twelve_releases_within_an_hour_on_the_last_day_are_marked(town):
    for n in range(12):
        await shown(town, uuid4(), "2026-07-01", title=f"第{n}件", due=NOON.date())
    tried = town.letter("house.command.refused.v1")
    body = json.decode(tried.body)
    body["event"] |= {"rule": "PastError", "asked": "公开", "sentence": "不得倒填。"}
    town.service.ledger.refused("workflow", [replace(tried, position=1, body=canonical(body))])
    await caught_up(town)

    page = await town.page("/years/2026/signs", AUDITOR)
    fewer = await town.page("/years/2026/signs?many=13", AUDITOR)
    posted = await town.client.post("/archive/years/2026/signs", headers=town.as_(AUDITOR))

    assert "扎堆公开 12 件" in page.text
    assert "雷同 12 件" in page.text
    assert "拒绝了 1 次倒填日期" in page.text
    assert "没有在最后一天扎堆公开" in fewer.text
    assert posted.status_code == 405  # there is nothing by which a time could be changed
    assert (await town.page("/years/2026/signs", CLERK)).status_code == 403


@pytest.mark.clause("S0-86")
async def test_a_quarter_tells_of_each_post_what_it_did_and_how_fast(town):
    await town.hear("feedback.opinion.concluded.v1", uuid4(), unit=UNIT)

    third = (await town.page("/years/2026/quarters/3", AUDITOR)).text
    second = (await town.page("/years/2026/quarters/2", AUDITOR)).text
    wrong = await town.get("/years/2026/quarters/5", AUDITOR)

    [row] = [each for each in third.split("<tr>") if "承办人" in each and "<td" in each]
    assert [int(each) for each in numbers(row)[::2]] == [1, 1]  # one review, one answer
    assert numbers(row)[1] == "0.0"  # hours, the median
    assert "没有审核，也没有答复" in second
    assert (wrong.status_code, wrong.json()["type"]) == (422, "urn:gongkai:YearError")


def recorded(town, tag, at, *, stream=None, **fields):
    """Write a fact as it was recorded at a moment of some other day."""
    letter = town.letter(tag, stream or uuid4(), **fields)
    body = json.decode(letter.body)
    body["cause"]["at"] = at
    kept = replace(letter, body=canonical(body))
    town.said[tag.partition(".")[0]][-1] = kept
    return town.service.hear(tag.partition(".")[0], [kept])


def table(page):
    cells = [each.partition("<")[0] for each in page.split('<div class="num">')[1:]]
    return [int(each) for each in cells]


@pytest.mark.clause("S4-84")
async def test_the_figures_of_a_month_stay_as_they_were_at_the_cut_off(town):
    month = "/years/2026/months/4?cutoff=2026-05-05"
    opened = "publishing.public.opened.v1"
    await recorded(town, opened, "2026-04-10T02:00:00Z", opened_on="2026-04-10")
    await recorded(town, opened, "2026-05-03T02:00:00Z", opened_on="2026-04-30")  # in time
    await recorded(town, opened, "2026-05-05T15:59:00Z", opened_on="2026-04-29")  # just in time
    await recorded(town, "feedback.opinion.received.v1", "2026-04-30T15:00:00Z", unit=UNIT)
    at_once = table((await town.page(month, AUDITOR)).text)

    await recorded(town, opened, "2026-05-05T16:00:00Z", opened_on="2026-04-29")  # too late
    await recorded(town, opened, "2026-06-20T02:00:00Z", opened_on="2026-04-02")
    await recorded(town, "feedback.opinion.received.v1", "2026-05-01T02:00:00Z", unit=UNIT)
    later = table((await town.page(month, AUDITOR)).text)
    wider = table((await town.page("/years/2026/months/4?cutoff=2026-06-30", AUDITOR)).text)

    assert at_once == later
    assert sum(at_once) == 4
    assert sum(wider) == 6
    for wrong in ("cutoff=2026-04-29", "cutoff=x"):
        answer = await town.get(f"/years/2026/months/4?{wrong}", AUDITOR)
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:gongkai:MonthError")
    assert (await town.get("/years/2026/months/13", AUDITOR)).status_code == 422


def numbers(row):
    return [each.partition("<")[0] for each in row.split('class="num">')[1:]]


async def test_who_may_check_a_year(town):
    assert (await town.page("/years/2026", CLERK)).status_code == 403
    assert (await town.page("/years/2026", "")).status_code == 303
    assert (await town.get("/years/9999", AUDITOR)).status_code == 422
    assert (await town.page("/years", AUDITOR)).headers["location"] == "/archive/years/2026"
