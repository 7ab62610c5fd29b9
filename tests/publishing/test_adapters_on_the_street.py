"""Two adapters on a real street: one in Node with the plain client; ours stalls, dies, goes on."""

import asyncio
import shutil
import subprocess
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import nkeys
import pytest
from msgspec import json
from msgspec.structs import replace

from deploy.adapters.gongkai_adapter import Carrier, House, Key, Proof, run
from deploy.local.house import Server
from deploy.local.nats import EmbeddedNats
from deploy.local.origin import Origin
from deploy.nats.map import CHANNELS
from deploy.nats.provision import provision
from services.publishing.views import Outlet, subject_of
from shared.bus import Bus
from tests.conftest import missing
from tests.doors import free_door
from tests.publishing.house import House as County
from tests.publishing.test_adapters import CHANNELS as FORMS
from tests.publishing.test_adapters import SEED, state

NODE = Path(__file__).parents[2] / "deploy/adapters/node"


@pytest.fixture(scope="session")
def node():
    """Return the example in Node with its two libraries, installed by name and version."""
    if shutil.which("npm") is None:
        missing("Node is missing: apt-get install nodejs npm")
    if not (NODE / "node_modules" / "nats").exists():
        install = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund"]
        subprocess.run(install, cwd=NODE, check=True, capture_output=True, timeout=120)
    return str(NODE / "adapter.mjs")


@pytest.fixture
async def street(settings):
    """Return a server on which one adapter's key is the house's and the other's its own."""
    public = nkeys.from_seed(bytearray(SEED)).public_key.decode()
    chosen = [
        {"name": "wechat", "filters": ["channels.wechat.society.>"], "key": public},
        {"name": "paper", "filters": ["channels.newspaper.society.>"]},
    ]
    (settings.home / "nats").mkdir()
    (settings.home / "nats" / "adapters.json").write_bytes(json.encode(chosen))
    async with EmbeddedNats(settings.home) as server:
        await provision(replace(settings, nats_url=server.url))
        yield server


@pytest.fixture
async def house(settings, street):
    """Return the service behind a door that other programs can reach."""
    del street
    house = County(settings)
    origin = Origin({"/": house.app})
    await origin.start()
    with free_door() as door:
        house.url = f"http://127.0.0.1:{door.getsockname()[1]}"
        server = Server(origin)
        serving = asyncio.create_task(server.serve([door]))
        await server.opened.wait()
        async with httpx.AsyncClient(base_url=house.url) as house.client:
            await house.begin()
            yield house
        server.close()
        await serving
    await origin.stop()


@asynccontextmanager
async def printing(node, street, url, key):
    """Run the Node adapter; yield a function that returns its next lines."""
    program = await asyncio.create_subprocess_exec(
        "node", node, "paper", street.url, url, str(key), stdout=asyncio.subprocess.PIPE
    )

    async def lines(count):
        async with asyncio.timeout(30):
            return [json.decode(await program.stdout.readline()) for _ in range(count)]

    try:
        yield lines
    finally:
        program.kill()
        await program.communicate()


class Stalled:
    """A channel that never answers."""

    def __init__(self):
        self.called = asyncio.Event()

    async def show(self, letter):
        del letter
        self.called.set()
        await asyncio.Event().wait()

    async def remove(self, letter):
        return await self.show(letter)


class Swift:
    """A channel that shows at once."""

    async def show(self, letter):
        return Proof(evidence=letter.data.content.encode())

    async def remove(self, letter):
        return await self.show(letter)


async def reported(house, disclosure, form):
    async with asyncio.timeout(30):
        while await state(house, disclosure, form) != "delivered":
            await house.service.views.reached("publishing", house.service.store.last() + 1, 0.1)


async def test_one_that_stalls_and_dies_harms_no_other_and_is_followed_by_another(
    node, street, settings, house, tmp_path
):
    (tmp_path / "wechat.nk").write_bytes(SEED)
    key = Key(tmp_path / "wechat.nk")
    first = await house.open_to("public", title="第一件", channels=FORMS)
    second = await house.open_to("public", title="第二件", channels=FORMS)
    bus = Bus(replace(settings, nats_url=street.url), "publishing")
    await bus.open()
    await bus.carry(CHANNELS, Outlet(house.service.views).after(0, 100), subject_of)
    await bus.close()

    url = house.url
    stalled = Stalled()
    carrier = Carrier(stalled, House("wechat", "", key, client=house.client))
    dying = asyncio.create_task(run("wechat", street.url, key, carrier))
    await asyncio.wait_for(stalled.called.wait(), 30)
    async with printing(node, street, url, settings.nats_key("adapter-paper")) as lines:
        assert [each["title"] for each in await lines(2)] == ["第一件", "第二件"]
        await reported(house, second, "报纸")
    assert await state(house, first, "报纸") == "delivered"
    assert await state(house, first) == "expected"

    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    heir = Carrier(Swift(), House("wechat", "", key, client=house.client))
    follows = asyncio.create_task(run("wechat", street.url, key, heir))
    await reported(house, first, "公众号")
    await reported(house, second, "公众号")
    follows.cancel()
    await asyncio.gather(follows, return_exceptions=True)
