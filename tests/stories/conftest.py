"""The whole house for a story: a real nats-server and five services behind one origin."""

import asyncio
from contextlib import asynccontextmanager
from importlib import import_module
from types import SimpleNamespace

import httpx
import pytest
from msgspec.structs import replace

from deploy.local.house import PREFIXES, Server, apps, site_of
from deploy.local.nats import EmbeddedNats
from deploy.local.origin import Origin
from deploy.nats.provision import provision
from tests.doors import free_door
from tests.stories.dated import dated_house
from tests.stories.teller import county_house, quick_house

__all__ = ["county_house", "dated_house", "open_house", "quick_house", "whole"]


@asynccontextmanager
async def whole(settings, before=None, clock=None):
    """Open the house on a free port, by a clock of its own if one is given."""
    with free_door() as door:
        port = door.getsockname()[1]
        async with EmbeddedNats(settings.home) as nats:
            settings = site_of(replace(settings, nats_url=nats.url, port=port))
            await provision(settings)
            if before is not None:
                await before(settings)
            origin = Origin(apps(settings) if clock is None else _by(clock, settings))
            await origin.start()
            server = Server(origin)
            serving = asyncio.create_task(server.serve([door]))
            await server.opened.wait()
            try:
                async with httpx.AsyncClient(base_url=settings.base_url, timeout=30) as http:
                    yield SimpleNamespace(http=http, settings=settings, nats=nats)
            finally:
                server.close()
                await serving
                await origin.stop()


def _by(clock, settings):
    """Return the five services, all of them living by one clock."""
    return {
        prefix: import_module(f"services.{name}.app").build(settings, clock)
        for name, prefix in PREFIXES.items()
    }


@pytest.fixture
def open_house():
    """Return how to open the house."""
    return whole
