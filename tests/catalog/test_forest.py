"""The county level by level, units found by name, a catalog by its levels."""

from uuid import UUID

import pytest

from services.catalog.handlers.forest import SIZE
from services.catalog.views import items, shelves
from tests.catalog.conftest import COUNTY, OFFICE, SCHOOL, login_of
from tests.catalog.test_doors import DECISIONS

BRANCH = str(UUID(int=0xC3))


async def register(county, *units):
    async with county.client("admin") as admin:
        for unit, name, kind, superior in units:
            body = {"unit_id": unit, "name": name, "kind": kind, "superior": superior}
            made = await admin.post("/api/units", json=body)
            assert made.status_code == 201, made.text


@pytest.fixture
async def town(bureau):
    await register(
        bureau,
        (SCHOOL, "河湾小学", "学校", COUNTY),
        (BRANCH, "河湾小学党支部", "党支部", SCHOOL),
    )
    return bureau


async def read(county, path, login=""):
    async with county.browser(login) as browser:
        answer = await browser.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text


async def test_the_tree_opens_one_level_and_counts_what_is_below(town):
    county = await read(town, "/")
    school = await read(town, f"/?unit={SCHOOL}")

    assert "河湾小学" in county
    assert "河湾小学党支部" not in county
    assert f'href="/catalog/?unit={SCHOOL}" aria-label="打开河湾小学的下级">下级 1 个' in county
    assert "河湾小学党支部" in school
    assert f'href="/catalog/?unit={COUNTY}"' in school
    assert "编办" not in school


async def test_a_unit_that_has_ended_stands_last_and_says_so(town):
    async with town.client("admin") as admin:
        body = {"reason": "机构改革"}
        assert (await admin.post(f"/api/units/{OFFICE}/dissolution", json=body)).status_code == 201
    county = await read(town, "/")

    assert county.index("河湾小学") < county.index("编办") < county.index("已合并或者撤销")


async def test_units_are_found_by_parts_of_their_names(town):
    both = await read(town, "/?q=河湾")
    one = await read(town, "/?q=小学 支部")
    none = await read(town, "/?q=100%25")

    assert "名称中有“河湾”的单位（2）" in both
    assert "青岚县 › 河湾小学" in both
    assert "的单位（1）" in one
    assert "没有找到这样的单位。" in none


async def test_a_hundred_units_of_one_superior_are_paged(county):
    more = [(str(UUID(int=n)), f"第{n}局", "县政府工作部门", COUNTY) for n in range(1, SIZE + 3)]
    await register(county, *more)
    first, second = await read(county, "/"), await read(county, "/?page=2")

    assert f"第{SIZE}局" in first
    assert f"第{SIZE + 2}局" not in first
    assert f"第{SIZE + 2}局" in second
    assert "第1局<" not in second


async def test_an_empty_unit_and_a_strange_one_are_answered(town):
    async with town.browser() as browser:
        strange = await browser.get("/?unit=none")

    assert strange.status_code == 404
    assert "这个单位没有下级。" in await read(town, f"/?unit={BRANCH}")
    assert "还没有现行目录事项。" in await read(town, f"/units/{BRANCH}/items")


async def listed(county, files):
    """Let the bureau's catalog of 36 items be in force."""
    unit = f"/api/units/{OFFICE}/catalog"
    async with county.client(login_of("clerk")) as clerk:
        assert (await clerk.post(f"{unit}/import", files=files)).status_code == 201
        for row, field, value in DECISIONS:
            body = {"row": row, "field": field, "value": value, "reason": "支委会研究"}
            assert (await clerk.post(f"{unit}/doubts", json=body)).status_code == 201
    async with county.client(login_of("secrecy_reviewer")) as reviewer:
        done = await reviewer.post(f"{unit}/screening", json={"verdict": "pass"})
        assert done.status_code == 201
    async with county.client(login_of("approver")) as approver:
        assert (await approver.post(f"{unit}/approval")).status_code == 201


async def test_a_catalog_opens_by_its_three_levels_and_shows_outsiders_what_is_theirs(
    town, catalog_36
):
    await listed(town, catalog_36)
    inside = await read(town, f"/units/{OFFICE}/items", login_of("clerk"))
    outside = await read(town, f"/units/{OFFICE}/items")
    href = inside.partition('<li><a href="?level1=')[2].partition('"')[0].replace("&amp;", "&")
    opened = await read(town, f"/units/{OFFICE}/items?level1={href}", login_of("clerk"))
    county = await read(town, "/coverage")

    assert "全部现行事项" in inside
    assert "现行第 1 版" in inside
    assert inside.count("<summary>") >= outside.count("<summary>") > 0
    assert "/catalog/items/" not in inside
    assert "/catalog/items/" in opened
    assert 'data-h="有现行目录"><div class="num">1</div>' in county
    views = town.service.views
    (row,), rows = views.select(shelves), views.select(items, items.c.listed)
    assert (row.listed, row.society) == (
        len(rows),
        sum(each.scope.value == "society" for each in rows),
    )
