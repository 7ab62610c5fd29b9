"""The mail van: carries the letters of one outlet to one stream, in order, none twice.

It keeps no bookmark. The end of the stream says where to go on, and the last letter
there is compared with ours before the first one leaves.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from math import nan
from typing import Final, Protocol

from shared.bus import Bus, BusError, DivergedError
from shared.metrics import RELAY_LAG
from shared.pause import Pause
from shared.record import Letter

log = logging.getLogger(__name__)

WINDOW: Final = 500  # letters read at once
IDLE: Final = 0.5  # seconds until a look without a nudge: another process may have filed


class Outlet(Protocol):
    """出口 — where letters wait in one gapless order, counted from 1."""

    def after(self, position: int, limit: int) -> list[Letter]:
        """Return the letters after a position, oldest first."""

    def last(self) -> int:
        """Return the position of the newest letter, 0 if there is none."""


class Relay:
    """转发 — from an outlet to a stream; two at once on the same pair do no harm."""

    def __init__(
        self, outlet: Outlet, bus: Bus, stream: str, subject: Callable[[Letter], str]
    ) -> None:
        self._outlet, self._bus, self._stream, self._subject = outlet, bus, stream, subject
        self._position = 0
        self._nudged = asyncio.Event()
        self._pause = Pause()
        RELAY_LAG.labels(bus.account, stream).set_function(self._told)

    @property
    def lag(self) -> int:
        """Return how many letters still wait."""
        return max(self._outlet.last() - self._position, 0)

    def _told(self) -> float:
        """Return the lag as a figure; of an outlet that is closed there is none."""
        try:
            return float(self.lag)
        except Exception:  # noqa: BLE001 — whatever is the matter with one, all others are told
            return nan

    def nudge(self, _position: int = 0) -> None:
        """Say that something has been filed; call it in the event loop."""
        self._nudged.set()

    async def run_forever(self) -> None:
        """Carry whatever is filed. A bus that is down is waited for.

        Raises:
            DivergedError: stream and outlet hold different letters; nothing more is carried.

        """
        while True:
            try:
                self._position = await self._bookmark()
                await self._carry_on()
            except DivergedError as error:
                log.critical("%s:%s", self._stream, error)
                raise
            except BusError as error:
                log.info("%s 的转发中断:%r", self._stream, error)
                await self._pause.wait()

    async def _carry_on(self) -> None:
        while True:
            self._nudged.clear()
            if letters := self._outlet.after(self._position, WINDOW):
                await self._bus.carry(self._stream, letters, self._subject)
                self._position = letters[-1].position
                self._pause.reset()
            else:
                with suppress(TimeoutError):
                    async with asyncio.timeout(IDLE):
                        await self._nudged.wait()

    async def _bookmark(self) -> int:
        """Return the end of the stream, having made sure that its last letter is ours."""
        end = await self._bus.end(self._stream)
        if end > (last := self._outlet.last()):
            raise DivergedError(f"流中有 {end} 条,事实库中只有 {last} 条")
        if end and await self._there(end) != self._outlet.after(end - 1, 1):
            raise DivergedError(f"第 {end} 条与事实库中的不同")
        return end

    async def _there(self, position: int) -> list[Letter]:
        found = await self._bus.read(self._bus.account, self._stream, position - 1, 1)
        if not found:
            raise BusError(f"{self._stream} 的副本尚未跟上")
        return found
