"""Every catalog's own word for a time limit means one of four, and stays to be read (四公开)."""

import pytest

from tests.catalog.conftest import OFFICE, login_of
from tests.catalog.files import csv_of
from tests.catalog.test_doors import HERE, approved, get, uploaded

WORDS = {
    "固定": ("long_term", "工作制度"),
    "长期": ("long_term", "机构设置"),
    "定期": ("periodic", "党费收缴"),
    "分期": ("staged", "重点项目进展"),
    "随时": ("immediate", "重大活动"),
    "即时": ("immediate", "任前公示"),
}
ROWS = [
    ["组织建设", "日常工作", title, "公开栏 网站", "社会", word]
    for word, (_, title) in WORDS.items()
]


@pytest.mark.row("D1")
async def test_six_words_of_the_plans_are_four_types_and_each_is_kept_and_shown(bureau):
    assert (await uploaded(bureau, {"file": ("目录.csv", csv_of(ROWS))})).status_code == 201
    await approved(bureau)

    items = (await get(bureau, "", f"{HERE}/items")).json()
    told = {each["time_word"]: (each["time_limit"], each["level3"]) for each in items}
    assert told == WORDS
    assert {each["time_limit"] for each in items} == {
        "long_term",
        "periodic",
        "staged",
        "immediate",
    }
    async with bureau.browser(login_of("clerk")) as browser:
        listed = (await browser.get(f"/units/{OFFICE}")).text
        for each in items:
            assert each["level3"] in listed
            assert f">{each['time_word']}</span>" in listed
            page = (await browser.get(f"/items/{each['item_id']}")).text
            assert each["time_word"] in page


@pytest.mark.clause("S0-21")
async def test_one_heading_may_hold_entries_of_several_time_limits(bureau):
    assert (await uploaded(bureau, {"file": ("目录.csv", csv_of(ROWS))})).status_code == 201
    await approved(bureau)

    items = (await get(bureau, "", f"{HERE}/items")).json()
    assert {each["level2"] for each in items} == {"日常工作"}
    limits = {each["level3"]: each["time_limit"] for each in items}
    assert (limits["机构设置"], limits["党费收缴"]) == ("long_term", "periodic")
