"""Who oversees a unit follows from the tree of units; the heat map; what is overdue."""

from datetime import date
from uuid import UUID

import pytest
from msgspec import json

from services.workflow.pages.overview import cell
from services.workflow.views import FigureRow
from shared.record import canonical
from tests.workflow.examples import CHEN, LI, SUN, WANG, ZHAO
from tests.workflow.test_obligation_alarm import Year

COUNTY, COMMITTEE, BUREAU, BRANCH, SCHOOL = (str(UUID(int=n)) for n in range(0xE1, 0xE6))
TREE = {
    COUNTY: ("青岚县", ""),
    COMMITTEE: ("中共青岚县委", COUNTY),
    BUREAU: ("青岚县综合行政执法局", COMMITTEE),
    BRANCH: ("城南中队党支部", BUREAU),
    SCHOOL: ("河湾小学党支部", COMMITTEE),
}
HELD = (
    (LI, COMMITTEE, "office"),
    (SUN, BUREAU, "auditor"),
    (WANG, BUREAU, "supervisor"),
    (ZHAO, COUNTY, "admin"),
    (CHEN, BUREAU, "clerk"),
)


@pytest.fixture
async def county(settings):
    async with Year(settings).open() as opened:
        for unit, (name, superior) in TREE.items():
            tag = "catalog.unit.registered.v1"
            await opened.hear(tag, unit, unit_id=unit, name=name, superior=superior)
        for person, unit, post in HELD:
            sealed = json.decode(canonical(opened.keyring.seal(person, post)))
            tag = "catalog.person.registered.v1"
            await opened.hear(tag, None, person_id=person, login=person, sealed=sealed)
            tag = "catalog.post.assigned.v1"
            await opened.hear(tag, None, unit=unit, person_id=person, post=post)
        for n, unit in enumerate((BUREAU, BRANCH, SCHOOL)):
            await opened.hear(
                "catalog.item.listed.v1",
                str(UUID(int=0xF0 + n)),
                item_id=str(UUID(int=0xF0 + n)),
                unit=unit,
                level3=f"事项{n}",
                forms=["会议"],
                scope="society",
                time_limit="periodic",
            )
        await opened.until(date(2026, 5, 12))
        yield opened


def months(line):
    return sum(each["overdue"] for each in line["months"] if each)


async def heat(county, person, unit=""):
    return await county.get(person, f"/api/duties/county?first=2026-01-01&unit={unit}")


async def test_who_holds_an_overseeing_post_sees_what_is_below_it_and_nothing_beside(county):
    seen = {
        person: {
            unit
            for unit in TREE
            if (await county.get(person, f"/api/duties?unit={unit}")).status_code == 200
        }
        for person in (LI, SUN, WANG, ZHAO, CHEN)
    }

    assert seen[ZHAO] == set(TREE)
    assert seen[LI] == {COMMITTEE, BUREAU, BRANCH, SCHOOL}
    assert seen[SUN] == seen[WANG] == {BUREAU, BRANCH}
    assert seen[CHEN] == {BUREAU}


async def test_a_unit_that_moves_is_overseen_from_its_new_place(county):
    move = {"unit_id": BRANCH, "superior": SCHOOL}
    await county.hear("catalog.unit.moved.v1", BRANCH, **move)

    assert (await county.get(SUN, f"/api/duties?unit={BRANCH}")).status_code == 404
    assert (await county.get(LI, f"/api/duties?unit={BRANCH}")).status_code == 200


@pytest.mark.clause("S0-82")
async def test_the_heat_map_sums_each_unit_with_all_below_it(county):
    top = (await heat(county, ZHAO)).json()
    committee = (await heat(county, ZHAO, COMMITTEE)).json()
    bureau = (await heat(county, SUN)).json()

    assert [(each["name"], months(each)) for each in top["lines"]] == [("中共青岚县委", 3)]
    assert [(each["name"], months(each), each["below"]) for each in committee["lines"]] == [
        ("青岚县综合行政执法局", 2, 1),
        ("河湾小学党支部", 1, 0),
    ]
    assert (bureau["unit"], months(bureau["own"])) == (BUREAU, 1)
    assert [each["overdue"] for each in bureau["sums"] if each["overdue"]] == [2]


@pytest.mark.parametrize("unit", [COMMITTEE, SCHOOL, COUNTY])
async def test_the_heat_map_of_a_unit_is_for_those_who_oversee_it(county, unit):
    assert (await heat(county, SUN, unit)).status_code == 403
    assert (await heat(county, CHEN, unit)).status_code == 403


async def test_the_page_opens_level_by_level_and_says_each_cell_in_words(county):
    page = (await county.page(LI, "/duties/county")).text

    assert "中共青岚县委" in page
    assert f'href="?unit={BUREAU}&amp;first=' in page
    assert "含下级 1 个" in page
    assert '<td class="bad" data-h="2026-04"><strong>0/2</strong> <span>逾期 2</span></td>' in page
    assert "青岚县</a>" not in page  # what is above is none of theirs
    assert (await county.page(LI, "/duties/county?first=明年")).status_code == 422
    assert (await county.page(CHEN, "/duties/county")).status_code == 403


async def test_what_is_overdue_is_listed_the_oldest_first_within_the_part_one_oversees(county):
    all_ = (await county.get(LI, "/api/duties/overdue")).json()
    mine = (await county.get(SUN, "/api/duties/overdue")).json()
    page = (await county.page(SUN, "/duties/overdue")).text

    assert (all_["total"], len(all_["duties"])) == (3, 3)
    assert [each["due"] for each in all_["duties"]] == sorted(
        each["due"] for each in all_["duties"]
    )
    assert {each["unit"] for each in mine["duties"]} == {BUREAU, BRANCH}
    assert "共逾期 2 项" in page
    assert "逾期 " in page
    assert (await county.get(SUN, f"/api/duties/overdue?unit={SCHOOL}")).status_code == 403


@pytest.mark.parametrize(
    ("counts", "colour", "number", "word"),
    [
        ({}, "none", "", "无"),
        ({"excused": 2}, "none", "", "无"),
        ({"done": 3}, "ok", "3/3", "全部公开"),
        ({"done": 3, "open": 1}, "wait", "3/4", "待公开 1"),
        ({"done": 3, "late": 1}, "late", "4/4", "补公开 1"),
        ({"done": 19, "overdue": 1}, "some", "19/20", "逾期 1"),
        ({"done": 9, "overdue": 1}, "more", "9/10", "逾期 1"),
        ({"open": 7, "overdue": 3}, "bad", "0/10", "逾期 3"),
    ],
)
def test_a_cell_has_a_colour_a_number_and_a_word(counts, colour, number, word):
    shown = cell(FigureRow(key="k", unit="u", month="2026-04", **counts))

    assert (shown.colour, shown.number, shown.word) == (colour, number, word)


async def test_of_two_posts_in_one_line_the_higher_one_is_shown_first(county):
    await county.hear("catalog.post.assigned.v1", None, unit=BRANCH, person_id=SUN, post="admin")

    assert (await heat(county, SUN)).json()["unit"] == BUREAU


@pytest.mark.parametrize("what", ["works", "postings", "consultations"])
async def test_what_a_unit_has_under_way_is_read_from_any_height_above_it(county, what):
    path = f"/api/{what}?unit={BRANCH}"
    seen = {person: (await county.get(person, path)).status_code for person in (LI, SUN, CHEN)}

    assert seen == {LI: 200, SUN: 200, CHEN: 404}
