"""A version of a catalog with more entries, doubts and lacks than a page can bear."""

import re
from urllib.parse import quote

from tests.catalog.conftest import OFFICE, login_of
from tests.catalog.files import COLUMNS
from tests.catalog.test_doors import HERE
from tests.catalog.test_marking_doors import follows

PAGE = f"/units/{OFFICE}/catalog/1"
MANY = 70
POINT = re.compile(r'<details(?: open)? id="(\w+)"')


def a_file():
    """Return a catalog of which every entry leaves a doubt: of no time limit is such a word."""
    rows = (
        f"组织建设,党费收缴,第{n}项收缴情况,公开栏、网站,社会,看情况" for n in range(1, MANY + 1)
    )
    return "\n".join([",".join(COLUMNS), *rows]).encode()


def rows_of(html):
    """Return the rows of the table of entries that a page shows."""
    return [int(each) for each in re.findall(r'<tr id="row-(\d+)"', html)]


async def test_a_large_version_is_leafed_through_searched_and_jumped_into(bureau):
    await follows(bureau, seed="S3", effective="2026-01-01")
    async with bureau.client(login_of("clerk")) as clerk:
        upload = {"file": ("大目录.csv", a_file(), "text/csv")}
        assert (await clerk.post(f"{HERE}/catalog/import", files=upload)).status_code == 201

    async with bureau.browser(login_of("clerk")) as clerk:

        async def seen(query=""):
            answer = await clerk.get(PAGE + query)
            assert answer.status_code == 200
            return answer.text

        first, second, last = await seen(), await seen("?page=2"), await seen("?open_page=99")
        found, from_65 = await seen(f"?q={quote('第6项 党费')}"), await seen("?row=65")
        held, none = await seen("?held_page=7"), await seen(f"?q={quote('没有的')}")
        schedule = (await clerk.get(f"{PAGE}/schedule?q={quote('第70项')}")).text

    assert f"待裁定的疑点（{MANY}）" in first
    assert first.count("<h3>第") < MANY
    assert len(first.encode()) < 60_000
    assert rows_of(first) == [*range(1, 51)]
    assert rows_of(second) == [*range(51, MANY + 1)]
    assert re.findall(r'name="row" value="(\d+)"', last)[-1] == str(MANY)
    assert rows_of(found) == [6]
    assert "找到1条，共70条" in found
    assert rows_of(from_65) == [*range(65, MANY + 1)]
    assert f"（{MANY}" not in none.partition('id="entries"')[2]
    assert "没有找到这样的条目。" in none
    assert f"{PAGE}/entries/{MANY}/particulars" in held
    assert f"{PAGE}/entries/1/particulars" not in held
    assert "第70项收缴情况" in schedule
    assert "第7项收缴情况" not in schedule


async def test_the_plans_are_compared_group_by_group_or_by_what_they_say(bureau):
    async with bureau.browser() as citizen:
        first = (await citizen.get("/schemes")).text
        other = (await citizen.get("/schemes", params={"group": "监督"})).text
        largest = (await citizen.get("/schemes", params={"group": "办理"})).text
        found = (await citizen.get("/schemes", params={"q": "v01 党委"})).text
        clause = (await citizen.get("/schemes", params={"q": "S2-65"})).text
        none = (await citizen.get("/schemes", params={"q": "没有的"})).text

    assert max(len(each.encode()) for each in (first, other, largest)) < 60_000
    assert (len(POINT.findall(first)), first.count("监督（29）")) == (9, 1)
    assert len(POINT.findall(other)) == 29
    assert POINT.findall(found) == ["V01"]
    assert 'id="V01"' in clause
    assert "没有找到这样的设置。" in none
