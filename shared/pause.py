"""How long to wait before trying again: a moment at first, never longer than two seconds."""

import asyncio
from typing import Final

FIRST: Final = 0.05
LONGEST: Final = 2.0


class Pause:
    """间歇 — waits twice as long each time, until something has gone well again."""

    def __init__(self) -> None:
        self._seconds = FIRST

    async def wait(self) -> None:
        """Wait, and wait longer next time."""
        seconds, self._seconds = self._seconds, min(self._seconds * 2, LONGEST)
        await asyncio.sleep(seconds)

    def reset(self) -> None:
        """Begin again with a moment."""
        self._seconds = FIRST
