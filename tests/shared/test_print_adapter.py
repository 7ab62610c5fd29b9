"""The example adapter, as a program of its own, against a real server."""

import asyncio
import json
import os
import signal
import sys
from uuid import uuid5

import pytest
from msgspec.structs import replace

from deploy.nats.map import CHANNELS
from shared.bus import BusError
from shared.record import Letter
from shared.testing import STORY


def told(position, title):
    event = {
        "id": f"id-{position}",
        "time": "2026-07-01T04:00:00Z",
        "type": "cn.gongkai.disclosure.opened.v1",
        "data": {"title": title},
    }
    return Letter(
        position=position,
        stream_id=uuid5(STORY, title),
        version=1,
        tag=event["type"],
        body=json.dumps(event).encode(),
    )


def subject_of(letter):
    audience = "party" if "党内" in json.loads(letter.body)["data"]["title"] else "society"
    return f"channels.portal.{audience}.u"


@pytest.fixture
async def started(street, street_settings):
    running = []

    async def start():
        running.append(
            await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "deploy.examples.print_adapter",
                street.url,
                str(street_settings.nats_key("adapter-print")),
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
        )
        return running[-1]

    yield start
    for each in running:
        if each.returncode is None:
            each.kill()
        await each.communicate()


async def titles(program, count):
    async with asyncio.timeout(30):
        lines = [(await program.stdout.readline()).decode() for _ in range(count)]
    return [line.split()[2] for line in lines]


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
async def test_it_prints_its_channel_and_goes_on_where_it_stopped(
    started, bus_of, stranger, ending
):
    publishing = await bus_of("publishing")
    letters = [told(1, "一"), told(2, "党内二"), told(3, "三")]
    await publishing.carry(CHANNELS, letters, subject_of)

    program = await started()
    assert await titles(program, 2) == ["一", "三"]
    await publishing.carry(CHANNELS, [told(4, "四")], subject_of)
    assert await titles(program, 1) == ["四"]
    await acknowledged(await stranger("publishing-provisioner"), 4)
    program.send_signal(ending)
    await program.communicate()
    await publishing.carry(CHANNELS, [told(5, "五"), told(6, "六")], subject_of)

    program = await started()
    assert await titles(program, 2) == ["五", "六"]


@pytest.mark.slow  # the server may have forgotten what was acknowledged last, and waits for it
async def test_it_outlives_a_server_that_is_killed(started, street, bus_of, stranger):
    publishing = await bus_of("publishing")
    watching = asyncio.create_task(street.watch())
    await publishing.carry(CHANNELS, [told(1, "一")], subject_of)
    program = await started()
    assert await titles(program, 1) == ["一"]
    await acknowledged(await stranger("publishing-provisioner"), 1)

    os.kill(street.pid, signal.SIGKILL)
    async with asyncio.timeout(30):
        while not await carried(publishing, [told(2, "二"), told(3, "三")]):
            await asyncio.sleep(0.05)

    seen = ["一"]
    while seen[-1] != "三":
        seen += await titles(program, 1)
    watching.cancel()
    assert list(dict.fromkeys(seen)) == ["一", "二", "三"]


async def carried(publishing, letters):
    try:
        await publishing.carry(CHANNELS, letters, subject_of)
    except BusError:
        return False
    return True


async def test_a_letter_it_cannot_read_is_not_acknowledged(started, bus_of, stranger):
    publishing = await bus_of("publishing")
    broken = replace(told(1, "一"), body=b"?")
    await publishing.carry(CHANNELS, [broken], lambda _: "channels.portal.society.u")

    await started()
    watcher = await stranger("publishing-provisioner")
    place = await until(watcher, lambda place: place["delivered"]["consumer_seq"] >= 1)

    assert place["ack_floor"]["stream_seq"] == 0


async def acknowledged(watcher, position):
    await until(watcher, lambda place: place["ack_floor"]["stream_seq"] >= position)


async def until(watcher, true):
    """Ask after the adapter's place in the stream until something is true of it."""
    async with asyncio.timeout(30):
        while True:
            answer = await watcher.request("$JS.API.CONSUMER.INFO.GK_CHANNELS.print", timeout=5)
            if true(place := json.loads(answer.data)):
                return place
            await asyncio.sleep(0.05)
