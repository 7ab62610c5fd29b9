"""The one clock. Only doors read it; everything else is told the time by its cause."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Now = Callable[[], datetime]


def _system() -> datetime:
    return datetime.now(UTC)


class Clock:
    """时钟 — says the time in UTC, never earlier than it has said before.

    A clock that is set back makes time stand still here until it has caught up,
    so that no fact is ever dated before an older one; ``behind`` tells by how
    much. ``start`` makes the house live at a simulated moment.
    """

    def __init__(self, start: datetime | None = None, *, source: Now = _system) -> None:
        self._source = source
        self._shift = start - source() if start else timedelta()
        self._latest = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """Return the time, to the microsecond, in UTC."""
        self._latest = max(self._latest, self._reading())
        return self._latest

    def remember(self, moment: datetime) -> None:
        """Take note of a moment that is known to have passed (the last fact filed)."""
        self._latest = max(self._latest, moment)

    @property
    def behind(self) -> timedelta:
        """Return how far the machine's clock is behind what has already been said."""
        return max(self._latest - self._reading(), timedelta())

    def _reading(self) -> datetime:
        return self._source() + self._shift
