"""Three servers, three copies: a leader may die at any moment and nothing is lost or doubled."""

import asyncio
import json
import os
import socket
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from msgspec.structs import replace

import deploy.nats
from deploy.local.nats import find_server
from deploy.nats.accounts import accounts
from deploy.nats.provision import provision
from shared.bus import Bus
from shared.record import subject_of
from shared.relay import Relay
from tests.shared.nats_fixtures import Reading, Shelf, letters

STREAM = "GK_CATALOG"
CONFIG = Path(deploy.nats.__file__).parent / "server.conf"


class Cluster:
    """Three servers by the config an operator is given."""

    def __init__(self, program, home, places):
        self._program, self._home, self._places = program, home, places
        self._running = {}

    @property
    def url(self):
        return ",".join(f"nats://{listen}" for listen, _ in self._places)

    async def start(self, number):
        listen, cluster = self._places[number]
        environment = {
            "GK_NATS_NAME": f"n{number}",
            "GK_NATS_LISTEN": listen,
            "GK_NATS_CLUSTER": cluster,
            "GK_NATS_STORE": str(self._home / f"store{number}"),
            "GK_NATS_ROUTES": json.dumps([f"nats://{each}" for _, each in self._places]),
        }
        self._running[number] = await asyncio.create_subprocess_exec(
            self._program,
            "-c",
            self._home / "server.conf",
            env=os.environ | environment,
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def kill(self, number):
        self._running[number].kill()
        await self._running[number].wait()

    async def stop(self):
        for number, each in self._running.items():
            if each.returncode is None:
                await self.kill(number)


@pytest.fixture
async def cluster(home):
    places = [(_free(), _free()) for _ in range(3)]
    (home / "server.conf").write_text(CONFIG.read_text())
    (home / "accounts.conf").write_text(accounts(home))
    cluster = Cluster(await find_server(), home, places)
    for number in range(3):
        await cluster.start(number)
    yield cluster
    await cluster.stop()


def _free():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{found.getsockname()[1]}"


@pytest.mark.slow
async def test_a_cluster_that_loses_one_server_after_another_loses_no_letter(settings, cluster):
    settings = replace(settings, nats_url=cluster.url, nats_replicas=3)
    await provision(settings)
    assert await provision(settings) == []

    shelf, reading = Shelf(), Reading()
    async with AsyncExitStack() as stack:
        buses = [Bus(settings, "catalog"), Bus(settings, "catalog"), Bus(settings, "workflow")]
        for bus in buses:
            await bus.open()
            stack.push_async_callback(bus.close)
        relays = [Relay(shelf, bus, STREAM, subject_of) for bus in buses[:2]]
        follow = buses[2].listen("catalog", STREAM, "workflow", reading.position, reading.apply)
        tasks = [asyncio.create_task(each.run_forever()) for each in relays]
        tasks.append(asyncio.create_task(follow))

        for victim in range(3):
            for count in range(20):
                shelf.letters += letters(1 + 3 * count, first=shelf.last() + 1)
                for each in relays:
                    each.nudge()
                await asyncio.sleep(0.01)
                if count == 10:
                    await cluster.kill(victim)
            await reading.until(shelf.last(), within=60)
            await cluster.start(victim)

        stored = []
        while page := await buses[2].read("catalog", STREAM, len(stored), 500):
            stored += page
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)

    assert stored == shelf.letters == reading.letters
    assert all(isinstance(each, asyncio.CancelledError) for each in ended)
