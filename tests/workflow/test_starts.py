"""启用日: before it an entry owes nothing, from it on it owes what its kind owes (S0 一, N4)."""

from datetime import date

from services.workflow.handlers.standing import Standings
from tests.workflow.examples import ITEM
from tests.workflow.test_obligation_alarm import UNIT, year

__all__ = ["year"]
PERIODIC, STANDING = (f"99999999-9999-4999-8999-99999999999{n}" for n in (1, 2))


async def schedule(house, item, starts):
    fields = {"item_id": item, "unit": UNIT, "catalog_version": 1, "focus": True}
    await house.hear("catalog.item.scheduled.v1", item, **fields, starts=starts)


async def until(house, day):
    """Let it become that day; standing entries are asked for on it."""
    await house.until(day)
    await Standings(house.service.views, house.alarm).ring()


def begun(house, item):
    return [row.begins for row in house.rows() if row.item_id == item]


async def test_before_its_day_an_entry_owes_nothing_and_then_by_its_kind(year):
    await schedule(year, PERIODIC, "2026-03-01")  # said before the item itself is listed
    await schedule(year, STANDING, "2026-03-01")
    await year.entry(PERIODIC, "党员发展")
    await year.entry(STANDING, "工作制度", "long_term")

    await until(year, date(2026, 2, 28))
    assert begun(year, PERIODIC) == begun(year, STANDING) == []
    await until(year, date(2026, 4, 2))
    assert begun(year, PERIODIC) == [date(2026, 3, 1), date(2026, 4, 1)]
    assert begun(year, STANDING) == [date(2026, 3, 1)]
    assert begun(year, ITEM) == [date(2026, 1, 1), date(2026, 4, 1)]


async def test_a_day_that_has_not_come_may_move_and_what_has_begun_goes_on(year):
    for item, limit in ((PERIODIC, "periodic"), (STANDING, "long_term")):
        await schedule(year, item, "2026-06-01")
        await year.entry(item, "某事项", limit)
        await schedule(year, item, "2026-08-01")
        await schedule(year, item, "2026-03-01")
    await until(year, date(2026, 3, 20))
    for item in (PERIODIC, STANDING, ITEM):
        await schedule(year, item, "2026-12-01")
    await until(year, date(2026, 7, 2))

    assert begun(year, PERIODIC) == [date(2026, 3, 1), date(2026, 4, 1), date(2026, 7, 1)]
    assert begun(year, STANDING) == [date(2026, 3, 1)]
    assert begun(year, ITEM) == [date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)]


async def test_what_was_put_off_may_begin_at_once(year):
    await schedule(year, PERIODIC, "2026-06-01")
    await year.entry(PERIODIC)
    await until(year, date(2026, 2, 10))
    await schedule(year, PERIODIC, None)
    await until(year, date(2026, 2, 12))

    assert begun(year, PERIODIC) == [date(2026, 2, 10)]
