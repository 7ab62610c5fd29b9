"""份额 — how much may be kept of what anybody could cause without end."""

from datetime import datetime, timedelta

from msgspec import Struct


class Allowance(Struct):
    """So many at once, and one more after every ``pause``; for one thread."""

    at_once: int = 600
    pause: timedelta = timedelta(seconds=1)
    used_up: datetime | None = None

    def take(self, now: datetime) -> bool:
        """Return whether there is something left, and use it."""
        used_up = max(self.used_up or now, now) + self.pause
        if used_up - now > self.pause * self.at_once:
            return False
        self.used_up = used_up
        return True
