"""Five services behind one origin: each request goes to the service its path begins with."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from contextlib import suppress
from typing import Any, Final

from shared.web.kept import Header, Ready
from shared.web.porter import shelf_of

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]  # ASGI, as any framework types it

STARTED: Final = "lifespan.startup.complete"
STOPPED: Final = "lifespan.shutdown.complete"


log = logging.getLogger(__name__)


class StartError(Exception):
    """A service did not start; the message names it and says why."""


class Tenant:
    """住户 — one service's life: started, running, stopped."""

    def __init__(self, prefix: str, app: App) -> None:
        self.prefix = prefix
        self._app = app
        self._to_app: asyncio.Queue[Message] = asyncio.Queue()
        self._from_app: asyncio.Queue[Message] = asyncio.Queue()
        self._life: asyncio.Task[None] | None = None

    async def start(self, scope: Message) -> None:
        """Begin the service's life and wait until it serves.

        Raises:
            StartError: it could not begin.

        """
        self._life = asyncio.create_task(self._live(scope))
        await self._ask({"type": "lifespan.startup"}, STARTED)

    async def stop(self) -> None:
        """End the service's life and wait until it has put everything away."""
        if self._life is None or self._life.done():
            return
        with suppress(StartError):
            await self._ask({"type": "lifespan.shutdown"}, STOPPED)
        await self._life

    async def _live(self, scope: Message) -> None:
        receive, send = self._to_app.get, self._from_app.put
        try:
            await self._app({**scope}, receive, send)
        except Exception as error:  # noqa: BLE001 — whatever it is, the operator hears of it
            failed: Message = {"type": "lifespan.startup.failed", "message": repr(error)}
            await self._from_app.put(failed)

    async def _ask(self, message: Message, wanted: str) -> None:
        await self._to_app.put(message)
        answer = await self._from_app.get()
        if answer["type"] != wanted:
            told = str(answer.get("message", answer["type"]))
            log.error("%s: %s", self.prefix, told)
            raise StartError(f"{self.prefix}:{_gist(told)}")


class Origin:
    """同一入口 — an ASGI application made of applications, told apart by path prefix.

    Paths reach a service whole, as they do behind an ingress; ``/`` takes what
    no other prefix claims.
    """

    def __init__(self, mounts: Mapping[str, App]) -> None:
        longest_first = sorted(mounts, key=len, reverse=True)
        self._mounts = [(prefix.rstrip("/"), mounts[prefix]) for prefix in longest_first]
        self._shelves = {id(app): shelf_of(app) for app in mounts.values()}
        self._tenants = [Tenant(prefix, app) for prefix, app in mounts.items()]

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Hand a request on, or carry all services through one life."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._of(scope["path"])(scope, receive, send)

    def ready(self, path: str, query: bytes, headers: Iterable[Header]) -> Ready | None:
        """Return what lies ready at the service to which a path belongs."""
        return self._shelves[id(self._of(path))](path, query, headers) if path[:1] == "/" else None

    def _of(self, path: str) -> App:
        return next(
            app for prefix, app in self._mounts if path == prefix or path.startswith(f"{prefix}/")
        )

    async def start(self) -> None:
        """Start all services at once; if one fails, stop the others.

        Raises:
            StartError: one could not start; the message names it.

        """
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}}
        starts = [tenant.start(scope) for tenant in self._tenants]
        answers = await asyncio.gather(*starts, return_exceptions=True)
        for error in filter(None, answers):
            await self.stop()
            raise error

    async def stop(self) -> None:
        """Stop the services, the last first."""
        for tenant in reversed(self._tenants):
            await tenant.stop()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await self.start()
        except StartError as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": STARTED})
        await receive()
        await self.stop()
        await send({"type": STOPPED})


def _gist(told: str) -> str:
    """Return the line of a traceback that says what was wrong."""
    lines = [line.strip(" |") for line in told.splitlines()]
    errors = [line for line in lines if re.match(r"[\w.]+(Error|Exception)\b", line)]
    return (errors or [told])[-1]
