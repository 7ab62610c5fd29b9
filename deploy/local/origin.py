"""Five services behind one origin: each request goes to the service its path begins with."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import suppress
from typing import Any, Final

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]  # ASGI, as any framework types it

STARTED: Final = "lifespan.startup.complete"
STOPPED: Final = "lifespan.shutdown.complete"


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
            reason = answer.get("message", "") or answer["type"]
            raise StartError(f"{self.prefix}: {reason}")


class Origin:
    """同一入口 — an ASGI application made of applications, told apart by path prefix.

    Paths reach a service whole, as they do behind an ingress; ``/`` takes what
    no other prefix claims.
    """

    def __init__(self, mounts: Mapping[str, App]) -> None:
        longest_first = sorted(mounts, key=len, reverse=True)
        self._mounts = [(prefix.rstrip("/"), mounts[prefix]) for prefix in longest_first]
        self._tenants = [Tenant(prefix, app) for prefix, app in mounts.items()]

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Hand a request on, or carry all services through one life."""
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        else:
            await self._of(scope["path"])(scope, receive, send)

    def _of(self, path: str) -> App:
        return next(
            app for prefix, app in self._mounts if path == prefix or path.startswith(f"{prefix}/")
        )

    async def _live(self, scope: Message, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await self._start(scope)
        except StartError as error:
            await self._stop()
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _start(self, scope: Message) -> None:
        starts = [tenant.start(scope) for tenant in self._tenants]
        answers = await asyncio.gather(*starts, return_exceptions=True)
        for error in filter(None, answers):
            raise error

    async def _stop(self) -> None:
        for tenant in reversed(self._tenants):
            await tenant.stop()
