"""A bell that may be rung and heard in any thread and any event loop."""

import asyncio
from contextlib import suppress
from threading import Lock

_Ear = tuple[asyncio.AbstractEventLoop, "asyncio.Future[None]"]


class Bell:
    """铃 — counts its rings, so that none is missed between looking and waiting."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ears: set[_Ear] = set()
        self.rings = 0

    def ring(self) -> None:
        """Wake everybody who waits."""
        with self._lock:
            self.rings += 1
            ears, self._ears = self._ears, set()
        for loop, future in ears:
            with suppress(RuntimeError):  # that loop has ended: nobody waits there any more
                loop.call_soon_threadsafe(_wake, future)

    async def after(self, seen: int, within: float) -> None:
        """Wait until it has rung more than ``seen`` times, or for so many seconds."""
        loop = asyncio.get_running_loop()
        ear = (loop, loop.create_future())
        with self._lock:
            if self.rings > seen:
                return
            self._ears.add(ear)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(within):
                    await ear[1]
        finally:
            with self._lock:
                self._ears.discard(ear)


def _wake(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_result(None)
