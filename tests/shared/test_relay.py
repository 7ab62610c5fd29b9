"""From the outlet to the stream: nothing lost, nothing doubled, not one byte changed."""

import asyncio
import os
import signal

import pytest

from shared.bus import DivergedError
from shared.metrics import exposition
from shared.record import subject_of
from shared.relay import Relay
from tests.shared.nats_fixtures import Reading, Shelf, letters

STREAM = "GK_CATALOG"


@pytest.fixture
async def running():
    tasks = []

    def run(work):
        tasks.append(asyncio.create_task(work))
        return tasks[-1]

    yield run
    for each in tasks:
        each.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def catalog(bus_of):
    return await bus_of("catalog")


@pytest.fixture
async def reading(bus_of, running):
    reading, workflow = Reading(), await bus_of("workflow")
    running(workflow.listen("catalog", STREAM, "workflow", reading.position, reading.apply))
    return reading


def relay_of(shelf, bus):
    return Relay(shelf, bus, STREAM, subject_of)


async def in_stream(bus):
    found = []
    while page := await bus.read("catalog", STREAM, len(found), 500):
        found += page
    return found


async def test_what_waits_is_carried_and_what_is_filed_later_follows(catalog, reading, running):
    shelf = Shelf(letters(1_234))
    relay = relay_of(shelf, catalog)
    running(relay.run_forever())
    await reading.until(1_234)

    shelf.letters += letters(1, first=1_235)
    relay.nudge(1_235)
    await reading.until(1_235)

    assert reading.letters == shelf.letters
    async with asyncio.timeout(10):
        while relay.lag:  # it hears of its success last
            await asyncio.sleep(0.01)


async def test_a_commit_reaches_a_hearer_long_before_anything_is_polled(catalog, reading, running):
    shelf = Shelf()
    relay = relay_of(shelf, catalog)
    running(relay.run_forever())
    loop, took = asyncio.get_running_loop(), []

    for at in range(1, 61):
        filed = loop.time()
        shelf.letters += letters(1, first=at)
        relay.nudge(at)
        await reading.until(at)
        took.append(loop.time() - filed)

    assert sorted(took)[30] < 0.1  # seconds; idle looks are 0.5 apart


async def test_letters_another_process_filed_are_found_without_a_nudge(catalog, reading, running):
    shelf = Shelf()
    running(relay_of(shelf, catalog).run_forever())

    shelf.letters += letters(3)
    await reading.until(3)

    assert reading.letters == shelf.letters


async def test_a_new_relay_needs_no_bookmark(catalog, running):
    shelf = Shelf(letters(100))
    first = running(relay_of(shelf, catalog).run_forever())
    await _carried(catalog, 100)
    first.cancel()
    shelf.letters += letters(50, first=101)

    running(relay_of(shelf, catalog).run_forever())
    await _carried(catalog, 150)

    assert await in_stream(catalog) == shelf.letters


async def test_two_relays_at_once_double_nothing(catalog, bus_of, reading, running):
    shelf = Shelf()
    relays = [relay_of(shelf, catalog), relay_of(shelf, await bus_of("catalog"))]
    for each in relays:
        running(each.run_forever())

    for at in range(1, 801, 8):  # few and many by turns, so that both ways of sending race
        shelf.letters += letters(8 if at % 3 else 2, first=shelf.last() + 1)
        for each in relays:
            each.nudge()
        await asyncio.sleep(0)
    await reading.until(shelf.last())

    assert await in_stream(catalog) == shelf.letters == reading.letters


async def test_a_server_killed_again_and_again_loses_and_doubles_nothing(
    street, catalog, bus_of, reading, running
):
    shelf = Shelf()
    relays = [relay_of(shelf, catalog), relay_of(shelf, await bus_of("catalog"))]
    for each in relays:
        running(each.run_forever())
    running(street.watch())

    for kill in range(1, 5):
        for turn in range(40):
            shelf.letters += letters(1 + len(shelf.letters) % 17, first=shelf.last() + 1)
            for each in relays:
                each.nudge()
            if turn == 20:
                assert reading.position() < shelf.last()  # in the middle of the stream
                os.kill(street.pid, signal.SIGKILL)
            await asyncio.sleep(0.002)
        await reading.until(shelf.last())
        assert street.alive, kill

    assert reading.letters == shelf.letters
    assert await in_stream(catalog) == shelf.letters


async def test_a_store_that_forgot_something_stops_its_relay(catalog):
    await catalog.carry(STREAM, letters(9), subject_of)

    with pytest.raises(DivergedError, match="流中有 9 条,事实库中只有 7 条"):
        await relay_of(Shelf(letters(7)), catalog).run_forever()

    assert await catalog.end(STREAM) == 9


async def test_a_store_that_was_swapped_publishes_nothing(catalog):
    there = letters(9, text="原来的")
    await catalog.carry(STREAM, there, subject_of)

    with pytest.raises(DivergedError, match="第 9 条"):
        await relay_of(Shelf(letters(20, text="另一份")), catalog).run_forever()

    assert await in_stream(catalog) == there


async def test_what_still_waits_is_shown_to_operators(catalog):
    relay_of(Shelf(letters(12)), catalog)

    assert (
        'gongkai_relay_lag{service="catalog",stream="GK_CATALOG"} 12.0'
        in exposition("catalog").decode()
    )


async def _carried(bus, position, within=30):
    async with asyncio.timeout(within):
        while await bus.end(STREAM) < position:
            await asyncio.sleep(0.02)
