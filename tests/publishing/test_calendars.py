"""A holiday announced later counts from the moment it is heard of (D7)."""

import pytest

LATER = {
    "year": 2026,
    "version": "cn-2026.9",
    "holidays": [
        {"name": "中秋节", "first": "2026-09-25", "last": "2026-09-27"},
        {"name": "纪念活动", "first": "2026-09-29", "last": "2026-09-29"},
    ],
    "workdays": [],
}


async def opened_inside(house):
    disclosure = await house.register(days=2)
    answer = await house.step(disclosure, "inner")
    assert answer.status_code == 201, answer.text
    return disclosure


async def test_a_day_that_became_a_holiday_is_no_day_of_the_inner_phase(house):
    disclosure = await opened_inside(house)
    await house.hear("catalog.calendar.adopted.v1", None, **LATER)

    house.later(days=5)  # Tuesday, 29 September: a working day until it was announced
    answer = await house.step(disclosure, "public")
    assert answer.status_code == 409
    assert "2026年9月30日起可以向社会公开" in answer.json()["title"]

    house.later(days=1)
    assert (await house.step(disclosure, "public")).status_code == 201


async def test_what_was_counted_stays_in_the_fact_with_its_calendar(house):
    disclosure = await opened_inside(house)
    await house.hear("catalog.calendar.adopted.v1", None, **LATER)
    house.later(days=6)
    await house.step(disclosure, "public")

    told = [each["event"] for each in house.facts()]
    (fact,) = [each for each in told if each["type"] == "publishing.public.opened.v1"]
    assert fact["inner_days"] == ["2026-09-28", "2026-09-30"]
    assert "cn-2026.9" in fact["calendar"]


@pytest.mark.parametrize(("day", "status"), [(4, 409), (5, 201)])
async def test_without_an_announcement_the_days_are_those_that_are_shipped(house, day, status):
    disclosure = await opened_inside(house)
    house.later(days=day)
    assert (await house.step(disclosure, "public")).status_code == status


async def test_the_desk_lists_every_day_by_the_calendar_of_now(house):
    await opened_inside(house)
    await house.hear("catalog.calendar.adopted.v1", None, **LATER)

    page = await house.page("/desk", "publisher")
    assert "纪念活动放假" in page
