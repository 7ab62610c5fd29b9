"""A town for stories about mishaps: a real nats-server, five services, each its own process.

Whoever is killed comes back on the same port with the same data.
"""

import asyncio
import os
import signal
import socket
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from deploy.local.nats import EmbeddedNats
from deploy.nats.provision import provision

ROOT = Path(__file__).parents[2]
SERVICES = ("catalog", "workflow", "publishing", "feedback", "archive")
PREFIXES = {each: f"/{each}" for each in SERVICES} | {"publishing": ""}
PATIENCE = 60  # seconds for anything that must happen sooner or later


class Town:
    """Five services, each with a port; and the street between them."""

    def __init__(self, settings, services=SERVICES):
        self.settings, self.services = settings, services
        self.nats = EmbeddedNats(settings.home)
        self.ports = {each: _free_port() for each in services}
        self.children = {}

    def url(self, service, path=""):
        return f"http://127.0.0.1:{self.ports[service]}{PREFIXES[service]}{path}"

    async def start(self, service):
        environ = {
            **os.environ,
            "GK_HOME": str(self.settings.home),
            "GK_DATABASE": self.settings.database,
            "GK_NATS_URL": self.nats.url,
            "GK_PORT": str(self.ports[service]),
        }
        log = (self.settings.home / f"{service}.log").open("ab")
        self.children[service] = await asyncio.create_subprocess_exec(
            sys.executable, "-m", f"services.{service}", cwd=ROOT, env=environ, stderr=log
        )
        log.close()

    async def ready(self, service):
        """Wait until a service says that it can work."""
        async with httpx.AsyncClient() as http:

            async def asked():
                try:
                    answer = await http.get(self.url(service, "/health/ready"))
                except httpx.TransportError:
                    return False
                return answer.status_code == 200

            await until(asked, f"{service} ready")

    async def kill(self, service):
        """Kill a service as a power cut would, and let it come back."""
        child = self.children[service]
        child.send_signal(signal.SIGKILL)
        await child.wait()
        await self.start(service)

    async def kill_street(self):
        """Kill nats-server; the launcher brings it back."""
        before = self.nats.pid
        os.kill(before, signal.SIGKILL)

        async def back():
            return self.nats.pid not in (0, before)

        await until(back, "nats-server back")

    async def stop(self):
        for child in self.children.values():
            if child.returncode is None:
                child.terminate()
        for child in self.children.values():
            await child.wait()


@asynccontextmanager
async def town(settings, services=SERVICES, *, before=None):
    """Live in a town; everything is stopped at the end."""
    place = Town(settings, services)
    async with place.nats:
        watch = asyncio.create_task(place.nats.watch())
        await provision(settings_with(settings, place.nats.url))
        if before is not None:
            await before()
        try:
            for each in services:
                await place.start(each)
            for each in services:
                await place.ready(each)
            yield place
        finally:
            await place.stop()
            watch.cancel()


def settings_with(settings, nats_url):
    from msgspec.structs import replace

    return replace(settings, nats_url=nats_url)


async def until(true, what="it", within=PATIENCE):
    """Wait until something holds; fail with its name."""
    try:
        async with asyncio.timeout(within):
            while not await true():
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"{what}: not within {within} s") from None


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
