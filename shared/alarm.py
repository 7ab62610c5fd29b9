"""An alarm clock: asks again and again whether something is due, and survives whatever befalls.

What is due and what is done about it is its owner's affair; whoever is asked again
after a rest finds everything that has become due meanwhile.
"""

import asyncio
from collections.abc import Awaitable, Callable

Ring = Callable[[], Awaitable[object]]
Ready = Callable[[], bool]


def alarm(ring: Ring, every: float, ready: Ready = lambda: True) -> Callable[[], Awaitable[None]]:
    """Return work that rings every so many seconds while it is ready, for ever."""

    async def run() -> None:
        while True:
            await asyncio.sleep(every)
            if ready():
                await ring()

    return run
