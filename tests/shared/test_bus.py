"""Over a real server: every letter arrives, in order, once, with the bytes it left with."""

import asyncio
import os
import signal
from contextlib import asynccontextmanager

import pytest
from msgspec import json
from msgspec.structs import replace

from deploy.local.nats import EmbeddedNats
from deploy.nats.map import Stream
from deploy.nats.provision import insist, provision, the_stream
from shared.bus import BehindError, Bus, DisconnectedError, DivergedError, ForbiddenSubjectError
from shared.bus.link import Link
from shared.record import subject_of
from tests.shared.nats_fixtures import Reading, letters

STREAM = "GK_CATALOG"


@pytest.fixture
async def catalog(bus_of):
    return await bus_of("catalog")


@pytest.fixture
async def workflow(bus_of):
    return await bus_of("workflow")


@pytest.fixture
async def listening(workflow):
    tasks = []

    def listen(reading, bus=workflow):
        work = bus.listen("catalog", STREAM, "workflow", reading.position, reading.apply)
        tasks.append(asyncio.create_task(work))
        return tasks[-1]

    yield listen
    for each in tasks:
        each.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.mark.parametrize("count", [1, 4, 5, 37, 1_203])
async def test_letters_are_stored_in_order_at_their_own_positions(catalog, workflow, count):
    sent = letters(count)

    await catalog.carry(STREAM, sent, subject_of)

    assert await catalog.end(STREAM) == count
    found = []
    while page := await workflow.read("catalog", STREAM, len(found), 500):
        found += page
    assert found == sent


async def test_a_letter_as_large_as_a_record_may_be_travels_in_a_batch_of_its_like(catalog):
    sent = letters(20, text="长" * 21_000)
    assert len(sent[0].body) > 60_000

    await catalog.carry(STREAM, sent, subject_of)

    assert await catalog.read("catalog", STREAM, 0, 100) == sent


async def test_reading_begins_anywhere_and_ends_at_the_end(catalog, workflow):
    sent = letters(50)
    await catalog.carry(STREAM, sent, subject_of)

    assert await workflow.read("catalog", STREAM, 47, 500) == sent[47:]
    assert await workflow.read("catalog", STREAM, 10, 5) == sent[10:15]
    assert await workflow.read("catalog", STREAM, 50, 5) == []


async def test_an_empty_stream_is_read_as_nothing(workflow):
    assert await workflow.read("catalog", STREAM, 0, 5) == []


@pytest.mark.parametrize("already", [1, 3, 30])
async def test_what_is_there_already_is_not_published_again(catalog, already):
    sent = letters(60)
    await catalog.carry(STREAM, sent[:already], subject_of)

    await catalog.carry(STREAM, sent, subject_of)
    await catalog.carry(STREAM, sent, subject_of)

    assert await catalog.read("catalog", STREAM, 0, 100) == sent


@pytest.mark.parametrize("count", [2, 20])
async def test_another_letter_at_the_same_place_stops_everything(catalog, count):
    there = letters(count, text="原来的内容")
    await catalog.carry(STREAM, there, subject_of)

    with pytest.raises(DivergedError, match="与事实库中的不同"):
        await catalog.carry(STREAM, letters(count + 1, text="改过的内容"), subject_of)

    assert await catalog.read("catalog", STREAM, 0, 100) == there


@pytest.mark.parametrize("count", [1, 10])
async def test_a_gap_is_never_published_over(catalog, count):
    await catalog.carry(STREAM, letters(3), subject_of)

    with pytest.raises(BehindError):
        await catalog.carry(STREAM, letters(count, first=6), subject_of)

    assert await catalog.end(STREAM) == 3


async def test_a_forbidden_subject_fails_at_once_and_is_complained_of(catalog):
    began = asyncio.get_running_loop().time()

    with pytest.raises(ForbiddenSubjectError):
        await catalog.carry("GK_WORKFLOW", letters(1), lambda _: "facts.workflow.forged.v1")

    assert asyncio.get_running_loop().time() - began < 5  # and not after the time for an answer
    assert "facts.workflow.forged.v1" in catalog.complaints[-1]


async def test_whoever_listens_gets_everything_in_order_and_the_rest_as_it_comes(
    catalog, listening
):
    sent, reading = letters(1_500), Reading()
    await catalog.carry(STREAM, sent[:700], subject_of)
    listening(reading)
    await reading.until(700)

    for at in range(700, 1_500, 100):
        await catalog.carry(STREAM, sent[at : at + 100], subject_of)
    await reading.until(1_500)

    assert reading.letters == sent
    assert max(reading.sizes) <= 500


async def test_a_listener_goes_on_where_it_stopped(catalog, listening):
    sent, reading = letters(300), Reading()
    await catalog.carry(STREAM, sent[:200], subject_of)
    first = listening(reading)
    await reading.until(200)
    first.cancel()
    await catalog.carry(STREAM, sent[200:], subject_of)

    listening(reading)
    await reading.until(300)

    assert reading.letters == sent


async def test_a_listener_that_has_forgotten_all_reads_from_the_beginning(catalog, listening):
    sent, reading, again = letters(1_100), Reading(), Reading()
    await catalog.carry(STREAM, sent, subject_of)
    first = listening(reading)
    await reading.until(1_100)
    first.cancel()

    listening(again)
    await again.until(1_100)

    assert again.letters == sent


async def test_letters_held_by_a_process_that_died_do_not_keep_others_waiting(
    catalog, workflow, bus_of, listening
):
    sent = letters(20)
    await catalog.carry(STREAM, sent, subject_of)
    dying, taken = await bus_of("workflow"), asyncio.Event()

    async def never(_letters):
        taken.set()
        await asyncio.Event().wait()

    held = asyncio.create_task(dying.listen("catalog", STREAM, "workflow", lambda: 0, never))
    async with asyncio.timeout(10):
        await taken.wait()
    held.cancel()
    await dying.close()

    reading = Reading()
    listening(reading)
    await reading.until(20, within=10)  # the server would send them again only after 30 seconds

    assert reading.letters == sent


async def test_two_listeners_in_one_place_each_get_everything_in_order(catalog, bus_of, listening):
    sent, here, there = letters(400), Reading(), Reading()
    listening(here)
    listening(there, await bus_of("workflow"))

    for at in range(0, 400, 8):
        await catalog.carry(STREAM, sent[at : at + 8], subject_of)
    await here.until(400)
    await there.until(400)

    assert here.letters == there.letters == sent


async def test_what_cannot_be_applied_comes_again_and_nothing_overtakes_it(catalog, listening):
    sent, reading, stumbles = letters(40), Reading(), iter([True, True, True])

    class Stumbling:
        position = staticmethod(reading.position)

        async def apply(self, given):
            if reading.position() >= 10 and next(stumbles, False):
                raise OSError
            await reading.apply(given[:10])

    listening(Stumbling())
    await catalog.carry(STREAM, sent, subject_of)
    await reading.until(40)

    assert reading.letters == sent
    assert next(stumbles, None) is None


async def test_a_letter_sent_again_by_the_server_is_applied_once(catalog, listening, stranger):
    sent, reading = letters(5), Reading()
    await catalog.carry(STREAM, sent, subject_of)
    other = await stranger("workflow")  # takes the letters first, and gives them back
    subject = "JS.catalog.CONSUMER.MSG.NEXT.GK_CATALOG.workflow"
    inbox = await other.subscribe(other.new_inbox())
    for _ in range(3):
        await other.publish(subject, json.encode({"batch": 5}), reply=inbox.subject)
        for _ in sent:
            message = await inbox.next_msg(timeout=5)
            await other.publish(message.reply, b"-NAK")
        await other.flush()

    listening(reading)
    await reading.until(5)
    await catalog.carry(STREAM, letters(1, first=6), subject_of)
    await reading.until(6)

    assert [each.position for each in reading.letters] == [1, 2, 3, 4, 5, 6]


async def test_everything_goes_on_after_the_server_was_killed(street, catalog, listening):
    sent, reading = letters(20), Reading()
    watching = asyncio.create_task(street.watch())
    listening(reading)
    await catalog.carry(STREAM, sent[:10], subject_of)
    await reading.until(10)

    os.kill(street.pid, signal.SIGKILL)
    async with asyncio.timeout(30):
        while await catalog_end(catalog) != 10 or not catalog.connected:
            await asyncio.sleep(0.05)
    await catalog.carry(STREAM, sent[10:], subject_of)
    await reading.until(20)
    watching.cancel()

    assert reading.letters == sent


async def eventually(true, within=30):
    async with asyncio.timeout(within):
        while not true():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def opened(street_end):
    await street_end.open()
    yield street_end
    await street_end.close()


async def catalog_end(catalog):
    try:
        return await catalog.end(STREAM)
    except DisconnectedError:
        return -1


async def test_a_bus_that_is_down_says_so_at_once(street, catalog):
    await street.stop()
    await eventually(lambda: not catalog.connected)

    with pytest.raises(DisconnectedError):
        await catalog.carry(STREAM, letters(1), subject_of)


async def test_a_place_that_is_missing_is_complained_of_while_letters_still_arrive(settings):
    sent, reading = letters(5), Reading()
    async with EmbeddedNats(settings.home) as server:
        settings = replace(settings, nats_url=server.url)
        async with opened(Link(settings, "catalog-provisioner")) as link:
            await insist(link, the_stream(Stream(STREAM, "catalog", "facts.catalog.>"), 1))
        async with (
            opened(Bus(settings, "catalog")) as catalog,
            opened(Bus(settings, "workflow")) as workflow,
        ):
            await catalog.carry(STREAM, sent[:3], subject_of)
            work = workflow.listen("catalog", STREAM, "workflow", reading.position, reading.apply)
            task = asyncio.create_task(work)
            await reading.until(3)
            await eventually(lambda: any("gongkai provision" in c for c in workflow.complaints))

            await provision(settings)
            await eventually(lambda: not workflow.complaints)
            await catalog.carry(STREAM, sent[3:], subject_of)
            await reading.until(5)
            task.cancel()

    assert reading.letters == sent


async def test_a_provisioner_who_comes_again_changes_nothing(street_settings):
    assert await provision(street_settings) == []


async def test_opening_a_bus_that_is_not_there_waits_no_longer_than_asked(settings, street):
    nowhere = Bus(replace(settings, nats_url="nats://127.0.0.1:1"), "catalog")
    await nowhere.open(within=0.2)

    assert not nowhere.connected
    await nowhere.close()
